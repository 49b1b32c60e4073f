"""The plot of an athlete's day before any document is written: load, illness, wearing, bedtimes.

Everything is a function of (seed, athlete, day); looking at neighbouring days never starts a chain.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete, traits_of, wave_on
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.ways import way_of
from oura_connector.simulator.zones import ONE_DAY, at_local, hours_flown_on

ILLNESS_BLOCK_DAYS = 45
GAP_BLOCK_DAYS = 28
SHIFT_CYCLE_DAYS, SHIFTS_PER_CYCLE = 8, 4
FATIGUE_WEIGHTS = (0.75, 0.45, 0.28, 0.16, 0.08)  # what a hard day costs on the mornings after it


@dataclass(frozen=True)
class NightOutline:
    """The night someone wakes from on `day`; times are instants, in the athlete's zone when written."""

    starts_at: datetime
    in_bed_s: int
    is_short: bool
    up_s: int = 0  # out of bed in the middle; 0 when not broken in two

    @property
    def ends_after_s(self) -> int:
        """Seconds from lying down to getting up for good."""
        return self.in_bed_s + self.up_s


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
    if chance.random() > way_of(athlete.number).illness_share:
        return 0.0
    length = chance.randint(4, 6)
    begins = chance.randint(0, ILLNESS_BLOCK_DAYS - length)
    return (0.6, 1.0, 0.9, 0.6, 0.4, 0.2)[inside - begins] if begins <= inside < begins + length else 0.0


@lru_cache(maxsize=65536)
def is_worn(seed: str, athlete: Athlete, day: date) -> bool:
    """Whether the ring was on at all that day, the night before it included."""
    way = way_of(athlete.number)
    block, inside = divmod(day.toordinal(), GAP_BLOCK_DAYS)
    chance = draw(seed, athlete.number, block, "gap")
    if chance.random() > way.ring_off_share:
        return True
    longest = way.ring_off_days[1]
    begins, length = chance.randint(0, GAP_BLOCK_DAYS - longest - 1), chance.randint(*way.ring_off_days)
    return not begins <= inside < begins + length


@lru_cache(maxsize=65536)
def is_night_worn(seed: str, athlete: Athlete, day: date) -> bool:
    """Single nights are lost to an empty battery, besides the days without a ring."""
    missed = fraction_of(seed, athlete.number, day, "battery") <= way_of(athlete.number).missed_night_share
    return not missed and is_worn(seed, athlete, day)


def sleeps_by_day(seed: str, athlete: Athlete, day: date) -> bool:
    """Whether the main sleep that ends on `day` is the one after a night shift."""
    if not way_of(athlete.number).works_shifts:
        return False
    phase = int(SHIFT_CYCLE_DAYS * fraction_of(seed, athlete.number, "roster"))
    return (day.toordinal() + phase) % SHIFT_CYCLE_DAYS < SHIFTS_PER_CYCLE


@lru_cache(maxsize=65536)
def outline_night(seed: str, athlete: Athlete, day: date) -> NightOutline:
    """The night that ends on `day`, whether or not the ring was there to see it."""
    chance = draw(seed, athlete.number, day, "night")
    before = day - ONE_DAY
    bedtime_min = _choose_bedtime(seed, athlete, day, chance)
    is_short = chance.random() < 0.06
    wanted_s = traits_of(seed, athlete).sleep_need_s * 0.94 + chance.gauss(0, 2300)
    wanted_s += 900 * illness_on(seed, athlete, day) + 700 * (load_on(seed, athlete, before) - 0.8)
    if is_short:
        wanted_s = chance.uniform(4.0, 5.5) * 3600
    longest_h = 10.2
    if sleeps_by_day(seed, athlete, day):
        wanted_s, longest_h = wanted_s * 0.86, 7.8
    asleep_share = chance.uniform(0.86, 0.94)
    in_bed_s = round(min(longest_h * 3600, max(3.6 * 3600, wanted_s / asleep_share)) / 30) * 30
    starts_at = at_local(seed, athlete, day, bedtime_min * 60 + chance.randint(0, 59))
    is_split = not is_short and in_bed_s > 7.5 * 3600 and chance.random() < 0.015
    return NightOutline(starts_at, in_bed_s, is_short, chance.randint(25, 60) * 60 if is_split else 0)


def _choose_bedtime(seed: str, athlete: Athlete, day: date, chance: random.Random) -> float:
    """Minutes after local midnight of the day the sleep ends on; below 0 is the evening before."""
    traits, way = traits_of(seed, athlete), way_of(athlete.number)
    bedtime_min = traits.bedtime_min + way.bedtime_later_min + chance.gauss(0, 22)
    if (day - ONE_DAY).weekday() in (4, 5):
        bedtime_min += traits.weekend_later_min
    if chance.random() < way.late_night_share:
        bedtime_min += chance.uniform(50, 110)
    if sleeps_by_day(seed, athlete, day):
        return chance.uniform(8.2, 9.4) * 60
    return min(150.0 + way.bedtime_later_min, max(-110.0, bedtime_min))


@lru_cache(maxsize=65536)
def condition_on(seed: str, athlete: Athlete, day: date) -> float:
    """How recovered the athlete wakes on `day`: 0 is usual, about -3 to 2. HRV rises with it, heart rate falls."""
    traits = traits_of(seed, athlete)
    usual = sum(traits.week_plan) / 7
    fatigue = sum(
        weight * (load_on(seed, athlete, day - count * ONE_DAY) - usual)
        for count, weight in enumerate(FATIGUE_WEIGHTS, start=1)
    )
    short = 0.8 if outline_night(seed, athlete, day).is_short else 0.0
    turned = 0.5 if sleeps_by_day(seed, athlete, day) else 0.0
    chance = draw(seed, athlete.number, day, "condition")
    wave = 0.9 * wave_on(traits, day)
    lag = _feel_flights(seed, athlete, day)
    return wave - fatigue - short - turned - lag - 1.8 * illness_on(seed, athlete, day) + chance.gauss(0, 0.35)


def _feel_flights(seed: str, athlete: Athlete, day: date) -> float:
    """What zones crossed in the last three days still cost."""
    return sum(
        abs(hours_flown_on(seed, athlete, day - count * ONE_DAY)) * cost
        for count, cost in enumerate((0.14, 0.08, 0.04), start=1)
    )
