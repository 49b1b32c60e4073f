"""What the daily projection holds of one person: days of several fields, in one statement however long they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from dashboards.board.everybody import Own
from dashboards.board.trails import NORMALS, as_own, numbers_of

NOTHING: Mapping[date, Own] = {}


@dataclass(frozen=True)
class Span:
    """Days of records of one field, both included."""

    field_id: int
    first: date
    last: date


@dataclass(frozen=True)
class History:
    """Field id → day of the record → the value with the own normal of the days before it."""

    days: Mapping[int, Mapping[date, Own]]

    def of(self, field_id: int) -> Mapping[date, Own]:
        return self.days.get(field_id, NOTHING)

    def value(self, field_id: int, day: date) -> float | None:
        own = self.of(field_id).get(day)
        return own.value if own else None


def read_history(person_id: int, spans: Sequence[Span]) -> History:
    """One statement, none without spans. Each field once."""
    if not spans:
        return History({})
    firsts = {span.field_id: span.first for span in spans}
    asked: list[list[int] | list[date]] = [
        [person_id] * len(spans),
        [span.field_id for span in spans],
        [span.first for span in spans],
        [span.last for span in spans],
    ]
    with connection.cursor() as cursor:
        cursor.execute(NORMALS, asked)
        rows = cursor.fetchall()
    return History({row[2]: _days(row[3:8], firsts[row[2]]) for row in rows})


def _days(arrays: Sequence[str], first: date) -> dict[date, Own]:
    backs, *owns = map(numbers_of, arrays)
    days = map(first.__add__, map(timedelta, backs))
    return dict(zip(days, map(as_own, zip(*owns, strict=True)), strict=True))
