"""The projection of a form made anew after its definition gave other numbers: a job in portions, with progress."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dashboards.projection import rebuild_people
from forms_engine import form_jobs
from forms_engine.bulk import wait_for_turn
from forms_engine.form_jobs import AFTER
from forms_engine.jobs import end_job
from forms_engine.models import FormDefinition, Job
from people.models import Person


def hear_redefined(form: FormDefinition, by: Person, now: datetime) -> None:
    """What `plug_redefined` calls: a worker makes it anew once the new definition stands."""
    form_jobs.ask_once(Job.Kind.PROJECTION, form, by, now)


def perform_rebuild(job: Job, now: datetime) -> None:
    """A task's part of the job; the last one ends it. The people of a portion show the new numbers when it is done."""
    if job.form is None:
        end_job(job, now, error=_("The form is no longer here."))
        return
    looked_at = 0
    for records in form_jobs.chunks_of(job.form, job.options.get(AFTER, 0)):
        if looked_at >= form_jobs.MOST_AT_ONCE:
            form_jobs.go_on_later(job, now, at_once=True)
            return
        with transaction.atomic():
            # Two of these at once would keep what the other read of the old definition.
            wait_for_turn(job.form)
            rebuild_people(job.form.pk, list(records))
            job.options[AFTER] = max(records)
            if not form_jobs.note_portion(job, sum(records.values())):
                transaction.set_rollback(True)
                return
        looked_at += sum(records.values())
    end_job(job, now, options={}, total=job.done)
