"""Where the Authorisation Link leads, for whom, and what stands beside it."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_engine import extension
from forms_engine.models import FormDefinition
from people.models import SiteApplication
from sync import disconnecting
from sync.links import link_targets
from sync.models import Connection, ProviderApplication
from tests.builders.connections import connect
from tests.builders.forms import make_form
from tests.builders.people import make_athlete, make_coach


@pytest.fixture
def form(application) -> FormDefinition:
    return FormDefinition.objects.get(key="pulsar_authorise")


def target(form, person, viewer, now):
    return link_targets(form, [person], viewer, now)[person.pk]


def test_it_leads_the_athlete_to_the_consent_page(form, athlete, now):
    found = target(form, athlete, athlete, now)

    assert (found.url, found.label, found.reason) == ("/connect/pulsar/", "Authorisation Link", "")
    assert found.url == reverse("sync:consent", args=["pulsar"])
    assert found.facts == {"connection_state": "not connected"}


def test_a_coach_reads_who_has_to_press_it_and_how(form, athlete, now):
    found = target(form, athlete, make_coach(), now)

    assert found.url == ""
    for words in ("Only Ada Examplova can press this link", "Profiles", "Authorise Pulsar Data", "Pulsar's page"):
        assert words in found.reason


def test_a_coach_with_a_ring_of_their_own_presses_their_own_link_only(form, athlete, now):
    coach = make_coach()

    found = link_targets(form, [athlete, coach], coach, now)

    assert found[athlete.pk].url == ""
    assert found[coach.pk].url == "/connect/pulsar/"


@pytest.mark.parametrize(
    ("table", "change", "who"),
    [
        (SiteApplication, {"uuid_state": "off"}, "A consultant switches UUIDs on"),
        (ProviderApplication, {"is_enabled": False}, "A consultant switches the connector on"),
        (ProviderApplication, {"client_id": ""}, "A consultant enters the client id"),
    ],
)
def test_before_set_up_it_is_disabled_and_says_who_must_do_what(form, athlete, now, table, change, who):
    table.objects.update(**change)

    for viewer in (athlete, make_coach()):
        found = target(form, athlete, viewer, now)
        assert found.url == ""
        assert found.reason.startswith("Connecting is not possible yet.")
        assert who in found.reason


def test_somebody_connected_sees_state_dates_and_what_was_granted(form, connection, athlete, now):
    Connection.objects.update(
        state=Connection.State.CONNECTED, last_synced_at=now, last_data_on=now.date(), scopes=["sleep"]
    )

    found = target(form, athlete, athlete, now)

    assert found.label == "Connected: authorise again"
    assert found.facts == {
        "connection_state": "connected",
        "authorised_on": now.isoformat(),
        "data_types_granted": "Nights, Calm",
        "last_sync": now.isoformat(),
        "last_data": now.date().isoformat(),
    }


@pytest.mark.parametrize(("scopes", "words"), [(None, "not stated by Pulsar"), ([], "none"), (["move"], "Steps")])
def test_what_was_granted_is_never_guessed(form, connection, athlete, now, scopes, words):
    Connection.objects.update(scopes=scopes)

    assert target(form, athlete, athlete, now).facts["data_types_granted"] == words


@pytest.mark.parametrize(
    ("state", "label"),
    [
        ("waiting", "Connected: authorise again"),
        ("connected", "Connected: authorise again"),
        ("reconnect_needed", "Authorisation Link: connect again"),
        ("membership_lapsed", "Authorisation Link: connect again"),
        ("paused", "Authorisation Link: connect again"),
        ("disconnected", "Authorisation Link"),
    ],
)
def test_the_label_says_what_pressing_it_does(form, connection, athlete, now, state, label):
    Connection.objects.update(state=state)

    assert target(form, athlete, athlete, now).label == label


def test_it_answers_for_its_own_form_only(application, athlete, now):
    assert link_targets(make_form(), [athlete], athlete, now) == {}
    for key in ("pulsar_nights", "pulsar_issued_token", "pulsar_current_token"):
        assert link_targets(FormDefinition.objects.get(key=key), [athlete], athlete, now) == {}


def test_a_form_of_a_wearable_that_is_gone_has_no_link(application, athlete, now):
    assert link_targets(make_form(managed_by="vanished"), [athlete], athlete, now) == {}


def test_the_socket_is_plugged_in(form, athlete, now):
    assert extension.link_targets(form, [athlete], athlete, now)[athlete.pk].url == "/connect/pulsar/"


def test_no_secret_and_no_account_stands_beside_the_link(form, connection, application, provider, athlete, now):
    disconnecting.disconnect(provider, application, connection, now + timedelta(hours=1))
    said = repr(target(form, athlete, make_coach(), now))

    for secret in ("access-1", "refresh-1", connection.account_id):
        assert secret not in said


def test_thirty_people_cost_as_many_queries_as_three(form, provider, now):
    coach = make_coach()
    people = [make_athlete() for _number in range(30)]
    for person in people[::2]:
        connect(provider, person, now)

    with CaptureQueriesContext(database) as few:
        link_targets(form, people[:3], coach, now)
    with CaptureQueriesContext(database) as many:
        link_targets(form, people, coach, now)

    assert len(many) == len(few)
    assert len(few) <= 10
