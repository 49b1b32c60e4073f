"""Wanted against stored, for one owner, person, form and span of days.

Records become what the source says now: created, changed, kept or, when nothing is left in them, withdrawn.
Unchanged is decided by digest, without reading values; the number of statements does not grow with the days.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from forms_engine.errors import TooMuchGone
from forms_engine.ledger import Stamp, digest_of
from forms_engine.merging import Merge, merge_records
from forms_engine.models import FormDefinition, Record
from people.models import Person

MOST_DAYS_GONE = 3


@dataclass(frozen=True)
class Wanted:
    """What the source has for one record. `values`: field key → canonical value; absent means not measured.

    `source_on` is the source's own day, `occurred_on` the day the record gets, both None for a profile; `document_id`
    is the source's id of the document, asked for again before it counts as gone. No start, finish or zone: another
    owner gives them.
    """

    source_id: str
    source_on: date | None
    occurred_on: date | None
    values: Mapping[str, Any]
    starts_at: datetime | None = None
    finishes_at: datetime | None = None
    zone: str = ""
    document_id: str = ""

    def digest(self) -> str:
        return digest_of(
            self.values,
            self.source_on,
            self.occurred_on,
            self.starts_at,
            self.finishes_at,
            self.zone,
            self.document_id,
        )


@dataclass(frozen=True)
class Gone:
    """A stored document the source no longer lists."""

    source_id: str
    source_on: date
    document_id: str


@dataclass
class Tally:
    """What came of it, in records. `read`: documents given; `touched`: source ids created, changed or cleared."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    touched: list[str] = field(default_factory=list, compare=False)
    # The caller found too many documents gone at once to believe it, and kept them all.
    kept: bool = field(default=False, compare=False)


def find_gone(
    form: FormDefinition,
    person: Person,
    *,
    source: str,
    owner: str,
    wanted: Collection[Wanted],
    first: date,
    last: date,
) -> list[Gone]:
    """The owner's stored documents of the source's days `first` to `last` that `wanted` lacks, oldest first. One query.

    The caller asks the source for each by id and hands those really gone to `reconcile`.
    Raises TooMuchGone when they lie on more than three days.
    """
    kept = {one.source_id for one in wanted}
    stored = (
        Record.objects.filter(form=form, person=person, source=source, source_on__range=(first, last))
        .filter(digests__has_key=owner)
        .order_by("source_on", "source_id")
        .values_list("source_id", "source_on", "digests")
    )
    gone = [
        Gone(source_id, source_on, digests[owner].get("document", ""))
        for source_id, source_on, digests in stored
        if source_on and source_id not in kept
    ]
    refuse_too_much({one.source_on for one in gone})
    return gone


def refuse_too_much(days: Collection[date | None]) -> None:
    if len(set(days)) > MOST_DAYS_GONE:
        raise TooMuchGone(
            _("The source no longer has %(days)d days it had before; nothing is emptied until somebody has looked.")
            % {"days": len(set(days))}
        )


def reconcile(
    form: FormDefinition,
    person: Person,
    *,
    source: str,
    owner: str,
    owned_keys: frozenset[str],
    wanted: Sequence[Wanted],
    first: date,
    last: date,
    confirmed_gone: frozenset[str],
    stamp: Stamp,
) -> Tally:
    """Makes the owner's keys of the records say what `wanted` says; other owners' keys stay. At most nine statements.

    Runs inside the caller's transaction, together with the reading position. Values are canonical; keep the keys of
    retired fields out of `owned_keys` and of values, so that they stay as they were. `confirmed_gone`: source ids
    of `find_gone` that the source confirmed one by one: the owner's keys are cleared there.
    A wanted with no values counts as a document that has nothing for this form. A record somebody withdrew by
    hand stays withdrawn; one that was withdrawn because it was empty comes back with its document.
    Raises ValueError for what only a programming error can bring, TooMuchGone as `find_gone` does.
    """
    _refuse_nonsense(owner, owned_keys, wanted, first, last, confirmed_gone, stamp)
    merge = Merge(form, person, source, owner, owned_keys, stamp)
    wanted_by_id = {one.source_id: one for one in wanted}
    marks = _read_marks(merge, [*wanted_by_id, *confirmed_gone])
    refuse_too_much({marks[one].source_on for one in confirmed_gone if one in marks and marks[one].is_held})
    fresh, touched = _sort_out(wanted, marks)
    tally = Tally(read=len(wanted), unchanged=len(wanted) - len(fresh) - len(touched))
    touched.extend(one for one in sorted(confirmed_gone) if one in marks and marks[one].is_held)

    outcome = merge_records(merge, fresh, {one: wanted_by_id.get(one) for one in touched})
    tally.created = outcome.created
    tally.changed = outcome.changed
    tally.unchanged += outcome.unchanged
    tally.withdrawn = outcome.withdrawn
    tally.touched = [*(one.source_id for one in fresh), *touched]
    return tally


def _sort_out(wanted: Sequence[Wanted], marks: Mapping[str, "Mark"]) -> tuple[list[Wanted], list[str]]:
    """The wanted that nothing stands for yet, and the source ids of those that stand otherwise."""
    fresh, touched = [], []
    for one in wanted:
        mark = marks.get(one.source_id)
        if mark is None and one.values:
            fresh.append(one)
        elif mark is not None and mark.digest != (one.digest() if one.values else ""):
            touched.append(one.source_id)
    return fresh, touched


@dataclass(frozen=True)
class Mark:
    """What a stored record says of one owner, without its values."""

    source_on: date | None
    digest: str

    @property
    def is_held(self) -> bool:
        return bool(self.digest)


def _read_marks(merge: Merge, source_ids: Collection[str]) -> dict[str, Mark]:
    stored = merge.records(source_ids).values_list("source_id", "source_on", "digests")
    return {
        source_id: Mark(source_on, digests.get(merge.owner, {}).get("digest", ""))
        for source_id, source_on, digests in stored
    }


def _refuse_nonsense(
    owner: str,
    owned_keys: frozenset[str],
    wanted: Sequence[Wanted],
    first: date,
    last: date,
    confirmed_gone: frozenset[str],
    stamp: Stamp,
) -> None:
    if not connection.in_atomic_block:
        raise ValueError("reconcile runs inside the transaction that moves the reading position.")
    if stamp.owner != owner:
        raise ValueError("The stamp names another owner.")
    seen: set[str] = set()
    for one in wanted:
        if one.source_on is not None and not first <= one.source_on <= last:
            raise ValueError("A wanted record lies outside the span that was read.")
        if not owned_keys.issuperset(one.values):
            raise ValueError("A wanted record holds keys its owner does not own.")
        if one.source_id in seen or one.source_id in confirmed_gone:
            raise ValueError("A source id is wanted twice, or wanted and gone.")
        seen.add(one.source_id)
