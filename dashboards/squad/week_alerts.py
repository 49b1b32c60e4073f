"""The alerts of a week, counted for the weekly report by the app that raises them: it plugs in at start-up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from people.models import Person


@dataclass(frozen=True)
class AlertCounts:
    """`raised`: of days of the week; `still_open`: those of them that nobody has acknowledged."""

    raised: int = 0
    still_open: int = 0


NO_ALERTS = AlertCounts()
Counting = Callable[[Person, Sequence[int], date, date], Mapping[int, AlertCounts]]
_counting: list[Counting] = []


def plug_week_alerts(counting: Counting) -> None:
    """`counting(viewer, person_ids, first, last)` answers person id → counts of what the viewer may see of them, in
    two statements; `first` and `last` are board days."""
    if counting not in _counting:
        _counting.append(counting)


def read_alert_counts(
    viewer: Person, person_ids: Sequence[int], first: date, last: date
) -> Mapping[int, AlertCounts] | None:
    """None where no app raises alerts."""
    if not _counting:
        return None
    return _counting[0](viewer, person_ids, first, last)


def total_of(counts: Mapping[int, AlertCounts]) -> AlertCounts:
    return AlertCounts(sum(one.raised for one in counts.values()), sum(one.still_open for one in counts.values()))
