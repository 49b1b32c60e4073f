"""The shape of an athlete's activity day, 04:00 to 04:00 local: a class per 5 minutes, and the bouts of exercise in it.

A whole day has 288 slots; the days on which clocks change or zones are crossed are as much shorter or longer as they
really were.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import is_night_worn, load_on, outline_night
from oura_connector.simulator.periods import Period, lie_down_by_day
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.zones import ONE_DAY, at_local

SLOT_S = 300
DAY_BREAK_S = 4 * 3600
NON_WEAR, RESTING, SEDENTARY, LOW, MEDIUM, HIGH = "012345"
TRAINING, WALK, NIGHT_RUN = "training", "walk", "night run"
SHORTEST_BOUT = 3
_MIDNIGHT = 240  # the slot in which the next calendar day begins, when no clock is changed
_Span = tuple[int, int]


@dataclass(frozen=True)
class Bout:
    """Exercise from slot `begins` on; `order` tells those of a day apart, whichever of them are left in the end."""

    order: int
    kind: str
    begins: int
    slots: int

    @property
    def ends(self) -> int:
        return self.begins + self.slots


@dataclass(frozen=True)
class DayShape:
    """`classes` has one digit per slot; `asleep` are the slots in bed, naps included, `bouts` what is left awake."""

    classes: str
    asleep: tuple[_Span, ...]
    bouts: tuple[Bout, ...]


@lru_cache(maxsize=65536)
def began_s(seed: str, athlete: Athlete, day: date) -> float:
    """04:00 local of the day as Unix time; two moments of one zone would be subtracted by the clock on the wall."""
    return at_local(seed, athlete, day, DAY_BREAK_S).timestamp()


@lru_cache(maxsize=65536)
def count_slots(seed: str, athlete: Athlete, day: date) -> int:
    """How many slots the whole day has: 288 unless clocks or zones change."""
    return int((began_s(seed, athlete, day + ONE_DAY) - began_s(seed, athlete, day)) // SLOT_S)


@lru_cache(maxsize=8192)
def shape_day(seed: str, athlete: Athlete, day: date) -> DayShape:
    chance = draw(seed, athlete.number, day, "activity")
    whole = count_slots(seed, athlete, day)
    woke, lies_down = _slots_asleep(seed, athlete, day, day), _slots_asleep(seed, athlete, day, day + ONE_DAY)
    classes = chance.choices((SEDENTARY, LOW, MEDIUM, RESTING), (60, 31, 4, 5), k=whole)
    _sit_down(chance, classes, woke[1], min(whole, lies_down[0]))
    bouts = _train(chance, classes, load_on(seed, athlete, day), woke[1])
    bouts += _walk(draw(seed, athlete.number, day, "walk"), classes, woke[1], min(whole, lies_down[0]), bouts)
    bouts += _run_at_night(draw(seed, athlete.number, day, "night run"), classes, woke[1], lies_down[0])
    naps = _slots_of_naps(seed, athlete, day, whole)
    charging = _put_on_charger(chance, naps, min(whole, lies_down[0]))
    classes[charging[0] : charging[1]] = NON_WEAR * (charging[1] - charging[0])
    for begins, ends in naps:
        classes[begins:ends] = RESTING * (ends - begins)
    nights = []
    for night_of, (begins, ends) in ((day, woke), (day + ONE_DAY, lies_down)):
        lying = RESTING if is_night_worn(seed, athlete, night_of) else NON_WEAR
        begins, ends = min(begins, whole), min(ends, whole)
        classes[begins:ends] = lying * (ends - begins)
        nights.append((begins, ends))
    asleep = tuple(span for span in sorted((*naps, *nights)) if span[0] < span[1])
    busy = (*asleep, charging)
    return DayShape("".join(classes), asleep, tuple(_cut_short(sorted(bouts, key=lambda bout: bout.begins), busy)))


def class_day(seed: str, athlete: Athlete, day: date) -> str:
    """Classes from 04:00 local, one per 5 minutes."""
    return shape_day(seed, athlete, day).classes


def slots_covered(begins_s: float, ends_s: float, since_s: float, whole: int) -> _Span:
    """(first, one after last) slot of the day since `since_s` that a stretch of time touches; within 0 and `whole`."""
    first, after_last = int((begins_s - since_s) // SLOT_S), int(-(-(ends_s - since_s) // SLOT_S))
    return min(whole, max(0, first)), min(whole, max(0, after_last))


def periods_by_day(seed: str, athlete: Athlete, day: date) -> list[Period]:
    """What is slept by day between two mornings: naps, and the evening's, which Oura counts for the next day."""
    return [*lie_down_by_day(seed, athlete, day), *lie_down_by_day(seed, athlete, day + ONE_DAY)]


