"""Every setting of invites, read here and nowhere else."""

from datetime import timedelta

from django.conf import settings

# How often one client may be sent an invite, and one coach may send; how often an expired page may ask for a new one.
MOST_A_CLIENT_AN_HOUR = 6
MOST_A_COACH_AN_HOUR = 120
MOST_HEALINGS_AN_HOUR = 3


def life() -> timedelta:
    """How long a link may be used to begin, from its hand-over to the channel."""
    return timedelta(minutes=settings.INVITE_MINUTES)


def site_url() -> str:
    return str(settings.SITE_URL)


def signing_key() -> bytes:
    return str(settings.SECRET_KEY).encode()
