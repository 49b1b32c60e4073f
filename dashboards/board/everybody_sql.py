"""The two statements behind a board: who is on it with their marks, and what is not known of them yet.

The parts of the second are rows of (part, person, field, three numbers, two counts, words); `moved` are those of whom
something was written since it was last read. Every value travels as a parameter.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    sql: str
    parameters: tuple[Any, ...]


# {people}: the query, as `people.access` allows them. Who is judged by sex and age is judged anew with another.
PEOPLE = """
WITH seen AS MATERIALIZED ({people}),
athlete AS (
    SELECT seen.*, concat_ws(' ', mark.count, mark.sum, seen.sex, seen.date_of_birth) AS mark
    FROM seen
    LEFT JOIN (
        SELECT person_id, count(*) AS count, sum(id) AS sum FROM dashboards_writemark
        WHERE person_id = ANY (ARRAY(SELECT id FROM seen)) GROUP BY person_id
    ) AS mark ON mark.person_id = seen.id
)
SELECT json_agg(athlete)::text FROM athlete
"""

# [people]
MOVED = "WITH moved AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS id) "

# [fields], [due days]
VALUES = """
SELECT 1 AS part, known.person_id, known.field_id, known.value AS a, known.mean AS b, known.spread AS c,
       known.count::bigint AS n, 0::bigint AS m, NULL AS words
FROM unnest(%s::bigint[], %s::date[]) AS due(field_id, day)
JOIN dashboards_dailyvalue AS known ON known.field_id = due.field_id AND known.day = due.day
JOIN moved ON moved.id = known.person_id
"""

# field, due day, recent days, field, due day, days of both windows, due day. A row a window: 1 the recent nights, 0 the
# baseline before them. The logarithm is taken once a night: mean and spread of the same numbers share their sums.
HRV = """
SELECT 2, known.person_id, %s::bigint, avg(ln(known.value)), stddev_samp(ln(known.value)), NULL,
       count(*), (known.day > %s::date - %s)::int AS is_recent, NULL
FROM dashboards_dailyvalue AS known
JOIN moved ON moved.id = known.person_id
WHERE known.field_id = %s AND known.day > %s::date - %s AND known.day <= %s AND known.value > 0
GROUP BY known.person_id, is_recent
"""

# field, four times (due day, days of a week), field, due day, days of a week, due day
WEEKS = """
SELECT 3, known.person_id, %s::bigint,
       sum(known.value) FILTER (WHERE known.day > %s::date - %s),
       sum(known.value) FILTER (WHERE known.day <= %s::date - %s),
       NULL,
       count(*) FILTER (WHERE known.day > %s::date - %s),
       count(*) FILTER (WHERE known.day <= %s::date - %s),
       NULL
FROM dashboards_dailyvalue AS known
JOIN moved ON moved.id = known.person_id
WHERE known.field_id = %s AND known.day > %s::date - 2 * %s AND known.day <= %s
GROUP BY known.person_id
"""

# field, due day, key, form, due day, key
STATUS = """
SELECT 4, moved.id, %s::bigint, NULL::float8, NULL::float8, NULL::float8, %s::date - newest.occurred_on, 0, newest.word
FROM moved
CROSS JOIN LATERAL (
    SELECT record.values ->> %s AS word, record.occurred_on
    FROM forms_engine_record AS record
    WHERE record.person_id = moved.id AND record.form_id = %s AND record.occurred_on <= %s
      AND record.withdrawn_at IS NULL AND jsonb_exists(record.values, %s)
    ORDER BY record.occurred_on DESC, record.starts_at DESC NULLS LAST, record.id DESC
    LIMIT 1
) AS newest
WHERE newest.word IS NOT NULL
"""

# days of the shorter window, [fields], [due days], days of the longer window
KEPT = """
SELECT 5, known.person_id, known.field_id, max(due.day - known.day)::float8, NULL, NULL,
       count(*) FILTER (WHERE known.day > due.day - %s), count(*), NULL
FROM unnest(%s::bigint[], %s::date[]) AS due(field_id, day)
JOIN dashboards_dailyvalue AS known
  ON known.field_id = due.field_id AND known.day <= due.day AND known.day > due.day - %s
JOIN moved ON moved.id = known.person_id
GROUP BY known.person_id, known.field_id
"""

# [fields], [days of each window], [due days]
OTHER_WINDOWS = """
SELECT 6, known.person_id, known.field_id, 0, avg(known.value), stddev_samp(known.value), count(*), asked.days, NULL
FROM unnest(%s::bigint[], %s::int[], %s::date[]) AS asked(field_id, days, day)
JOIN dashboards_dailyvalue AS known
  ON known.field_id = asked.field_id AND known.day < asked.day AND known.day >= asked.day - asked.days
JOIN moved ON moved.id = known.person_id
GROUP BY known.person_id, known.field_id, asked.days
"""
