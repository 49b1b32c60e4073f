"""Jobs: asked for by somebody, done by a worker, one at a time each, and done again when a worker was lost.

Whoever can perform a kind of job registers it at start-up. Performing twice must do no harm: a worker may be lost
after its work and before its last word.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from forms_engine.models import Job

log = logging.getLogger(__name__)

# Longer than the task's own time limit, so that nobody's work is taken from under them.
STALE = timedelta(minutes=5)
LOST = timedelta(minutes=1)
MOST_STARTS = 3
# How long an upload nobody confirmed is kept, and how long the account of a job is.
UPLOAD_RESTS = timedelta(days=1)
JOB_RESTS = timedelta(days=30)
STARTS = "starts"

Performer = Callable[[Job, datetime], None]
_performers: dict[str, Performer] = {}
_in_portions: set[str] = set()


def register_performer(kind: str, performer: Performer, *, in_portions: bool = False) -> None:
    """`in_portions`: what is done before such a job is stopped is kept; of any other nothing is."""
    _performers[kind] = performer
    if in_portions:
        _in_portions.add(kind)


def ask_for(job: Job, now: datetime) -> None:
    """Lets a worker take the job up after the caller's commit. A job that is already asked for stays as it is."""
    with transaction.atomic():
        free = Job.objects.filter(pk=job.pk).exclude(state__in=[Job.State.QUEUED, Job.State.RUNNING])
        job.options = {**job.options, STARTS: 0}
        if free.update(state=Job.State.QUEUED, claimed_at=None, asked_at=now, done=0, options=job.options):
            job.state = Job.State.QUEUED
            transaction.on_commit(partial(enqueue, job.pk))


def enqueue(job_id: int) -> None:
    async_task("forms_engine.tasks.perform_job", job_id)


def perform_job(job_id: int, now: datetime) -> None:
    """Does the job, unless somebody else does or has done it."""
    if not Job.objects.filter(pk=job_id, state=Job.State.QUEUED).update(state=Job.State.RUNNING, claimed_at=now):
        return
    job = Job.objects.select_related("asked_by", "form").get(pk=job_id)
    job.options[STARTS] = job.options.get(STARTS, 0) + 1
    job.save(update_fields=["options"])
    _performers[job.kind](job, now)


def note_progress(job: Job, done: int) -> None:
    Job.objects.filter(pk=job.pk).update(done=done)


def put_back(job: Job, **said: object) -> None:
    """Ends this run of the job: it waits for its owner's next word. `said`: fields to write."""
    _write(job, state=Job.State.PREPARED, claimed_at=None, **said)


def end_job(job: Job, now: datetime, *, error: str = "", **said: object) -> None:
    """The job is done, or has failed with `error` for whoever asked. Its upload is dropped."""
    state = Job.State.FAILED if error else Job.State.DONE
    _write(job, state=state, finished_at=now, upload=None, error_text=error[:300], **said)


def tend_jobs(now: datetime) -> int:
    """Gives lost jobs another chance and drops what nobody needs any more. Returns how many were asked for again."""
    again = 0
    for job in Job.objects.filter(state=Job.State.RUNNING, claimed_at__lt=now - STALE).defer("upload"):
        log.warning("job %s lost its worker", job.pk)
        if job.options.get(STARTS, 0) >= MOST_STARTS:
            end_job(job, now, error=_words_of_giving_up(job))
        else:
            Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, claimed_at=None, asked_at=now)
            enqueue(job.pk)
            again += 1
    lost = Job.objects.filter(state=Job.State.QUEUED, asked_at__lt=now - LOST)
    for job_id in list(lost.values_list("pk", flat=True)):
        Job.objects.filter(pk=job_id).update(asked_at=now)
        enqueue(job_id)
        again += 1
    _forget(now)
    return again


def _words_of_giving_up(job: Job) -> str:
    if job.kind in _in_portions:
        return _("The work stopped three times before its end; what was done stays done. Ask whoever runs this site.")
    return _("The work stopped three times before its end; nothing was written. Ask whoever runs this site.")


def _forget(now: datetime) -> None:
    left = Job.objects.filter(state=Job.State.PREPARED, asked_at__lt=now - UPLOAD_RESTS)
    left.update(
        state=Job.State.FAILED,
        upload=None,
        problems=[],
        finished_at=now,
        error_text=_("Nobody confirmed it within a day, so the file was dropped. Nothing was written."),
    )
    ended = Q(state__in=[Job.State.DONE, Job.State.FAILED])
    Job.objects.filter(ended, finished_at__lt=now - JOB_RESTS).delete()


def _write(job: Job, **said: object) -> None:
    for name, value in said.items():
        setattr(job, name, value)
    job.save(update_fields=list(said))
