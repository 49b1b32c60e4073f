"""REST: the rights of whoever holds the token, API names, schema, pages, errors with a code."""

from datetime import timedelta

import jsonschema
import pytest
from knox.models import AuthToken

from forms_engine.api_shapes import json_schema
from people import roles
from people.models import Look
from tests.builders.forms import TODAY, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad
from tests.forms_engine.rest import ERROR, Script, athlete, coach, entry, form, squad

__all__ = ["athlete", "coach", "form", "squad"]


# Who comes in


def test_without_a_token_nothing_is_answered(form):
    for script in (Script(), Script(token="nonsense"), Script(token="0" * 64)):
        answer = script.get("forms")
        assert answer.status_code == 401
        assert set(answer.json()) == ERROR


def test_a_session_of_a_browser_opens_no_door(form, coach, client):
    client.force_login(coach)
    assert client.get("/api/forms").status_code == 401


def test_an_expired_token_and_one_of_somebody_who_left_are_refused(form, coach):
    script = Script(coach)
    AuthToken.objects.update(expiry=make_stamp().now - timedelta(days=1))
    assert script.get("forms").status_code == 401
    script = Script(coach)
    type(coach).objects.filter(pk=coach.pk).update(is_active=False)
    assert script.get("forms").status_code == 401


def test_a_token_reaches_whom_its_person_sees(athlete, coach, squad):
    stranger = make_athlete(make_squad("Others"))
    found = {one["id"] for one in Script(coach).get("people").json()["results"]}
    assert found == {coach.pk, athlete.pk}
    assert stranger.pk not in found
    assert {one["id"] for one in Script(athlete).get("people").json()["results"]} == {athlete.pk}


# Forms and their schema


def test_only_forms_one_may_read_or_fill_are_listed(form, coach, athlete):
    make_form("Medical notes", key="medical-notes", rights={roles.MEDICAL: "lcrw"})
    assert [one["key"] for one in Script(coach).get("forms").json()["results"]] == ["daily-wellness"]
    assert [one["key"] for one in Script(athlete).get("forms").json()["results"]] == ["daily-wellness"]
    assert Script(coach).get("forms/medical-notes/schema").status_code == 404
    assert Script(coach).get("forms/nothing/schema").status_code == 404


def test_the_schema_says_what_may_be_sent_and_judges_it_as_the_site_does(form, coach, athlete):
    schema = Script(coach).get("forms/daily-wellness/schema").json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == {"mood_today", "note", "score"}
    assert schema["required"] == ["mood_today"]
    assert schema["properties"]["score"]["readOnly"] is True
    judge = jsonschema.Draft202012Validator(schema)
    assert judge.is_valid({"mood_today": 5})
    for wrong in ({"mood_today": 6}, {"mood_today": "x"}, {}, {"mood_today": 3, "other": 1}):
        assert not judge.is_valid(wrong)
        assert Script(coach).post("forms/daily-wellness/records", **entry(athlete, values=wrong)).status_code == 400


def test_a_scale_and_a_score_say_their_ends(db):
    form = make_form(fields={"mood": "rating", "ready": "score"})
    told = json_schema(form, list(form.fields.select_related("section")), ["mood", "ready"])["properties"]
    assert [(told[key]["minimum"], told[key]["maximum"]) for key in ("mood", "ready")] == [(1, 5), (0, 100)]


def test_a_field_for_some_roles_is_in_nobody_elses_schema(form, squad):
    assert "cycle_day" in Script(make_medical(squad)).get("forms/daily-wellness/schema").json()["properties"]


def test_athletes_have_the_schema_of_their_own_records_closed_fields_and_all(form, athlete, coach):
    make_record(form, athlete, {"mood": 4, "cycle_day": 3})
    schema = Script(athlete).get("forms/daily-wellness/schema").json()
    (own,) = Script(athlete).get("forms/daily-wellness/records").json()["results"]
    jsonschema.Draft202012Validator(schema).validate(own["values"])
    assert "cycle_day" in own["values"]
    assert "cycle_day" not in Script(coach).get("forms/daily-wellness/schema").json()["properties"]


# Reading


