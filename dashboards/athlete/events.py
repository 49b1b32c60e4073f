"""What happened: records that say something in words, on the day they are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from dashboards.athlete.opening import Opened
from dashboards.athlete.oura_words import code_words
from dashboards.athlete.plans import PLANS
from dashboards.board.lights import COLOURS
from dashboards.drawing.marks import with_meaning
from forms_engine.field_types import field_type
from forms_engine.judged import Judged, entry_of, judge
from forms_engine.models import FieldDefinition, Record
from forms_engine.standards import Meaning
from forms_engine.together import BY_BEGIN_LAST_FIRST
from people.models import Person
from people.prepared import among, prepared

LONGEST_WORDS = 160
# A page is for reading: of more than this the newest are told.
MOST_EVENTS = 300
# Hand-filled forms whose numbers are charts of their own.
COUNTED = {plan.form_key for plan in PLANS}


@dataclass(frozen=True)
class Event:
    """`words`: what the form's fields say, in their order, with what standards say of it. `tone`: of a standard, else
    of the colour of a chosen option, "" without either.

    `is_mark`: it stands as a line through every chart; what a connector tells or goes with a number does not.
    """

    day: date
    form_id: int
    form_name: str
    words: str
    tone: str
    url: str
    is_mark: bool


def read_events(person: Person, opened: Opened, first: date, last: date) -> list[Event]:
    """The events of these days, oldest first. One statement, none where no form tells any."""
    telling = {form_id: fields for form_id, fields in opened.events.items() if fields}
    rules = {pk: list(of_field) for pk, of_field in opened.rules.items()}
    if not telling:
        return []
    keys = tuple(sorted({field.key for fields in telling.values() for field in fields}))
    forms = tuple(sorted(telling))
    found = prepared(
        ("events", forms, keys), lambda ids, *days: _records(forms, keys, ids, days), [person.pk], first, last
    )
    fields = [field for of_form in telling.values() for field in of_form]
    judged = judge(fields, [entry_of(record, person) for record in found], rules)
    told = [_event(record, telling[record.form_id], said) for record, said in zip(found, judged, strict=True)]
    return [event for event in reversed(told) if event]


def _records(
    forms: Sequence[int], keys: Sequence[str], person_ids: list[int], days: tuple[date, date]
) -> QuerySet[Record]:
    said = Record.objects.filter(
        among("forms_engine_record.person_id", person_ids),
        form__in=forms,
        occurred_on__range=days,
        withdrawn_at=None,
        values__has_any_keys=list(keys),
    )
    return said.select_related("form").order_by("-occurred_on", *BY_BEGIN_LAST_FIRST)[:MOST_EVENTS]


def _event(record: Record, fields: Sequence[FieldDefinition], judged: Judged) -> Event | None:
    said = [(field, record.values[field.key]) for field in fields if record.values.get(field.key) not in (None, "", [])]
    if not said or record.occurred_on is None:
        return None
    is_told = bool(record.form.managed_by)
    words = " · ".join(
        with_meaning(_shown(field, value, is_told=is_told), judged.fields.get(field.key)) for field, value in said
    )
    if is_told:
        words = words[:1].upper() + words[1:]
    return Event(
        day=record.occurred_on,
        form_id=record.form_id,
        form_name=record.form.shown_name,
        words=words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…",
        tone=next((tone for field, value in said if (tone := _tone(field, value, judged.fields.get(field.key)))), ""),
        url=reverse("person_record", args=[record.person_id, record.form.key, record.pk]),
        is_mark=not record.form.managed_by and record.form.key not in COUNTED,
    )


def _shown(field: FieldDefinition, value: object, *, is_told: bool) -> str:
    """`is_told`: by a connector, whose codes are no words yet."""
    if is_told and field.type == "text" and isinstance(value, str):
        return code_words(value)
    return field_type(field.type).show(field, value)


def _tone(field: FieldDefinition, value: object, meaning: Meaning | None) -> str:
    if meaning:
        return meaning.light
    options: Mapping[str, Mapping[str, str]] = field.details.get("options", {})
    if field.type != "choice" or not isinstance(value, str):
        return ""
    tone = COLOURS.get(options.get(value, {}).get("colour", ""))
    return tone.value if tone else ""