def _slots_of_naps(seed: str, athlete: Athlete, day: date, whole: int) -> list[_Span]:
    since_s = began_s(seed, athlete, day)
    return [
        slots_covered(nap.starts_at.timestamp(), nap.starts_at.timestamp() + nap.in_bed_s, since_s, whole)
        for nap in periods_by_day(seed, athlete, day)
    ]


def _slots_asleep(seed: str, athlete: Athlete, day: date, night_of: date) -> _Span:
    """(first, one after last) slot of `day` in the bed of one night; never below 0, perhaps beyond the day's end."""
    night = outline_night(seed, athlete, night_of)
    begins_s = night.starts_at.timestamp() - began_s(seed, athlete, day)
    return max(0, int(begins_s // SLOT_S)), max(0, int(-(-(begins_s + night.ends_after_s) // SLOT_S)))


def _put_on_charger(chance: random.Random, naps: list[_Span], sleeps_at: int) -> _Span:
    """In the evening, behind a late nap, before bed."""
    begins, slots = chance.randint(180, 200), chance.randint(3, 9)
    for nap_begins, nap_ends in naps:
        if nap_begins < begins + slots and begins < nap_ends:
            begins = nap_ends
    begins = min(begins, max(0, sleeps_at - slots))
    return begins, begins + slots


def _sit_down(chance: random.Random, classes: list[str], wakes_at: int, sleeps_at: int) -> None:
    """A few long seats, so that hours without moving occur."""
    for _ in range(chance.randint(1, 4)):
        begins = chance.randint(wakes_at, max(wakes_at, sleeps_at - 24))
        length = chance.randint(10, 20)
        classes[begins : begins + length] = SEDENTARY * len(classes[begins : begins + length])


def _train(chance: random.Random, classes: list[str], load: float, wakes_at: int) -> list[Bout]:
    """One session, or two on hard days; longer and harder with the load, never before waking."""
    if load < 0.2:
        return []
    starts = [chance.choice((72, 78, 84, 150, 156, 168))]
    if load > 1.1:
        starts.append(starts[0] + 60 if starts[0] < 100 else starts[0] - 70)
    slots, free_from = round(18 * load / len(starts)), wakes_at + 6
    bouts = []
    for order, planned_at in enumerate(sorted(starts)):
        begins = min(max(planned_at, free_from), len(classes) - slots)
        classes[begins : begins + slots] = chance.choices((LOW, MEDIUM, HIGH), (1, 3, 2 + 2 * load), k=slots)
        bouts.append(Bout(order, TRAINING, begins, slots))
        free_from = begins + slots + 6
    return bouts


def _walk(chance: random.Random, classes: list[str], wakes_at: int, sleeps_at: int, bouts: list[Bout]) -> list[Bout]:
    """A walk after lunch on some days, where nothing else is done."""
    walk = Bout(2, WALK, chance.randint(102, 122), chance.randint(4, 9))
    is_free = all(bout.ends + 2 <= walk.begins or walk.ends + 2 <= bout.begins for bout in bouts)
    if chance.random() >= 0.3 or not is_free or not wakes_at + 6 <= walk.begins <= sleeps_at - 24:
        return []
    classes[walk.begins : walk.ends] = chance.choices((LOW, MEDIUM), (1, 2), k=walk.slots)
    return [walk]


def _run_at_night(chance: random.Random, classes: list[str], wakes_at: int, sleeps_at: int) -> list[Bout]:
    """Whoever is up at that hour may run over midnight."""
    run = Bout(3, NIGHT_RUN, _MIDNIGHT - chance.randint(3, 6), chance.randint(8, 12))
    is_up = wakes_at + 12 <= run.begins and run.ends + 5 <= min(sleeps_at, len(classes))
    if not is_up or chance.random() >= 0.25:
        return []
    classes[run.begins : run.ends] = chance.choices((LOW, MEDIUM, HIGH), (1, 3, 3), k=run.slots)
    return [run]


def _cut_short(bouts: Iterable[Bout], busy: Iterable[_Span]) -> Iterable[Bout]:
    """Without what reaches into bed or onto the charger; too short a rest is no exercise."""
    for bout in bouts:
        ends = bout.ends
        for begins, until in busy:
            if begins < ends and until > bout.begins:
                ends = max(bout.begins, begins)
        if ends - bout.begins >= SHORTEST_BOUT:
            yield replace(bout, slots=ends - bout.begins)
