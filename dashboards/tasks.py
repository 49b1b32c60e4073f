"""The functions django-q2 calls by name: ids as arguments, the clock read here."""

from django.utils import timezone

from dashboards.squad.mailing import send_weekly_letters


def send_weekly_reports() -> None:
    """Each quarter of an hour: the mails of Monday morning that were not sent yet."""
    send_weekly_letters(timezone.now())
