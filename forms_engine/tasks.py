"""The functions django-q2 calls by name: three lines each, ids as arguments, the clock read here."""

from django.utils import timezone

from forms_engine import jobs
from forms_engine.calculating import following


def perform_job(job_id: int) -> None:
    jobs.perform_job(job_id, timezone.now())


def tend_jobs() -> None:
    """Each minute: revive lost jobs, drop what nobody confirmed."""
    jobs.tend_jobs(timezone.now())


def follow_changes() -> None:
    """After records changed, and each minute for what was left: reckon anew what leans on them."""
    following.follow_changes(timezone.now())
