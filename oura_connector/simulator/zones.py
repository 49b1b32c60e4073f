"""Where an athlete is: the zone of each night, trips, and moments by the clock on the wall there.

A flight is by day and lands the same day: the night before it is spent in the old zone, the night after in the new.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.ways import way_of

ONE_DAY = timedelta(days=1)
TRIP_BLOCK_DAYS = 40
_DESTINATIONS = {
    "America/New_York": ("America/Los_Angeles", "Europe/London"),
    "Pacific/Auckland": ("Australia/Sydney", "Asia/Singapore"),
}


@lru_cache(maxsize=65536)
def zone_on(seed: str, athlete: Athlete, day: date) -> ZoneInfo:
    """Where the athlete wakes on `day`."""
    if not way_of(athlete.number).travels:
        return athlete.time_zone
    block, inside = divmod(day.toordinal(), TRIP_BLOCK_DAYS)
    chance = draw(seed, athlete.number, block, "trip")
    if chance.random() > 0.9:
        return athlete.time_zone
    left_on, length = chance.randint(0, TRIP_BLOCK_DAYS - 11), chance.randint(5, 10)
    destination = chance.choice(_DESTINATIONS.get(athlete.zone, ("Europe/Athens",)))
    return ZoneInfo(destination) if left_on < inside <= left_on + length else athlete.time_zone


def hours_flown_on(seed: str, athlete: Athlete, day: date) -> float:
    """How far the wall clock is put on `day`: below 0 westwards, 0 at home and when only the season changes."""
    before, after = zone_on(seed, athlete, day), zone_on(seed, athlete, day + ONE_DAY)
    if before == after:
        return 0.0
    noon = datetime.combine(day, time(12), UTC)
    shift = (noon.astimezone(after).utcoffset() or timedelta()) - (noon.astimezone(before).utcoffset() or timedelta())
    return shift.total_seconds() / 3600


def at_local(seed: str, athlete: Athlete, day: date, seconds: float, *, evening: bool = False) -> datetime:
    """The moment `seconds` after local midnight of `day` by the clock on the wall, as the zone there writes it.

    With `evening`, of the place where the athlete lies down at the end of `day`.
    """
    zone = zone_on(seed, athlete, day + ONE_DAY if evening else day)
    wall = datetime.combine(day, time()) + timedelta(seconds=round(seconds))
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
