"""Keeping the daily projection in step with records, and making it anew.

Told of every write in its transaction (`forms_engine.extension.plug_written`), so that a board never shows what a
record does not say. Numbers, yes/no (1 and 0) and the scores of options are projected; where a day holds several
records the field's own rule decides (`details["daily"]`: sum, mean, highest, lowest; the last one otherwise).
Own normals of the 28 days after a changed day change with it. With it goes a mark a person (`WriteMark`), so that no
board shows what it remembers of them. When a definition gives other scores or another rule, the form is made anew by a
worker (`dashboards.rebuilding`).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from dashboards.statistics import DEFAULT_RULE
from dashboards.turns import note_unsettled, take_form, take_people
from forms_engine.extension import Written
from forms_engine.together import LAST_FIRST

WINDOW: dict[str, str | int] = {"window": f"{DEFAULT_RULE.window_days} days", "window_days": DEFAULT_RULE.window_days}

# What one record says in one field as a number; NULL for what is none.
NUMBER = """
CASE jsonb_typeof(record.values -> field.key)
    WHEN 'number' THEN (record.values ->> field.key)::double precision
    WHEN 'boolean' THEN (record.values ->> field.key)::boolean::int::double precision
    WHEN 'string' THEN (field.details #>> ARRAY['options', record.values ->> field.key, 'score'])::double precision
END
"""
RULES = "'sum', 'mean', 'highest', 'lowest'"
BY_RULE = """
CASE daily WHEN 'sum' THEN sum(value) WHEN 'mean' THEN avg(value) WHEN 'highest' THEN max(value) ELSE min(value) END
"""
# `keys`: what alone may have changed, NULL for anything.
FIELDS = """
SELECT id, key, details FROM forms_engine_fielddefinition
WHERE form_id = %(form)s AND (%(keys)s::text[] IS NULL OR key = ANY (%(keys)s::text[]))
"""
# {records}: where they are taken from, those of one form and people's days, or all of a form. OFFSET: what a record
# says is made a number once, not again to see whether it is one.
SAID = f"""
WITH number AS MATERIALIZED (
    SELECT * FROM (
        SELECT record.id, record.person_id, field.id AS field_id, record.occurred_on AS day, record.starts_at,
               {NUMBER} AS value,
               CASE WHEN field.details ->> 'daily' IN ({RULES}) THEN field.details ->> 'daily' END AS daily
        FROM {{records}}
        JOIN ({FIELDS}) AS field ON record.values ? field.key
        OFFSET 0
    ) AS tried
    WHERE value IS NOT NULL
)
(
    SELECT DISTINCT ON (person_id, field_id, day) person_id, field_id, day, value
    FROM number WHERE daily IS NULL
    ORDER BY person_id, field_id, day, {LAST_FIRST}
)
UNION ALL
SELECT person_id, field_id, day, {BY_RULE}
FROM number WHERE daily IS NOT NULL GROUP BY person_id, field_id, day, daily
"""  # noqa: S608 the parts are ours
COLUMNS = "id, person_id, occurred_on, starts_at, values"
# OFFSET keeps the planner from anything but looking each day up, however little it knows of a table that just grew.
OF_DAYS = f"""
changed CROSS JOIN LATERAL (
    SELECT {COLUMNS} FROM forms_engine_record
    WHERE person_id = changed.person_id AND form_id = %(form)s AND occurred_on = changed.day AND withdrawn_at IS NULL
    OFFSET 0
) AS record
"""  # noqa: S608 the parts are ours
# `people`: theirs alone, NULL for everybody's.
OF_FORM = f"""(
    SELECT {COLUMNS} FROM forms_engine_record
    WHERE form_id = %(form)s AND occurred_on IS NOT NULL AND withdrawn_at IS NULL
      AND (%(people)s::bigint[] IS NULL OR person_id = ANY (%(people)s::bigint[]))
) AS record
"""  # noqa: S608 the parts are ours
# The values of the window before each day; never of the day itself.
BEFORE = """
WINDOW before AS (
    PARTITION BY person_id, field_id ORDER BY day
    RANGE BETWEEN %(window)s::interval PRECEDING AND '1 day'::interval PRECEDING
)
"""
NORMALS = """
avg(value) OVER before AS mean, stddev_samp(value) OVER before AS spread, count(value) OVER before AS count
"""

# In one statement: what stands near the changed days (`near`, their windows included); what these days say now; what
# of it is new (`moved`; a value that is NULL is gone); and each row that this touches is written once, with its own
# normals. A neighbour gets new normals alone, so that a value somebody else just changed there stays. `is_alone`: new
# rows go in without a look before each whether somebody else has just written it; where one has, the statement fails.
KEEP_IN_STEP = f"""
WITH changed AS MATERIALIZED (SELECT * FROM unnest(%(people)s::bigint[], %(days)s::date[]) AS asked(person_id, day)),
near AS MATERIALIZED (
    SELECT one.*
    FROM (
        SELECT person_id, min(day) - %(window_days)s AS first, max(day) + %(window_days)s AS last
        FROM changed GROUP BY person_id
    ) AS span
    CROSS JOIN ({FIELDS}) AS field
    CROSS JOIN LATERAL (
        SELECT person_id, field_id, day, value FROM dashboards_dailyvalue
        WHERE person_id = span.person_id AND field_id = field.id
          AND (person_id, field_id, day) >= (span.person_id, field.id, span.first)
          AND (person_id, field_id, day) <= (span.person_id, field.id, span.last)
        OFFSET 0
    ) AS one
),
said AS MATERIALIZED ({SAID.format(records=OF_DAYS)}),
known AS (SELECT near.* FROM near JOIN changed USING (person_id, day)),
moved AS MATERIALIZED (
    SELECT person_id, field_id, day, said.value, known.value IS NULL AS is_new
    FROM said FULL JOIN known USING (person_id, field_id, day)
    WHERE said.value IS DISTINCT FROM known.value
),
standing AS (
    SELECT person_id, field_id, day, value, true AS has_moved, is_new FROM moved WHERE value IS NOT NULL
    UNION ALL
    SELECT person_id, field_id, day, value, false, false FROM near
    WHERE (person_id, field_id) IN (SELECT person_id, field_id FROM moved)
      AND NOT EXISTS (
          SELECT FROM moved
          WHERE (moved.person_id, moved.field_id, moved.day) = (near.person_id, near.field_id, near.day)
      )
),
own AS MATERIALIZED (SELECT person_id, field_id, day, value, has_moved, is_new, {NORMALS} FROM standing {BEFORE}),
gone AS (
    DELETE FROM dashboards_dailyvalue AS one USING moved
    WHERE moved.value IS NULL AND (one.person_id, one.field_id, one.day) = (moved.person_id, moved.field_id, moved.day)
),
neighbours AS (
    UPDATE dashboards_dailyvalue AS one SET mean = own.mean, spread = own.spread, count = own.count
    FROM own
    JOIN (SELECT person_id, field_id, min(day) AS first FROM moved GROUP BY person_id, field_id) AS since
      ON since.person_id = own.person_id AND since.field_id = own.field_id AND own.day > since.first
    WHERE NOT own.has_moved AND (one.person_id, one.field_id, one.day) = (own.person_id, own.field_id, own.day)
      AND (one.mean, one.spread, one.count) IS DISTINCT FROM (own.mean, own.spread, own.count)
),
marked AS (
    INSERT INTO dashboards_writemark (person_id, at)
    SELECT person_id, clock_timestamp() FROM changed GROUP BY person_id
),
alone AS (
    INSERT INTO dashboards_dailyvalue (person_id, field_id, day, value, mean, spread, count)
    SELECT person_id, field_id, day, value, mean, spread, count FROM own WHERE is_new AND %(is_alone)s
    ORDER BY person_id, field_id, day
)
INSERT INTO dashboards_dailyvalue AS one (person_id, field_id, day, value, mean, spread, count)
SELECT person_id, field_id, day, value, mean, spread, count FROM own WHERE has_moved AND NOT (is_new AND %(is_alone)s)
ORDER BY person_id, field_id, day
ON CONFLICT (person_id, field_id, day) DO UPDATE
SET value = EXCLUDED.value, mean = EXCLUDED.mean, spread = EXCLUDED.spread, count = EXCLUDED.count
"""  # noqa: S608 the parts are ours

MAKE_ANEW = f"""
INSERT INTO dashboards_dailyvalue (person_id, field_id, day, value, mean, spread, count)
SELECT person_id, field_id, day, value, {NORMALS}
FROM ({SAID.format(records=OF_FORM)}) AS all_said {BEFORE}
ON CONFLICT (person_id, field_id, day) DO NOTHING
"""  # noqa: S608 the parts are ours
MARK_PEOPLE = """
INSERT INTO dashboards_writemark (person_id, at)
SELECT person_id, clock_timestamp() FROM unnest(%s::bigint[]) AS person_id
"""
MARK_EVERYBODY = "INSERT INTO dashboards_writemark (person_id, at) SELECT id, clock_timestamp() FROM people_person"

# So many changed days go into one statement, and the rest of the last person's: the database sorts them in memory.
MOST_DAYS = 5_000
FEW_DAYS = 500


def hear_written(written: Sequence[Written], now: datetime) -> None:
    """What `plug_written` calls: bring the changed days into step. One statement a form, however many people.

    Of very many days, as an import writes them, one statement for each MOST_DAYS.
    """
    changed: dict[int, set[tuple[int, date]]] = {}
    keys: dict[int, set[str] | None] = {}
    for one in written:
        days = {(one.person_id, day) for day in one.days if day is not None}
        changed.setdefault(one.form_id, set()).update(days)
        so_far = keys.setdefault(one.form_id, set())
        keys[one.form_id] = None if one.keys is None or so_far is None else so_far | one.keys
    with connection.cursor() as cursor:
        for form_id, pairs in changed.items():
            only = keys[form_id]
            asked = {"form": form_id, "keys": None if only is None else sorted(only), **WINDOW}
            is_many = len(pairs) > FEW_DAYS
            if is_many:
                take_form(cursor, form_id)
            elif unseen := take_people(cursor, form_id, {person_id for person_id, _day in pairs}):
                note_unsettled(cursor, form_id, unseen)
            for part in parts_of(sorted(pairs), MOST_DAYS):
                _keep_in_step(cursor, {**asked, **part}, is_many=is_many)


def _keep_in_step(cursor: Any, asked: dict[str, Any], *, is_many: bool) -> None:
    """Hardly ever does somebody else write one of these values at the same time, and of few a look is cheap."""
    if is_many:
        with suppress(IntegrityError), transaction.atomic():
            cursor.execute(KEEP_IN_STEP, {**asked, "is_alone": True})
            return
    cursor.execute(KEEP_IN_STEP, {**asked, "is_alone": False})


def parts_of(pairs: Sequence[tuple[int, date]], most: int) -> Iterator[dict[str, str]]:
    """About `most` pairs each, cut where another person begins: their days are put in order once. Arrays as text."""
    begin = 0
    while begin < len(pairs):
        end = begin + most
        while end < len(pairs) and pairs[end][0] == pairs[end - 1][0]:
            end += 1
        part = pairs[begin:end]
        people, days = (str(person_id) for person_id, _day in part), (day.isoformat() for _person, day in part)
        yield {"people": f"{{{','.join(people)}}}", "days": f"{{{','.join(days)}}}"}
        begin = end


def rebuild(form_id: int) -> int:
    """Make the projection of one form anew from its records; returns how many rows it has. One transaction.

    Waits for whoever is writing records of the form, and keeps nobody waiting but for rows they share (`turns`).
    """
    with transaction.atomic(), connection.cursor() as cursor:
        take_form(cursor, form_id)
        cursor.execute("DELETE FROM dashboards_dailyvalue WHERE field_id = ANY(%s)", [_fields_of(cursor, form_id)])
        made = _make_anew(cursor, form_id, None)
        cursor.execute(MARK_EVERYBODY)
    return made


def rebuild_people(form_id: int, person_ids: Sequence[int]) -> int:
    """The same of these people alone: own normals are nobody else's business."""
    with transaction.atomic(), connection.cursor() as cursor:
        take_form(cursor, form_id)
        return make_people_anew(cursor, form_id, person_ids)


def make_people_anew(cursor: Any, form_id: int, person_ids: Sequence[int]) -> int:
    """For who has their turn, in a transaction."""
    people = list(person_ids)
    cursor.execute(
        "DELETE FROM dashboards_dailyvalue WHERE person_id = ANY(%s) AND field_id = ANY(%s)",
        [people, _fields_of(cursor, form_id)],
    )
    made = _make_anew(cursor, form_id, people)
    cursor.execute(MARK_PEOPLE, [people])
    return made


def _make_anew(cursor: Any, form_id: int, person_ids: list[int] | None) -> int:
    cursor.execute(MAKE_ANEW, {"form": form_id, "people": person_ids, "keys": None, **WINDOW})
    made: int = cursor.rowcount
    return made


def _fields_of(cursor: Any, form_id: int) -> list[int]:
    cursor.execute("SELECT id FROM forms_engine_fielddefinition WHERE form_id = %s", [form_id])
    return [field_id for (field_id,) in cursor.fetchall()]
