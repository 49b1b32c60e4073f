"""Records of one form reckoned anew where they stand, in bulk; only what changes is written, with history."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from forms_engine.calculating.nodes import Node
from forms_engine.calculating.reading import held
from forms_engine.calculating.reckoning import Subject, is_same, reckon
from forms_engine.calculating.site import Site
from forms_engine.calculating.spans import EVERYTHING, Span
from forms_engine.extension import Written, tell_written
from forms_engine.field_types.base import CALCULATION
from forms_engine.models import RecordChange

REASON = "recalculated"

WHERE = "form_id = %(form)s AND person_id = ANY(%(people)s) AND withdrawn_at IS NULL"

# Whoever holds a record now reckons it and leaves a note of their own; nobody ever waits here, so that two who lock
# in different orders cannot wait for each other.
LOCK = """
SELECT id, person_id, occurred_on, starts_at, {columns} FROM forms_engine_record
WHERE {where} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
"""

# What changes travels once, as one document. `said` and `gone` come along only where `after` holds nothing for a key.
WRITE = """
WITH c AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(changes)s::jsonb)
        AS c(id bigint, before jsonb, after jsonb, said jsonb, gone text[])
),
noted AS (
    INSERT INTO forms_engine_recordchange (record_id, kind, at, owner, reason, before, after)
    SELECT c.id, %(kind)s, %(now)s, %(owner)s, %(reason)s, c.before, c.after FROM c
)
UPDATE forms_engine_record AS r
SET values = (r.values || coalesce(c.said, c.after)) - coalesce(c.gone, '{}'), modified_at = %(now)s
FROM c WHERE r.id = c.id
"""


@dataclass
class Outcome:
    """Records looked at and changed. `is_whole`: none was left out because somebody was just writing it."""

    looked_at: int = 0
    changed: int = 0
    is_whole: bool = True


@dataclass
class _Changes:
    rows: list[dict[str, Any]] = field(default_factory=list)
    days: dict[int, set[date | None]] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)


class _Locked(NamedTuple):
    subject: Subject
    stood: dict[str, Any]


def recalculate(
    site: Site, form_key: str, person_ids: Collection[int], now: datetime, spans: Sequence[Span] = (EVERYTHING,)
) -> Outcome:
    """Reckons these people's records of these days anew. Needs a transaction; it never waits for a record.

    A fixed number of statements; no write when nothing changes.
    """
    nodes = site.reckoned.get(form_key, ())
    if not nodes or not person_ids:
        return Outcome()
    where, asked = _where(site.form_ids[form_key], person_ids, spans)
    expected = _count(where, asked)
    locked = _lock(where, asked, _keys(form_key, nodes)) if expected else []
    outcome = Outcome(len(locked), is_whole=len(locked) >= expected)
    answers = reckon(site, form_key, [one.subject for one in locked], now)
    changes = _Changes()
    for one, values in zip(locked, answers, strict=True):
        _compare(changes, one, values)
    outcome.changed = len(changes.rows)
    if changes.rows:
        _write(changes, now)
        form_id = site.form_ids[form_key]
        keys = frozenset(changes.keys)
        tell_written([Written(form_id, pk, frozenset(days), keys) for pk, days in sorted(changes.days.items())], now)
    return outcome


def _keys(form_key: str, nodes: Sequence[Node]) -> list[str]:
    """What must be read of each record: all that its formulas, links and histories may look at in the form."""
    looked_at = {ref.field_key for node in nodes for ref in node.refs if ref.form_key == form_key}
    return sorted(looked_at.union(*(node.own_keys for node in nodes)))


def _where(form_id: int, person_ids: Collection[int], spans: Sequence[Span]) -> tuple[str, dict[str, Any]]:
    asked: dict[str, Any] = {"form": form_id, "people": list(person_ids)}
    if EVERYTHING in spans:
        return WHERE, asked
    parts = []
    for place, span in enumerate(spans):
        asked |= {f"first{place}": span.first or date.min, f"last{place}": span.last or date.max}
        parts.append(f"occurred_on BETWEEN %(first{place})s AND %(last{place})s")
    return f"{WHERE} AND ({' OR '.join(parts)})", asked


def _count(where: str, asked: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM forms_engine_record WHERE {where}", asked)  # noqa: S608 (our own words)
        return int(cursor.fetchone()[0])


def _lock(where: str, asked: dict[str, Any], keys: Sequence[str]) -> list[_Locked]:
    names = {f"key{place}": key for place, key in enumerate(keys)}
    columns = ", ".join(f"values->%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(columns=columns, where=where), {**asked, **names})
        rows = cursor.fetchall()
    return [
        _Locked(Subject(person_id, day, dict(stood), record_id, starts_at), stood)
        for (record_id, person_id, day, starts_at, *_texts), stood in zip(
            rows, held(keys, [row[4:] for row in rows]), strict=True
        )
    ]


def _compare(changes: _Changes, locked: _Locked, values: dict[str, Any]) -> None:
    stood, subject = locked.stood, locked.subject
    changed = [key for key, value in values.items() if not is_same(stood.get(key), value)]
    if not changed or subject.record_id is None:
        return
    after = {key: values[key] for key in changed}
    row = {"id": subject.record_id, "before": {key: stood.get(key) for key in changed}, "after": after}
    if gone := [key for key, value in after.items() if value is None]:
        row |= {"said": {key: value for key, value in after.items() if value is not None}, "gone": gone}
    changes.rows.append(row)
    changes.keys.update(changed)
    changes.days.setdefault(subject.person_id, set()).add(subject.day)


def _write(changes: _Changes, now: datetime) -> None:
    asked: dict[str, Any] = {
        "changes": json.dumps(changes.rows),
        "now": now,
        "kind": RecordChange.Kind.EDITED,
        "owner": CALCULATION,
        "reason": REASON,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, asked)
