"""What a formula reads, known before it is reckoned, so that a caller can fetch it for many records at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from forms_engine.formulas.errors import Place
from forms_engine.formulas.vocabulary import FieldRef, Named, Which


@dataclass(frozen=True, slots=True)
class LinkedField:
    """One value of one record of another form (or of an earlier record of the own form)."""

    ref: FieldRef
    which: Which


@dataclass(frozen=True, slots=True)
class HistoryWindow:
    """Values of one field of one person, from day D + `first_offset` to D + `last_offset`, both included.

    `most`: only the newest so many values count; None: all. The bounds hold in either case.
    """

    ref: FieldRef
    first_offset: int
    last_offset: int
    most: int | None = None

    def days(self, on: date) -> tuple[date, date]:
        """First and last day of the window of a record of day `on`."""
        return _shift(on, self.first_offset), _shift(on, self.last_offset)


@dataclass(frozen=True, slots=True)
class Needs:
    """`fields`: keys of this record. `tables`: keys of its tables. `refs`: every field leaned on, for cycles."""

    fields: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    linked: frozenset[LinkedField] = frozenset()
    histories: frozenset[HistoryWindow] = frozenset()
    refs: frozenset[FieldRef] = frozenset()


@dataclass(frozen=True, slots=True)
class Reference:
    """One name in the source and what it stands for."""

    place: Place
    named: Named


def widest_spans(windows: Iterable[HistoryWindow]) -> dict[FieldRef, tuple[int, int]]:
    """Field → the offsets that hold all its windows: one read a field serves them all."""
    spans: dict[FieldRef, tuple[int, int]] = {}
    for window in windows:
        first, last = spans.get(window.ref, (window.first_offset, window.last_offset))
        spans[window.ref] = (min(first, window.first_offset), max(last, window.last_offset))
    return spans


def _shift(on: date, days: int) -> date:
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
