"""Compliance: on how many of the due days somebody's forms have a record, over 7 and 28 days. For help, not blame.

A day is due from when the form came into use on this board and the person joined (or their first record, if that is
earlier). The board's own day counts once its record is there: nobody is late while the morning lasts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.board.everybody import KEPT_MONTH, KEPT_WEEK, Athlete, Kept
from dashboards.loads import Compliance
from dashboards.rights import OpenColumn

NOTHING_KEPT = Kept(0, 0, -1)


@dataclass(frozen=True)
class Keeping:
    week: Compliance
    month: Compliance


def in_use(athletes: Iterable[Athlete], columns: Sequence[OpenColumn]) -> dict[int, int]:
    """Field id → how many days before its due day anybody's first record in the window is; not used: not there."""
    athletes = list(athletes)
    found = {}
    for one in columns:
        if one.column.counts_days:
            firsts = [kept.first_ago for athlete in athletes if (kept := athlete.kept.get(one.field.pk))]
            if firsts:
                found[one.field.pk] = max(firsts)
    return found


def keeping_of(athlete: Athlete, columns: Sequence[OpenColumn], used: dict[int, int], day: date) -> Keeping:
    """Over all forms of the board that are filled daily."""
    week_there = week_due = month_there = month_due = 0
    for one in columns:
        field_id = one.field.pk
        if field_id not in used:
            continue
        kept = athlete.kept.get(field_id, NOTHING_KEPT)
        joined_ago = (one.due_on(day) - athlete.person.date_joined.date()).days
        days = min(used[field_id], max(joined_ago, kept.first_ago)) + 1
        # Its own day is not due before it is there.
        waits = 0 if field_id in athlete.values else 1
        week_there, month_there = week_there + kept.week, month_there + kept.month
        week_due += max(0, min(KEPT_WEEK, days) - waits)
        month_due += max(0, min(KEPT_MONTH, days) - waits)
    return Keeping(Compliance(week_there, week_due), Compliance(month_there, month_due))


def together(all_kept: Iterable[Keeping]) -> Keeping:
    """The squad's: all due days of everybody."""
    all_kept = list(all_kept)
    return Keeping(
        Compliance(sum(one.week.there for one in all_kept), sum(one.week.due for one in all_kept)),
        Compliance(sum(one.month.there for one in all_kept), sum(one.month.due for one in all_kept)),
    )
