"""Which collection a feed reads, how its list is asked for, and where its documents say when something happened."""

from dataclasses import dataclass
from enum import Enum, auto


class AskedBy(Enum):
    """What bounds the list of a collection takes."""

    DAYS = auto()  # start_date and end_date
    MOMENTS = auto()  # start_datetime and end_datetime; rows without ids, and nothing single
    NOTHING = auto()  # always everything
    PERSON = auto()  # no list: one object


@dataclass(frozen=True)
class Route:
    """`collection` is the last part of the address. `day`, `starts` and `ends` are members of a document."""

    collection: str
    asked_by: AskedBy = AskedBy.DAYS
    day: str = "day"
    starts: str = ""
    ends: str = ""


# Feeds that are not here read the collection of their own name, and their documents have a `day` alone.
ROUTES = {
    "sleep_period": Route("sleep", starts="bedtime_start", ends="bedtime_end"),
    "workout": Route("workout", starts="start_datetime", ends="end_datetime"),
    "session": Route("session", starts="start_datetime", ends="end_datetime"),
    "enhanced_tag": Route("enhanced_tag", day="start_day", starts="start_time", ends="end_time"),
    "tag": Route("tag", starts="timestamp"),
    "rest_mode_period": Route("rest_mode_period", day="start_day", starts="start_time", ends="end_time"),
    "vo2_max": Route("vO2_max"),
    "ring_configuration": Route("ring_configuration", AskedBy.NOTHING, day="set_up_at", starts="set_up_at"),
    "heartrate": Route("heartrate", AskedBy.MOMENTS),
    "ring_battery_level": Route("ring_battery_level", AskedBy.MOMENTS),
    "personal_info": Route("personal_info", AskedBy.PERSON),
}


def route_of(feed_key: str) -> Route:
    return ROUTES.get(feed_key) or Route(feed_key)
