"""The set-up page: for consultants only, presets only, the secret never shown again."""

import pytest
from django.test import Client
from django.urls import reverse

from forms_engine.models import FormDefinition
from people.models import Person, SiteApplication
from sync import registry
from sync.installing import is_installed
from sync.models import ProviderApplication
from tests.builders.forms import make_form
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_staff

SETUP = "/setup/pulsar/"
POSTS = ("application", "forms", "switch")


def log_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def consultant(db) -> Client:
    return log_in(make_consultant())


def entered(**changes: str) -> dict[str, str]:
    return {"preset": "pulsar", "client_id": "client-7", "client_secret": "canary-secret", **changes}


@pytest.mark.parametrize("make", [make_athlete, make_coach, make_staff, make_medical])
def test_only_a_consultant_opens_it_or_presses_anything(application, provider, make):
    stranger = log_in(make())

    assert stranger.get(SETUP).status_code == 403
    for path in POSTS:
        assert stranger.post(SETUP + path, entered(switch="off")).status_code == 403

    application.refresh_from_db()
    assert (application.client_id, application.is_enabled) == ("client-1", True)


def test_the_operators_superuser_may_open_it(application):
    operator = make_athlete()
    operator.is_superuser = True
    operator.save()

    assert log_in(operator).get(SETUP).status_code == 200


@pytest.mark.parametrize("path", ["/setup/", SETUP, *[SETUP + path for path in POSTS]])
def test_a_stranger_is_asked_to_log_in(application, client, path):
    response = client.post(path) if path.endswith(POSTS) else client.get(path)

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_an_unknown_wearable_is_not_found(consultant):
    assert consultant.get("/setup/quasar/").status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_changed_by_a_link(consultant, application, path):
    assert consultant.get(SETUP + path).status_code == 405


def test_a_foreign_page_cannot_press_anything(application):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(make_consultant())

    for path in POSTS:
        assert careful.post(SETUP + path, entered(switch="off")).status_code == 403
    application.refresh_from_db()
    assert application.is_enabled is True


def test_the_page_shows_every_line_the_redirect_address_and_where_to_act(consultant, provider):
    page = consultant.get(SETUP).content.decode()

    for words in ("UUIDs", "Application", "Forms", "Rights", "Address", "Connector", "Worker", "Schedule"):
        assert words in page
    assert "http://127.0.0.1:8000/connect/pulsar/callback" in page
    assert "Athletes cannot connect yet" in page
    assert "To do" in page
    assert reverse("admin:people_siteapplication_change", args=[1]) in page


def test_a_finished_set_up_says_so(consultant, application):
    assert "Athletes can connect" in consultant.get(SETUP).content.decode()


def test_storing_the_application(consultant, provider):
    response = consultant.post(SETUP + "application", entered())

    assert (response.status_code, response.url) == (302, SETUP)
    stored = ProviderApplication.objects.get()
    assert (stored.preset, stored.client_id, stored.client_secret) == ("pulsar", "client-7", "canary-secret")
    assert stored.token_url == "https://pulsar.example/token"


def test_the_secret_is_never_shown_again(consultant, provider):
    consultant.post(SETUP + "application", entered())

    pages = [
        consultant.get(SETUP),
        consultant.post(SETUP + "application", entered(client_id="")),
        consultant.post(SETUP + "application", entered(preset="nowhere")),
        consultant.post(SETUP + "switch", {"switch": "on"}, follow=True),
    ]

    for response in pages:
        assert "canary-secret" not in response.content.decode()


def test_the_client_id_and_preset_are_shown_again(consultant, application):
    page = consultant.get(SETUP).content.decode()

    assert 'value="client-1"' in page
    assert "client-secret-1" not in page


def test_an_empty_secret_keeps_the_one_entered_before(consultant, application):
    assert consultant.post(SETUP + "application", entered(client_secret="")).status_code == 302

    application.refresh_from_db()
    assert (application.client_id, application.client_secret) == ("client-7", "client-secret-1")


