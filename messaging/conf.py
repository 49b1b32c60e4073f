"""Every setting of `messaging`, read here and nowhere else."""

from datetime import timedelta

from django.conf import settings

# How often a message is tried before it becomes a dead letter, and how the waits between grow.
MOST_TRIES = 8
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 3600.0
# A channel that does not say how long to wait is tried again soon, with whatever else waits for it: what one
# recipient ran into must not hold up everybody else for as long as it waits itself.
LONGEST_REST_S = 60.0
# A claim older than the worker's own time limit lost its worker.
STALE_CLAIM = timedelta(minutes=2)
LOST_ASK = timedelta(minutes=1)
MOST_AT_ONCE = 200

MOST_MESSAGES_A_MINUTE = 20
MESSAGES_A_PAGE = 60
PEOPLE_A_PAGE = 50
MOST_LIVE_BUTTONS = 3

MOST_PICTURE_BYTES = 200_000

AI_DEADLINE_S = 2.0
AI_MOST_AN_HOUR = 120
AI_KEPT = timedelta(days=30)
SENT_TEXT_KEPT = timedelta(days=30)


def invite_minutes() -> int:
    return int(settings.INVITE_MINUTES)


def site_url() -> str:
    return str(settings.SITE_URL)


def ai_hosts() -> frozenset[str]:
    """Hosts, or host:port, that the operator allows the AI wording to ask."""
    return frozenset(host.lower() for host in settings.AI_HOSTS)


def is_plain_http_allowed() -> bool:
    """To this machine only, in demo and tests."""
    return bool(settings.IS_DEMO)
