"""The application registered at a provider: entered, switched on, changed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database

from people.application import UuidsNeeded, application_details, set_uuid_state
from people.models import SiteApplication
from sync import applications, engine, queue
from sync.installing import configure_application
from sync.models import Connection, ProviderApplication, Run
from sync.provider import Endpoints
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.fakes.provider import ENDPOINTS

LEGACY = replace(ENDPOINTS, key="pulsar-legacy", token_url="https://legacy.pulsar.example/token")


def entered(endpoints: Endpoints = ENDPOINTS, client_id: str = "client-1", secret: str = "secret-1", **more):
    return applications.NewApplication(client_id, secret, endpoints, **more)


def switch_uuids(state: str) -> None:
    SiteApplication.objects.update_or_create(pk=SiteApplication.ONLY_ROW, defaults={"uuid_state": state})


def test_an_application_is_entered_switched_off(db, provider, now):
    application = applications.enter_application(provider, entered(), now)

    application.refresh_from_db()
    assert (application.provider, application.preset, application.client_id) == ("pulsar", "pulsar", "client-1")
    assert (application.client_secret, application.changed_at) == ("secret-1", now)
    assert application.token_url == ENDPOINTS.token_url
    assert application.is_enabled is False


def test_the_secret_stands_sealed_in_the_database(application):
    with database.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM sync_providerapplication")
        stored = bytes(cursor.fetchone()[0])

    assert stored
    assert b"client-secret-1" not in stored


def test_an_empty_secret_keeps_the_one_entered_before(application, provider, now):
    applications.enter_application(provider, entered(client_id="client-2", secret=""), now)

    kept = ProviderApplication.objects.get()
    assert (kept.client_id, kept.client_secret) == ("client-2", "client-secret-1")


def test_the_secret_of_one_preset_is_never_kept_for_another(application, provider, now):
    with pytest.raises(ValidationError, match="client secret"):
        applications.enter_application(provider, entered(LEGACY, secret=""), now)

    kept = ProviderApplication.objects.get()
    assert (kept.preset, kept.client_secret) == ("pulsar", "client-secret-1")


@pytest.mark.parametrize(("client_id", "secret"), [("", "secret"), ("client", ""), ("", "")])
def test_both_client_id_and_secret_are_needed(db, provider, now, client_id, secret):
    with pytest.raises(ValidationError):
        applications.enter_application(provider, entered(client_id=client_id, secret=secret), now)

    assert not ProviderApplication.objects.exists()


ADDRESSES = ("authorize_url", "token_url", "revoke_url", "api_url")


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("address", ["http://pulsar.example/x", "ftp://pulsar.example/x", "//pulsar.example", "x"])
def test_outside_demo_and_tests_every_address_is_https(db, provider, now, settings, name, address):
    settings.IS_DEMO = False

    with pytest.raises(ValidationError):
        applications.enter_application(provider, entered(replace(ENDPOINTS, **{name: address})), now)

    assert not ProviderApplication.objects.exists()


def test_https_addresses_are_fine_outside_the_demo(db, provider, now, settings):
    settings.IS_DEMO = False

    assert applications.enter_application(provider, entered(replace(ENDPOINTS, revoke_url="")), now).pk


def test_a_host_of_this_machine_is_fine_in_the_demo(db, provider, now):
    here = "http://simulator:8001/x"
    local = Endpoints("simulator", "Simulator", here, here, here, here)

    assert applications.enter_application(provider, entered(local), now).pk


def test_free_addresses_come_in_by_the_command_only_and_by_https(db, provider, now, settings):
    free = replace(ENDPOINTS, key="custom", token_url="https://elsewhere.example/token")
    configure_application("pulsar", endpoints=free, client_id="c", client_secret="s", now=now, scopes=["sleep"])
    kept = ProviderApplication.objects.get()
    assert kept.scopes == ["sleep"]
    first = kept.preset
    assert first.startswith("custom-")
    moved = replace(free, token_url="https://third.example/token")
    configure_application("pulsar", endpoints=moved, client_id="c", client_secret="s", now=now)
    assert ProviderApplication.objects.get().preset != first

    settings.IS_DEMO = False
    with pytest.raises(ValidationError):
        configure_application(
            "pulsar", endpoints=replace(free, api_url="http://x.example"), client_id="c", client_secret="s", now=now
        )


def test_a_changed_preset_pauses_the_connections_the_other_issued(application, provider, now):
    working = connect(provider, make_athlete(), now)
    refused = connect(provider, make_athlete(), now)
    Connection.objects.filter(pk=refused.pk).update(state=Connection.State.RECONNECT_NEEDED)
    later = now + timedelta(hours=1)

    applications.enter_application(provider, entered(LEGACY), later)

    working.refresh_from_db()
    refused.refresh_from_db()
    assert (working.state, working.state_since) == (Connection.State.PAUSED, later)
    assert refused.state == Connection.State.RECONNECT_NEEDED
    assert queue.request_due("pulsar", later) == 0


def test_no_token_travels_to_another_preset_even_when_asked(application, provider, athlete, now):
    connection = connect(provider, athlete, now)
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    applications.enter_application(provider, entered(LEGACY), now)

    engine.perform_run(run.pk, now + timedelta(days=2))

    run.refresh_from_db()
    assert (run.state, run.error_code) == (Run.State.FAILED, "not_askable")
    assert (provider.asked, provider.refreshes) == ([], [])


def test_the_first_preset_back_again_sets_its_connections_going(application, provider, athlete, now):
    connection = connect(provider, athlete, now)
    applications.enter_application(provider, entered(LEGACY), now)

    applications.enter_application(provider, entered(ENDPOINTS), now)

    connection.refresh_from_db()
    assert connection.state == Connection.State.CONNECTED


def test_a_new_client_of_the_same_preset_pauses_nobody(application, provider, athlete, now):
    connection = connect(provider, athlete, now)

    applications.enter_application(provider, entered(client_id="client-2", secret="secret-2"), now)

    connection.refresh_from_db()
    assert connection.state == Connection.State.WAITING


# UUIDs


def test_it_cannot_be_switched_on_while_uuids_are_off(application):
    applications.disable(application)
    switch_uuids(SiteApplication.UuidState.OFF)

    with pytest.raises(ValidationError, match="Application details"):
        applications.enable(application)

    application.refresh_from_db()
    assert application.is_enabled is False


@pytest.mark.parametrize("state", [SiteApplication.UuidState.GENERATED, SiteApplication.UuidState.OWN])
def test_it_can_be_switched_on_with_uuids(application, state):
    applications.disable(application)
    switch_uuids(state)

    applications.enable(application)

    application.refresh_from_db()
    assert application.is_enabled is True


def test_uuids_cannot_be_switched_off_while_it_is_on(application):
    with pytest.raises(UuidsNeeded, match="pulsar"):
        set_uuid_state(SiteApplication.UuidState.OFF)

    assert application_details().uuid_state == SiteApplication.UuidState.GENERATED


def test_uuids_can_be_switched_off_once_it_is_off(application):
    applications.disable(application)

    set_uuid_state(SiteApplication.UuidState.OFF)

    assert application_details().uuid_state == SiteApplication.UuidState.OFF


def test_credentials_do_not_show_their_secret(application):
    credentials = applications.credentials_of(application)

    assert credentials.client_secret == "client-secret-1"
    assert "client-secret-1" not in repr(credentials)
    assert "client-secret-1" not in str(application)
