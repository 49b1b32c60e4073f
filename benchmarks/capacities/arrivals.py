"""The arrival model: when something new is at the vendor, athlete by athlete, and how the vendor tells of it.

Assumed, not measured at a club; the numbers are printed with the figures.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

DAY_S = 86_400
HOUR_S = 3_600
MINUTE_S = 60

ACTIVITY, READINESS, DAILY_SLEEP, SLEEP, WORKOUT, PULSE = (
    "daily_activity", "daily_readiness", "daily_sleep", "sleep", "workout", "heartrate"
)  # fmt: skip
UPLOADS = 10
WAKES_AT_H, WAKES_SPREAD_H = 7.0, 1.25
NIGHT_WORKERS, NIGHT_WORKER_WAKES_AT_H = 0.03, 15.0
OPENS_AFTER_LEAST_MIN, OPENS_AFTER_MEAN_MIN = 5, 35
NIGHTS_WITHOUT_RING = 0.05
REVISIONS = ((0.5, 1), (0.25, 2))  # chance of so many in a day
WORKOUTS = 1.5
PULSE_ROWS_A_DAY, PULSE_ROWS_A_PAGE = 480, 1000
NOTICE_DELAY_S, NOTICES_LOST = 30, 0.01
# As many athletes in each.
ZONES_H = range(-11, 13)

MODEL = f"""The arrival model, a day of an athlete:
  wakes at {WAKES_AT_H:g}:00 by their clock, give or take {WAKES_SPREAD_H:g} h ({NIGHT_WORKERS:.0%} work at night and
  wake at {NIGHT_WORKER_WAKES_AT_H:g}:00); {NIGHTS_WITHOUT_RING:.0%} of nights without the ring
  opens the app {OPENS_AFTER_LEAST_MIN} min after waking or later, on average {OPENS_AFTER_MEAN_MIN} more: then the
  night is there (sleep, which the background made soon after waking, is revised; sleep score and readiness come)
  {UPLOADS} uploads over 16 hours, that one included; each changes the activity and brings heart rate
  {REVISIONS[0][0]:.0%} revise the night once, {REVISIONS[1][0]:.0%} twice (a bedtime edited, a nap confirmed):
  then all three change
  {WORKOUTS:g} workouts, with one of the uploads; {PULSE_ROWS_A_DAY} rows of heart rate, {PULSE_ROWS_A_PAGE} a page
  where notices come, they come {NOTICE_DELAY_S} s after the change, and {NOTICES_LOST:.0%} never; heart rate has none
  over zones: {len(ZONES_H)} of them, as many athletes in each"""


@dataclass(frozen=True, slots=True)
class Change:
    """Something new at the vendor. `at_s`: seconds after midnight in UTC of the replayed day; `day`: number of the
    wearer's day it is about; `brings_night`: whether that day's night came with it."""

    at_s: float
    feed: str
    day: int
    brings_night: bool = False


def zone_of(number: int, *, over_zones: bool) -> float:
    """Hours east of UTC."""
    return ZONES_H[number % len(ZONES_H)] if over_zones else 0.0


def changes_of(number: int, zone_h: float, first: int, last: int, seed: str = "capacity") -> list[Change]:
    """What changes for one athlete in the local days `first` to `last`, counted from the replayed one; in order."""
    found: list[Change] = []
    works_at_night = random.Random(f"{seed}:{number}").random() < NIGHT_WORKERS
    for day in range(first, last + 1):
        chance = random.Random(f"{seed}:{number}:{day}")
        found += _day(chance, day, day * DAY_S - zone_h * HOUR_S, works_at_night)
    return sorted(found, key=lambda one: one.at_s)


def _day(chance: random.Random, day: int, midnight_s: float, works_at_night: bool) -> list[Change]:
    usual_h = NIGHT_WORKER_WAKES_AT_H if works_at_night else WAKES_AT_H
    wakes_s = midnight_s + HOUR_S * min(max(chance.gauss(usual_h, WAKES_SPREAD_H), usual_h - 3), usual_h + 2.9)
    opens_s = wakes_s + MINUTE_S * (OPENS_AFTER_LEAST_MIN + chance.expovariate(1 / OPENS_AFTER_MEAN_MIN))
    later = sorted(opens_s + chance.random() * 15.5 * HOUR_S for _upload in range(UPLOADS - 1))
    found = [Change(at_s, feed, day) for at_s in (opens_s, *later) for feed in (ACTIVITY, PULSE)]
    if chance.random() >= NIGHTS_WITHOUT_RING:
        found.append(Change(wakes_s + chance.uniform(2, 5) * MINUTE_S, SLEEP, day, brings_night=True))
        found += [Change(opens_s, feed, day, brings_night=True) for feed in (SLEEP, DAILY_SLEEP, READINESS)]
        for at_s in chance.sample(later, _revisions(chance)):
            found += [Change(at_s, feed, day) for feed in (SLEEP, DAILY_SLEEP, READINESS)]
    workouts = int(WORKOUTS) + (chance.random() < WORKOUTS % 1)
    return found + [Change(at_s, WORKOUT, day) for at_s in chance.sample(later, workouts)]


def _revisions(chance: random.Random) -> int:
    drawn, reached = chance.random(), 0.0
    for share, number in REVISIONS:
        reached += share
        if drawn < reached:
            return number
    return 0


def notices_of(changes: Sequence[Change], number: int, told: frozenset[str]) -> list[tuple[float, str]]:
    """When the vendor tells of which feed, in order."""
    chance = random.Random(f"notices:{number}")
    return [
        (change.at_s + NOTICE_DELAY_S * chance.uniform(0.5, 1.5), change.feed)
        for change in changes
        if change.feed in told and chance.random() >= NOTICES_LOST
    ]


def day_of(number: int, replayed: date) -> date:
    return date.fromordinal(replayed.toordinal() + number)
