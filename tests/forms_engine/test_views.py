"""The pages of forms and records, as each kind of person meets them."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from forms_engine.models import Record, RecordChange
from forms_engine.records import edit_record, put_record
from people import roles
from people.models import Look, Membership
from tests.builders.forms import NOW, make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_medical, make_person, make_squad, make_staff

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "cr", roles.MEDICAL: "crw", roles.STAFF: "c"}


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


@pytest.fixture
def form(db):
    form = make_form("Daily Wellness", key="wellness", fields={"mood": "integer", "note": "paragraph"}, rights=RIGHTS)
    make_field(form, "cycle_day", "integer", visible_to=[roles.MEDICAL])
    return form


@pytest.fixture
def profile_form(db):
    return make_form("About me", key="about", kind="profile", fields={"boat": "text"}, rights=RIGHTS)


@pytest.fixture
def record(form, athlete):
    return make_record(form, athlete, {"mood": 7, "note": "Quiet day.", "cycle_day": 12})


def viewers(squad):
    """One of each kind who may come by, and the status of (list, record, new, profile) for each."""
    elsewhere = make_squad("Sailing Testers")
    consultant = make_person("Cora", "Samplewell", role=roles.CONSULTANT)
    return {
        "other athlete": (make_athlete(squad, "Otto"), (404, 404, 404, 404)),
        "coach": (make_coach(squad), (200, 200, 404, 200)),
        "coach of another squad": (make_coach(elsewhere), (404, 404, 404, 404)),
        "medical": (make_medical(squad), (200, 200, 200, 200)),
        "staff who may see dates only": (make_staff(squad), (200, 404, 404, 404)),
        "consultant without a line": (consultant, (404, 404, 404, 404)),
    }


def addresses(athlete, form, record, profile_form):
    return (
        reverse("person_events", args=[athlete.pk, form.key]),
        reverse("person_record", args=[athlete.pk, form.key, record.pk]),
        reverse("new_record", args=[athlete.pk, form.key]),
        reverse("person_profile", args=[athlete.pk, profile_form.key]),
    )


def test_a_stranger_is_led_to_the_login(client, athlete, form, record, profile_form):
    for url in (*addresses(athlete, form, record, profile_form), reverse("profiles")):
        answer = client.get(url)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_each_kind_of_person_gets_what_their_role_allows(client, squad, athlete, form, record, profile_form):
    seen = {}
    expected = {}
    for name, (viewer, statuses) in viewers(squad).items():
        client.force_login(viewer)
        urls = addresses(athlete, form, record, profile_form)
        seen[name] = tuple(client.get(url).status_code for url in urls)
        expected[name] = statuses
    client.force_login(athlete)
    seen["self"] = tuple(client.get(url).status_code for url in addresses(athlete, form, record, profile_form))
    assert seen == {**expected, "self": (200, 200, 200, 200)}


def test_nobody_writes_what_they_may_only_read(client, squad, athlete, form, record, profile_form):
    before = Record.objects.get(pk=record.pk).values
    at = [athlete.pk, form.key, record.pk]
    outsiders = [viewer for viewer, statuses in viewers(squad).values() if statuses[2] == 404]
    for viewer in outsiders:
        client.force_login(viewer)
        sent = {"mood": "1", "_occurred_on": "2026-03-10", "_id": str(uuid4()), "boat": "Wherry"}
        for url in (
            reverse("new_record", args=at[:2]),
            reverse("edit_record", args=at),
            reverse("withdraw_record", args=at),
            reverse("restore_record", args=at),
            reverse("person_profile", args=[athlete.pk, profile_form.key]),
        ):
            assert client.post(url, sent).status_code == 404, (viewer, url)
    assert Record.objects.get().values == before
    assert Record.objects.get().withdrawn_at is None


def test_a_consultant_with_a_line_reads_everybody(client, athlete, form, record):
    from forms_engine.definitions import ensure_permission

    ensure_permission(form, roles.CONSULTANT, "r")
    client.force_login(make_person("Cora", "Samplewell", role=roles.CONSULTANT))
    page = client.get(reverse("person_record", args=[athlete.pk, form.key, record.pk]))
    assert page.status_code == 200
    assert "Quiet day." in page.content.decode()


def test_a_field_for_medical_is_seen_by_medical_and_the_person_only(client, squad, athlete, form, record):
    edit_record(record, {"cycle_day": 13}, make_stamp(athlete))
    url = reverse("person_record", args=[athlete.pk, form.key, record.pk])
    shown = {}
    for name, viewer in {"coach": make_coach(squad), "medical": make_medical(squad), "self": athlete}.items():
        client.force_login(viewer)
        shown[name] = "Cycle day" in client.get(url).content.decode()
    assert shown == {"coach": False, "medical": True, "self": True}


def test_who_may_see_dates_only_sees_no_values(client, squad, athlete, form, record):
    client.force_login(make_staff(squad))
    page = client.get(reverse("person_events", args=[athlete.pk, form.key])).content.decode()
    assert "Tue 10 Mar 2026" in page
    assert "Quiet day." not in page
    assert "Mood" not in page


def test_a_look_by_somebody_else_is_written_and_ones_own_is_not(client, squad, athlete, form, record, profile_form):
    client.force_login(athlete)
    for url in addresses(athlete, form, record, profile_form):
        client.get(url)
    assert not Look.objects.exists()
    coach = make_coach(squad)
    client.force_login(coach)
    events, one, _new, profile = addresses(athlete, form, record, profile_form)
    for url in (events, one, profile):
        client.get(url)
    assert list(Look.objects.order_by("pk").values_list("viewer", "person", "page")) == [
        (coach.pk, athlete.pk, "Daily Wellness"),
        (coach.pk, athlete.pk, "Daily Wellness"),
        (coach.pk, athlete.pk, "About me"),
    ]


def test_unknown_people_forms_and_records_are_not_found(client, athlete, form, record, profile_form):
    client.force_login(athlete)
    huge = 10**30
    for url in (
        f"/people/{huge}/events/{form.key}/",
        f"/people/{athlete.pk}/events/nonsense/",
        f"/people/{athlete.pk}/events/{profile_form.key}/",
        f"/people/{athlete.pk}/events/{form.key}/{huge}/",
        f"/people/{athlete.pk}/events/{form.key}/{record.pk + 1}/",
        f"/profiles/{form.key}/",
        "/profiles/nonsense/",
    ):
        assert client.get(url).status_code == 404, url


def test_a_record_is_reached_only_through_its_own_person_and_form(client, squad, athlete, form, record):
    other = make_athlete(squad, "Otto")
    foreign = make_record(form, other, {"mood": 1})
    client.force_login(athlete)
    assert client.get(reverse("person_record", args=[athlete.pk, form.key, foreign.pk])).status_code == 404


def test_sending_a_new_entry_twice_is_one_record(client, athlete, form):
    client.force_login(athlete)
    url = reverse("new_record", args=[athlete.pk, form.key])
    made = client.get(url).context["asked"]["_id"].value()
    sent = {"mood": "7", "note": "", "_occurred_on": "2026-03-10", "_id": str(made)}
    first, second = client.post(url, sent), client.post(url, sent)
    record = Record.objects.get()
    assert first["Location"] == second["Location"] == reverse("record_sent", args=[athlete.pk, form.key, record.pk])
    assert record.values == {"mood": 7}
    assert (record.occurred_on, record.entered_by, record.source) == (date(2026, 3, 10), athlete, "people")
    assert not RecordChange.objects.exists()


def test_sending_an_entry_again_does_not_bring_back_what_was_withdrawn(client, athlete, form):
    client.force_login(athlete)
    made = str(uuid4())
    make_record(form, athlete, {"mood": 7}, source_id=made)
    Record.objects.update(withdrawn_at=NOW)
    url = reverse("new_record", args=[athlete.pk, form.key])
    answer = client.post(url, {"mood": "7", "_occurred_on": "2026-03-10", "_id": made})
    assert "withdrawn since" in answer.content.decode()
    assert Record.objects.get().withdrawn_at == NOW


@pytest.mark.parametrize(
    ("sent", "complaint"),
    [
        ({"mood": "seven"}, "Enter a whole number."),
        ({"mood": "9" * 3_000}, "too large"),
        ({"mood": "9" * 5_000}, "Enter a whole number."),
        ({"note": "x" * 20_000}, "at most 10000 characters"),
        ({"note": "a\x00b"}, "Null characters"),
        ({"_occurred_on": "yesterday"}, "Enter a valid date."),
        ({"_occurred_on": "0001-01-01"}, "greater than or equal to"),
        ({"_occurred_on": ""}, "required"),
        ({"_id": "nonsense"}, "out of date"),
        ({"_id": ""}, "out of date"),
    ],
)
def test_a_wrong_entry_is_explained_and_keeps_what_was_typed(client, athlete, form, sent, complaint):
    client.force_login(athlete)
    typed = {"mood": "7", "note": "Long night.", "_occurred_on": "2026-03-10", "_id": str(uuid4())} | sent
    answer = client.post(reverse("new_record", args=[athlete.pk, form.key]), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert complaint in page
    if "note" not in sent:
        assert "Long night.</textarea>" in page
    assert not Record.objects.exists()


def test_an_entry_too_big_to_be_true_is_refused_without_harm(client, athlete, form):
    client.force_login(athlete)
    url = reverse("new_record", args=[athlete.pk, form.key])
    assert client.post(url, {"note": "x" * 3_000_000}).status_code == 400
    assert not Record.objects.exists()


def test_an_edit_says_what_it_said_before(client, athlete, form, record):
    client.force_login(athlete)
    at = [athlete.pk, form.key, record.pk]
    sent = {"mood": "8", "note": "Quiet day.", "cycle_day": "12", "_occurred_on": "2026-03-09"}
    assert client.post(reverse("edit_record", args=at), sent).status_code == 302
    record.refresh_from_db()
    assert (record.values["mood"], record.occurred_on) == (8, date(2026, 3, 9))
    page = " ".join(client.get(reverse("person_record", args=at)).content.decode().split())
    assert "Mood: 7 → 8" in page
    assert "Date: Tue 10 Mar 2026 → Mon 9 Mar 2026" in page
    assert athlete.full_name in page


def test_an_edit_by_somebody_who_sees_less_keeps_what_they_do_not_see(client, squad, athlete, form, record):
    coach = make_coach(squad)
    from forms_engine.models import FormPermission

    FormPermission.objects.filter(form=form, role__name=roles.COACH).update(can_write=True)
    client.force_login(coach)
    sent = {"mood": "3", "note": "", "_occurred_on": "2026-03-10", "cycle_day": "1"}
    client.post(reverse("edit_record", args=[athlete.pk, form.key, record.pk]), sent)
    record.refresh_from_db()
    assert record.values == {"mood": 3, "cycle_day": 12}


def test_withdrawing_hides_and_restoring_shows_again(client, athlete, form, record):
    from forms_engine.models import FormPermission

    FormPermission.objects.filter(form=form, role__name=roles.ATHLETE).update(can_delete=True)
    client.force_login(athlete)
    at = [athlete.pk, form.key, record.pk]
    assert client.get(reverse("withdraw_record", args=at)).status_code == 405
    client.post(reverse("withdraw_record", args=at))
    assert Record.objects.get().withdrawn_at is not None
    assert "withdrawn" in client.get(reverse("person_events", args=at[:2])).content.decode()
    assert client.get(reverse("edit_record", args=at)).status_code == 404
    client.post(reverse("restore_record", args=at))
    assert Record.objects.get().withdrawn_at is None
    FormPermission.objects.filter(form=form).update(can_delete=False)
    Record.objects.update(withdrawn_at=NOW)
    assert client.get(reverse("person_record", args=at)).status_code == 404
    assert "Tue 10 Mar" not in client.get(reverse("person_events", args=at[:2])).content.decode()


def test_a_profile_is_filled_and_changed(client, athlete, profile_form):
    client.force_login(athlete)
    url = reverse("profile", args=[profile_form.key])
    assert client.post(url, {"boat": "Wherry"})["Location"] == url
    client.post(url, {"boat": "Wherry"})
    client.post(url, {"boat": "Scull"})
    assert Record.objects.get().values == {"boat": "Scull"}
    assert RecordChange.objects.count() == 1
    assert 'value="Scull"' in client.get(url).content.decode()


def test_a_profile_says_once_what_is_not_to_be_filled(client, athlete, profile_form):
    make_field(profile_form, "age", "age", label="Age in years")
    make_record(profile_form, athlete, {"boat": "Wherry"}, stamp=make_stamp(athlete))
    athlete.date_of_birth = date(2000, 1, 1)
    athlete.save()
    client.force_login(athlete)
    url = reverse("profile", args=[profile_form.key])
    client.post(url, {"boat": "Scull"})
    page = client.get(url).content.decode()
    assert page.count("Age in years") == 1
    assert 'value="Scull"' in page


def test_my_profiles_lists_what_i_may_open(client, athlete, form, profile_form):
    make_form("Staff notes", kind="profile", rights={roles.STAFF: "crw"})
    retired = make_form("Old form", kind="profile", rights=RIGHTS, retired_at=NOW)
    client.force_login(athlete)
    page = client.get(reverse("profiles")).content.decode()
    assert reverse("profile", args=[profile_form.key]) in page
    assert reverse("person_events", args=[athlete.pk, form.key]) in page
    assert "Staff notes" not in page
    assert retired.name not in page


def test_somebody_without_forms_reads_what_to_do(client, db):
    client.force_login(make_person("Cora", "Samplewell", role=roles.CONSULTANT))
    assert "A consultant of your club" in client.get(reverse("profiles")).content.decode()


def test_a_retired_form_is_read_and_not_filled(client, athlete, form, record):
    form.retired_at = NOW
    form.save()
    client.force_login(athlete)
    at = [athlete.pk, form.key, record.pk]
    assert client.get(reverse("person_record", args=at)).status_code == 200
    assert client.get(reverse("new_record", args=at[:2])).status_code == 404
    assert client.get(reverse("edit_record", args=at)).status_code == 404


def test_a_connectors_record_takes_a_note_and_nothing_else(client, athlete):
    form = make_form("Night", fields={"sleep_score": "score"}, written_by="ring", managed_by="ring", rights=RIGHTS)
    make_field(form, "note", "text")
    record = put_record(
        form,
        athlete,
        source="ring",
        source_id="2026-03-10",
        values={"sleep_score": 80},
        stamp=make_stamp(owner="ring:daily_sleep"),
        occurred_on=date(2026, 3, 9),
    )
    client.force_login(athlete)
    at = [athlete.pk, form.key, record.pk]
    assert client.get(reverse("new_record", args=at[:2])).status_code == 404
    client.post(
        reverse("edit_record", args=at), {"sleep_score": "99", "note": "Airport.", "_occurred_on": "2020-01-01"}
    )
    record.refresh_from_db()
    assert record.values == {"sleep_score": 80, "note": "Airport."}
    assert record.occurred_on == date(2026, 3, 9)


def test_somebody_who_left_the_squad_is_out_of_sight(client, squad, athlete, form, record):
    coach = make_coach(squad)
    client.force_login(coach)
    url = reverse("person_record", args=[athlete.pk, form.key, record.pk])
    assert client.get(url).status_code == 200
    Membership.objects.filter(person=athlete).delete()
    assert client.get(url).status_code == 404


def test_a_long_list_is_turned_in_pages_and_reads_as_cards_on_a_phone(client, athlete, form):
    for number in range(51):
        make_record(form, athlete, {"mood": number % 10}, source_id=f"day-{number}")
    client.force_login(athlete)
    page = client.get(reverse("person_events", args=[athlete.pk, form.key]) + "?page=2").content.decode()
    assert 'class="table-scroll cards"' in page
    assert '<td data-label="Mood">0</td>' in page
    assert 'class="pager"' in page
    assert "Page 2 of 2" in page
