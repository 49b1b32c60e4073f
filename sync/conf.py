"""Every setting of `sync`, read here and nowhere else."""

from datetime import timedelta

from django.conf import settings

# A vendor's day may be ahead of ours by as much as the earth's zones allow.
FURTHEST_ZONE = timedelta(hours=14)
OVERLAP_DAYS = 3
CHUNK_DAYS = 14
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
MOST_ROUNDS_BETWEEN = 4
TOKEN_MOST_AGE = timedelta(hours=23)
ROUND_MINUTES = 15
PULSE_MOST_AGE = timedelta(minutes=3)


def first_fill_days() -> int:
    """How many days back the first fill reads; 0 is everything."""
    return int(settings.SYNC_FIRST_FILL_DAYS)


def days_until_revoked() -> int:
    """How long the connection of a person who is not active rests before its grant is ended at the vendor."""
    return int(settings.REVOKE_AFTER_DAYS)


def site_url() -> str:
    return str(settings.SITE_URL)


def needs_https() -> bool:
    return not settings.IS_DEMO
