"""REST: the rights of whoever holds the token, API names, schema, pages, errors with a code."""

from datetime import timedelta

import jsonschema
import pytest
from django.contrib.auth.models import Group
from django.test import Client
from knox.models import AuthToken

from forms_engine.api_shapes import json_schema
from forms_engine.definitions import ensure_permission
from forms_engine.models import FormDefinition, Record, Section
from forms_engine.records import withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import TODAY, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad

RIGHTS = {roles.COACH: "lcrwd", roles.MEDICAL: "lcr", roles.ATHLETE: "rw"}
ERROR = {"code", "words", "fields"}


class Script:
    """Something that holds a person's token."""

    def __init__(self, person=None, token: str = "") -> None:
        token = token or (AuthToken.objects.create(person)[1] if person else "")
        self.client = Client(headers={"Authorization": f"Token {token}"} if token else {})

    def get(self, path, **query):
        return self.client.get(f"/api/{path}", query)

    def post(self, path, **sent):
        return self.client.post(f"/api/{path}", sent, content_type="application/json")

    def patch(self, path, **sent):
        return self.client.patch(f"/api/{path}", sent, content_type="application/json")

    def delete(self, path):
        return self.client.delete(f"/api/{path}")


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def coach(squad):
    return make_coach(squad)


@pytest.fixture
def form(db):
    form = make_form("Daily Wellness", key="daily-wellness", fields={"mood": "integer", "note": "text"}, rights=RIGHTS)
    form.fields.filter(key="mood").update(minimum=1, maximum=5, api_name="mood_today", is_required=True)
    secret = make_field(form, "cycle_day", "integer")
    secret.visible_to.set([Group.objects.get_or_create(name=roles.MEDICAL)[0]])
    make_field(form, "score", "score", written_by="ring")
    return form


def entry(athlete, **more):
    return {"person": athlete.username, "occurred_on": "2026-03-10", "values": {"mood_today": 4}} | more


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


# Writing


def test_a_record_is_made_and_the_same_id_again_is_the_same_record(form, athlete, coach):
    script = Script(coach)
    first = script.post("forms/daily-wellness/records", **entry(athlete, id="row-1"))
    again = script.post("forms/daily-wellness/records", **entry(athlete, id="row-1"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    record = Record.objects.get()
    assert (record.values, record.occurred_on, record.entered_by) == ({"mood": 4}, TODAY, coach)


def test_who_may_write_and_not_read_is_answered_no_value_and_reads_or_withdraws_nothing(form, athlete, coach):
    form.permissions.filter(role__name=roles.COACH).update(can_read=False, can_calendar=False)
    script, record = Script(coach), make_record(form, athlete, {"note": "Secret."}, source_id="row-1")
    for sent in (entry(athlete, id="row-1"), entry(athlete)):
        answer = script.post("forms/daily-wellness/records", **sent)
        assert (answer.status_code // 100, answer.json()["values"]) == (2, {})
    assert not Look.objects.exists()
    assert script.delete(f"records/{record.pk}").status_code == 404
    record.refresh_from_db()
    assert (record.values, record.withdrawn_at) == ({"mood": 4, "note": "Secret."}, None)


def test_what_is_written_is_answered_and_that_is_a_look(form, athlete, coach):
    script = Script(coach)
    sent = script.post("forms/daily-wellness/records", **entry(athlete)).json()
    changed = script.patch(f"records/{sent['id']}", values={"note": "x"}).json()
    assert (sent["values"], changed["values"]) == ({"mood_today": 4}, {"mood_today": 4, "note": "x"})
    assert list(Look.objects.values_list("viewer", "person")) == [(coach.pk, athlete.pk)] * 2


def test_without_an_id_each_is_a_record_of_its_own(form, athlete, coach):
    for _time in range(2):
        Script(coach).post("forms/daily-wellness/records", **entry(athlete))
    assert Record.objects.count() == 2


def test_values_that_do_not_fit_are_refused_by_their_names_and_nothing_is_written(form, athlete, coach):
    answer = Script(coach).post("forms/daily-wellness/records", **entry(athlete, values={"mood_today": 9}))
    body = answer.json()
    assert (answer.status_code, body["code"], set(body["fields"])) == (400, "invalid_values", {"mood_today"})
    assert not Record.objects.exists()


@pytest.mark.parametrize("values", [{"score": 5}, {"cycle_day": 1}, {"nothing": 1}, {"mood": 4}])
def test_what_one_may_not_write_is_refused(form, athlete, coach, values):
    sent = entry(athlete, values={"mood_today": 4} | values)
    answer = Script(coach).post("forms/daily-wellness/records", **sent)
    assert answer.status_code == 400
    assert answer.json()["code"] in ("closed_field", "unknown_field")
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"person": None}, "no_person"),
        ({"person": True}, "no_person"),
        ({"person": {"id": 1}}, "no_person"),
        ({"values": None}, "no_values"),
        ({"values": []}, "no_values"),
        ({"occurred_on": "today"}, "bad_day"),
        ({"occurred_on": None}, "bad_day"),
        ({"id": ""}, "bad_id"),
        ({"id": 5}, "bad_id"),
        ({"id": "a\x00b"}, "bad_id"),
    ],
)
def test_each_part_of_what_is_sent_has_its_own_refusal(form, athlete, coach, sent, code):
    answer = Script(coach).post("forms/daily-wellness/records", **entry(athlete) | sent)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_something_that_is_no_object_is_refused(form, coach):
    script = Script(coach)
    for body in ("[]", "1", '"x"', "{", ""):
        answer = script.client.post("/api/forms/daily-wellness/records", body, content_type="application/json")
        assert answer.status_code == 400
        assert set(answer.json()) == ERROR


