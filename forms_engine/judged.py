"""What the standards say of every value of some records: how every page, list and file asks `standards`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.utils import timezone

from forms_engine.models import FieldDefinition, Record, Standard
from forms_engine.sections import is_column
from forms_engine.standards import Meaning, Valued, meanings, own_days, rules_of
from people.models import Person


class Entry(NamedTuple):
    """One record. `day`: that of the record; today for a profile."""

    form_id: int
    person: Person
    day: date
    values: Mapping[str, Any]


def entry_of(record: Record, person: Person | None = None) -> Entry:
    """`person`: whose it is, where that is known already. A profile's values are those of today."""
    day = record.occurred_on or timezone.localdate()
    return Entry(record.form_id, person or record.person, day, record.values)


@dataclass(frozen=True)
class Judged:
    """`fields`: key → meaning. `cells`: (key of a table's column, number of the row from 0) → meaning."""

    fields: Mapping[str, Meaning] = field(default_factory=dict)
    cells: Mapping[tuple[str, int], Meaning] = field(default_factory=dict)


NOTHING_SAID = Judged()


class ShownEntry(NamedTuple):
    """A value in words, "" where nothing is known; then `why` may say why."""

    label: str
    words: str
    meaning: Meaning | None = None
    why: str = ""


def judge(
    fields: Sequence[FieldDefinition], entries: Sequence[Entry], known: Mapping[int, Sequence[Standard]] | None = None
) -> list[Judged]:
    """What the rules of `fields` say of each entry's values, in the order of the entries.

    One query for the rules, and one more for each form that has a rule about the own baseline. The fields come with
    their form and section, of one form or of several; that the viewer may see them is settled before. `known`: rules by
    field id, where they were read already.
    """
    if not fields or not entries:
        return [NOTHING_SAID] * len(entries)
    rules = rules_of(fields) if known is None else known
    judged: list[tuple[dict[str, Meaning], dict[tuple[str, int], Meaning]]] = [({}, {}) for _one in entries]
    told = [one for one in fields if one.pk in rules]
    for form_id in dict.fromkeys(one.form_id for one in told):
        places = [place for place, entry in enumerate(entries) if entry.form_id == form_id]
        of_form = [one for one in told if one.form_id == form_id]
        valued = [Valued(entries[place].person, entries[place].day, None) for place in places]
        days = own_days(of_form, rules, valued)
        for one in of_form:
            for place, row, meaning in _meanings(one, rules[one.pk], entries, places, days.get(one.key, {})):
                if row is None:
                    judged[place][0][one.key] = meaning
                else:
                    judged[place][1][one.key, row] = meaning
    return [Judged(*one) for one in judged]


def _meanings(
    one: FieldDefinition, rules: Sequence[Standard], entries: Sequence[Entry], places: Sequence[int], days: Any
) -> list[tuple[int, int | None, Meaning]]:
    """(place of the entry, row of the table or None, what is said)."""
    found: list[tuple[int, int | None, Any]] = []
    for place in places:
        found += [(place, row, value) for row, value in _values(one, entries[place].values)]
    valued = [Valued(entries[place].person, entries[place].day, value) for place, _row, value in found]
    said = meanings(one, rules, valued, days)
    return [(place, row, meaning) for (place, row, _value), meaning in zip(found, said, strict=True) if meaning]


def _values(one: FieldDefinition, values: Mapping[str, Any]) -> list[tuple[int | None, Any]]:
    if not is_column(one) or one.section is None:
        return [(None, values.get(one.key))]
    return [(number, row.get(one.key)) for number, row in enumerate(values.get(one.section.key) or [])]
