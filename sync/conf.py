"""Every setting of `sync`, read here and nowhere else."""

from datetime import timedelta

from django.conf import settings

# A vendor's day may be ahead of ours by as much as the earth's zones allow.
FURTHEST_ZONE = timedelta(hours=14)
OVERLAP_DAYS = 3
# The first fill: the newest days first, for all, then wider pieces; one request each, however many days it is of.
CHUNK_DAYS = 14
WIDE_CHUNK_DAYS = 30
# Once a day each feed is read so far back, and once a week farther; less of one that is answered in many pages.
SWEEP_DAYS = 7
DEEP_SWEEP_DAYS = 30
PAGED_SWEEP_DAYS = 1
PAGED_DEEP_SWEEP_DAYS = 7
# When the first fill shall read everything: how far that is at most, and how long a silence ends it.
EVERYTHING_DAYS = 3650
SILENT_DAYS = 365
REFRESH_MARGIN = timedelta(minutes=5)
# How many runs one task performs together: enough to wait for the vendor once for all of them.
BATCH_RUNS = 8
# Within a batch: after this no further chunk of a first fill begins, and no further run.
RUN_BUDGET_S = 45.0
BEGIN_BUDGET_S = 10.0
STALE_CLAIM = timedelta(minutes=5)
LOST_ASK = timedelta(minutes=1)
MOST_STARTS = 3
# How many connections one round asks for of each kind, and for how many waiting runs one tick makes tickets.
MOST_ASKS_A_ROUND = 2000
MOST_REVIVED = 512
# The part of the limit left free for what is not counted: consents, refreshes, subscriptions.
REQUEST_MARGIN = 0.01
MOST_ROUNDS_BETWEEN = 4
TOKEN_MOST_AGE = timedelta(hours=23)
ROUND_MINUTES = 15
PULSE_MOST_AGE = timedelta(minutes=3)


def first_fill_days() -> int:
    """How many days back the first fill reads; 0 is everything."""
    return int(settings.SYNC_FIRST_FILL_DAYS)


def request_limit() -> tuple[int, int]:
    """How many requests the vendor takes from all of us together, and in how many seconds."""
    return int(settings.SYNC_REQUESTS), int(settings.SYNC_REQUESTS_WINDOW_S)


def days_until_revoked() -> int:
    """How long the connection of a person who is not active rests before its grant is ended at the vendor."""
    return int(settings.REVOKE_AFTER_DAYS)


def site_url() -> str:
    return str(settings.SITE_URL)


def needs_https() -> bool:
    return not settings.IS_DEMO
