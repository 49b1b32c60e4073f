"""Keeping the daily projection in step with records, and making it anew.

Told of every write in its transaction (`forms_engine.extension.plug_written`), so that a board never shows what a
record does not say. Numbers, yes/no (1 and 0) and the scores of options are projected; where a day holds several
records the field's own rule decides (`details["daily"]`: sum, mean, highest, lowest; the last one otherwise).
Own normals of the 28 days after a changed day change with it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from dashboards.statistics import DEFAULT_RULE
from forms_engine.extension import Written

WINDOW_DAYS = DEFAULT_RULE.window_days

# What one record says in one field as a number; NULL for what is none.
NUMBER = """
CASE jsonb_typeof(record.values -> field.key)
    WHEN 'number' THEN (record.values ->> field.key)::double precision
    WHEN 'boolean' THEN (record.values ->> field.key)::boolean::int::double precision
    WHEN 'string' THEN (field.details #>> ARRAY['options', record.values ->> field.key, 'score'])::double precision
END
"""
OF_A_DAY = """
CASE said.daily
    WHEN 'sum' THEN sum(said.value)
    WHEN 'mean' THEN avg(said.value)
    WHEN 'highest' THEN max(said.value)
    WHEN 'lowest' THEN min(said.value)
    ELSE (array_agg(said.value ORDER BY said.starts_at DESC NULLS LAST, said.id DESC))[1]
END
"""
# {scope} narrows the records: those of one form, person and days, or all of a form.
SAID = f"""
SELECT said.person_id, said.field_id, said.day, {OF_A_DAY} AS value, max(said.modified_at) AS modified_at
FROM (
    SELECT record.id, record.person_id, field.id AS field_id, record.occurred_on AS day, record.starts_at,
           record.modified_at, field.details ->> 'daily' AS daily, {NUMBER} AS value
    FROM forms_engine_record AS record
    JOIN forms_engine_fielddefinition AS field ON field.form_id = record.form_id AND record.values ? field.key
    WHERE record.withdrawn_at IS NULL AND record.occurred_on IS NOT NULL AND {{scope}}
) AS said
WHERE said.value IS NOT NULL
GROUP BY said.person_id, said.field_id, said.day, said.daily
"""  # noqa: S608 the parts are ours
# The changed days of people, side by side in two arrays.
CHANGED = "SELECT * FROM unnest(%(people)s::bigint[], %(days)s::date[])"
OF_DAYS = f"record.form_id = %(form)s AND (record.person_id, record.occurred_on) IN ({CHANGED})"
OF_FORM = "record.form_id = %(form)s"

KEEP_IN_STEP = f"""
WITH said AS ({SAID.format(scope=OF_DAYS)}),
gone AS (
    DELETE FROM dashboards_dailyvalue AS known USING forms_engine_fielddefinition AS field
    WHERE field.id = known.field_id AND field.form_id = %(form)s
      AND (known.person_id, known.day) IN ({CHANGED})
      AND NOT EXISTS (
          SELECT FROM said
          WHERE said.person_id = known.person_id AND said.field_id = known.field_id AND said.day = known.day
      )
    RETURNING known.field_id
),
put AS (
    INSERT INTO dashboards_dailyvalue AS known (person_id, field_id, day, value, count, modified_at)
    SELECT person_id, field_id, day, value, 0, modified_at FROM said
    ON CONFLICT (person_id, field_id, day) DO UPDATE
    SET value = EXCLUDED.value, modified_at = EXCLUDED.modified_at
    WHERE known.value IS DISTINCT FROM EXCLUDED.value
    RETURNING known.field_id
)
SELECT field_id FROM gone UNION SELECT field_id FROM put
"""  # noqa: S608 the parts are ours

# Own normals of the rows from the first changed day to the end of the window after the last.
OWN_NORMALS = """
UPDATE dashboards_dailyvalue AS known SET mean = own.mean, spread = own.spread, count = own.count
FROM (
    SELECT one.id, avg(before.value) AS mean, stddev_samp(before.value) AS spread, count(before.value) AS count
    FROM dashboards_dailyvalue AS one
    LEFT JOIN dashboards_dailyvalue AS before
      ON before.person_id = one.person_id AND before.field_id = one.field_id
     AND before.day BETWEEN one.day - %(window)s AND one.day - 1
    WHERE one.person_id = ANY(%(people)s) AND one.field_id = ANY(%(fields)s) AND one.day BETWEEN %(first)s AND %(last)s
    GROUP BY one.id
) AS own
WHERE own.id = known.id
  AND (known.mean, known.spread, known.count) IS DISTINCT FROM (own.mean, own.spread, own.count)
"""

# All days of a form at once: a window over them costs a fraction of looking up 28 days for each.
MAKE_ANEW = f"""
INSERT INTO dashboards_dailyvalue (person_id, field_id, day, value, mean, spread, count, modified_at)
SELECT person_id, field_id, day, value,
       avg(value) OVER before, stddev_samp(value) OVER before, count(value) OVER before,
       modified_at
FROM ({SAID.format(scope=OF_FORM)}) AS all_said
WINDOW before AS (
    PARTITION BY person_id, field_id ORDER BY day
    RANGE BETWEEN %(window)s::interval PRECEDING AND '1 day'::interval PRECEDING
)
ON CONFLICT (person_id, field_id, day) DO NOTHING
"""  # noqa: S608 the parts are ours


def hear_written(written: Sequence[Written], now: datetime) -> None:
    """What `plug_written` calls: bring the changed days into step. Two statements a form, however many people."""
    changed: dict[int, set[tuple[int, date]]] = {}
    for one in written:
        days = {(one.person_id, day) for day in one.days if day is not None}
        changed.setdefault(one.form_id, set()).update(days)
    for form_id, pairs in changed.items():
        if pairs:
            _bring_into_step(form_id, sorted(pairs))


def _bring_into_step(form_id: int, pairs: Sequence[tuple[int, date]]) -> None:
    people, days = [person_id for person_id, _day in pairs], [day for _person_id, day in pairs]
    with connection.cursor() as cursor:
        cursor.execute(KEEP_IN_STEP, {"form": form_id, "people": people, "days": days})
        fields = list({field_id for (field_id,) in cursor.fetchall()})
        if fields:
            spans: dict[str, Any] = {
                "people": list(set(people)),
                "fields": fields,
                "window": WINDOW_DAYS,
                "first": min(days),
                "last": max(days) + timedelta(days=WINDOW_DAYS),
            }
            cursor.execute(OWN_NORMALS, spans)


def rebuild(form_id: int) -> int:
    """Make the projection of one form anew from its records; returns how many rows it has. One transaction.

    Writers of the form's records wait meanwhile no longer than for the rows they share.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dashboards_dailyvalue WHERE field_id = ANY(%s)", [_fields_of(cursor, form_id)])
        cursor.execute(MAKE_ANEW, {"form": form_id, "window": f"{WINDOW_DAYS} days"})
        made: int = cursor.rowcount
    return made


def _fields_of(cursor: Any, form_id: int) -> list[int]:
    cursor.execute("SELECT id FROM forms_engine_fielddefinition WHERE form_id = %s", [form_id])
    return [field_id for (field_id,) in cursor.fetchall()]
