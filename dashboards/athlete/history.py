"""What the daily projection holds of one person: days of several fields, in one statement however long they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from django.db import connection

from dashboards.board.everybody import Own
from dashboards.board.trails import STRETCH, as_own, numbers_of
from dashboards.days import days_ending

NOTHING: Mapping[date, Own] = {}
# person, [fields], [first days], [last days], [whether normals are asked for], day from which days are counted
DAYS = f"""
SELECT asked.field_id, own.days::text, own.numbers::text, own.means::text, own.spreads::text, own.counts::text
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::bool[]) AS asked(field_id, first, last, has_normals)
CROSS JOIN LATERAL (
    SELECT array_agg(known.day - %s::date) AS days, array_agg(known.value) AS numbers,
           array_agg(known.mean) FILTER (WHERE asked.has_normals) AS means,
           array_agg(known.spread) FILTER (WHERE asked.has_normals) AS spreads,
           array_agg(known.count) FILTER (WHERE asked.has_normals) AS counts
    FROM {STRETCH.format(person="%s")}
) AS own
WHERE own.days IS NOT NULL
"""  # noqa: S608 the parts are ours
# As PostgreSQL writes an array; of what was not asked for there is none.
NONE_ASKED = "{}"


@dataclass(frozen=True)
class Span:
    """Days of records of one field, both included. `has_normals`: with the own normal of each."""

    field_id: int
    first: date
    last: date
    has_normals: bool = True


@dataclass(frozen=True)
class History:
    """Field id → day of the record → the value with the own normal of the days before it, where that was asked for."""

    days: Mapping[int, Mapping[date, Own]]

    def of(self, field_id: int) -> Mapping[date, Own]:
        return self.days.get(field_id, NOTHING)

    def values(self, field_id: int, days: Iterable[date]) -> list[float | None]:
        return [own and own.value for own in map(self.of(field_id).get, days)]


def read_history(person_id: int, spans: Sequence[Span]) -> History:
    """One statement, none without spans. Each field once."""
    if not spans:
        return History({})
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    asked = zip(*((span.field_id, span.first, span.last, span.has_normals) for span in spans), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [*map(list, asked), first, person_id])
        rows = cursor.fetchall()
    # Read in one go, and dates made once for all fields: there are thousands of numbers.
    arrays = [array or NONE_ASKED for row in rows for array in row[1:]]
    numbers = iter(numbers_of("{" + ",".join(arrays) + "}"))
    calendar = days_ending(last, (last - first).days + 1)
    fields = zip((row[0] for row in rows), *repeat(numbers, 5), strict=True)
    return History({field_id: _by_day(calendar, *read) for field_id, *read in fields})


def _by_day(
    calendar: Sequence[date],
    backs: Sequence[int],
    values: Sequence[float],
    *normal: Sequence[float | None],
) -> dict[date, Own]:
    days = map(calendar.__getitem__, backs)
    parts = normal if any(normal) else (repeat(None), repeat(None), repeat(0))
    return dict(zip(days, map(as_own, zip(values, *parts, strict=False)), strict=True))
