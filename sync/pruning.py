"""What may be forgotten, and when. Records, their history and the looks at them are never pruned."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django_q.models import Failure, Success

from sync.models import AuthorisationState, Run, SeenNotice

RUNS_KEPT = timedelta(days=90)
TASKS_KEPT = timedelta(days=7)
STATES_KEPT = timedelta(days=1)
# Far longer than a notice counts as fresh: one that is forgotten is refused by its age.
NOTICES_KEPT = timedelta(days=3)


def drop_left_grants(now: datetime) -> None:
    """A grant kept for a connecting that broke off can be taken up again while its state lives, and no longer."""
    limit = now - timedelta(minutes=AuthorisationState.LIFE_MINUTES)
    AuthorisationState.objects.filter(made_at__lt=limit, used_at__isnull=False).update(grant="")


def prune(now: datetime) -> None:
    Run.objects.filter(state__in=[Run.State.DONE, Run.State.FAILED], finished_at__lt=now - RUNS_KEPT).delete()
    AuthorisationState.objects.filter(made_at__lt=now - STATES_KEPT).delete()
    SeenNotice.objects.filter(taken_at__lt=now - NOTICES_KEPT).delete()
    Success.objects.filter(stopped__lt=now - TASKS_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    Failure.objects.filter(stopped__lt=now - TASKS_KEPT).delete()
