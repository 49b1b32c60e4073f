"""The plot of an athlete's day before any document is written: load, illness, wearing, bedtimes.

Everything is a function of (seed, athlete, day); looking at neighbouring days never starts a chain.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete, traits_of, wave_on
from oura_connector.simulator.seeding import draw, fraction_of

ONE_DAY = timedelta(days=1)
ILLNESS_BLOCK_DAYS = 45
GAP_BLOCK_DAYS = 28


@dataclass(frozen=True)
class NightOutline:
    """The night someone wakes from on `day`; times are instants, in the athlete's zone when written."""

    starts_at: datetime
    in_bed_s: int
    is_short: bool
    is_split: bool


@lru_cache(maxsize=65536)
def load_on(seed: str, athlete: Athlete, day: date) -> float:
    """Training load of the day: 0 is a rest day, 1 a solid one, 2 a very hard one. Every fourth week is lighter."""
    planned = traits_of(seed, athlete).week_plan[day.weekday()]
    week = day.toordinal() // 7 % 4
    noise = 0.75 + 0.5 * fraction_of(seed, athlete.number, day, "load")
    return planned * (0.95, 1.05, 1.15, 0.65)[week] * noise * (1 - 0.9 * illness_on(seed, athlete, day))


@lru_cache(maxsize=65536)
def illness_on(seed: str, athlete: Athlete, day: date) -> float:
    """How ill the athlete is, 0 to 1; a few days, a few times a year."""
    block, inside = divmod(day.toordinal(), ILLNESS_BLOCK_DAYS)
    chance = draw(seed, athlete.number, block, "illness")
    if chance.random() > 0.3:
        return 0.0
    length = chance.randint(3, 5)
    begins = chance.randint(0, ILLNESS_BLOCK_DAYS - length)
    return (0.6, 1.0, 0.8, 0.45, 0.25)[inside - begins] if begins <= inside < begins + length else 0.0


@lru_cache(maxsize=65536)
def is_worn(seed: str, athlete: Athlete, day: date) -> bool:
    """Whether the ring was on at all that day, the night before it included."""
    block, inside = divmod(day.toordinal(), GAP_BLOCK_DAYS)
    chance = draw(seed, athlete.number, block, "gap")
    if chance.random() > 0.3:
        return True
    begins, length = chance.randint(0, GAP_BLOCK_DAYS - 3), chance.randint(1, 2)
    return not begins <= inside < begins + length


def is_night_worn(seed: str, athlete: Athlete, day: date) -> bool:
    """Single nights are lost to an empty battery, besides the days without a ring."""
    return is_worn(seed, athlete, day) and fraction_of(seed, athlete.number, day, "battery") > 0.015


@lru_cache(maxsize=65536)
def outline_night(seed: str, athlete: Athlete, day: date) -> NightOutline:
    """The night that ends on `day`, whether or not the ring was there to see it."""
    traits = traits_of(seed, athlete)
    chance = draw(seed, athlete.number, day, "night")
    before = day - ONE_DAY
    bedtime_min = traits.bedtime_min + chance.gauss(0, 22)
    if before.weekday() in (4, 5):
        bedtime_min += traits.weekend_later_min
    if chance.random() < 0.04:
        bedtime_min += chance.uniform(50, 110)
    is_short = chance.random() < 0.06
    wanted_s = traits.sleep_need_s * 0.94 + chance.gauss(0, 2300) + 900 * illness_on(seed, athlete, day)
    wanted_s += 700 * (load_on(seed, athlete, before) - 0.8)
    if is_short:
        wanted_s = chance.uniform(4.0, 5.5) * 3600
    asleep_share = chance.uniform(0.86, 0.94)
    in_bed_s = round(min(10.2 * 3600, max(3.6 * 3600, wanted_s / asleep_share)) / 30) * 30
    bedtime_min = min(150.0, max(-110.0, bedtime_min))
    starts_at = at_local(athlete, day, bedtime_min * 60 + chance.randint(0, 59))
    is_split = not is_short and in_bed_s > 7.5 * 3600 and chance.random() < 0.015
    return NightOutline(starts_at, in_bed_s, is_short, is_split)


def condition_on(seed: str, athlete: Athlete, day: date) -> float:
    """How recovered the athlete wakes on `day`: 0 is usual, about -3 to 2. HRV rises with it, heart rate falls."""
    traits = traits_of(seed, athlete)
    usual = sum(traits.week_plan) / 7
    yesterday = load_on(seed, athlete, day - ONE_DAY) - usual
    earlier = load_on(seed, athlete, day - 2 * ONE_DAY) - usual
    short = 0.8 if outline_night(seed, athlete, day).is_short else 0.0
    chance = draw(seed, athlete.number, day, "condition")
    ill = illness_on(seed, athlete, day)
    return 0.9 * wave_on(traits, day) - 0.75 * yesterday - 0.35 * earlier - short - 1.8 * ill + chance.gauss(0, 0.35)


def at_local(athlete: Athlete, day: date, seconds: float) -> datetime:
    """The moment `seconds` after local midnight of `day` by the clock on the wall, as the athlete's zone writes it."""
    wall = datetime.combine(day, time()) + timedelta(seconds=round(seconds))
    return wall.replace(tzinfo=athlete.time_zone).astimezone(UTC).astimezone(athlete.time_zone)
