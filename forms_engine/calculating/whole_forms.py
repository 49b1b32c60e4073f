"""Every record of a form reckoned anew, as a job with progress that goes on where it was stopped."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from forms_engine.bulk import wait_for_turn
from forms_engine.calculating.recalculating import Outcome, recalculate
from forms_engine.calculating.site import Site, known_site, meanings, one_look
from forms_engine.jobs import STARTS, ask_for, end_job, enqueue
from forms_engine.models import FieldDefinition, FormDefinition, Job, Record
from people.models import Person

# Whole people, about so many records in one transaction.
CHUNK = 5_000
# Of one task, far below its time limit; another goes on.
MOST_AT_ONCE = 15_000
AFTER, LEFT = "after", "left"


def recalculate_changed(before: Site, by: Person, now: datetime) -> list[Job]:
    """Asks to recalculate every form that is reckoned otherwise than `before`: by a formula, a link, an option's score.

    Call it in the transaction that changed definitions, with the site as it was when that began.
    """
    site = known_site()
    forms = FormDefinition.objects.filter(
        key__in=[key for key in site.reckoned if not meanings(site, key) <= meanings(before, key)]
    )
    jobs = [ask_once(form, by, now) for form in forms]
    return [job for job in jobs if job is not None]


def formula_changed(field: FieldDefinition, by: Person, now: datetime) -> Job | None:
    """Asks for the recalculation a changed formula or link needs; None when there are no records.

    Call it in the transaction that changed the field.
    """
    return ask_once(field.form, by, now, field)


def open_job(form: FormDefinition) -> Job | None:
    """The recalculation of the form that waits or runs."""
    is_open = [Job.State.QUEUED, Job.State.RUNNING]
    return Job.objects.filter(kind=Job.Kind.RECALCULATION, form=form, state__in=is_open).order_by("pk").first()


def ask_once(form: FormDefinition, by: Person, now: datetime, field: FieldDefinition | None = None) -> Job | None:
    """None where there are no records. A job that waits already will see the change too."""
    if not Record.objects.filter(form=form, withdrawn_at=None).exists():
        return None
    waiting = Job.objects.filter(kind=Job.Kind.RECALCULATION, form=form, state=Job.State.QUEUED, done=0)
    return waiting.first() or ask_for_recalculation(form, by, now, field=field)


def ask_for_recalculation(
    form: FormDefinition, by: Person, now: datetime, *, field: FieldDefinition | None = None
) -> Job:
    """A job for every record of the form. `field`: because of which; all its calculations are reckoned."""
    options = {"field": field.key} if field is not None else {}
    total = Record.objects.filter(form=form, withdrawn_at=None).count()
    job = Job.objects.create(
        kind=Job.Kind.RECALCULATION, form=form, asked_by=by, asked_at=now, total=total, options=options
    )
    ask_for(job, now)
    return job


def perform_recalculation(job: Job, now: datetime) -> None:
    """A task's part of the job; the last one ends it."""
    if job.form is None:
        end_job(job, now, error=_("The form is no longer here."))
        return
    looked_at = 0
    for person_ids in _chunks(job.form, job.options.get(AFTER, 0)):
        if looked_at >= MOST_AT_ONCE:
            _go_on_later(job, now, at_once=True)
            return
        with transaction.atomic():
            outcome = _recalculate_people(job.form, person_ids, now)
            job.options[AFTER] = max(person_ids)
            if not outcome.is_whole:
                job.options[LEFT] = [*job.options.get(LEFT, []), *person_ids]
            if not _note_progress(job, outcome):
                transaction.set_rollback(True)
                return
        looked_at += outcome.looked_at
    _finish_left(job, now)


def recalculate_form(form: FormDefinition, now: datetime) -> Iterator[Outcome]:
    """The same at once and without a job: an outcome a chunk. What somebody is just writing is left out."""
    for person_ids in _chunks(form, 0):
        with transaction.atomic():
            outcome = _recalculate_people(form, person_ids, now)
        yield outcome


def _recalculate_people(form: FormDefinition, person_ids: list[int], now: datetime) -> Outcome:
    # An import that began with the old formula ends before.
    wait_for_turn(form)
    with one_look():
        return recalculate(known_site(), form.key, person_ids, now)


def _note_progress(job: Job, outcome: Outcome) -> bool:
    """False when somebody took the job away meanwhile."""
    job.done += outcome.looked_at
    job.tally = {"changed": job.tally.get("changed", 0) + outcome.changed}
    running = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claimed_at=job.claimed_at)
    return bool(running.update(done=job.done, tally=job.tally, options=job.options))


def _finish_left(job: Job, now: datetime) -> None:
    """Once more the people of whom a record was just being written; who is still at it is left to the next minute."""
    assert job.form is not None  # noqa: S101 (settled before)
    left = []
    for person_id in job.options.get(LEFT, []):
        with transaction.atomic():
            outcome = _recalculate_people(job.form, [person_id], now)
            job.tally = {"changed": job.tally.get("changed", 0) + outcome.changed}
            left += [] if outcome.is_whole else [person_id]
    job.options[LEFT] = left
    if left:
        _go_on_later(job, now, at_once=False)
    else:
        kept = {key: value for key, value in job.options.items() if key not in (AFTER, LEFT)}
        end_job(job, now, tally=job.tally, options=kept, total=job.done)


def _go_on_later(job: Job, now: datetime, *, at_once: bool) -> None:
    """Back into the queue with what is done; when not `at_once`, the minute's look at lost jobs takes it up."""
    options = {**job.options, STARTS: 0}
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claimed_at=job.claimed_at)
    waiting.update(state=Job.State.QUEUED, claimed_at=None, asked_at=now, options=options, tally=job.tally)
    if at_once:
        enqueue(job.pk)


def _chunks(form: FormDefinition, after: int) -> Iterator[list[int]]:
    """Ids of people, ascending, whose records together are about a chunk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, count(*) FROM forms_engine_record "
            "WHERE form_id = %s AND person_id > %s AND withdrawn_at IS NULL GROUP BY person_id ORDER BY person_id",
            [form.pk, after],
        )
        people = cursor.fetchall()
    together: list[int] = []
    records = 0
    for person_id, count in people:
        if together and records + count > CHUNK:
            yield together
            together, records = [], 0
        together.append(person_id)
        records += count
    if together:
        yield together