def test_a_secret_is_needed_the_first_time(consultant, provider):
    response = consultant.post(SETUP + "application", entered(client_secret=""))

    assert response.status_code == 400
    assert "Enter both the client id and the client secret." in response.content.decode()
    assert not ProviderApplication.objects.exists()


@pytest.mark.parametrize("preset", ["own-addresses", "nowhere", "", "https://evil.example", "\x00"])
def test_the_web_takes_presets_only(consultant, application, preset):
    response = consultant.post(SETUP + "application", entered(preset=preset))

    assert response.status_code == 400
    application.refresh_from_db()
    assert (application.preset, application.client_id) == ("pulsar", "client-1")


@pytest.mark.parametrize("name", ["authorize_url", "token_url", "revoke_url", "api_url", "scopes", "is_enabled"])
def test_addresses_sent_along_are_not_taken(consultant, application, name):
    consultant.post(SETUP + "application", entered(**{name: "https://evil.example/x"}))

    stored = ProviderApplication.objects.values().get()
    assert "evil.example" not in str(stored)


@pytest.mark.parametrize(
    "odd", [{"client_id": "x" * 10_000}, {"client_id": "a\x00b"}, {"client_secret": "x" * 10_000}, {"client_id": " "}]
)
def test_odd_entries_are_refused_and_lose_nothing(consultant, application, odd):
    assert consultant.post(SETUP + "application", entered(**odd)).status_code == 400

    application.refresh_from_db()
    assert (application.client_id, application.client_secret) == ("client-1", "client-secret-1")


def test_a_stored_problem_goes_when_the_application_is_entered_again(consultant, application):
    ProviderApplication.objects.update(problem="Pulsar refused the client.")
    assert "Pulsar refused the client." in consultant.get(SETUP).content.decode()

    consultant.post(SETUP + "application", entered())

    assert "Pulsar refused the client." not in consultant.get(SETUP).content.decode()


def test_installing_the_forms_says_what_it_did(consultant, provider):
    first = consultant.post(SETUP + "forms", follow=True).content.decode()
    second = consultant.post(SETUP + "forms", follow=True).content.decode()

    assert is_installed(provider)
    assert "Form made: Pulsar Nights" in first
    assert "Everything is installed already; nothing was changed." in second


def test_a_form_that_stands_in_the_way_is_named(consultant, provider):
    make_form("Pulsar Days", key="our_days")

    page = consultant.post(SETUP + "forms", follow=True)

    assert page.status_code == 200
    assert "Another form is called “Pulsar Days”. Rename it, then install again." in page.content.decode()
    assert not FormDefinition.objects.filter(managed_by="pulsar").exists()


def test_switching_on_is_refused_while_uuids_are_off(consultant, application):
    consultant.post(SETUP + "switch", {"switch": "off"})
    SiteApplication.objects.update(uuid_state="off")

    page = consultant.post(SETUP + "switch", {"switch": "on"}, follow=True).content.decode()

    application.refresh_from_db()
    assert application.is_enabled is False
    assert "The connector needs UUIDs" in page


def test_switching_off_and_on(consultant, application):
    consultant.post(SETUP + "switch", {"switch": "off"})
    application.refresh_from_db()
    assert application.is_enabled is False

    consultant.post(SETUP + "switch", {"switch": "on"})
    application.refresh_from_db()
    assert application.is_enabled is True


def test_switching_before_an_application_is_entered_says_what_to_do(consultant, provider):
    page = consultant.post(SETUP + "switch", {"switch": "on"}, follow=True).content.decode()

    assert "Enter the application first." in page


def test_there_is_a_list_of_connectors_when_there_are_several(consultant, provider):
    page = consultant.get("/setup/")

    assert len(registry.all_providers()) > 1
    assert f'href="{SETUP}"' in page.content.decode()


def test_the_menu_entry_is_for_consultants(consultant, application):
    assert 'href="/setup/"' in consultant.get(SETUP).content.decode()
    assert 'href="/setup/"' not in log_in(make_coach()).get("/connect/pulsar/").content.decode()


def test_the_page_is_never_kept_by_a_cache(consultant, application):
    assert "no-store" in consultant.get(SETUP)["Cache-Control"]
