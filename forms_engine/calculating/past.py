"""What the records to be reckoned look at, gathered once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from forms_engine.calculating.nodes import Node
from forms_engine.calculating.reading import Stored, read_days, read_newest, read_profiles
from forms_engine.calculating.site import Site
from forms_engine.formulas import HistoryWindow, Which

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms_engine.calculating.reckoning import Subject

# Which record → how many days before a record's own day it may lie.
DAYS_BEFORE = {Which.DAY_BEFORE: 1, Which.NIGHT_BEFORE: 1, Which.LATEST_BEFORE: 1}


@dataclass
class Past:
    """(form key, person id) → records of the span that is looked at, or the values of a profile."""

    records: dict[tuple[str, int], list[Stored]] = field(default_factory=dict)
    profiles: dict[tuple[str, int], Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class _Look:
    """One form that is looked at."""

    keys: set[str] = field(default_factory=set)
    newest: set[str] = field(default_factory=set)
    profile_keys: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None

    def widen(self, first: date, last: date) -> None:
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


def read_past(site: Site, form_key: str, nodes: Sequence[Node], subjects: Sequence[Subject], today: date) -> Past:
    """`subjects` are left out: they count as they shall be, not as they are stored."""
    days = [subject.day or today for subject in subjects]
    person_ids = sorted({subject.person_id for subject in subjects})
    replaced = [subject.record_id for subject in subjects if subject.record_id is not None]
    past = Past()
    for other, look in _looks(nodes, min(days), max(days)).items():
        form_id = site.form_ids.get(other)
        if form_id is None:
            continue
        without = replaced if other == form_key else []
        if look.profile_keys and other != form_key:
            found = read_profiles(form_id, person_ids, sorted(look.profile_keys))
            past.profiles |= {(other, person_id): values for person_id, values in found.items()}
        if look.first is None or look.last is None:
            continue
        for person_id, rows in read_days(
            form_id, person_ids, sorted(look.keys), look.first, look.last, without
        ).items():
            past.records.setdefault((other, person_id), []).extend(rows)
        if look.newest:
            for person_id, rows in read_newest(form_id, person_ids, sorted(look.newest), look.first, without).items():
                past.records.setdefault((other, person_id), []).extend(rows)
    return past


def _looks(nodes: Sequence[Node], first: date, last: date) -> dict[str, _Look]:
    looks: dict[str, _Look] = {}
    for node in nodes:
        for one in node.linked:
            look = looks.setdefault(one.ref.form_key, _Look())
            if one.which is Which.PROFILE:
                look.profile_keys.add(one.ref.field_key)
                continue
            look.keys.add(one.ref.field_key)
            look.widen(*HistoryWindow(one.ref, -DAYS_BEFORE.get(one.which, 0), 0).days(first))
            look.widen(first, last)
            if one.which in (Which.LATEST, Which.LATEST_BEFORE):
                look.newest.add(one.ref.field_key)
        for window in node.histories:
            look = looks.setdefault(window.ref.form_key, _Look())
            look.keys.add(window.ref.field_key)
            look.widen(window.days(first)[0], window.days(last)[1])
    return looks
