"""Any field a viewer may read becomes a number for boards, dated like its form, with its own normal."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.board.columns import WELLNESS
from dashboards.measures import Measure, measures_for, measures_named, read_daily
from dashboards.morning import ACTIVITY, NIGHT
from forms_engine.models import FieldDefinition
from people import roles
from people.models import Person
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.made import (
    MONDAY,
    RIGHTS,
    TUESDAY,
    make_forms,
    make_hand_filled_forms,
    put,
    put_activity,
    put_night,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def club(db: None) -> tuple[Person, Person]:
    """A coach and an athlete of one squad, with the forms of a morning."""
    make_forms()
    make_hand_filled_forms()
    squad = make_squad("Eights")
    return make_coach(squad), make_athlete(squad)


def keys_for(viewer: Person) -> set[str]:
    return {one.key for one in measures_for(Person.objects.get(pk=viewer.pk))}


def test_a_viewer_is_offered_the_numbers_they_may_read_and_no_others(club: tuple[Person, Person]) -> None:
    coach, athlete = club
    medic = make_medical()
    secret = make_form("Physio", key="physio", fields={"pain": "integer", "words": "text"}, rights={roles.MEDICAL: "r"})
    make_field(secret, "side", "choice", choices=["left", "right"], details={"options": {"left": {}, "right": {}}})
    make_field(
        secret, "sore", "choice", choices=["a", "b"], details={"options": {"a": {"score": 1}, "b": {"score": 2}}}
    )
    assert keys_for(coach) >= {f"{NIGHT}.readiness_score", f"{ACTIVITY}.steps", f"{WELLNESS}.wellness_total"}
    assert f"{NIGHT}.temperature_deviation_c" not in keys_for(coach)
    assert not any(key.startswith("physio.") for key in keys_for(coach))
    assert keys_for(medic) >= {f"{NIGHT}.temperature_deviation_c", "physio.pain", "physio.sore"}
    assert keys_for(medic).isdisjoint({"physio.words", "physio.side"})
    assert keys_for(athlete) == set()


def test_a_calculation_of_a_field_one_may_not_see_is_not_offered(club: tuple[Person, Person]) -> None:
    coach, _athlete = club
    form = make_form("Sums", key="sums", fields={"a": "integer", "b": "integer"}, rights=RIGHTS)
    make_field(form, "open_sum", "calculation", formula="[a] * 2")
    make_field(form, "closed_sum", "calculation", formula="[b] * 2")
    form.fields.get(key="b").visible_to.set([Group.objects.get(name=roles.MEDICAL)])
    assert {f"{form.key}.a", f"{form.key}.open_sum"} <= keys_for(coach)
    assert keys_for(coach).isdisjoint({f"{form.key}.b", f"{form.key}.closed_sum"})


def test_values_stand_on_the_day_they_are_due_with_the_own_normal_before_them(club: tuple[Person, Person]) -> None:
    coach, athlete = club
    for back in range(1, 4):
        put_night(athlete, TUESDAY - timedelta(days=back), readiness_score=70 + back)
    put_night(athlete, TUESDAY, readiness_score=80)
    put_activity(athlete, MONDAY, steps=9000)
    put(WELLNESS, athlete, TUESDAY, str(TUESDAY), {"wellness_total": 20})
    call_command("rebuild_projection", verbosity=0)
    found = measures_named(coach, [f"{NIGHT}.readiness_score", f"{ACTIVITY}.steps", f"{WELLNESS}.wellness_total"])
    by_key = {one.field.key: one for one in found.values()}
    daily = read_daily(list(found.values()), [athlete.pk], TUESDAY, 3)
    own = daily.on(athlete.pk, by_key["readiness_score"], TUESDAY)
    assert own is not None
    assert (own.value, own.mean, own.count) == (80, 72, 3)
    assert daily.series(athlete.pk, by_key["readiness_score"]) == [72, 71, 80]
    assert daily.series(athlete.pk, by_key["steps"]) == [None, None, 9000]
    assert daily.series(athlete.pk, by_key["wellness_total"]) == [None, None, 20]


def test_reading_costs_one_statement_and_offering_a_fixed_number(club: tuple[Person, Person]) -> None:
    coach, athlete = club
    measures = measures_for(coach)
    with CaptureQueriesContext(connection) as reading:
        read_daily(measures, [athlete.pk], TUESDAY, 28)
    assert len(reading) == 1
    fresh = Person.objects.get(pk=coach.pk)
    with CaptureQueriesContext(connection) as before:
        measures_for(fresh)
    for number in range(3):
        make_form(f"More {number}", key=f"more_{number}", fields={"a": "integer", "b": "number"}, rights=RIGHTS)
    fresh = Person.objects.get(pk=coach.pk)
    with CaptureQueriesContext(connection) as after:
        assert len(measures_for(fresh)) == len(measures) + 6
    assert len(after) == len(before)


def test_values_and_changes_are_written_as_the_field_says(db: None) -> None:
    form = make_form("Written", key="written", fields={"plain": "number", "slept": "duration"})
    tenths = make_field(form, "tenths", "number", decimals=2)
    plain, slept = (Measure(form, form.fields.get(key=key)) for key in ("plain", "slept"))
    assert (plain.write(12345), plain.write(-7.25), plain.write_change(0)) == ("12\u202f345", "−7.2", "±0")
    assert (Measure(form, tenths).write(1.5), Measure(form, tenths).write_change(-0.004)) == ("1.50", "±0.00")
    assert slept.write(27000) == "7\u00a0h\u00a030"
    assert slept.write(480) == "8\u00a0min"
    # A mean of whole numbers is one; a column of the board is written as there.
    assert Measure(form, make_field(form, "whole", "score")).write(82.04) == "82"
    make_forms()
    deviation = FieldDefinition.objects.select_related("form").get(key="temperature_deviation_c")
    temperature = Measure(deviation.form, deviation)
    assert (temperature.write(0.3), temperature.write(0), temperature.write(-0.16)) == ("+0.30", "±0.00", "−0.16")
    assert slept.unit == ""
