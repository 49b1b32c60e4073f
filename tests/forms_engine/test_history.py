"""Everything recorded about one person, by form and date; and what must be known of them beside their name."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forms_engine.critical import critical_of
from forms_engine.records import withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import TODAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad, make_staff

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "cr", roles.MEDICAL: "crwd", roles.STAFF: "c"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def wellness():
    return make_form("Daily Wellness", key="wellness", fields={"mood": "integer", "note": "text"}, rights=RIGHTS)


@pytest.fixture
def load():
    return make_form("Training load", key="load", fields={"minutes": "integer"}, rights={roles.MEDICAL: "cr"})


def lines(client, person, **asked):
    answer = client.get(reverse("person_history", args=[person.pk]), asked)
    return [
        (line.form, line.day, " · ".join(f"{one.label} {one.words}" for one in line.values))
        for line in answer.context["lines"]
    ]


def test_it_is_filtered_by_form_and_dates(client, squad, athlete, wellness, load):
    make_record(wellness, athlete, {"mood": 7}, occurred_on=TODAY - timedelta(days=9))
    make_record(wellness, athlete, {"mood": 8})
    make_record(load, athlete, {"minutes": 60})
    make_record(wellness, make_athlete(squad, "Otto"), {"mood": 1})
    client.force_login(make_medical(squad))
    today, before = ("Daily Wellness", "Tue 10 Mar 2026", "Mood 8"), ("Daily Wellness", "Sun 1 Mar 2026", "Mood 7")
    trained = ("Training load", "Tue 10 Mar 2026", "Minutes 60")
    assert lines(client, athlete) == [trained, today, before]
    assert lines(client, athlete, form="wellness") == [today, before]
    assert lines(client, athlete, first="2026-03-05") == [trained, today]
    assert lines(client, athlete, last="2026-03-05") == [before]
    assert lines(client, athlete, form="nonsense", first="soon") == [trained, today, before]
    assert lines(client, athlete, first="2027-01-01") == []


def test_each_sees_what_their_role_allows(client, squad, athlete, wellness, load):
    make_record(wellness, athlete, {"mood": 7})
    make_record(load, athlete, {"minutes": 60})
    url = reverse("person_history", args=[athlete.pk])
    assert client.get(url).status_code == 302
    for viewer in (make_athlete(squad, "Otto"), make_coach(make_squad("Sailing Testers")), make_consultant()):
        client.force_login(viewer)
        assert client.get(url).status_code == 404
    seen = {}
    for name, viewer in {"self": athlete, "coach": make_coach(squad), "staff": make_staff(squad)}.items():
        client.force_login(viewer)
        seen[name] = [(form, summary) for form, _day, summary in lines(client, athlete)]
    mood = [("Daily Wellness", "Mood 7")]
    assert seen == {"self": mood, "coach": mood, "staff": [("Daily Wellness", "")]}
    assert Look.objects.count() == 2


def test_withdrawn_records_are_for_who_may_withdraw_them(client, squad, athlete, wellness):
    withdraw_record(make_record(wellness, athlete, {"mood": 7}), make_stamp(athlete))
    client.force_login(athlete)
    assert lines(client, athlete) == []
    client.force_login(make_medical(squad))
    assert len(lines(client, athlete)) == 1


def test_a_list_shows_the_fields_marked_as_its_columns(client, athlete, wellness):
    wellness.fields.filter(key="note").update(is_list_column=True)
    make_record(wellness, athlete, {"mood": 7, "note": "Quiet."})
    client.force_login(athlete)
    assert lines(client, athlete)[0][2] == "Note Quiet."
    page = client.get(reverse("person_events", args=[athlete.pk, wellness.key])).content.decode()
    assert 'data-label="Mood"' not in page


def test_critical_information_stands_beside_the_name_for_who_may_read_it(client, squad, athlete, wellness):
    about = make_form("About", kind="profile", fields={"boat": "text"}, rights={roles.COACH: "r", roles.MEDICAL: "r"})
    make_field(about, "allergy", "text", is_critical=True)
    make_field(about, "drug", "text", is_critical=True, visible_to=[roles.MEDICAL])
    make_record(about, athlete, {"boat": "Wherry", "allergy": "Nuts", "drug": "Pen"})
    record = make_record(wellness, athlete, {"mood": 7})
    coach, medical, staff = make_coach(squad), make_medical(squad), make_staff(squad)
    said = {viewer: [one.words for one in critical_of(viewer, athlete)] for viewer in (coach, medical, staff)}
    assert list(said.values()) == [["Nuts"], ["Nuts", "Pen"], []]
    client.force_login(coach)
    for url in (
        reverse("person_events", args=[athlete.pk, wellness.key]),
        reverse("person_record", args=[athlete.pk, wellness.key, record.pk]),
        reverse("person_history", args=[athlete.pk]),
    ):
        page = client.get(url).content.decode()
        assert "Nuts" in page
        assert "Wherry" not in page
        assert "Pen<" not in page
