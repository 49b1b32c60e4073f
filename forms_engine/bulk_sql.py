"""The statements of bulk.py. Every value travels as a parameter; only our own words are put together."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, connection, transaction

DROP = "DROP TABLE IF EXISTS bulk_stage"

# An index would slow COPY down; it is made by the primary key alone, for the batches.
CREATE = """
CREATE TEMPORARY TABLE bulk_stage (
    number integer PRIMARY KEY, person_id bigint NOT NULL, source text NOT NULL, source_id text NOT NULL,
    said jsonb NOT NULL, cleared text[] NOT NULL, digest text NOT NULL,
    occurred_on date, starts_at timestamptz, finishes_at timestamptz, zone text NOT NULL, record_id bigint
)
"""

LAY_IN = """
COPY bulk_stage
    (number, person_id, source, source_id, said, cleared, digest, occurred_on, starts_at, finishes_at, zone)
FROM STDIN
"""

# Each row looks for its record by the index of identities, however many records there are and however little the
# planner knows of a table that has just grown (OFFSET).
MATCH = """
WITH found AS MATERIALIZED (
    SELECT waiting.number, record.id
    FROM bulk_stage AS waiting
    CROSS JOIN LATERAL (
        SELECT id FROM forms_engine_record
        WHERE form_id = %(form)s AND person_id = waiting.person_id AND source = waiting.source
          AND source_id = waiting.source_id
        OFFSET 0
    ) AS record
    WHERE waiting.record_id IS NULL
)
UPDATE bulk_stage AS s SET record_id = found.id FROM found WHERE s.number = found.number
"""

RENAME_STRANGERS = """
UPDATE bulk_stage SET source = %(source)s, source_id = source || ':' || source_id
WHERE source <> %(source)s AND record_id IS NULL
"""

DUPLICATES = """
SELECT number, before FROM (
    SELECT number, lag(number) OVER (PARTITION BY person_id, source, source_id ORDER BY number) AS before
    FROM bulk_stage
) AS numbered
WHERE before IS NOT NULL ORDER BY number LIMIT %(most)s
"""

# Read piece by piece, so that a large import is put in order once.
NEW_ROWS = """
SELECT number, person_id, occurred_on, starts_at, said::text FROM bulk_stage
WHERE record_id IS NULL ORDER BY person_id, number
"""

# Person by person: what stands together in an index is written together.
INSERT_NEW = """
WITH made AS (
    INSERT INTO forms_engine_record
        (form_id, person_id, source, source_id, occurred_on, starts_at, finishes_at, zone, values, digests,
         entered_by_id, created_at, modified_at)
    SELECT %(form)s, s.person_id, s.source, s.source_id, s.occurred_on, s.starts_at, s.finishes_at, s.zone,
        {said},
        CASE WHEN s.digest = '' THEN '{{}}'::jsonb ELSE jsonb_build_object(
            %(owner)s::text, jsonb_build_object('digest', s.digest, 'document', '')) END,
        %(by)s, %(now)s, %(now)s
    FROM {rows} WHERE s.record_id IS NULL ORDER BY s.person_id, s.number
    {clash}
    RETURNING person_id, occurred_on
)
SELECT person_id, array_agg(DISTINCT occurred_on), count(*) FROM made GROUP BY person_id
"""
ALL = {"said": "s.said", "rows": "bulk_stage AS s"}
# What nobody types, laid beside the answers of some of them.
COMPUTED = {
    "said": "s.said || c.computed",
    "rows": "jsonb_to_recordset(%(computed)s::jsonb) AS c(number integer, computed jsonb) "
    "JOIN bulk_stage AS s USING (number)",
}
KEEP_THEIRS = "ON CONFLICT (form_id, person_id, source, source_id) DO NOTHING"

# An equal digest of the owner means equal values, so the values themselves are not read.
ALREADY_SO = """
    s.digest <> '' AND r.withdrawn_at IS NULL AND r.digests #>> ARRAY[%(owner)s::text, 'digest'] = s.digest
    AND coalesce(s.occurred_on = r.occurred_on, s.occurred_on IS NULL)
    AND coalesce(s.starts_at = r.starts_at, s.starts_at IS NULL)
    AND coalesce(s.finishes_at = r.finishes_at, s.finishes_at IS NULL)
    AND (s.zone = '' OR s.zone = r.zone)
"""

DIFFERENT = """
SELECT r.id, r.person_id, r.entered_by_id, r.created_at, r.withdrawn_at, r.values::text, r.digests::text,
    r.occurred_on, r.starts_at, r.finishes_at, r.zone,
    s.said::text, s.cleared, s.occurred_on, s.starts_at, s.finishes_at, s.zone
FROM bulk_stage AS s JOIN forms_engine_record AS r ON r.id = s.record_id
WHERE s.number >= %(low)s AND s.number < %(high)s AND ({already_so}) IS NOT TRUE
ORDER BY s.number
{lock}
"""

UPDATE = """
UPDATE forms_engine_record AS r
SET values = c.said::jsonb, digests = c.digests::jsonb, occurred_on = c.occurred_on, starts_at = c.starts_at,
    finishes_at = c.finishes_at, zone = c.zone, withdrawn_at = NULL, modified_at = %(now)s
FROM unnest(%(pk)s::bigint[], %(values)s::text[], %(digests)s::text[], %(occurred_on)s::date[],
    %(starts_at)s::timestamptz[], %(finishes_at)s::timestamptz[], %(zone)s::text[])
    AS c(pk, said, digests, occurred_on, starts_at, finishes_at, zone)
WHERE r.id = c.pk
"""


def run(sql: str, asked: Mapping[str, Any] | None = None) -> int:
    """Returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return int(cursor.rowcount)


def insert(asked: Mapping[str, Any], *, is_many: bool) -> list[tuple[Any, ...]]:
    """Makes the records of all rows that have none, or of those `asked["computed"]` speaks of, but what others made.

    Hardly ever does somebody else make one of them at the same time: many are tried first without a look before each.
    """
    parts = ALL if asked["computed"] is None else COMPUTED
    if is_many:
        with suppress(IntegrityError), transaction.atomic():
            return fetch(INSERT_NEW.format(**parts, clash=""), asked)
    return fetch(INSERT_NEW.format(**parts, clash=KEEP_THEIRS), asked)


def fetch(sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
