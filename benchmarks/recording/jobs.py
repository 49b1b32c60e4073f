"""The jobs of a worker: the recalculation of a form, the import of a file."""

import csv
import io
import json
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import psutil
from django.utils import timezone

from benchmarks.recording.club import JUMPS, Club
from benchmarks.syncing.cluster import MEBIBYTE
from benchmarks.syncing.surroundings import child
from dashboards.board.columns import LOAD
from forms_engine.calculating.whole_forms import ask_for_recalculation
from forms_engine.importing.choosing import guess
from forms_engine.importing.fields import importable_columns
from forms_engine.importing.files import open_table, shape_of
from forms_engine.importing.performing import CHECK, WRITE
from forms_engine.jobs import ask_for
from forms_engine.models import FormDefinition, Job

LOOK_EVERY_S = 0.1
HEADINGS = ("Username", "Date", "Session type", "Minutes", "RPE")


@dataclass(frozen=True)
class Done:
    """`count`: records or rows; `memory_mb`: the most the process held (PSS)."""

    count: int
    wall_s: float
    cpu_s: float
    database_s: float
    memory_mb: float

    @property
    def per_second(self) -> float:
        return self.count / self.wall_s


def recalculate(club: Club) -> Done:
    form = FormDefinition.objects.get(key=JUMPS)
    job = ask_for_recalculation(form, club.staff, timezone.now())
    return _perform(job, job.total)


def check_and_import(club: Club, rows: int, first_back: int) -> tuple[Done, Done]:
    """The preview of a file with as many sessions, all of them new, and the writing of it."""
    job = _take_in(club, rows, first_back)
    checked = _ask(job, CHECK, rows)
    job.refresh_from_db()
    if job.problems:
        raise SystemExit(f"The file is not right: {job.problems[:3]}")
    written = _ask(job, WRITE, rows)
    job.refresh_from_db()
    if job.state != Job.State.DONE or job.tally["created"] != rows:
        raise SystemExit(f"The file was not imported: {job.tally} {job.error_text}")
    return checked, written


def _take_in(club: Club, rows: int, first_back: int) -> Job:
    """As the page of uploads does, with the columns as it guesses them."""
    form = FormDefinition.objects.get(key=LOAD)
    content = make_file(club, rows, first_back)
    shape = shape_of(content)
    plan = guess(open_table(content, shape), importable_columns(club.staff, form))
    return Job.objects.create(
        kind=Job.Kind.IMPORT,
        form=form,
        asked_by=club.staff,
        asked_at=timezone.now(),
        file_name="sessions.csv",
        upload=content,
        total=rows,
        options={"shape": shape.as_json(), "plan": plan.as_json()},
    )


def make_file(club: Club, rows: int, first_back: int) -> bytes:
    """Sessions day by day, `first_back` days before today and earlier."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for number in range(rows):
        person = club.athletes[number % len(club.athletes)]
        day = club.today - timedelta(days=first_back + number // len(club.athletes))
        writer.writerow([person.username, day, "Endurance", 30 + number % 90, number % 11])
    return text.getvalue().encode()


def _ask(job: Job, step: str, rows: int) -> Done:
    job.options = {**job.options, "step": step}
    job.save(update_fields=["options"])
    ask_for(job, timezone.now())
    return _perform(job, rows)


def _perform(job: Job, count: int) -> Done:
    """A process of its own does the job to its end, as a worker would."""
    with child(["-m", "benchmarks.recording.working", str(job.pk)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 for the types alone
        watched, most = psutil.Process(process.pid), 0
        while process.poll() is None:
            with suppress(psutil.NoSuchProcess):
                most = max(most, watched.memory_full_info().pss)
            time.sleep(LOOK_EVERY_S)
        said = process.stdout.read()
    if process.returncode:
        raise SystemExit("The job was not done; its last words stand above.")
    spent = json.loads(said)
    return Done(count, **spent, memory_mb=most / MEBIBYTE)