def test_a_connectors_form_is_not_filled(athlete, coach):
    make_form("Ring nights", key="ring-nights", rights=RIGHTS, managed_by="ring")
    answer = Script(coach).post("forms/ring-nights/records", **entry(athlete, values={}))
    assert answer.json()["code"] == "closed_field"


def test_an_edit_changes_what_is_named_and_leaves_history(form, athlete, coach):
    record = make_record(form, athlete, {"mood": 4, "note": "Calm."})
    answer = Script(coach).patch(f"records/{record.pk}", values={"mood_today": 2}, occurred_on="2026-03-09")
    assert answer.json()["values"] == {"mood_today": 2, "note": "Calm."}
    record.refresh_from_db()
    assert (record.values["mood"], record.occurred_on.isoformat()) == (2, "2026-03-09")
    assert record.changes.get().by == coach


def test_a_connectors_record_keeps_its_date(form, athlete, coach):
    record = make_record(form, athlete, {"note": "x"}, source="ring", source_id="2026-03-10")
    answer = Script(coach).patch(f"records/{record.pk}", occurred_on="2026-03-01")
    assert answer.json()["code"] == "closed_field"


def test_deleting_withdraws_and_loses_nothing(form, athlete, coach):
    record = make_record(form, athlete, {"mood": 4})
    script = Script(coach)
    assert script.delete(f"records/{record.pk}").status_code == 204
    record.refresh_from_db()
    assert record.withdrawn_at is not None
    assert script.get("forms/daily-wellness/records").json()["results"] == []
    assert script.patch(f"records/{record.pk}", values={}).json()["code"] == "withdrawn"


def test_an_id_that_was_withdrawn_does_not_come_back(form, athlete, coach):
    script = Script(coach)
    script.post("forms/daily-wellness/records", **entry(athlete, id="row-1"))
    withdraw_record(Record.objects.get(), make_stamp(coach))
    assert script.post("forms/daily-wellness/records", **entry(athlete, id="row-1")).json()["code"] == "withdrawn"


def test_a_profile_is_one_record_a_person(athlete, coach):
    make_form(
        "Athlete Profile",
        key="athlete-profile",
        kind=FormDefinition.Kind.PROFILE,
        fields={"height": "number"},
        rights=RIGHTS,
    )
    script = Script(coach)
    for height in (180, 181):
        script.post("forms/athlete-profile/records", person=athlete.pk, values={"height": height})
    assert Record.objects.get().values == {"height": 181}


def test_a_profile_is_filled_by_who_may_read_it_as_on_its_page(athlete, coach):
    profile = make_form("About", key="about", kind=FormDefinition.Kind.PROFILE, fields={"height": "number"})
    ensure_permission(profile, roles.COACH, "w")
    make_record(profile, athlete, {"height": 180})
    answer = Script(coach).post("forms/about/records", person=athlete.pk, values={})
    assert (answer.status_code, "180" in answer.content.decode()) == (404, False)


def test_a_table_travels_as_rows(form, athlete, coach):
    table = Section.objects.create(form=form, key="sets", title="Sets", is_table=True, order=5)
    make_field(form, "reps", "integer", section=table, api_name="repetitions")
    script = Script(coach)
    sent = entry(athlete, values={"mood_today": 4, "sets": [{"repetitions": 8}, {"repetitions": 6}]})
    assert script.post("forms/daily-wellness/records", **sent).status_code == 201
    assert Record.objects.get().values["sets"] == [{"reps": 8}, {"reps": 6}]
    (shown,) = script.get("forms/daily-wellness/records").json()["results"]
    assert shown["values"]["sets"] == [{"repetitions": 8}, {"repetitions": 6}]


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
