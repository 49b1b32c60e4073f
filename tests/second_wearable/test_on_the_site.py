"""One line of settings puts Comet on the site: forms, consent, records on the right day, a command in every chat."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client, modify_settings

from forms_engine.models import FieldDefinition, FormDefinition
from messaging import commands
from people.application import application_details
from people.models import Person, SiteApplication
from sync import applications, queue, registry
from sync.engine import perform_run
from sync.installing import install
from sync.models import Binding, Connection, Run, SeriesDay
from sync.series import unpack
from tests.builders.people import make_athlete, make_consultant
from tests.second_wearable.cloud import CLIENT_ID, CLIENT_SECRET, CLOUD, CometCloud
from tests.second_wearable.provider import PRESET
from tests.second_wearable.vendor import NOW

APP = "tests.second_wearable"
MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    """The one line of settings."""
    for one in fields(CometCloud):
        setattr(CLOUD, one.name, getattr(CometCloud(), one.name))
    with modify_settings(INSTALLED_APPS={"prepend": [APP]}), time_machine.travel(NOW, tick=False):
        yield
    registry.unregister("comet")
    commands.unregister_command("comet")


@pytest.fixture
def athlete() -> Person:
    return make_athlete()


@pytest.fixture
def browser(athlete: Person) -> Client:
    """The athlete's browser, on a site that is set up for Comet."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    comet = registry.provider_for("comet")
    install(comet)
    entered = applications.NewApplication(CLIENT_ID, CLIENT_SECRET, PRESET)
    applications.enable(applications.enter_application(comet, entered, NOW))
    browser = Client()
    browser.force_login(athlete)
    return browser


def connect(browser: Client) -> Connection:
    """The athlete presses, agrees at Comet and comes back."""
    address = browser.post("/connect/comet/begin")["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    code = CLOUD.agree(frozenset(asked["scope"].split()), asked["code_challenge"])
    back = browser.get("/connect/comet/callback", {"state": asked["state"], "code": code})
    assert back.status_code == 302
    return Connection.objects.get(provider="comet")


def sync(connection: Connection, now: datetime = NOW) -> None:
    perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)


def test_the_settings_line_registers_it_and_its_command_and_nothing_of_the_others_goes():
    assert {provider.key for provider in registry.all_providers()} >= {"oura", "comet"}
    assert {"oura", "comet"} <= set(commands.command_names())
    assert commands.read_command("/comet status") == commands.Spoken("comet", "status")


def test_its_forms_are_installed_with_their_fields_and_the_feeds_of_a_new_site(browser):
    assert set(FormDefinition.objects.filter(managed_by="comet").values_list("key", "kind")) == {
        ("comet_nights", "event"),
        ("comet_rides", "event"),
        ("comet_rider", "profile"),
        ("comet_authorise", "profile"),
        ("comet_issued_token", "profile"),
        ("comet_current_token", "profile"),
    }
    assert FieldDefinition.objects.filter(form__key="comet_nights").count() == 3
    assert dict(Binding.objects.filter(provider="comet").values_list("feed", "is_active")) == {
        "nights": True,
        "rides": True,
        "rider": False,
    }


def test_an_athlete_reads_in_its_words_what_is_read_and_agrees_to_that(browser):
    page = browser.get("/connect/comet/").content.decode()
    assert "How long and how well you slept." in page
    assert "How heavy your bicycle is." not in page

    connection = connect(browser)

    assert connection.scopes == ["rest", "sport"]
    assert connection.account_id == "rider-1"


def test_what_it_has_becomes_records_on_the_right_day(browser, athlete):
    CLOUD.put_night("2026-03-10", 84, NOW - timedelta(hours=14), pulse=[51, None, 47])
    CLOUD.put_ride("ride-a", "2026-03-10", 20_000)
    CLOUD.put_ride("ride-b", "2026-03-10", 5_000)

    sync(connect(browser))

    (night,) = athlete.records.filter(form__key="comet_nights")
    assert (night.source, night.source_id, night.source_on, night.occurred_on) == (
        "comet",
        "2026-03-10",
        TUESDAY,
        MONDAY,
    )
    assert night.values["rest_score"] == 84
    assert unpack(SeriesDay.objects.get(owner="comet:nights").packed) == [51.0, None, 47.0]
    rides = athlete.records.filter(form__key="comet_rides").order_by("source_id")
    assert [(one.source_id, one.occurred_on, one.values) for one in rides] == [
        ("ride-a", TUESDAY, {"ride_m": 20_000}),
        ("ride-b", TUESDAY, {"ride_m": 5_000}),
    ]


def test_what_it_takes_back_is_withdrawn(browser, athlete):
    CLOUD.put_ride("ride-a", "2026-03-10", 20_000)
    connection = connect(browser)
    sync(connection)
    del CLOUD.documents["rides"]["ride-a"]

    sync(connection)

    assert athlete.records.get(form__key="comet_rides").withdrawn_at == NOW


def test_a_profile_feed_switched_on_fills_its_profile_form(browser, athlete):
    Binding.objects.filter(provider="comet", feed="rider").update(is_active=True)
    CLOUD.documents["rider"] = {"rider-1": {"bicycle_kg": 7.4}}

    sync(connect(browser))

    record = athlete.records.get(form__key="comet_rider")
    assert (record.values, record.occurred_on) == ({"bicycle_kg": 7.4}, None)
    assert "7.4 kg" in browser.get("/profiles/comet_rider/").content.decode()


def test_an_expired_access_token_is_renewed_on_the_way(browser, athlete):
    connection = connect(browser)
    CLOUD.accesses.clear()
    CLOUD.put_ride("ride-a", "2026-03-10", 20_000)

    sync(connection, NOW + timedelta(hours=3))

    assert athlete.records.filter(form__key="comet_rides").count() == 1


def test_consultants_set_it_up_and_athletes_connect_it_on_pages_like_every_wearables(browser):
    assert "Authorise Comet Data" in browser.get("/profiles/comet_authorise/").content.decode()
    consultant = Client()
    consultant.force_login(make_consultant())
    assert "Comet" in consultant.get("/setup/").content.decode()
    assert consultant.get("/setup/comet/").status_code == 200
