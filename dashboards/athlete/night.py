"""A night in detail as plain data: scores and what they are made of, the periods of sleep, samples through the night.

Whole records of one day; the fields of each as the viewer may see them. A fixed number of statements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from dashboards.athlete.notes import note_form
from dashboards.days import board_today
from dashboards.morning import ACTIVITY, NIGHT
from forms_engine.extension import PersonBadge, gap_causes, person_badges, samples_of
from forms_engine.judged import entry_of, judge
from forms_engine.models import FieldDefinition, FormDefinition, Record
from forms_engine.permissions import forms_and_rights, visible_fields_among
from forms_engine.standards import Meaning
from forms_engine.together import BY_BEGIN
from people.models import Person

PERIODS = "oura_sleep_periods"
HEART_RATE, HRV = "heart_rate_series_bpm", "hrv_rmssd_series_ms"
# The first of them that was recorded: every five minutes as the curves are, else finer, else as the app draws it.
PHASES = ("sleep_phase_5_min", "sleep_phase_30_sec", "app_sleep_phase_5_min")

Points = Sequence[tuple[datetime, float | None]]


@dataclass(frozen=True)
class Told:
    """One record with the fields the viewer may see of it, in reading order, and what standards say of its values."""

    record: Record
    fields: Mapping[str, FieldDefinition]
    said: Mapping[str, Meaning]

    def value(self, key: str) -> Any:
        return self.record.values.get(key) if key in self.fields else None


@dataclass(frozen=True)
class Night:
    """The night that ended on the morning of `day`. `cause`: why there is none. `activity`: of the day before."""

    person: Person
    day: date
    form: FormDefinition
    night: Told | None
    periods: tuple[Told, ...]
    activity: Told | None
    heart_rate: Points
    hrv: Points
    phases: Points
    cause: str
    badges: tuple[PersonBadge, ...]
    note: FormDefinition | None
    is_newest: bool
    made_at: datetime


def build_night(viewer: Person, person: Person, day: date, now: datetime) -> Night | None:
    """None for who may read no form of nights about `person`, whom they see."""
    forms = {form.key: (form, rights) for form, rights in forms_and_rights(viewer, person, FormDefinition.Kind.EVENT)}
    readable = {key: forms[key][0] for key in (NIGHT, ACTIVITY, PERIODS) if key in forms and forms[key][1].read}
    if NIGHT not in readable:
        return None
    open_forms = frozenset(form.pk for form in readable.values())
    fields = visible_fields_among(
        viewer, person, ("night", open_forms), lambda: FieldDefinition.objects.filter(form__in=open_forms)
    )
    evening = day - timedelta(days=1)
    dated = {NIGHT: evening, ACTIVITY: evening, PERIODS: day}
    records = {key: _records(person, form, dated[key]) for key, form in readable.items()}
    told = _judged(records, fields, person)
    # Of several that one which the boards count as well.
    main = next(reversed(told[NIGHT]), None)
    curves = _curves(person, main) if main else {}
    today = board_today(now)
    return Night(
        person=person,
        day=day,
        form=readable[NIGHT],
        night=main,
        periods=tuple(told.get(PERIODS, ())),
        activity=next(reversed(told.get(ACTIVITY, [])), None),
        heart_rate=curves.get(HEART_RATE, ()),
        hrv=curves.get(HRV, ()),
        phases=next((curves[key] for key in PHASES if curves.get(key)), ()),
        cause="" if main else _cause(person, fields.get(readable[NIGHT].pk, []), evening, today, now),
        badges=tuple(person_badges([person], day, now)[person.pk]),
        note=note_form(forms),
        is_newest=day >= today,
        made_at=now,
    )


def _records(person: Person, form: FormDefinition, day: date) -> list[Record]:
    """Those of one form and day, in the order they began."""
    records = Record.objects.filter(form=form, person=person, occurred_on=day, withdrawn_at=None)
    return list(records.order_by(*BY_BEGIN))


def _judged(
    records: Mapping[str, Sequence[Record]], fields: Mapping[int, Sequence[FieldDefinition]], person: Person
) -> dict[str, list[Told]]:
    """The records of each form with what standards say, judged together."""
    every = [(key, record) for key, of_form in records.items() for record in of_form]
    asked = [field for of_form in fields.values() for field in of_form]
    told: dict[str, list[Told]] = {key: [] for key in records}
    judged = judge(asked, [entry_of(record, person) for _key, record in every])
    for (key, record), said in zip(every, judged, strict=True):
        by_key = {field.key: field for field in fields.get(record.form_id, ())}
        told[key].append(Told(record, by_key, said.fields))
    return told


def _curves(person: Person, night: Told) -> dict[str, Points]:
    """Key of a `series` field → its samples."""
    wanted = {
        field.pk: key for key, field in night.fields.items() if field.type == "series" and key in night.record.values
    }
    return {wanted[one.field_id]: one.points for one in samples_of(person, wanted, [night.record.source_id])}


def _cause(person: Person, fields: Sequence[FieldDefinition], evening: date, today: date, now: datetime) -> str:
    causes = gap_causes(person, {field.pk: [evening] for field in fields if field.type == "score"}, today, now)
    return next((of_field[evening].words for of_field in causes.values()), "")