def test_records_come_with_api_names_and_only_what_one_may_see(form, athlete, coach):
    make_record(form, athlete, {"mood": 4, "cycle_day": 3, "note": "Calm."})
    (shown,) = Script(coach).get("forms/daily-wellness/records").json()["results"]
    assert shown["values"] == {"mood_today": 4, "note": "Calm."}
    assert shown["person"] == {
        "id": athlete.pk,
        "uuid": None,
        "username": athlete.username,
        "name": athlete.full_name,
    }
    (own,) = Script(athlete).get("forms/daily-wellness/records").json()["results"]
    assert own["values"]["cycle_day"] == 3


def test_each_look_at_somebody_else_is_noted(form, athlete, coach):
    make_record(form, athlete, {"mood": 4})
    Script(athlete).get("forms/daily-wellness/records")
    assert not Look.objects.exists()
    Script(coach).get("forms/daily-wellness/records")
    assert list(Look.objects.values_list("viewer", "person", "page")) == [
        (coach.pk, athlete.pk, "REST: Daily Wellness")
    ]


def test_records_are_found_by_person_day_and_change(form, athlete, coach, squad):
    other = make_athlete(squad)
    for person in (athlete, other):
        for back in range(3):
            make_record(form, person, {"mood": 3}, occurred_on=TODAY - timedelta(days=back), source_id=f"d{back}")
    script = Script(coach)

    def count(**query):
        return len(script.get("forms/daily-wellness/records", **query).json()["results"])

    assert count() == 6
    assert count(person=athlete.pk) == count(person=athlete.username.upper()) == 3
    assert count(first="2026-03-09", last="2026-03-09") == 2
    assert count(modified_since="2099-01-01T00:00:00Z") == 0
    assert script.get("forms/daily-wellness/records", person="nobody").status_code == 404


def test_pages_follow_a_cursor_and_miss_nothing_that_came_between(form, athlete, coach):
    def add(first, last):
        for number in range(first, last):
            make_record(form, athlete, {"mood": 3}, source_id=f"n{number}")

    add(0, 5)
    script = Script(coach)
    page = script.get("forms/daily-wellness/records", limit=2).json()
    seen = [one["source_id"] for one in page["results"]]
    add(5, 7)
    while page["next"]:
        page = script.client.get(page["next"]).json()
        seen += [one["source_id"] for one in page["results"]]
    assert seen == [f"n{number}" for number in range(7)]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "LTE=", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk="])
def test_a_cursor_of_somebody_elses_making_is_refused(form, coach, cursor):
    answer = Script(coach).get("forms/daily-wellness/records", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"first": "10.3.2026"}, "bad_day"),
        ({"last": "2026-02-31"}, "bad_day"),
        ({"modified_since": "now"}, "bad_moment"),
    ],
)
def test_what_is_asked_wrongly_says_how_to_ask(form, coach, athlete, query, code):
    answer = Script(coach).get("forms/daily-wellness/records", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_the_number_of_queries_does_not_grow_with_the_records(form, squad, coach, django_assert_max_num_queries):
    for _number in range(20):
        make_record(form, make_athlete(squad), {"mood": 3})
    with django_assert_max_num_queries(16):
        Script(coach).get("forms/daily-wellness/records")


# Every door, for everybody


def test_every_door_answers_those_it_is_for_and_no_others(form, athlete, squad):
    """What each may do with one athlete's record: list it, read it, fill the form, edit, withdraw."""
    others = make_squad("Others")
    expected = {
        "athlete": (athlete, (1, 200, 201, 200, 404)),
        "other athlete": (make_athlete(squad, "Other"), (0, 404, 404, 404, 404)),
        "coach": (make_coach(squad), (1, 200, 201, 200, 204)),
        "coach of another squad": (make_coach(others), (0, 404, 404, 404, 404)),
        "medical": (make_medical(squad), (1, 200, 404, 404, 404)),
        "consultant": (make_consultant(), (None, 404, 404, 404, 404)),
    }
    for who, (person, answers) in expected.items():
        record = make_record(form, athlete, {"mood": 4}, source_id=who)
        script = Script(person)
        listed = script.get("forms/daily-wellness/records", person=athlete.pk).json().get("results")
        found = None if listed is None else sum(one["id"] == record.pk for one in listed)
        seen = (
            found,
            script.get(f"records/{record.pk}").status_code,
            script.post("forms/daily-wellness/records", **entry(athlete, id=f"new-{person.pk}")).status_code,
            script.patch(f"records/{record.pk}", values={"note": "x"}).status_code,
            script.delete(f"records/{record.pk}").status_code,
        )
        assert (who, seen[1:]) == (who, answers[1:])
        assert not found if not answers[0] else found == answers[0]
