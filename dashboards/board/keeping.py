"""Compliance: on how many of the due days somebody's forms have a record, over 7 and 28 days. For help, not blame.

A day is due from when the form came into use on this board and the person joined (or their first record, if that is
earlier). The board's own day counts once its record is there: nobody is late while the morning lasts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboards.board.everybody import KEPT_MONTH, KEPT_WEEK, Athlete, Kept
from dashboards.loads import Compliance
from dashboards.rights import OpenColumn

NOTHING_KEPT = Kept(0, 0, -1)


class Keeping(NamedTuple):
    """`forms`: how many forms the due days are of."""

    week: Compliance
    month: Compliance
    forms: int


@dataclass(frozen=True)
class Counted:
    """A form whose due days count, by the field that says it was filled. `in_use`: how many days before its due day
    anybody's first record in the window is."""

    field_id: int
    due_on: date
    in_use: int


def counted_forms(athletes: Sequence[Athlete], columns: Sequence[OpenColumn], day: date) -> list[Counted]:
    """The forms of the board that are filled daily (`Opened.counted`), without those nobody has used."""
    found = []
    for one in columns:
        field_id = one.field_id
        firsts = [kept.first_ago for athlete in athletes if (kept := athlete.kept.get(field_id))]
        if firsts:
            found.append(Counted(field_id, one.due_on(day), max(firsts)))
    return found


def keeping_of(athlete: Athlete, counted: Sequence[Counted]) -> Keeping:
    """Over all forms of the board that are filled daily."""
    week_there = week_due = month_there = month_due = forms = 0
    for one in counted:
        kept = athlete.kept.get(one.field_id, NOTHING_KEPT)
        joined_ago = (one.due_on - athlete.joined_on).days
        # Its own day is not due before it is there.
        waits = 0 if one.field_id in athlete.values else 1
        days = min(one.in_use, max(joined_ago, kept.first_ago)) + 1 - waits
        week_there, month_there = week_there + kept.week, month_there + kept.month
        week_due += max(0, min(KEPT_WEEK - waits, days))
        month_due += max(0, min(KEPT_MONTH - waits, days))
        forms += days > 0
    return Keeping(Compliance(week_there, week_due), Compliance(month_there, month_due), forms)


def together(all_kept: Iterable[Keeping]) -> Keeping:
    """The squad's: all due days of everybody."""
    all_kept = list(all_kept)
    return Keeping(
        Compliance(sum(one.week.there for one in all_kept), sum(one.week.due for one in all_kept)),
        Compliance(sum(one.month.there for one in all_kept), sum(one.month.due for one in all_kept)),
        max((one.forms for one in all_kept), default=0),
    )
