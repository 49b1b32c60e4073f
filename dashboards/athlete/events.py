"""What happened: records that say something in words, on the day they are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from dashboards.athlete.opening import Opened
from dashboards.athlete.plans import PLANS
from dashboards.board.lights import COLOURS
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, Record
from people.models import Person

LONGEST_WORDS = 160
# A page is for reading: of more than this the newest are told.
MOST_EVENTS = 300
# Hand-filled forms whose numbers are charts of their own.
COUNTED = {plan.form_key for plan in PLANS}


@dataclass(frozen=True)
class Event:
    """`words`: what the form's fields say, in their order. `tone`: of the colour of a chosen option, "" without one.

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
    if not telling:
        return []
    keys = sorted({field.key for fields in telling.values() for field in fields})
    records = (
        Record.objects.filter(
            person=person,
            form__in=telling,
            occurred_on__range=(first, last),
            withdrawn_at=None,
            values__has_any_keys=keys,
        )
        .select_related("form")
        .order_by("-occurred_on", "-starts_at", "-pk")
    )
    told = [_event(record, telling[record.form_id]) for record in records[:MOST_EVENTS]]
    return [event for event in reversed(told) if event]


def _event(record: Record, fields: Sequence[FieldDefinition]) -> Event | None:
    said = [(field, record.values[field.key]) for field in fields if record.values.get(field.key) not in (None, "", [])]
    if not said or record.occurred_on is None:
        return None
    words = " · ".join(field_type(field.type).show(field, value) for field, value in said)
    return Event(
        day=record.occurred_on,
        form_id=record.form_id,
        form_name=record.form.shown_name,
        words=words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1].rstrip() + "…",
        tone=next((tone for field, value in said if (tone := _tone(field, value))), ""),
        url=reverse("person_record", args=[record.person_id, record.form.key, record.pk]),
        is_mark=not record.form.managed_by and record.form.key not in COUNTED,
    )


def _tone(field: FieldDefinition, value: object) -> str:
    options: Mapping[str, Mapping[str, str]] = field.details.get("options", {})
    if field.type != "choice" or not isinstance(value, str):
        return ""
    tone = COLOURS.get(options.get(value, {}).get("colour", ""))
    return tone.value if tone else ""
