"""The rows of channels: made when first needed, and whether one may be used now."""

from datetime import datetime

from messaging.channels import registry
from messaging.models import Channel

SITE, EMAIL = "site", "email"


def row_of(key: str) -> Channel:
    """The channel's row. The site's own chat is in use from the start, every other when a consultant says so."""
    row, _made = Channel.objects.get_or_create(key=key, defaults={"is_on": key == SITE})
    return row


def make_missing_rows() -> None:
    """One row for each kind that is installed."""
    Channel.objects.bulk_create(
        (Channel(key=kind.key, is_on=kind.key == SITE) for kind in registry.all_kinds()), ignore_conflicts=True
    )


def is_usable(row: Channel, now: datetime) -> bool:
    """In use, and not resting."""
    return row.is_on and (row.rests_until is None or row.rests_until <= now)
