"""What the database holds of other records, for many people at once: a fixed number of statements a form."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from forms_engine.together import AS_THEY_BEGAN, LAST_FIRST

ORDER = f"person_id, occurred_on, {AS_THEY_BEGAN}"


class Stored(NamedTuple):
    """One record, of which only the keys asked for are read; absent ones are not among `values`."""

    record_id: int
    day: date
    starts_at: datetime | None
    values: Mapping[str, Any]


Stores = dict[int, list[Stored]]


def read_days(
    form_id: int, person_ids: Collection[int], keys: Sequence[str], first: date, last: date, without: Collection[int]
) -> Stores:
    """Person id → their records dated `first` to `last`, in order; `without` these ids. One statement."""
    sql = f"""
        SELECT person_id, id, occurred_on, starts_at, {_columns(keys)} FROM forms_engine_record
        WHERE form_id = %s AND person_id = ANY(%s) AND occurred_on BETWEEN %s AND %s AND withdrawn_at IS NULL
          AND id <> ALL(%s)
        ORDER BY {ORDER}
    """  # noqa: S608 (keys travel as parameters)
    return _read(sql, [*keys, form_id, list(person_ids), first, last, list(without)], keys)


def read_newest(
    form_id: int, person_ids: Collection[int], keys: Sequence[str], before: date, without: Collection[int]
) -> Stores:
    """Person id → for each key the newest record before the day that has a value of it. One statement."""
    sql = f"""
        SELECT DISTINCT ON (person_id, asked.key) person_id, id, occurred_on, starts_at, asked.key, values->asked.key
        FROM forms_engine_record, unnest(%s::text[]) AS asked(key)
        WHERE form_id = %s AND person_id = ANY(%s) AND occurred_on < %s AND withdrawn_at IS NULL
          AND id <> ALL(%s) AND jsonb_exists(values, asked.key)
        ORDER BY person_id, asked.key, occurred_on DESC, {LAST_FIRST}
    """  # noqa: S608 (the order is ours)
    found: Stores = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(keys), form_id, list(person_ids), before, list(without)])
        for person_id, record_id, day, starts_at, key, text in cursor.fetchall():
            found.setdefault(person_id, []).append(Stored(record_id, day, starts_at, {key: json.loads(text)}))
    return found


def read_profiles(form_id: int, person_ids: Collection[int], keys: Sequence[str]) -> dict[int, Mapping[str, Any]]:
    """Person id → values of the one record of a profile form. One statement."""
    sql = f"""
        SELECT DISTINCT ON (person_id) person_id, {_columns(keys)} FROM forms_engine_record
        WHERE form_id = %s AND person_id = ANY(%s) AND withdrawn_at IS NULL
        ORDER BY person_id, id
    """  # noqa: S608 (keys travel as parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, form_id, list(person_ids)])
        rows = cursor.fetchall()
    return dict(zip((row[0] for row in rows), held(keys, [row[1:] for row in rows]), strict=True))


def _columns(keys: Sequence[str]) -> str:
    return ", ".join(["values->%s"] * len(keys))


def held(keys: Sequence[str], rows: Sequence[Sequence[str | None]]) -> list[dict[str, Any]]:
    """Of each row of JSON texts, in the order of the keys, key → value; what is absent is left out.

    A column is read as one document: many thousand texts one by one take several times as long.
    """
    columns = [json.loads(f"[{','.join(text or 'null' for text in column)}]") for column in zip(*rows, strict=True)]
    return [
        {key: value for key, value in zip(keys, values, strict=True) if value is not None}
        for values in zip(*columns, strict=True)
    ]


def _read(sql: str, asked: list[Any], keys: Sequence[str]) -> Stores:
    found: Stores = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    for (person_id, record_id, day, starts_at, *_texts), values in zip(
        rows, held(keys, [row[4:] for row in rows]), strict=True
    ):
        found.setdefault(person_id, []).append(Stored(record_id, day, starts_at, values))
    return found
