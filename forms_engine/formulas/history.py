"""What a history function asks, and its answers for one person's records, all in one pass.

The window slides: every value is put together with its neighbours once or twice, however many records look at it, and
nothing is ever subtracted, so that no digits are lost.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from forms_engine.formulas.missing import Answer, Missing, Value
from forms_engine.formulas.needs import HistoryWindow
from forms_engine.formulas.operators import bounded
from forms_engine.formulas.spread import deviation, merge_spreads
from forms_engine.formulas.values import Read

Pairs = Iterable[tuple[date, object]]
# First and one past the last value of a window.
Bounds = list[tuple[int, int]]
# Decayed weight, decayed sum, and the age at which both stand (a day, or a count of values).
Faded = tuple[float, float, int]


class Statistic(StrEnum):
    MEAN = "mean"
    SUM = "sum"
    SD = "sd"
    MIN = "min"
    MAX = "max"
    COUNT = "count"
    LAST = "last"
    DAYS_SINCE = "days_since"
    FADING_MEAN = "fading_mean"


@dataclass(frozen=True, slots=True)
class Slot:
    """One history question. `at_least` values must lie in the newest `span` days or values of the window.

    `fade`: what a day or a record back weighs, of a fading mean. `day_offset`: the day a question of day D calls today.
    """

    window: HistoryWindow
    statistic: Statistic
    read: Read = field(compare=False)
    too_few: Missing
    is_scored: bool = False
    at_least: int = 1
    span: int = 0
    fade: float = 1.0
    day_offset: int = 0


def answer_all(slot: Slot, pairs: Pairs, days: Sequence[date]) -> list[Answer]:
    """An answer for each of `days`, which are ascending. `pairs` (day, canonical value) come in any order of days."""
    ordinals, values = _readable(slot, pairs)
    asked = [day.toordinal() for day in days]
    bounds = _bounds(slot.window, ordinals, asked)
    enough = _enough(slot, ordinals, asked, bounds)
    found = _ANSWERERS[slot.statistic](slot, ordinals, values, asked, bounds)
    return [answer if is_enough else slot.too_few for answer, is_enough in zip(found, enough, strict=True)]


def _readable(slot: Slot, pairs: Pairs) -> tuple[list[int], list[Any]]:
    ordinals: list[int] = []
    values: list[Value] = []
    read, is_sorted = slot.read, True
    for day, raw in pairs:
        value = read(raw)
        if value.__class__ is not Missing:
            ordinal = day.toordinal()
            is_sorted = is_sorted and (not ordinals or ordinals[-1] <= ordinal)
            ordinals.append(ordinal)
            values.append(value)  # type: ignore[arg-type]
    if not is_sorted:
        order = sorted(range(len(ordinals)), key=ordinals.__getitem__)
        ordinals, values = [ordinals[place] for place in order], [values[place] for place in order]
    return ordinals, values


def _bounds(window: HistoryWindow, ordinals: list[int], asked: list[int]) -> Bounds:
    first, last, most, count = window.first_offset, window.last_offset, window.most, len(ordinals)
    low = high = 0
    bounds: Bounds = []
    for day in asked:
        while high < count and ordinals[high] <= day + last:
            high += 1
        while low < high and ordinals[low] < day + first:
            low += 1
        bounds.append((low if most is None else max(low, high - most), high))
    return bounds


def _enough(slot: Slot, ordinals: list[int], asked: list[int], bounds: Bounds) -> list[bool]:
    """Whether enough values lie in the stated span, which a fading mean looks beyond."""
    least = slot.at_least
    if slot.statistic is not Statistic.FADING_MEAN or slot.window.most is not None:
        return [high - low >= least for low, high in bounds]
    enough, low, first = [], 0, slot.window.last_offset - slot.span + 1
    for day, (_low, high) in zip(asked, bounds, strict=True):
        while low < high and ordinals[low] < day + first:
            low += 1
        enough.append(high - low >= least)
    return enough


def values_in(slot: Slot, pairs: Pairs, day: date) -> tuple[date, date, int]:
    """First and last day of the span a slot counts for a record of `day`, and how many values lie in it."""
    first, last = slot.window.days(day)
    if slot.statistic is Statistic.FADING_MEAN and slot.window.most is None:
        first = last - timedelta(days=slot.span - 1)
    ordinals, _values = _readable(slot, pairs)
    count = sum(first.toordinal() <= one <= last.toordinal() for one in ordinals)
    return first, last, count if slot.window.most is None else min(count, slot.window.most)


def roll(items: list[Any], bounds: Bounds, join: Callable[[Any, Any], Any]) -> list[Any]:
    """The items of every window joined, None for an empty one. Bounds never step back.

    Two heaps meet at `middle`: to its left the joins of every tail are kept, to its right one running join.
    """
    tails: list[Any] = []
    middle = pushed = 0
    right: Any = None
    joined: list[Any] = []
    for low, high in bounds:
        for position in range(pushed, high):
            right = items[position] if right is None else join(right, items[position])
        pushed = max(pushed, high)
        if low >= middle:
            tails, tail = [], None
            for position in range(pushed - 1, low - 1, -1):
                tail = items[position] if tail is None else join(items[position], tail)
                tails.append(tail)
            middle, right = pushed, None
        left = tails[middle - low - 1] if low < middle else None
        joined.append(right if left is None else left if right is None else join(left, right))
    return joined


Answers = list[Any]


def _counts(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return [float(high - low) for low, high in bounds]


def _lasts(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return [values[high - 1] if low < high else None for low, high in bounds]


def _days_since(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return [
        float(day + slot.day_offset - ordinals[high - 1]) if low < high else None
        for day, (low, high) in zip(asked, bounds, strict=True)
    ]


def _sums(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return [None if total is None else bounded(total) for total in roll(values, bounds, float.__add__)]


def _means(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    totals = roll(values, bounds, float.__add__)
    return [total and total / (high - low) for total, (low, high) in zip(totals, bounds, strict=True)]


def _deviations(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    spreads = roll([(1, value, 0.0) for value in values], bounds, merge_spreads)
    return [bounded(deviation(spread)) if spread and spread[0] > 1 else None for spread in spreads]


def _smallest(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return roll(values, bounds, min)


def _largest(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    return roll(values, bounds, max)


def _fading_means(slot: Slot, ordinals: list[int], values: list[Any], asked: list[int], bounds: Bounds) -> Answers:
    fade = slot.fade
    ages = ordinals if slot.window.most is None else range(len(values))

    def join(earlier: Faded, later: Faded) -> Faded:
        faded = fade ** (later[2] - earlier[2])
        return later[0] + earlier[0] * faded, later[1] + earlier[1] * faded, later[2]

    faded = roll([(1.0, value, age) for value, age in zip(values, ages, strict=True)], bounds, join)
    return [whole and whole[1] / whole[0] for whole in faded]


_ANSWERERS: dict[Statistic, Callable[[Slot, list[int], list[Any], list[int], Bounds], Answers]] = {
    Statistic.MEAN: _means,
    Statistic.SUM: _sums,
    Statistic.SD: _deviations,
    Statistic.MIN: _smallest,
    Statistic.MAX: _largest,
    Statistic.COUNT: _counts,
    Statistic.LAST: _lasts,
    Statistic.DAYS_SINCE: _days_since,
    Statistic.FADING_MEAN: _fading_means,
}
