"""The work on one file: read, check, compare; and, when somebody has confirmed it, write. All of it or nothing."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from forms_engine.bulk import BulkRow, Counts, Stage, open_stage
from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.fields import importable_columns
from forms_engine.importing.files import FileShape, Table, open_table
from forms_engine.importing.naming import Naming, importable_people
from forms_engine.importing.plan import Plan
from forms_engine.importing.rows import RowReader
from forms_engine.jobs import end_job, note_progress, put_back
from forms_engine.ledger import IMPORT, PEOPLE, Stamp
from forms_engine.models import FormDefinition, Job
from people.application import application_details

CHUNK = 2_000
CHECK, WRITE = "check", "write"


def perform_import(job: Job, now: datetime) -> None:
    """Checks the job's file, and writes it when that is what was asked for and nothing is wrong."""
    with translation.override(job.asked_by.language):
        if job.form is None or job.upload is None:
            end_job(job, now, error=_("The file is no longer here. Begin again."))
            return
        try:
            _work(job, job.form, now)
        except UnreadableFile as error:
            put_back(job, problems=[{"row": None, "column": "", "words": str(error)}], tally={"problems": 1})


def _work(job: Job, form: FormDefinition, now: datetime) -> None:
    options = job.options
    table = open_table(bytes(job.upload or b""), FileShape.from_json(options["shape"]))
    reader = _reader(job, form, table, Plan.from_json(options["plan"]))
    stamp = Stamp(now=now, by=job.asked_by, owner=PEOPLE, reason=_("import of %(file)s") % {"file": job.file_name})
    with open_stage(form) as stage:
        _load(job, reader, stage)
        stage.rename_strangers(IMPORT)
        for row, before in stage.duplicates(reader.problems_left()):
            words = _("This is the same person and day as row %(row)d. Choose a column that tells them apart.")
            reader.problems.add(row, "", words % {"row": before})
        counts = Counts() if reader.problems.count else stage.compare(stamp)
        _miss_required(job, form, reader, counts)
        if options.get("step") == WRITE and not reader.problems.count:
            _write(job, stage, stamp, reader)
            return
    tally = {**_tally(reader), **asdict(counts), "problems": reader.problems.count}
    doubts = [asdict(doubt) for doubt in reader.naming.doubts.values()]
    options = {**options, "step": CHECK, "checked": True, "doubts": doubts}
    put_back(job, options=options, tally=tally, problems=reader.problems.listed)


def _reader(job: Job, form: FormDefinition, table: Table, plan: Plan) -> RowReader:
    people = importable_people(job.asked_by, form)
    naming = Naming(plan.person_by, people, plan.people)
    columns = importable_columns(job.asked_by, form)
    return RowReader(table, plan, form, columns, naming, ZoneInfo(application_details().zone))


def _load(job: Job, reader: RowReader, stage: Stage) -> None:
    """Rows go to the database as they are read, so that the file's length costs no memory."""
    for chunk in _chunks(reader.records()):
        stage.add(chunk)
        note_progress(job, reader.read)
    job.total = reader.read
    job.save(update_fields=["total"])


def _chunks(rows: Iterator[BulkRow]) -> Iterator[list[BulkRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _miss_required(job: Job, form: FormDefinition, reader: RowReader, counts: Counts) -> None:
    """A new record needs every required field; one that is there already has them."""
    if not counts.created:
        return
    named = {column.owner.pk for _place, column in reader.columns}
    for column in importable_columns(job.asked_by, form):
        if column.owner.is_required and column.owner.pk not in named and not column.is_in_table:
            words = _("New records need “%(label)s”. Choose its column, or add one to the file.")
            reader.problems.add(None, "", words % {"label": column.owner.label})


def _write(job: Job, stage: Stage, stamp: Stamp, reader: RowReader) -> None:
    """The records and the end of the job in one transaction: a second worker finds both or none."""
    with transaction.atomic():
        counts = stage.write(stamp)
        tally: dict[str, Any] = {**_tally(reader), **asdict(counts), "problems": 0}
        kept = {name: job.options[name] for name in ("plan", "shape") if name in job.options}
        # Names in the file are not needed any longer.
        kept["plan"] = {**kept["plan"], "people": {}}
        end_job(job, stamp.now, tally=tally, problems=[], options=kept)


def _tally(reader: RowReader) -> dict[str, int]:
    return {"rows": reader.read, "left_out": reader.left_out, "empty": reader.empty}
