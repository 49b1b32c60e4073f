"""What changes in a record, said as before and after; the shared ground of everything that writes records."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from forms_engine.models import Record, RecordChange
from people.models import Person

PEOPLE = "people"
# The source of records people brought in a file; their owner is "people" all the same.
IMPORT = "import"


@dataclass(frozen=True)
class Stamp:
    """Who writes, when and why. `owner`: "people" or "<provider>:<feed>"; `by`: None for a connector."""

    now: datetime
    by: Person | None
    owner: str
    reason: str = ""


@dataclass
class Difference:
    """The keys that changed. Field keys begin with a letter; a record's own dates stand as `_occurred_on` and so on."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.after)

    def note(self, key: str, before: Any, after: Any) -> bool:
        """Remembers a change of `key`; False when there is none."""
        if before == after:
            return False
        self.before[key], self.after[key] = _plain(before), _plain(after)
        return True

    @property
    def only_adds(self) -> bool:
        return all(value in (None, "") for value in self.before.values())

    @property
    def is_new_date_only(self) -> bool:
        return set(self.after) == {"_occurred_on"}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def set_values(record: Record, values: Mapping[str, Any], difference: Difference | None = None) -> Difference:
    """Puts `values` into the record in memory; None clears a key; other keys stay. Returns what changed.

    `difference`: what changed before; it grows by this.
    """
    difference = Difference() if difference is None else difference
    for key, value in values.items():
        if not difference.note(key, record.values.get(key), value):
            continue
        if value is None:
            del record.values[key]
        else:
            record.values[key] = value
    return difference


def set_dates(record: Record, difference: Difference, **dates: Any) -> None:
    """Puts occurred_on, starts_at, finishes_at or zone into the record in memory and notes what changed."""
    for name, value in dates.items():
        if difference.note(f"_{name}", getattr(record, name), value):
            setattr(record, name, value)


def make_change(record: Record, kind: str, difference: Difference, stamp: Stamp) -> RecordChange:
    """The row of the ledger, not yet saved."""
    return RecordChange(
        record=record,
        kind=kind,
        at=stamp.now,
        by=stamp.by,
        owner=stamp.owner,
        reason=stamp.reason[:200],
        before=difference.before,
        after=difference.after,
    )


NO_DATES = "[]"
# One encoder for all: an import says a hundred thousand records.
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def plain_json(values: Mapping[str, Any]) -> str:
    """The values in the one way a digest is taken of, whatever the order of keys."""
    return _encode(values)


def digest_of(values: Mapping[str, Any], *dates: date | datetime | str | None) -> str:
    """32 hexadecimal digits of what an owner says; equal for equal content, whatever the order of keys."""
    return digest_of_json(plain_json(values), *dates)


def digest_of_json(said: str, *dates: date | datetime | str | None) -> str:
    """The same of values that are `plain_json` already."""
    plain = [
        one.astimezone(UTC).isoformat() if isinstance(one, datetime) else str(one) if one else None for one in dates
    ]
    return blake2b(f"[{said},{_encode(plain) if plain else NO_DATES}]".encode(), digest_size=16).hexdigest()
