"""The values of one field of one person, by day, and which of them a record looks at."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from forms_engine.formulas import Which

ONE_DAY = timedelta(days=1)


class Timeline:
    """(day, value), oldest first; of one day the last one counts."""

    def __init__(self, pairs: Iterable[tuple[date, Any]]) -> None:
        self.pairs = [(day, value) for day, value in pairs if value is not None]
        self.days = [day for day, _value in self.pairs]

    def pick(self, which: Which, day: date) -> Any:
        """What a record of `day` sees; None for nothing. Not for profiles."""
        if which is Which.LATEST:
            return self._last(bisect_right(self.days, day))
        if which is Which.LATEST_BEFORE:
            return self._last(bisect_left(self.days, day))
        on = day if which is Which.SAME_DAY else before(day)
        place = bisect_right(self.days, on)
        return self.pairs[place - 1][1] if place and self.days[place - 1] == on else None

    def _last(self, place: int) -> Any:
        return self.pairs[place - 1][1] if place else None


def before(day: date) -> date:
    return day - ONE_DAY if day > date.min else day
