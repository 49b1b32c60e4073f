"""Time zones: which names are good, and what day it is for whom."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    if name and name not in zone_names():
        raise ValidationError(_("“%(name)s” is no time zone. Write one like Europe/London."), params={"name": name})


def day_in(zone: str, now: datetime) -> date:
    """The calendar day of the moment `now` in `zone` (empty means UTC)."""
    return now.astimezone(ZoneInfo(zone or "UTC")).date()
