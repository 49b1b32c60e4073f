"""Filling as the server sees it: what is asked, judged, kept while typing, and taken once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from forms_engine.definitions import ensure_permission, ensure_section
from forms_engine.drafts import KEPT_FOR
from forms_engine.models import Draft, FormDefinition, Record, RecordChange
from forms_engine.records import edit_record, withdraw_record
from people import roles
from people.models import Look
from tests.builders.forms import make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "cr", roles.MEDICAL: "crw"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def form():
    return make_form("Daily Wellness", key="wellness", fields={"mood": "integer", "note": "text"}, rights=RIGHTS)


@pytest.fixture
def table(form):
    section = ensure_section(form, "Exercises", 1)
    section.key, section.is_table, section.most_rows = "exercises", True, 3
    section.save()
    make_field(form, "exercise", "text", section=section, order=1, is_required=True)
    make_field(form, "sets", "integer", section=section, order=2, maximum=20, soft_maximum=10)
    return section


def answers(**typed):
    return {"_occurred_on": "2026-03-10", "_id": str(uuid4()), **typed}


def new(athlete, form, name="new_record"):
    return reverse(name, args=[athlete.pk, form.key])


def test_an_unusual_answer_is_asked_about_once(client, athlete, form):
    form.fields.filter(key="mood").update(soft_minimum=2, minimum=0)
    client.force_login(athlete)
    sent = answers(mood="1")
    page = client.post(new(athlete, form), sent)
    assert "1 is unusually low. Is this right?" in page.content.decode()
    assert not Record.objects.exists()
    assert 'name="_sure" value="mood:1"' in page.content.decode()
    other = client.post(new(athlete, form), sent | {"_sure": "mood:1", "mood": "0"})
    assert "0 is unusually low" in other.content.decode()
    client.post(new(athlete, form), sent | {"_sure": "mood:1"})
    assert Record.objects.get().values == {"mood": 1}


def test_a_hard_limit_cannot_be_confirmed_away(client, athlete, form):
    form.fields.filter(key="mood").update(minimum=2)
    client.force_login(athlete)
    client.post(new(athlete, form), answers(mood="1", _sure="mood:1"))
    assert not Record.objects.exists()


def test_answers_of_a_section_left_out_are_dropped_and_not_required(client, athlete, form):
    why = ensure_section(form, "Why", 1)
    why.visibility = {"rule": "all", "conditions": [{"field": "mood", "test": "at_most", "value": 3}]}
    why.save()
    make_field(form, "reason", "text", section=why, is_required=True)
    client.force_login(athlete)
    refused = client.post(new(athlete, form), answers(mood="2", reason=""))
    assert "This is required." in refused.content.decode()
    client.post(new(athlete, form), answers(mood="9", reason="never read"))
    record = Record.objects.get()
    assert record.values == {"mood": 9}
    at = [athlete.pk, form.key, record.pk]
    client.post(reverse("edit_record", args=at), answers(mood="2", reason="Long day"))
    record.refresh_from_db()
    assert record.values == {"mood": 2, "reason": "Long day"}
    client.post(reverse("edit_record", args=at), answers(mood="8"))
    record.refresh_from_db()
    assert record.values == {"mood": 8}
    assert "Why" not in client.get(reverse("person_record", args=at)).context["sections"][-1].title


def test_a_field_of_another_role_is_seen_and_not_filled(client, squad, athlete, form):
    cleared = make_field(form, "cleared", "yes_no", label="Cleared to train", section=None)
    cleared.editable_by.add(Group.objects.get(name=roles.MEDICAL))
    record = make_record(form, athlete, {"mood": 7, "cleared": True})
    at = [athlete.pk, form.key, record.pk]
    edit = reverse("edit_record", args=at)
    client.force_login(athlete)
    page = client.get(edit).content.decode()
    assert "Cleared to train" in page
    assert 'name="cleared"' not in page
    client.post(edit, answers(mood="8", cleared="no"))
    record.refresh_from_db()
    assert record.values == {"mood": 8, "cleared": True}
    client.force_login(make_medical(squad))
    client.post(edit, answers(mood="8", cleared="no"))
    record.refresh_from_db()
    assert record.values["cleared"] is False


def test_rows_are_judged_cell_by_cell(client, athlete, form, table):
    client.force_login(athlete)
    sent = answers(mood="7") | {
        "exercises-0-exercise": "Squat",
        "exercises-0-sets": "3",
        "exercises-4-exercise": "",
        "exercises-4-sets": "99",
        "exercises-5-exercise": "",
        "exercises-5-sets": "",
    }
    page = client.post(new(athlete, form), sent).content.decode()
    assert "Look at “Exercises”, please." in page
    assert page.count("<li>This is required.</li>") == 1
    assert "less than or equal to 20" in page
    assert 'value="Squat"' in page
    sent |= {"exercises-4-exercise": "Row", "exercises-4-sets": "4"}
    client.post(new(athlete, form), sent)
    assert Record.objects.get().values["exercises"] == [
        {"exercise": "Squat", "sets": 3},
        {"exercise": "Row", "sets": 4},
    ]


def test_an_unusual_cell_is_asked_about_too(client, athlete, form, table):
    client.force_login(athlete)
    sent = answers(mood="7") | {"exercises-0-exercise": "Squat", "exercises-0-sets": "12"}
    assert "12 is unusually high" in client.post(new(athlete, form), sent).content.decode()
    client.post(new(athlete, form), sent | {"_sure": "exercises-0-sets:12"})
    assert Record.objects.get().values["exercises"] == [{"exercise": "Squat", "sets": 12}]


def test_more_rows_than_allowed_are_refused(client, athlete, form, table):
    client.force_login(athlete)
    sent = answers(mood="7") | {f"exercises-{row}-exercise": "Squat" for row in range(4)}
    assert "At most 3 rows, please." in client.post(new(athlete, form), sent).content.decode()
    assert not Record.objects.exists()


def test_a_row_keeps_the_cells_its_editor_may_not_fill(client, squad, athlete, form, table):
    note = make_field(form, "physio", "text", section=table, order=3)
    note.editable_by.add(Group.objects.get(name=roles.MEDICAL))
    rows = [{"exercise": "Squat", "physio": "easy"}, {"exercise": "Row", "physio": "none"}]
    record = make_record(form, athlete, {"mood": 7, "exercises": rows})
    client.force_login(athlete)
    edit = reverse("edit_record", args=[athlete.pk, form.key, record.pk])
    assert client.get(edit).content.decode().count('-_from"') == 2
    sent = answers(mood="7") | {"exercises-1-exercise": "Rowing", "exercises-1-_from": "1", "exercises-1-physio": "x"}
    client.post(edit, sent | {"exercises-2-exercise": "Press"})
    record.refresh_from_db()
    assert record.values["exercises"] == [{"exercise": "Rowing", "physio": "none"}, {"exercise": "Press"}]
    page = client.get(reverse("person_record", args=[athlete.pk, form.key, record.pk])).content.decode()
    assert "Squat, easy; Row, none → Rowing, none; Press" in page


def test_a_form_begins_with_the_last_answer_for_who_may_read_it(client, squad, athlete, form):
    form.fields.filter(key="mood").update(defaults_to_last=True, default=5)
    day = timezone.localdate()
    make_record(form, athlete, {"mood": 7}, occurred_on=day - timedelta(days=2))
    make_record(form, athlete, {"note": "no mood"}, occurred_on=day)
    client.force_login(athlete)
    assert client.get(new(athlete, form)).context["asked"]["mood"].value() == 7
    ensure_permission(make_form(), roles.STAFF, "r")
    form.permissions.filter(role__name=roles.MEDICAL).update(can_read=False)
    client.force_login(make_medical(squad))
    assert client.get(new(athlete, form)).context["asked"]["mood"].value() == 5


def test_staff_who_open_a_form_that_says_something_of_the_athlete_leave_a_look(client, squad, athlete, form):
    medical, address = make_medical(squad), new(athlete, form)
    client.force_login(medical)
    client.get(address)
    assert not Look.objects.exists()
    form.fields.filter(key="mood").update(defaults_to_last=True)
    make_record(form, athlete, {"mood": 7}, occurred_on=timezone.localdate() - timedelta(days=2))
    client.get(address)
    assert list(Look.objects.values_list("viewer", "person", "page")) == [(medical.pk, athlete.pk, "Daily Wellness")]
    client.force_login(athlete)
    client.get(address)
    assert Look.objects.count() == 1


def test_critical_information_beside_a_form_is_a_look_too(client, squad, athlete, form):
    form.permissions.filter(role__name=roles.COACH).update(can_read=False, can_calendar=False, can_write=True)
    coach = make_coach(squad)
    client.force_login(coach)
    for name in ("new_record", "person_events"):
        client.get(new(athlete, form, name))
    assert not Look.objects.exists()
    about = make_form("About", kind=FormDefinition.Kind.PROFILE, rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, athlete, {"allergies": "Peanuts"})
    for name in ("new_record", "person_events"):
        assert "Peanuts" in client.get(new(athlete, form, name)).content.decode()
    assert list(Look.objects.values_list("viewer", "person")) == [(coach.pk, athlete.pk)] * 2


def test_what_is_typed_is_kept_and_there_again_and_gone_when_sent(client, athlete, form, table):
    client.force_login(athlete)
    made = str(client.get(new(athlete, form)).context["asked"]["_id"].value())
    typed = answers(mood="seven", _id=made, strange="x", csrfmiddlewaretoken="y") | {"exercises-0-exercise": "Squat"}
    assert client.post(new(athlete, form, "keep_draft"), typed).status_code == 204
    draft = Draft.objects.get()
    assert draft.answers == {"_occurred_on": ["2026-03-10"], "mood": ["seven"], "exercises-0-exercise": ["Squat"]}
    opened = client.get(new(athlete, form))
    page = opened.content.decode()
    assert 'value="seven"' in page
    assert 'value="Squat"' in page
    assert str(opened.context["asked"]["_id"].value()) == made
    client.post(new(athlete, form), answers(mood="7", _id=made))
    assert not Draft.objects.exists()
    late = client.post(new(athlete, form, "keep_draft"), typed)
    assert not Draft.objects.exists(), "a draft that comes late must not come back"
    assert late.status_code == 200, "the page says “saved” after 204 alone"


def test_a_draft_of_another_day_is_offered_and_not_taken(client, athlete, form):
    client.force_login(athlete)
    client.post(new(athlete, form, "keep_draft"), answers(note="Yesterday's words"))
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=1, hours=1))
    assert "Yesterday&#x27;s words" not in (page := client.get(new(athlete, form)).content.decode())
    assert "did not send it" in page
    assert "Yesterday&#x27;s words" in client.get(new(athlete, form) + "?draft=1").content.decode()
    Draft.objects.update(saved_at=timezone.now() - KEPT_FOR - timedelta(hours=1))
    assert "did not send it" not in client.get(new(athlete, form)).content.decode()


def test_a_draft_is_thrown_away_on_request_and_refused_when_endless(client, athlete, form):
    client.force_login(athlete)
    assert client.post(new(athlete, form, "keep_draft"), answers(note="x" * 70_000)).status_code == 200
    assert not Draft.objects.exists()
    client.post(new(athlete, form, "keep_draft"), answers(note="x"))
    assert client.post(new(athlete, form, "keep_draft"), {"_drop": "1"})["Location"] == new(athlete, form)
    assert not Draft.objects.exists()


def test_a_draft_is_only_its_writers(client, squad, athlete, form):
    client.force_login(athlete)
    client.post(new(athlete, form, "keep_draft"), answers(note="my own"))
    client.force_login(make_medical(squad))
    assert "my own" not in client.get(new(athlete, form)).content.decode()


def test_only_who_may_fill_a_form_keeps_a_draft_of_it(client, squad, athlete, form):
    url = new(athlete, form, "keep_draft")
    assert client.post(url, answers(note="x"))["Location"].startswith("/accounts/login/")
    outsiders = [
        make_athlete(squad, "Otto"), make_coach(squad), make_consultant(), make_medical(make_squad("Sailing Testers")),
    ]  # fmt: skip
    for viewer in outsiders:
        client.force_login(viewer)
        assert client.post(url, answers(note="x")).status_code == 404
    assert not Draft.objects.exists()


def send_kept(client, athlete, form, sent):
    return client.post(new(athlete, form), sent, headers={"X-Filling": "kept"}).json()


def test_what_waited_on_a_phone_is_taken_once_and_undoes_nothing(client, athlete, form):
    client.force_login(athlete)
    sent = answers(mood="7")
    first = send_kept(client, athlete, form, sent)
    record = Record.objects.get()
    assert first == {"url": reverse("record_sent", args=[athlete.pk, form.key, record.pk])}
    edit_record(record, {"mood": 3}, make_stamp(athlete))
    assert send_kept(client, athlete, form, sent) == first
    record.refresh_from_db()
    assert record.values == {"mood": 3}
    assert RecordChange.objects.count() == 1
    withdraw_record(record, make_stamp(athlete))
    assert send_kept(client, athlete, form, sent) == {"url": reverse("fill_in")}
    record.refresh_from_db()
    assert record.withdrawn_at is not None


def test_what_waited_and_cannot_be_taken_becomes_a_draft_to_look_at(client, athlete, form):
    client.force_login(athlete)
    look = send_kept(client, athlete, form, answers(mood="seven", note="kept words"))
    assert look == {"look_at": new(athlete, form) + "?draft=1"}
    assert not Record.objects.exists()
    assert "kept words" in client.get(look["look_at"]).content.decode()


def test_a_script_is_told_where_to_go_and_the_notice_is_not_spent(client, squad, athlete, form):
    client.force_login(make_medical(squad))
    answer = client.post(new(athlete, form), answers(mood="7"), headers={"X-Filling": "now"})
    page = client.get(answer.json()["url"]).content.decode()
    assert "Saved." in page


def test_what_comes_next_is_for_who_filled_it_and_nobody_else(client, squad, athlete, form):
    record = make_record(form, athlete, {"mood": 7})
    url = reverse("record_sent", args=[athlete.pk, form.key, record.pk])
    for viewer in (make_medical(squad), make_athlete(squad, "Otto"), make_consultant()):
        client.force_login(viewer)
        assert client.get(url).status_code == 404
    client.force_login(athlete)
    assert "Thank you" in client.get(url).content.decode()


def test_fill_in_lists_what_waits_for_today(client, squad, athlete, form):
    today = timezone.localdate()
    night = make_form("Night diary", fields={"mood": "integer"}, rights=RIGHTS, dates_the_night=True)
    make_form("Staff notes", fields={"mood": "integer"}, rights={roles.STAFF: "crw"})
    make_form("Ring night", fields={"score": "score"}, rights=RIGHTS, managed_by="ring", written_by="ring")
    make_form("Old form", fields={"mood": "integer"}, rights=RIGHTS, retired_at=timezone.now())
    locked = make_form("Medical only", fields={"mood": "integer"}, rights=RIGHTS)
    locked.fields.get().editable_by.add(Group.objects.get(name=roles.MEDICAL))
    session = make_form("Session", fields={"minutes": "integer"}, rights=RIGHTS, is_daily=False)
    make_record(form, athlete, {"mood": 7}, occurred_on=today)
    make_record(night, athlete, {"mood": 7}, occurred_on=today)
    client.force_login(athlete)
    page = client.get(reverse("fill_in"))
    assert [one["form"] for one in page.context["due"]] == [night]
    assert [one["form"] for one in page.context["filled"]] == [form]
    assert [one["form"] for one in page.context["whenever"]] == [session]
    withdraw_record(Record.objects.get(form=form), make_stamp(athlete))
    make_record(night, athlete, {"mood": 7}, occurred_on=today - timedelta(days=1))
    make_record(session, athlete, {"minutes": 60}, occurred_on=today)
    page = client.get(reverse("fill_in"))
    assert [one["form"] for one in page.context["due"]] == [form]
    assert page.context["whenever"] == []


def test_fill_in_is_in_the_menu_of_athletes(client, squad, athlete):
    client.force_login(athlete)
    assert "Fill in" in client.get(reverse("profiles")).content.decode()
    client.force_login(make_coach(squad))
    assert "Fill in<" not in client.get(reverse("profiles")).content.decode()
    client.logout()
    assert client.get(reverse("fill_in")).status_code == 302
