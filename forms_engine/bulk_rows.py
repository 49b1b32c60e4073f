"""A row of bulk.py: one record as it shall be, and what the temporary table keeps of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from forms_engine.ledger import digest_of_json, plain_json

EMPTY = "{}"


class BulkRow(NamedTuple):
    """One record as it shall be. `number`: the caller's own, once each. `values`: canonical; None clears a key."""

    number: int
    person_id: int
    source: str
    source_id: str
    values: Mapping[str, Any]
    occurred_on: date | None = None
    starts_at: datetime | None = None
    finishes_at: datetime | None = None
    zone: str = ""


def columns_of(row: BulkRow) -> tuple[Any, ...]:
    """In the order of bulk_sql.LAY_IN."""
    held = {key: value for key, value in row.values.items() if value is not None}
    said = plain_json(held)
    digest = digest_of_json(said) if held else ""
    # An empty array as text: to adapt a list costs more than all else of a row.
    cleared = EMPTY if len(held) == len(row.values) else [key for key, value in row.values.items() if value is None]
    dates = (row.occurred_on, row.starts_at, row.finishes_at, row.zone)
    return (row.number, row.person_id, row.source, row.source_id, said, cleared, digest, *dates)
