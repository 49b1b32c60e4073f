"""The functions django-q2 calls by name: ids as arguments, the clock read here."""

from django.utils import timezone

from dashboards.models.marks import LIVES, WriteMark
from dashboards.settling import settle
from dashboards.squad.mailing import send_weekly_letters


def send_weekly_reports() -> None:
    """Each quarter of an hour: the mails of Monday morning that were not sent yet."""
    send_weekly_letters(timezone.now())


def clear_marks() -> None:
    """Each half hour: the marks of writings that every process has long forgotten."""
    WriteMark.objects.filter(at__lt=timezone.now() - LIVES).delete()


def settle_projection() -> None:
    """Each minute: whose days two wrote at once, without seeing each other."""
    settle()
