"""The two forms a morning is read from, and records on them, as a connector would have left them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

from django.contrib.auth.models import Group

from dashboards.board.columns import AVAILABILITY, LOAD, WELLNESS
from dashboards.morning import ACTIVITY, NIGHT
from forms_engine.bulk import open_stage
from forms_engine.bulk_rows import BulkRow
from forms_engine.models import FormDefinition, Record, Standard
from people import roles
from people.models import Person
from tests.builders.forms import make_field, make_form, make_record, make_stamp

# A Tuesday: its board shows the night Mon 9 → Tue 10 and the activity of Mon 9.
TUESDAY = date(2026, 3, 10)
MONDAY = TUESDAY - timedelta(days=1)
NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)

NIGHT_FIELDS = {
    "readiness_score": "score",
    "sleep_score": "score",
    "total_sleep_s": "duration",
    "hrv_rmssd_ms": "number",
    "lowest_heart_rate_bpm": "number",
    "temperature_deviation_c": "number",
}
RIGHTS = {roles.STAFF: "lcr", roles.COACH: "lcr", roles.MEDICAL: "lcr", roles.ATHLETE: "r"}


def make_forms() -> None:
    """Both event forms with the rights they ship with; temperature is for Medical only."""
    night = make_form(
        "Oura Readiness and Sleep Summary",
        key=NIGHT,
        fields=NIGHT_FIELDS,
        rights=RIGHTS,
        dates_the_night=True,
        managed_by="oura",
    )
    make_form("Oura Activity Summary", key=ACTIVITY, fields={"steps": "integer"}, rights=RIGHTS, managed_by="oura")
    night.fields.get(key="temperature_deviation_c").visible_to.set([Group.objects.get(name=roles.MEDICAL)])


def make_hand_filled_forms() -> None:
    """Wellness, load and availability, as they ship in what a board reads of them."""
    wellness = make_form("Daily Wellness", key=WELLNESS, fields={"wellness_total": "integer"}, rights=RIGHTS)
    rules = [
        ("far below own usual", "act", None, -2.0),
        ("below own usual", "watch", -2.0, -1.0),
        ("usual", "good", -1.0, None),
    ]
    for order, (words, tone, low, high) in enumerate(rules):
        Standard.objects.create(
            field=wellness.fields.get(), order=order, measure="z_score", low=low, high=high, tone=tone, words=words
        )
    load = make_form("Training Load", key=LOAD, rights=RIGHTS)
    make_field(load, "load_au", "integer", details={"daily": "sum"})
    status = make_form("Injury and Availability", key=AVAILABILITY, rights=RIGHTS)
    colours = {"available": {"colour": "good"}, "modified": {"colour": "watch"}, "unavailable": {"colour": "act"}}
    make_field(status, "status", "choice", choices=list(colours), details={"options": colours})


def put_night(person: Person, morning: date, **values: Any) -> Record:
    """The night that ended on `morning`: dated the day before."""
    return put(NIGHT, person, morning - timedelta(days=1), str(morning), values)


def put_activity(person: Person, day: date, **values: Any) -> Record:
    return put(ACTIVITY, person, day, str(day), values)


def put(form_key: str, person: Person, occurred_on: date, source_id: str, values: dict[str, Any]) -> Record:
    form = FormDefinition.objects.get(key=form_key)
    return make_record(form, person, values, occurred_on=occurred_on, source="oura", source_id=source_id)


def put_usual_nights(person: Person, before: date, count: int = 28, **values: Any) -> None:
    """`count` nights that ended before the morning `before`; numbers take turns a little above and below `values`."""
    mornings = [before - timedelta(days=back) for back in range(1, count + 1)]
    put_many(
        NIGHT,
        person,
        {
            morning - timedelta(days=1): (
                str(morning),
                {key: value + (2 if odd else -2) for key, value in values.items()},
            )
            for morning, odd in zip(mornings, cycle((True, False)), strict=False)
        },
    )


def put_many(form_key: str, person: Person, days: Mapping[date, tuple[str, dict[str, Any]]]) -> None:
    """Day → source id and values: as `put` would each of them, in one go."""
    with open_stage(FormDefinition.objects.get(key=form_key)) as stage:
        stage.add(
            BulkRow(number, person.pk, "oura", source_id, values, occurred_on=day)
            for number, (day, (source_id, values)) in enumerate(days.items(), start=1)
        )
        stage.write(make_stamp(person))
