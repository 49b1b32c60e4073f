"""daily_stress: quarters of an hour of high stress and of deep recovery while awake; today grows as it is uploaded.

Whether its day begins at midnight or at 04:00 is what nobody is sure of (choices.py).
"""

from datetime import date
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import condition_on, illness_on
from oura_connector.simulator.rings import has_new_sensors
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.shapes import NON_WEAR, SLOT_S, began_s, shape_day
from oura_connector.simulator.zones import ONE_DAY, at_local

QUARTER_S = 900
STRESSED, RECOVERING, NEITHER = "s", "r", "-"
ENOUGH_QUARTERS = 16  # awake and worn, before the day is given a word
_SLOTS = QUARTER_S // SLOT_S


@lru_cache(maxsize=8192)
def feel_day(seed: str, athlete: Athlete, day: date) -> str:
    """One character per quarter of an hour from 04:00; a blank where nothing is measured: asleep, training, unworn."""
    chance, shape = draw(seed, athlete.number, day, "stress"), shape_day(seed, athlete, day)
    strained = 0.13 - 0.045 * condition_on(seed, athlete, day) + 0.1 * illness_on(seed, athlete, day)
    stressed = min(0.5, max(0.02, strained)) + (0.04 if day.weekday() < 5 else 0.0)
    recovering = min(0.4, max(0.02, 0.12 + 0.05 * condition_on(seed, athlete, day)))
    busy = (*shape.asleep, *((bout.begins, bout.ends + 3) for bout in shape.bouts))
    quarters = []
    for first in range(0, len(shape.classes), _SLOTS):
        drawn = chance.random()
        word = STRESSED if drawn < stressed else RECOVERING if drawn < stressed + recovering else NEITHER
        is_busy = any(begins < first + _SLOTS and first < ends for begins, ends in busy)
        quarters.append(" " if is_busy or NON_WEAR in shape.classes[first : first + _SLOTS] else word)
    return "".join(quarters)


def count_quarters(seed: str, athlete: Athlete, day: date, reached_s: float, *, from_midnight: bool) -> tuple[int, int]:
    """(of the day before, of the day): quarters that count for `day` and are there when all to `reached_s` is."""
    since_s = began_s(seed, athlete, day)
    whole = len(feel_day(seed, athlete, day))
    if not from_midnight:
        return 0, _within(whole, reached_s - since_s)
    midnight_s = at_local(seed, athlete, day, 0).timestamp()
    to_next_s = at_local(seed, athlete, day + ONE_DAY, 0).timestamp() - since_s
    before = _within(int((since_s - midnight_s) // QUARTER_S), reached_s - midnight_s)
    return before, min(_within(whole, reached_s - since_s), max(0, int(to_next_s // QUARTER_S)))


def write_stress(
    seed: str, athlete: Athlete, day: date, before: int, quarters: int, *, from_midnight: bool
) -> dict[str, Any]:
    """From what `count_quarters` says has arrived."""
    felt = feel_day(seed, athlete, day)[:quarters]
    if from_midnight and before:
        night = feel_day(seed, athlete, day - ONE_DAY)
        owed = round((began_s(seed, athlete, day) - at_local(seed, athlete, day, 0).timestamp()) / QUARTER_S)
        felt = night[len(night) - owed :][:before] + felt
    stressed, recovering = felt.count(STRESSED), felt.count(RECOVERING)
    measured = len(felt) - felt.count(" ")
    return {
        "day": day.isoformat(),
        "day_summary": _summarise(stressed, recovering) if measured >= ENOUGH_QUARTERS else None,
        "recovery_high": recovering * QUARTER_S if measured else None,
        "stress_high": stressed * QUARTER_S if measured else None,
    }


def has_stress(athlete: Athlete) -> bool:
    return has_new_sensors(athlete)


def _summarise(stressed: int, recovering: int) -> str:
    if stressed >= 8 and stressed > 2 * recovering:
        return "stressful"
    return "restored" if recovering > stressed + 1 else "normal"


def _within(most: int, seconds: float) -> int:
    return min(most, max(0, int(seconds // QUARTER_S)))
