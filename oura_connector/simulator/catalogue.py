"""Every collection of Oura's data API: how it is asked for, what it needs, which end of a window it keeps.

The order of the document collections is part of every document id: new ones come last.
"""

from dataclasses import dataclass

DATE, DATETIME, UNFILTERED = "date", "datetime", "none"
# What a bound is compared with: midnight or 04:00 of the document's day; its own beginning, local or in UTC.
MIDNIGHT, MORNING, BEGINNING, BEGINNING_UTC = "midnight", "morning", "beginning", "beginning_utc"


@dataclass(frozen=True)
class Collection:
    """`filtered_by` is the kind of bounds a list takes. Series have rows without ids, and nothing single."""

    name: str
    scope: str
    filtered_by: str = DATE
    stamped: str = MIDNIGHT
    heeds_fields: bool = True

    @property
    def is_series(self) -> bool:
        return self.filtered_by == DATETIME


_DOCUMENTS = (
    Collection("daily_activity", "daily", stamped=MORNING),
    Collection("daily_readiness", "daily"),
    Collection("daily_sleep", "daily"),
    Collection("sleep", "daily", stamped=MORNING),
    Collection("workout", "workout", stamped=BEGINNING_UTC),
    Collection("session", "session", stamped=BEGINNING),
    Collection("enhanced_tag", "tag", stamped=BEGINNING, heeds_fields=False),
    Collection("tag", "tag", stamped=BEGINNING, heeds_fields=False),
    Collection("daily_spo2", "spo2"),
    Collection("daily_stress", "daily"),
    Collection("daily_resilience", "stress", heeds_fields=False),
    Collection("daily_cardiovascular_age", "heart_health"),
    Collection("vO2_max", "heart_health", stamped=BEGINNING),
    Collection("sleep_time", "daily"),
    Collection("rest_mode_period", "daily", stamped=BEGINNING),
    Collection("ring_configuration", "ring_configuration", filtered_by=UNFILTERED),
)
_SERIES = (
    Collection("heartrate", "heartrate", filtered_by=DATETIME),
    Collection("ring_battery_level", "ring_configuration", filtered_by=DATETIME),
)
DOCUMENTS = tuple(collection.name for collection in _DOCUMENTS)
SERIES = tuple(collection.name for collection in _SERIES)
CATALOGUE = {collection.name: collection for collection in (*_DOCUMENTS, *_SERIES)}
