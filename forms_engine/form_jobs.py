"""Jobs over every record of a form, in portions: whole people a transaction, so many records a task, then the next.

Each portion notes how far it came in its own transaction, so a lost worker costs no more than the portion it had.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from forms_engine.jobs import STARTS, ask_for, enqueue
from forms_engine.models import FormDefinition, Job, Record
from people.models import Person

# Whole people, about so many records in one transaction.
CHUNK = 5_000
# Of one task, far below its time limit; another goes on.
MOST_AT_ONCE = 15_000
# In a job's options: the last person it is done with.
AFTER = "after"
KINDS = (Job.Kind.RECALCULATION, Job.Kind.PROJECTION)


def open_job(form: FormDefinition) -> Job | None:
    """The work on every record of the form that waits or runs."""
    is_open = [Job.State.QUEUED, Job.State.RUNNING]
    return Job.objects.filter(kind__in=KINDS, form=form, state__in=is_open).order_by("pk").first()


def failed_job(form: FormDefinition) -> Job | None:
    """The newest work on every record of the form that failed and that nothing of its kind has followed."""
    newest = Job.objects.filter(kind__in=KINDS, form=form).order_by("kind", "-pk").distinct("kind")
    failed = [job for job in newest if job.state == Job.State.FAILED]
    return max(failed, key=lambda job: job.pk, default=None)


def ask_again(form: FormDefinition, by: Person, now: datetime) -> Job | None:
    """What `failed_job` names, from the beginning; None when there is none, or no record any more."""
    failed = failed_job(form)
    return ask_once(failed.kind, form, by, now) if failed else None


def ask_once(kind: str, form: FormDefinition, by: Person, now: datetime, **options: object) -> Job | None:
    """None where there are no records. A job that waits already will see the change too."""
    if not Record.objects.filter(form=form, withdrawn_at=None).exists():
        return None
    waiting = Job.objects.filter(kind=kind, form=form, state=Job.State.QUEUED, done=0)
    return waiting.first() or ask(kind, form, by, now, **options)


def ask(kind: str, form: FormDefinition, by: Person, now: datetime, **options: object) -> Job:
    """A job for every record of the form."""
    total = Record.objects.filter(form=form, withdrawn_at=None).count()
    job = Job.objects.create(kind=kind, form=form, asked_by=by, asked_at=now, total=total, options=options)
    ask_for(job, now)
    return job


def note_portion(job: Job, done: int) -> bool:
    """So many more records are done; False when somebody took the job away meanwhile. In the portion's transaction."""
    job.done += done
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claimed_at=job.claimed_at)
    return bool(running.update(done=job.done, tally=job.tally, options=job.options))


def go_on_later(job: Job, now: datetime, *, at_once: bool) -> None:
    """Back into the queue with what is done; when not `at_once`, the minute's look at lost jobs takes it up."""
    options = {**job.options, STARTS: 0}
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claimed_at=job.claimed_at)
    waiting.update(state=Job.State.QUEUED, claimed_at=None, asked_at=now, options=options, tally=job.tally)
    if at_once:
        enqueue(job.pk)


def chunks_of(form: FormDefinition, after: int) -> Iterator[dict[int, int]]:
    """People, ascending, and how many records each has, of about a chunk together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, count(*) FROM forms_engine_record "
            "WHERE form_id = %s AND person_id > %s AND withdrawn_at IS NULL GROUP BY person_id ORDER BY person_id",
            [form.pk, after],
        )
        people = cursor.fetchall()
    together: dict[int, int] = {}
    records = 0
    for person_id, count in people:
        if together and records + count > CHUNK:
            yield together
            together, records = {}, 0
        together[person_id] = count
        records += count
    if together:
        yield together
