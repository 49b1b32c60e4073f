"""What of a record nobody types."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.errors import ClosedField
from forms_engine.models import RecordChange
from forms_engine.permissions import visible_fields
from forms_engine.records import edit_record, put_record
from people import roles
from tests.builders.forms import NOW, TODAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_squad

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad, date_of_birth=date(2000, 3, 11), sex="female")


def link(form, when, field="score"):
    return {"form": form.key, "field": field, "when": when}


def test_personal_details_and_who_entered_it_are_written_with_the_record(athlete):
    form = make_form(fields={"mood": "integer"})
    for detail in ("full_name", "sex", "date_of_birth", "email"):
        make_field(form, detail, "personal_detail", details={"detail": detail})
    make_field(form, "age", "age")
    make_field(form, "who", "entered_by")
    make_field(form, "when", "entered_on")
    coach = make_coach(first="Cody")
    record = make_record(form, athlete, {"mood": 7}, stamp=make_stamp(coach))
    assert record.values == {
        "mood": 7,
        "full_name": "Ada Examplova",
        "sex": "female",
        "date_of_birth": "2000-03-11",
        "email": athlete.email,
        "age": 25,
        "who": "Cody Testfield",
        "when": "2026-03-10T09:30:00+00:00",
    }
    assert not RecordChange.objects.exists()


def test_an_edit_reckons_anew_and_stays_one_change(athlete):
    form = make_form(fields={"mood": "integer"})
    make_field(form, "age", "age")
    make_field(form, "who", "entered_by")
    record = make_record(form, athlete, {"mood": 7})
    edit_record(record, {"mood": 8}, make_stamp(make_coach()), occurred_on=date(2026, 3, 11))
    change = RecordChange.objects.get()
    assert change.after == {"mood": 8, "age": 26, "_occurred_on": "2026-03-11"}
    record.refresh_from_db()
    assert record.values["who"] == "Ada Examplova"


def test_nobody_types_over_what_is_calculated(athlete):
    form = make_form(fields={"total": "calculation"})
    assert form.fields.get().written_by == "calculation"
    with pytest.raises(ClosedField):
        make_record(form, athlete, {"total": 3})
    record = put_record(
        form, athlete, source="people", source_id="once", values={"total": 3}, stamp=make_stamp(owner="calculation")
    )
    assert record.values == {"total": 3}


@pytest.mark.parametrize(
    ("when", "found"), [("same_day", 80), ("night_before", 70), ("latest_before", 70), ("profile", None)]
)
def test_a_linked_value_takes_the_day_it_names(athlete, when, found):
    night = make_form("Night", fields={"score": "score"})
    make_record(night, athlete, {"score": 60}, occurred_on=TODAY - 2 * ONE_DAY)
    make_record(night, athlete, {"score": 70}, occurred_on=TODAY - ONE_DAY)
    make_record(night, athlete, {"score": 80}, occurred_on=TODAY)
    make_record(night, make_athlete(), {"score": 99}, occurred_on=TODAY)
    form = make_form(fields={"mood": "integer"})
    make_field(form, "sleep", "linked_number", details=link(night, when))
    record = make_record(form, athlete, {"mood": 7})
    assert record.values.get("sleep") == (found if when != "profile" else 60)


def test_latest_before_reaches_back_over_days_without_a_value(athlete):
    night = make_form("Night", fields={"score": "score", "note": "text"})
    make_record(night, athlete, {"score": 60}, occurred_on=TODAY - 9 * ONE_DAY)
    make_record(night, athlete, {"note": "ring charged"}, occurred_on=TODAY - ONE_DAY)
    form = make_form(fields={"mood": "integer"})
    make_field(form, "sleep", "linked_number", details=link(night, "latest_before"))
    assert make_record(form, athlete, {"mood": 7}).values["sleep"] == 60


@pytest.mark.parametrize(
    ("type", "stored", "linked", "found"),
    [
        ("text", "Wherry", "linked_text", "Wherry"),
        ("date", "2026-03-01", "linked_date", "2026-03-01"),
        ("duration", 27_300, "linked_duration", 27_300),
        ("choice", "calm", "linked_text", "calm"),
        ("text", "many", "linked_number", None),
    ],
)
def test_a_profile_is_linked_by_what_it_holds(athlete, type, stored, linked, found):
    profile = make_form("About", kind="profile")
    make_field(profile, "score", type, choices=["calm"])
    make_record(profile, athlete, {"score": stored})
    form = make_form(fields={"mood": "integer"})
    make_field(form, "about", linked, details=link(profile, "profile"))
    assert make_record(form, athlete, {"mood": 7}).values.get("about") == found


@pytest.mark.parametrize("details", [{}, {"form": "nowhere", "field": "score", "when": "same_day"}])
def test_a_link_that_leads_nowhere_holds_nothing(athlete, details):
    form = make_form(fields={"mood": "integer"})
    make_field(form, "sleep", "linked_number", details=details)
    assert make_record(form, athlete, {"mood": 7}).values == {"mood": 7}


def test_a_secret_is_never_linked(athlete):
    tokens = make_form("Tokens", kind="profile", fields={"score": "secret"})
    form = make_form(fields={"mood": "integer"})
    make_field(form, "leak", "linked_text", details=link(tokens, "profile"))
    assert "leak" not in make_record(form, athlete, {"mood": 7}).values


def test_a_linked_value_is_seen_by_who_may_see_where_it_comes_from(squad, athlete):
    night = make_form("Night", rights={roles.MEDICAL: "r", roles.STAFF: "l", roles.ATHLETE: "r"})
    make_field(night, "score", "score", visible_to=[roles.MEDICAL, roles.STAFF])
    form = make_form(rights={roles.COACH: "r", roles.ATHLETE: "r"}, fields={"mood": "integer"})
    make_field(form, "sleep", "linked_number", details=link(night, "same_day"))
    coach = make_coach(squad)
    assert [field.key for field in visible_fields(coach, athlete, form)] == ["mood"]
    assert [field.key for field in visible_fields(coach, None, form)] == ["mood"]
    assert [field.key for field in visible_fields(athlete, athlete, form)] == ["mood", "sleep"]
    coach.groups.add(Group.objects.get(name=roles.STAFF))
    staff = type(coach).objects.get(pk=coach.pk)
    assert [field.key for field in visible_fields(staff, athlete, form)] == ["mood", "sleep"]


def test_a_form_without_such_fields_is_asked_for_its_fields_once(athlete):
    form = make_form(fields={"mood": "integer"})
    record = make_record(form, athlete, {"mood": 7})
    with CaptureQueriesContext(connection) as queries:
        edit_record(record, {"mood": 8}, make_stamp(athlete, now=NOW + ONE_DAY))
    assert sum('FROM "forms_engine_fielddefinition"' in query["sql"] for query in queries) == 1
