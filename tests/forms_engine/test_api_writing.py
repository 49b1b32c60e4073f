"""REST: what is made, edited and withdrawn, and how each refusal says what to do."""

import pytest

from forms_engine.definitions import ensure_permission
from forms_engine.models import FormDefinition, Record, Section
from forms_engine.records import withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import TODAY, make_field, make_form, make_record, make_stamp
from tests.forms_engine.rest import ERROR, RIGHTS, Script, athlete, coach, entry, form, squad

__all__ = ["athlete", "coach", "form", "squad"]


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
