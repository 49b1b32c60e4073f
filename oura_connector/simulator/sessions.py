"""Sessions (Oura's "moments"): breathing, meditation, rest, recorded in the app while wearing the ring."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.outlines import condition_on, illness_on
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.shapes import NON_WEAR, SLOT_S, began_s, shape_day
from oura_connector.simulator.sleep_signals import sample
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.uploads import entered_at
from oura_connector.simulator.zones import ONE_DAY, zone_on

SAMPLE_S = 5
_MORNING, _LATE_MORNING, _EVENING = range(3)
# How often, which types, how many minutes.
_KINDS = {
    _MORNING: (0.16, ("breathing", "meditation", "body_status"), (5, 12)),
    _LATE_MORNING: (0.03, ("nap", "rest"), (15, 25)),
    _EVENING: (0.14, ("meditation", "relaxation", "rest", "breathing"), (5, 20)),
}
_MOODS = ("bad", "worse", "same", "good", "great", None)


@dataclass(frozen=True)
class Moment:
    """One session before it is written; `lowest_bpm` is what the heart comes down to."""

    order: int
    type: str
    starts_at: datetime
    length_s: int
    lowest_bpm: float

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.starts_at.timestamp() + self.length_s, tz=self.starts_at.tzinfo)


@lru_cache(maxsize=8192)
def list_moments(seed: str, athlete: Athlete, day: date) -> tuple[Moment, ...]:
    """The day's sessions, earliest first; never asleep, at exercise or without the ring."""
    found = []
    for order, (share, types, minutes) in _KINDS.items():
        chance = draw(seed, athlete.number, day, "session", order)
        if chance.random() >= share * (1.6 if traits_of(seed, athlete).restlessness > 1.1 else 0.8):
            continue
        length_s = 60 * chance.randint(*minutes)
        begins_s = _choose_begin(seed, athlete, day, order, chance)
        starts_at = datetime.fromtimestamp(
            began_s(seed, athlete, day) + begins_s, tz=zone_on(seed, athlete, day + ONE_DAY if order else day)
        )
        if _is_free(seed, athlete, day, begins_s, length_s) and starts_at.date() == day:
            lowest_bpm = (
                traits_of(seed, athlete).lowest_bpm + chance.uniform(5, 11) + 5 * illness_on(seed, athlete, day)
            )
            found.append(Moment(order, chance.choice(types), starts_at, length_s, lowest_bpm))
    return tuple(found)


def tell_sessions(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    return tuple(_tell(seed, athlete, day, moment) for moment in list_moments(seed, athlete, day))


def _choose_begin(seed: str, athlete: Athlete, day: date, order: int, chance: random.Random) -> int:
    """Seconds from 04:00: soon after waking, before noon, or an hour before bed."""
    asleep = shape_day(seed, athlete, day).asleep
    if order == _MORNING:
        woke = asleep[0][1] if asleep and asleep[0][0] == 0 else 30
        return woke * SLOT_S + chance.randint(240, 600)
    if order == _LATE_MORNING:
        return chance.randint(80, 86) * SLOT_S + chance.randint(0, 299)
    lies_down = asleep[-1][0] if asleep and asleep[-1][0] > 150 else 215
    return lies_down * SLOT_S - chance.randint(45, 70) * 60


def _is_free(seed: str, athlete: Athlete, day: date, begins_s: int, length_s: int) -> bool:
    shape = shape_day(seed, athlete, day)
    first, after_last = begins_s // SLOT_S, -(-(begins_s + length_s) // SLOT_S)
    busy = (*shape.asleep, *((bout.begins, bout.ends) for bout in shape.bouts))
    worn = shape.classes[max(0, first) : after_last]
    return first >= 0 and bool(worn) and NON_WEAR not in worn and all(
        after_last <= begins or ends <= first for begins, ends in busy
    )  # fmt: skip


def _tell(seed: str, athlete: Athlete, day: date, moment: Moment) -> Telling:
    """At Oura a minute or two after its end; a mood may be chosen later, and some are removed."""
    chance = draw(seed, athlete.number, day, "moment", moment.order)
    body = _write(seed, athlete, day, moment, chance)
    saved_at = moment.ends_at + timedelta(seconds=chance.randint(40, 150))
    forms = [Form(entered_at(seed, athlete, saved_at), body)]
    fate, later = chance.random(), entered_at(seed, athlete, saved_at + timedelta(hours=chance.uniform(0.2, 12)))
    if fate < 0.15:
        forms.append(Form(later, {**body, "mood": "good"}))
    elif fate < 0.2:
        forms.append(Form(later, None))
    return Telling(moment.order, moment.starts_at, tuple(forms))


def _write(seed: str, athlete: Athlete, day: date, moment: Moment, chance: random.Random) -> dict[str, Any]:
    """Some types measure nothing but movement."""
    count = moment.length_s // SAMPLE_S
    hrv_ms = traits_of(seed, athlete).hrv_ms * (1 + 0.08 * min(2.0, max(-2.0, condition_on(seed, athlete, day))))
    beats = [round(moment.lowest_bpm + 9 * (1 - place / count) ** 2 + chance.random() * 3, 1) for place in range(count)]
    varied = [round(max(8.0, hrv_ms * (0.85 + 0.3 * chance.random()))) for _ in range(count)]
    lost = chance.sample(range(count), k=min(count, 3))
    is_measured = moment.type != "nap" or chance.random() < 0.6
    return {
        "day": day.isoformat(),
        "start_datetime": moment.starts_at.isoformat(),
        "end_datetime": moment.ends_at.isoformat(),
        "type": moment.type,
        "heart_rate": _sample(moment, beats, lost) if is_measured else None,
        "heart_rate_variability": _sample(moment, varied, lost) if is_measured else None,
        "mood": chance.choices(_MOODS, (1, 1, 4, 5, 2, 4))[0],
        "motion_count": _sample(moment, [int(chance.random() < 0.1) for _ in range(count)], []),
    }


def _sample(moment: Moment, values: Sequence[float], lost: list[int]) -> dict[str, Any]:
    items: list[float | None] = [float(value) for value in values]
    for place in lost:
        items[place] = None
    return sample(SAMPLE_S, items, moment.starts_at)
