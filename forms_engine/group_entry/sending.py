"""What a browser sends of a grid: the rows and cells that changed, as typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MOST_ROWS = 1_000
BIGGEST_ID = 2**63


class Unreadable(ValueError):
    """What came is no grid; the text says what to do."""


@dataclass(frozen=True)
class SentRow:
    """`source_id`: made when the page opened, so that sending twice is sending once. `record_id` and `seen_at`: the
    record that stood in the row and when it was last changed, None where the row was empty.

    `cells`: key → what was typed. `sure`: keys whose unusual value somebody has confirmed.
    """

    person_id: int
    source_id: str
    record_id: int | None
    seen_at: datetime | None
    cells: Mapping[str, str]
    sure: frozenset[str]


def read_rows(body: bytes) -> list[SentRow]:
    """The rows of {"rows": [{"person", "id", "record", "seen", "cells", "sure"}]}. Raises Unreadable."""
    try:
        sent = json.loads(body)
        rows = [_read_row(row) for row in sent["rows"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(_("What was sent is not a grid. Open the page again.")) from error
    if len(rows) > MOST_ROWS or len({row.person_id for row in rows}) != len(rows):
        raise Unreadable(_("Too many rows came at once, or one came twice. Open the page again."))
    return rows


def _read_row(row: Mapping[str, Any]) -> SentRow:
    cells = row["cells"]
    if not all(isinstance(typed, str) for typed in cells.values()):
        raise TypeError("a cell is text")
    return SentRow(
        person_id=_read_id(row["person"]),
        source_id=str(UUID(row["id"])),
        record_id=_read_id(row["record"]) if row.get("record") else None,
        seen_at=_read_moment(row["seen"]) if row.get("seen") else None,
        cells=dict(cells),
        sure=frozenset(map(str, row.get("sure") or ())),
    )


def _read_id(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < BIGGEST_ID:
        raise TypeError("an id is a number")
    return value


def _read_moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None or moment.tzinfo is None:
        raise ValueError("a moment has a zone")
    return moment
