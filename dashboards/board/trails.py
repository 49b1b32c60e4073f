"""What only rendered rows need: 28 days of each value, what was revised after a look, which records are there.

One statement however many rows. Trails are lists of the days up to the due one, oldest first, None for gaps.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

from dashboards.board.everybody import Own
from dashboards.board.everybody_sql import Part
from dashboards.morning import Kind
from dashboards.revisions import CHANGES_SINCE_LOOKS, OF_VALUES, Revision, revisions_in
from dashboards.rights import OpenColumn
from dashboards.statistics import DEFAULT_HRV_RULE, DEFAULT_RULE

TRAIL_DAYS = DEFAULT_RULE.window_days
# Enough nights for the band of every day of the trail.
BAND_NIGHTS = TRAIL_DAYS + DEFAULT_HRV_RULE.recent_days + DEFAULT_HRV_RULE.baseline_days - 1

# Four numbers that stand in its order already; calling Own costs twice as much.
as_own: Callable[[Iterable[Any]], Own] = partial(tuple.__new__, Own)

AS_JSON = str.maketrans("{}", "[]")

# [people]; materialized, so that nobody starts workers of the database for a page.
SHOWN = "WITH shown AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS person_id) "
# The days of one field of one person, oldest first. Field and day are compared as a row, and the field by that alone:
# so one stretch of the index that begins with the person is read, neither what came before it nor everybody's days.
STRETCH = """
dashboards_dailyvalue AS known
    WHERE known.person_id = {person} AND (known.field_id, known.day) >= (asked.field_id, asked.first)
      AND (known.field_id, known.day) <= (asked.field_id, asked.last)
"""
# [fields], [first days], [due days]
TRAILS = f"""
SELECT 0, shown.person_id, asked.field_id, own.days::text, own.numbers::text, NULL, NULL, NULL
FROM shown
CROSS JOIN unnest(%s::bigint[], %s::date[], %s::date[]) AS asked(field_id, first, last)
CROSS JOIN LATERAL (
    SELECT array_agg(known.day - asked.first) AS days, array_agg(known.value) AS numbers
    FROM {STRETCH.format(person="shown.person_id")}
) AS own
WHERE own.days IS NOT NULL
"""  # noqa: S608 the parts are ours
# [people], [fields], [first days], [due days]
NORMALS = f"""
SELECT 3, asked.person_id, asked.field_id, own.days::text, own.numbers::text, own.means::text, own.spreads::text,
       own.counts::text
FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[]) AS asked(person_id, field_id, first, last)
CROSS JOIN LATERAL (
    SELECT array_agg(known.day - asked.first) AS days, array_agg(known.value) AS numbers,
           array_agg(known.mean) AS means, array_agg(known.spread) AS spreads, array_agg(known.count) AS counts
    FROM {STRETCH.format(person="asked.person_id")}
) AS own
WHERE own.days IS NOT NULL
"""  # noqa: S608 the parts are ours
# [forms], [due days]
DATED = """
SELECT 1, record.person_id, record.form_id, NULL, NULL, NULL, NULL, NULL
FROM unnest(%s::bigint[], %s::date[]) AS due(form_id, day)
JOIN forms_engine_record AS record ON record.form_id = due.form_id AND record.occurred_on = due.day
JOIN shown ON shown.person_id = record.person_id
WHERE record.withdrawn_at IS NULL
"""
# [forms], [due days], [people], [kinds]
REVISED = f"""
SELECT 2, person_id, form_id, json_build_array(at, before, after)::text, NULL, NULL, NULL, NULL
FROM ({CHANGES_SINCE_LOOKS}) AS changed
"""  # noqa: S608 the parts are ours


@dataclass(frozen=True)
class Trails:
    """By (person id, field id): `values`, and for what is lit the own `normals` of each day. `dated`: person id → the
    forms that have a record of the due day. `revisions`: person id → column key → revision."""

    values: dict[tuple[int, int], list[float | None]]
    normals: dict[tuple[int, int], list[Own | None]]
    dated: dict[int, frozenset[int]]
    revisions: dict[int, dict[str, Revision]]


def read_trails(
    columns: Sequence[OpenColumn],
    person_ids: Collection[int],
    lit: Sequence[tuple[int, OpenColumn]],
    day: date,
    *,
    everybody: Collection[int],
) -> Trails:
    """What stands behind the rows of these people on the board of `day`; `lit`: the cells whose days before count.

    `everybody`: whose revisions are asked for. One statement, none for nobody.
    """
    if not columns or not everybody:
        return Trails({}, {}, {}, {})
    parts = [*(_parts(columns, lit, day) if person_ids else ()), _revised(columns, everybody, day)]
    with connection.cursor() as cursor:
        cursor.execute(
            SHOWN + " UNION ALL ".join(f"({part.sql})" for part in parts),
            [list(person_ids), *(one for part in parts for one in part.parameters)],
        )
        rows = cursor.fetchall()
    lengths = {one.field_id: range(_length(one)) for one in columns}
    changes = sorted((_change(row) for row in rows if row[0] == 2), key=lambda change: change[2])
    return Trails(
        _values([row for row in rows if row[0] == 0], lengths),
        _normals([row for row in rows if row[0] == 3]),
        _dated(rows),
        _by_person(revisions_in(changes, columns)),
    )


def _dated(rows: Sequence[tuple[Any, ...]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for row in rows:
        if row[0] == 1:
            found.setdefault(row[1], set()).add(row[2])
    return {person_id: frozenset(forms) for person_id, forms in found.items()}


def _by_person(revisions: Mapping[tuple[int, str], Revision]) -> dict[int, dict[str, Revision]]:
    found: dict[int, dict[str, Revision]] = {}
    for (person_id, key), revision in revisions.items():
        found.setdefault(person_id, {})[key] = revision
    return found


def _revised(columns: Sequence[OpenColumn], everybody: Collection[int], day: date) -> Part:
    return Part(REVISED, (*_due(columns, day), list(everybody), list(OF_VALUES)))


def _due(columns: Sequence[OpenColumn], day: date) -> tuple[list[int], list[date]]:
    """Forms, and the due day of each."""
    due = sorted({(one.form_id, one.due_on(day)) for one in columns})
    return [form for form, _day in due], [day for _form, day in due]


def _parts(columns: Sequence[OpenColumn], lit: Sequence[tuple[int, OpenColumn]], day: date) -> list[Part]:
    parts = []
    asked = [(one.field_id, *_span(one, day)) for one in columns if one.column.kind is not Kind.STATUS]
    if asked:
        parts.append(Part(TRAILS, tuple(list(column) for column in zip(*asked, strict=True))))
    behind = [(person_id, one.field_id, *_span(one, day)) for person_id, one in lit if one.column.kind is Kind.VALUE]
    if behind:
        parts.append(Part(NORMALS, tuple(list(column) for column in zip(*behind, strict=True))))
    return [*parts, Part(DATED, _due(columns, day))]


def _span(one: OpenColumn, day: date) -> tuple[date, date]:
    last = one.due_on(day)
    return last - timedelta(days=_length(one) - 1), last


def _length(one: OpenColumn) -> int:
    return BAND_NIGHTS if one.column.kind is Kind.BAND else TRAIL_DAYS


def _values(rows: Sequence[tuple[Any, ...]], lengths: Mapping[int, range]) -> dict[tuple[int, int], list[float | None]]:
    """All lists are read in one go: a thousand calls of a reader would take longer than what they read."""
    read = numbers_of("{" + ",".join(part for row in rows for part in row[3:5]) + "}")
    found = {}
    for row, days, values in zip(rows, read[::2], read[1::2], strict=True):
        found[row[1], row[2]] = list(map(dict(zip(days, values, strict=True)).get, lengths[row[2]]))
    return found


def _normals(rows: Sequence[tuple[Any, ...]]) -> dict[tuple[int, int], list[Own | None]]:
    read = iter(numbers_of("{" + ",".join(part for row in rows for part in row[3:8]) + "}"))
    found = {}
    for row, days, *owns in zip(rows, read, read, read, read, read, strict=True):
        normals: list[Own | None] = [None] * TRAIL_DAYS
        for index, own in zip(days, map(as_own, zip(*owns, strict=True)), strict=True):
            normals[index] = own
        found[row[1], row[2]] = normals
    return found


def numbers_of(text: str) -> list[Any]:
    """Arrays of numbers as PostgreSQL writes them; far cheaper than adapted number by number."""
    numbers: list[Any] = json.loads(text.translate(AS_JSON).replace("NULL", "null"))
    return numbers


def _change(row: tuple[Any, ...]) -> tuple[Any, ...]:
    at, before, after = json.loads(row[3])
    return row[1], row[2], datetime.fromisoformat(at), before, after
