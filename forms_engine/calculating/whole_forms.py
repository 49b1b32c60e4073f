"""Every record of a form reckoned anew, as a job with progress that goes on where it was stopped."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from forms_engine import form_jobs
from forms_engine.bulk import wait_for_turn
from forms_engine.calculating.recalculating import Outcome, recalculate
from forms_engine.calculating.site import Site, known_site, meanings, one_look
from forms_engine.form_jobs import AFTER
from forms_engine.jobs import end_job
from forms_engine.models import FieldDefinition, FormDefinition, Job
from people.models import Person

LEFT = "left"


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


def ask_once(form: FormDefinition, by: Person, now: datetime, field: FieldDefinition | None = None) -> Job | None:
    """None where there are no records. A job that waits already will see the change too."""
    return form_jobs.ask_once(Job.Kind.RECALCULATION, form, by, now, **_because_of(field))


def ask_for_recalculation(
    form: FormDefinition, by: Person, now: datetime, *, field: FieldDefinition | None = None
) -> Job:
    """A job for every record of the form. `field`: because of which; all its calculations are reckoned."""
    return form_jobs.ask(Job.Kind.RECALCULATION, form, by, now, **_because_of(field))


def _because_of(field: FieldDefinition | None) -> dict[str, object]:
    return {} if field is None else {"field": field.key}


def perform_recalculation(job: Job, now: datetime) -> None:
    """A task's part of the job; the last one ends it."""
    if job.form is None:
        end_job(job, now, error=_("The form is no longer here."))
        return
    looked_at = 0
    for records in form_jobs.chunks_of(job.form, job.options.get(AFTER, 0)):
        person_ids = list(records)
        if looked_at >= form_jobs.MOST_AT_ONCE:
            form_jobs.go_on_later(job, now, at_once=True)
            return
        with transaction.atomic():
            outcome = _recalculate_people(job.form, person_ids, now)
            job.options[AFTER] = max(person_ids)
            if not outcome.is_whole:
                job.options[LEFT] = [*job.options.get(LEFT, []), *person_ids]
            job.tally = {"changed": job.tally.get("changed", 0) + outcome.changed}
            if not form_jobs.note_portion(job, outcome.looked_at):
                transaction.set_rollback(True)
                return
        looked_at += outcome.looked_at
    _finish_left(job, now)


def recalculate_form(form: FormDefinition, now: datetime) -> Iterator[Outcome]:
    """The same at once and without a job: an outcome a chunk. What somebody is just writing is left out."""
    for records in form_jobs.chunks_of(form, 0):
        with transaction.atomic():
            outcome = _recalculate_people(form, list(records), now)
        yield outcome


def _recalculate_people(form: FormDefinition, person_ids: list[int], now: datetime) -> Outcome:
    # An import that began with the old formula ends before.
    wait_for_turn(form)
    with one_look():
        return recalculate(known_site(), form.key, person_ids, now)


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
        form_jobs.go_on_later(job, now, at_once=False)
    else:
        kept = {key: value for key, value in job.options.items() if key not in (AFTER, LEFT)}
        end_job(job, now, tally=job.tally, options=kept, total=job.done)
