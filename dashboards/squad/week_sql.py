"""What the weekly report reads, put together by the database: a row a person and field, whatever the squad's size."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from dashboards.measures import Measure

DAYS = 7
BEFORE_DAYS = 28

# [fields], [first days], [whether reckoned on the logarithm], [people], days of the week, days before it.
# Names: `w` of the week, `b` of the four weeks before.
FIGURES = """
SELECT person_id, field_id,
       count(number) FILTER (WHERE is_week), avg(number) FILTER (WHERE is_week), sum(number) FILTER (WHERE is_week),
       count(number) FILTER (WHERE NOT is_week), avg(number) FILTER (WHERE NOT is_week),
       stddev_samp(number) FILTER (WHERE NOT is_week)
FROM (
    SELECT known.person_id, known.field_id, known.day >= asked.first AS is_week,
           CASE WHEN NOT asked.is_log THEN known.value WHEN known.value > 0 THEN ln(known.value) END AS number
    FROM unnest(%s::bigint[], %s::date[], %s::boolean[]) AS asked(field_id, first, is_log)
    JOIN dashboards_dailyvalue AS known
      ON known.field_id = asked.field_id AND known.day BETWEEN asked.first - %s AND asked.first + %s
    WHERE known.person_id = ANY(%s::bigint[])
) AS said
GROUP BY person_id, field_id
"""


class Numbers(NamedTuple):
    """Of one person and field: how many days of the week are known, their mean and sum; the same of the four weeks
    before, with the sample spread. On the natural logarithm where that was asked for."""

    known: int = 0
    mean: float | None = None
    total: float | None = None
    before_known: int = 0
    before_mean: float | None = None
    before_spread: float | None = None


def read_numbers(
    measures: Sequence[tuple[Measure, date, bool]], person_ids: Sequence[int]
) -> dict[tuple[int, int], Numbers]:
    """(person id, field id) → numbers. `measures`: which, the date of its first day, whether on the logarithm."""
    if not measures or not person_ids:
        return {}
    fields = [one.field.pk for one, _first, _is_log in measures]
    firsts = [first for _one, first, _is_log in measures]
    logs = [is_log for _one, _first, is_log in measures]
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [fields, firsts, logs, BEFORE_DAYS, DAYS - 1, list(person_ids)])
        return {(person_id, field_id): Numbers(*numbers) for person_id, field_id, *numbers in cursor.fetchall()}
