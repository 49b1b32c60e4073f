"""The reckoned values of records of one form: many records of many people, each field in one pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from math import isclose
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from forms_engine.calculating.nodes import Node
from forms_engine.calculating.past import Past, read_past
from forms_engine.calculating.site import Site
from forms_engine.calculating.timelines import Timeline
from forms_engine.field_types import field_type
from forms_engine.field_types.linked import LinkedText
from forms_engine.formulas import (
    FieldRef,
    Formula,
    LinkedField,
    Missing,
    PlainSituation,
    Reason,
    Which,
    canonical,
)

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
# A mean of the same values differs in its last digits by the order in which they are added up.
CLOSE = 1e-9


@dataclass
class Subject:
    """A record as it shall be. `values` is all it holds, to which what is reckoned is added.

    `record_id`: None for one that is not there yet. `day`: None in a profile.
    """

    person_id: int
    day: date | None
    values: dict[str, Any]
    record_id: int | None = None
    starts_at: datetime | None = None
    # Field key → why it has no value.
    missing: dict[str, Missing] = field(default_factory=dict)


def reckon(site: Site, form_key: str, subjects: Sequence[Subject], now: datetime) -> list[dict[str, Any]]:
    """For each subject key → canonical value, None for missing, of all calculations and linked values of the form.

    A table with calculated columns is a key too, with all its rows. The subjects count in histories and links as they
    shall be. At most two statements a form that is looked at, whatever the number of subjects.
    """
    nodes = site.reckoned.get(form_key, ())
    if not nodes or not subjects:
        return [{} for _subject in subjects]
    today = timezone.localdate(now)
    past = read_past(site, form_key, nodes, subjects, today)
    by_person: dict[int, list[Subject]] = {}
    for subject in subjects:
        by_person.setdefault(subject.person_id, []).append(subject)
    for person_id, group in by_person.items():
        together = PersonReckoning(form_key, group, past, person_id, today)
        for node in nodes:
            together.reckon(node)
    keys = {node.table or node.ref.field_key for node in nodes}
    return [{key: subject.values.get(key) for key in keys} for subject in subjects]


class PersonReckoning:
    """All subjects of one person, node after node."""

    def __init__(self, form_key: str, group: Sequence[Subject], past: Past, person_id: int, today: date) -> None:
        self.form_key, self.past, self.person_id = form_key, past, person_id
        self.group = sorted(group, key=lambda one: one.day or today)
        self.days = [one.day or today for one in self.group]
        self._timelines: dict[FieldRef, Timeline] = {}

    def reckon(self, node: Node) -> None:
        """Lays the node's values into the subjects. Nodes it leans on come before it."""
        if node.table:
            self._reckon_rows(node)
        elif node.formula is not None:
            situations = [self._situation(node, place) for place in range(len(self.group))]
            answers = node.formula.evaluate_person(situations, self._series(node.formula))
            for subject, answer in zip(self.group, answers, strict=True):
                _lay_in(subject, node.ref.field_key, answer if isinstance(answer, Missing) else canonical(answer))
        else:
            for subject, day in zip(self.group, self.days, strict=True):
                _lay_in(subject, node.ref.field_key, self._copied(node, day))

    def _reckon_rows(self, node: Node) -> None:
        """The column's value in every row."""
        tables = [[dict(row) for row in _rows(subject.values.get(node.table))] for subject in self.group]
        places = [(place, row) for place, rows in enumerate(tables) for row in rows]
        if not places or node.formula is None:
            return
        situations = [self._situation(node, place, row) for place, row in places]
        answers = node.formula.evaluate_person(situations, self._series(node.formula))
        for (_place, row), answer in zip(places, answers, strict=True):
            row.pop(node.ref.field_key, None)
            if not isinstance(answer, Missing):
                row[node.ref.field_key] = canonical(answer)
        for subject, rows in zip(self.group, tables, strict=True):
            if rows:
                subject.values[node.table] = rows

    def _situation(self, node: Node, place: int, row: Mapping[str, Any] | None = None) -> PlainSituation:
        day = self.days[place]
        linked = {one: self.linked_value(one, day) for one in node.linked}
        return PlainSituation(day, self.group[place].values, linked, row=row)

    def _series(self, formula: Formula) -> dict[FieldRef, Sequence[tuple[date, object]]]:
        return {window.ref: self.timeline(window.ref).pairs for window in formula.needs.histories}

    def linked_value(self, linked: LinkedField, day: date) -> Any:
        """Canonical, None for nothing."""
        if linked.which is Which.PROFILE:
            return self._of_profile(linked.ref)
        return self.timeline(linked.ref).pick(linked.which, day)

    def _of_profile(self, ref: FieldRef) -> Any:
        if ref.form_key == self.form_key:
            return self.group[0].values.get(ref.field_key)
        return self.past.profiles.get((ref.form_key, self.person_id), {}).get(ref.field_key)

    def timeline(self, ref: FieldRef) -> Timeline:
        """Made when it is first looked at: by then the subjects hold their own value of the field."""
        if ref not in self._timelines:
            key = ref.field_key
            stored = self.past.records.get((ref.form_key, self.person_id), ())
            rows = [(one.day, one.starts_at or LONG_AGO, one.record_id, one.values.get(key)) for one in stored]
            if ref.form_key == self.form_key:
                rows += [
                    (one.day, one.starts_at or LONG_AGO, one.record_id or 1 << 63, one.values.get(key))
                    for one in self.group
                    if one.day is not None
                ]
            rows.sort(key=lambda row: row[:3])
            self._timelines[ref] = Timeline((row[0], row[3]) for row in rows)
        return self._timelines[ref]

    def _copied(self, node: Node, day: date) -> Any:
        """A linked value in the words of the field's own type, or Missing."""
        label = node.source.label if node.source is not None else node.field.label
        found = self.linked_value(node.link, day) if node.link is not None else None
        if found is None or node.source is None:
            return Missing(Reason.NO_RECORD, label)
        kind = field_type(node.field.type)
        try:
            # Words of a choice, a number or a day are all text to a linked text.
            is_text = isinstance(kind, LinkedText)
            return kind.clean(node.field, field_type(node.source.type).show(node.source, found) if is_text else found)
        except ValidationError:
            return Missing(Reason.UNREADABLE, label)


def _lay_in(subject: Subject, key: str, answer: Any) -> None:
    if isinstance(answer, Missing):
        subject.values.pop(key, None)
        subject.missing[key] = answer
    elif not is_same(subject.values.get(key), answer):
        subject.values[key] = answer


def is_same(one: Any, other: Any) -> bool:
    """Equal, or numbers that differ by what reckoning in another order makes of them."""
    if (
        isinstance(one, float | int)
        and isinstance(other, float | int)
        and isinstance(one, bool) == isinstance(other, bool)
    ):
        return isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other)


def _rows(stored: object) -> list[Mapping[str, Any]]:
    return [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
