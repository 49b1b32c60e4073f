"""Two accounts of one human become one: all of it or nothing, and nothing is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forms_engine import extension
from forms_engine.models import Record, RecordChange
from forms_engine.records import edit_record
from people import roles
from people.looks import note_looks
from people.merging import CannotMerge, foresee_merge, merge_people, reasons_against_merging
from people.models import Membership, Person
from sync.models import Connection
from tests.builders.forms import MONDAY, NOW, TUESDAY, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person, make_squad

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def stays(squad):
    return make_athlete(squad, "Ada", "Examplova", username="ada")


@pytest.fixture
def goes(squad):
    return make_athlete(squad, "Ada", "Examplova", username="ada.old", sex="female")


@pytest.fixture
def consultant(db):
    return make_consultant()


@pytest.fixture
def form(db):
    return make_form(fields={"mood": "integer"}, rights={roles.ATHLETE: "rw"})


def make_connection(person, state=Connection.State.CONNECTED, account_id="account"):
    return Connection.objects.create(
        provider="oura",
        person=person,
        account_id=account_id,
        preset="simulator",
        state=state,
        state_since=NOW,
        authorised_at=NOW,
    )


def moved(kinds, label):
    return next(((one.moves, one.stays_behind) for one in kinds if one.label == label), (0, 0))


def test_records_memberships_and_looks_move_with_their_history(squad, stays, goes, consultant, form):
    record = make_record(form, goes, {"mood": 7})
    edit_record(record, {"mood": 5}, make_stamp(goes))
    other_squad = make_squad("Sailing Testers")
    Membership.objects.create(person=goes, squad=other_squad)
    note_looks(consultant, [goes], "Board", NOW)
    foreseen = foresee_merge(stays, goes)
    assert Record.objects.get().person == goes
    assert merge_people(stays, goes, consultant, NOW) == foreseen
    record.refresh_from_db()
    assert (record.person, record.entered_by, record.values) == (stays, stays, {"mood": 5})
    assert RecordChange.objects.get().by == stays
    assert set(stays.squads.all()) == {squad, other_squad}
    assert stays.looks_received.count() == 1
    assert moved(foreseen, "records")[0] >= 1
    assert moved(foreseen, "memberships") == (1, 1)


def test_the_account_that_goes_is_deactivated_and_kept(stays, goes, consultant):
    merge_people(stays, goes, consultant, NOW)
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (goes.is_active, stays.is_active, stays.sex) == (False, True, "female")
    assert Person.objects.filter(pk=goes.pk).exists()


def test_roles_and_ways_to_log_in_do_not_move(stays, consultant):
    other = make_consultant("Cora", "Samplewell")
    merge_people(stays, other, consultant, NOW)
    stays.refresh_from_db()
    assert (stays.is_staff, set(stays.groups.values_list("name", flat=True))) == (False, {roles.ATHLETE})


def test_two_records_of_one_identity_are_both_kept(stays, goes, consultant, form):
    mine = make_record(form, stays, {"mood": 1}, source="import", source_id="2026-03-09", occurred_on=MONDAY)
    theirs = make_record(form, goes, {"mood": 2}, source="import", source_id="2026-03-09", occurred_on=MONDAY)
    late = make_record(form, goes, {"mood": 3}, source="import", source_id="2026-03-10", occurred_on=TUESDAY)
    kinds = merge_people(stays, goes, consultant, NOW)
    for record in (mine, theirs, late):
        record.refresh_from_db()
    assert (mine.person, theirs.person, late.person) == (stays, goes, stays)
    assert theirs.values == {"mood": 2}
    assert moved(kinds, "records")[1] == 1


def test_whoever_keeps_in_step_is_told_what_moved(stays, goes, consultant, form, monkeypatch):
    make_record(form, goes, {"mood": 7}, occurred_on=MONDAY)
    told = []
    monkeypatch.setattr(extension, "_written_sockets", [])
    extension.plug_written(lambda written, now: told.extend(written))
    merge_people(stays, goes, consultant, LATER)
    assert {(one.person_id, one.days) for one in told} == {
        (stays.pk, frozenset({MONDAY})),
        (goes.pk, frozenset({MONDAY})),
    }


def test_a_connection_moves(stays, goes, consultant):
    connection = make_connection(goes)
    merge_people(stays, goes, consultant, NOW)
    connection.refresh_from_db()
    assert connection.person == stays


@pytest.mark.parametrize(
    ("kept", "words"),
    [(Connection.State.CONNECTED, "Disconnect one of them first"), (Connection.State.DISCONNECTED, "Let ada.old stay")],
)
def test_two_connections_of_one_provider_are_refused(stays, goes, consultant, form, kept, words):
    make_connection(stays, state=kept, account_id="one")
    make_connection(goes, account_id="two")
    make_record(form, goes, {"mood": 7})
    with pytest.raises(CannotMerge, match=words):
        merge_people(stays, goes, consultant, NOW)
    assert Record.objects.filter(person=goes, form=form).exists()
    goes.refresh_from_db()
    assert goes.is_active


def test_a_disconnected_one_is_no_hindrance(stays, goes, consultant):
    make_connection(stays, account_id="one")
    make_connection(goes, state=Connection.State.DISCONNECTED, account_id="two")
    merge_people(stays, goes, consultant, NOW)
    assert Connection.objects.get(account_id="one").person == stays
    assert Connection.objects.get(account_id="two").person == goes


def test_nobody_merges_themselves_away_nor_reaches_a_superuser(stays, consultant):
    root = make_person("Root", "Placeholder", is_superuser=True)
    assert reasons_against_merging(stays, consultant, consultant)
    assert reasons_against_merging(stays, root, consultant)
    assert reasons_against_merging(stays, stays, consultant)
    assert not reasons_against_merging(consultant, stays, consultant)


def press(client, two, **said):
    told = {"action": "merge", "_selected_action": [one.pk for one in two], **said}
    return client.post(reverse("admin:people_person_changelist"), told, follow=True)


def test_the_page_shows_what_would_happen_then_does_it(client, stays, goes, consultant, form):
    make_record(form, goes, {"mood": 7})
    client.force_login(consultant)
    page = press(client, [stays, goes]).content.decode()
    assert "Which account stays?" in page
    assert "ada.old becomes part of ada" in page
    assert Record.objects.get().person == goes
    page = press(client, [stays, goes], stays=stays.pk, confirmed="yes").content.decode()
    assert "Merged: ada.old is now part of ada." in page
    assert Record.objects.get().person == stays


def test_the_page_wants_two_and_a_consultant(client, squad, stays, goes, consultant):
    client.force_login(consultant)
    assert "Tick the two accounts" in press(client, [stays]).content.decode()
    client.force_login(make_coach(squad))
    press(client, [stays, goes], stays=stays.pk, confirmed="yes")
    goes.refresh_from_db()
    assert goes.is_active
