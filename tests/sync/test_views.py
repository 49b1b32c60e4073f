"""Connecting by browser: consent page, the way to the vendor, every way back."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from forms_engine import definitions
from forms_engine.models import Record
from forms_engine.records import Stamp, edit_record
from people.models import Person, SiteApplication
from sync import engine, queue, registry
from sync.errors import MembershipLapsed, ProviderMisconfigured, ProviderUnavailable
from sync.models import AuthorisationState, Connection, FeedState, ProviderApplication, Run, SeriesDay
from sync.provider import Endpoints
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_coach
from tests.fakes.provider import ENDPOINTS, FakeProvider

CONSENT, BEGIN, CALLBACK = "/connect/pulsar/", "/connect/pulsar/begin", "/connect/pulsar/callback"
FORM = "/profiles/pulsar_authorise/"
NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as stopped:
        yield stopped


@pytest.fixture
def browser(application, athlete) -> Client:
    """The athlete's browser, logged in."""
    client = Client()
    client.force_login(athlete)
    return client


def press(browser: Client) -> str:
    """Consent page, then the button; answers the state the vendor got."""
    browser.get(CONSENT)
    return parse_qs(urlsplit(browser.post(BEGIN)["Location"]).query)["state"][0]


def assert_ending(response, status: int, code: str, title: str) -> None:
    page = response.content.decode()
    assert (response.status_code, response.templates[0].name) == (status, "sync/ending.html")
    assert f"<code>{code}</code>" in page
    assert f"<h1>{title}</h1>" in page
    assert response["Cache-Control"].startswith("max-age=0")


# The consent page


def test_the_consent_page_says_what_will_be_read(browser):
    page = browser.get(CONSENT).content.decode()

    for feed in FakeProvider().feeds:
        assert feed.name in page
        assert feed.words in page
    assert f'action="{BEGIN}"' in page
    assert f'href="{FORM}"' in page


def test_a_provider_may_bring_words_of_its_own(browser):
    names = [template.name for template in browser.get(CONSENT).templates]

    assert "sync/consent_words.html" in names


def form_action(response) -> list[str]:
    (directive,) = [one for one in response["Content-Security-Policy"].split("; ") if one.startswith("form-action")]
    return directive.split()[1:]


def test_the_consent_page_lets_its_form_go_on_to_the_vendor(browser):
    assert form_action(browser.get(CONSENT)) == ["'self'", "https://pulsar.example"]


def test_the_consent_page_names_the_origins_the_vendor_redirects_on_to(browser, provider):
    class Redirecting(FakeProvider):
        def presets(self):
            names = ("key", "name", "authorize_url", "token_url", "revoke_url", "api_url")
            same = {name: getattr(ENDPOINTS, name) for name in names}
            return (Endpoints(**same, more_origins=("https://login.pulsar.example",)),)

    registry.register(Redirecting())

    assert form_action(browser.get(CONSENT)) == [
        "'self'",
        "https://pulsar.example",
        "https://login.pulsar.example",
    ]


def test_no_other_page_may_send_forms_to_the_vendor(browser):
    assert form_action(browser.get(CALLBACK)) == ["'self'"]
    assert form_action(browser.get(FORM)) == ["'self'"]


def test_looking_at_the_consent_page_asks_nothing_of_the_vendor_and_begins_nothing(browser, provider):
    browser.get(CONSENT)

    assert not AuthorisationState.objects.exists()
    assert provider.issued == 0


@pytest.mark.parametrize("address", [CONSENT, BEGIN, "/connect/pulsar/disconnect", "/connect/pulsar/sync-now"])
def test_somebody_logged_out_is_asked_to_log_in(application, client, address):
    response = client.get(address) if address == CONSENT else client.post(address)

    assert response.status_code == 302
    assert response.url.startswith(reverse(settings.LOGIN_URL))


@pytest.mark.parametrize("path", ["", "begin", "callback", "disconnect", "sync-now"])
def test_an_unknown_wearable_is_not_found(browser, path):
    address = f"/connect/quasar/{path}"

    response = browser.get(address) if path in ("", "callback") else browser.post(address)

    assert response.status_code == 404


# The button


def test_beginning_leads_to_the_vendor_with_state_and_exact_redirect_address(browser, athlete, settings):
    settings.SITE_URL = "https://ringside.example"
    browser.get(CONSENT)

    response = browser.post(BEGIN)

    assert response.status_code == 302
    assert response.url.startswith("https://pulsar.example/authorize?")
    asked = parse_qs(urlsplit(response.url).query)
    assert asked["redirect_uri"] == ["https://ringside.example/connect/pulsar/callback"]
    assert asked["scope"] == ["sleep move"]
    assert AuthorisationState.objects.get().person == athlete


@pytest.mark.parametrize(
    ("address", "page"), [(BEGIN, CONSENT), ("/connect/pulsar/sync-now", "/profiles/pulsar_authorise/")]
)
def test_what_changes_something_is_never_done_by_a_link_which_leads_to_the_button(browser, connection, address, page):
    for method in (browser.get, browser.head):
        assert method(address).headers["Location"] == page

    assert not AuthorisationState.objects.exists()
    assert not Run.objects.exists()
    connection.refresh_from_db()
    assert connection.state == Connection.State.WAITING


@pytest.mark.parametrize("address", [CONSENT, CALLBACK])
def test_what_is_looked_at_is_not_posted_to(browser, address):
    assert browser.post(address).status_code == 405


@pytest.mark.parametrize("path", ["begin", "disconnect", "sync-now"])
def test_a_foreign_page_cannot_press_the_buttons(application, athlete, path):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(athlete)

    assert careful.post(f"/connect/pulsar/{path}").status_code == 403
    assert not AuthorisationState.objects.exists()


def test_the_browsers_key_is_hidden_from_scripts_and_other_paths(browser):
    cookie = browser.get(CONSENT).cookies["ringside_browser"]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/connect/")
    assert len(cookie.value) >= 40


def test_the_browsers_key_is_secure_where_the_session_is(browser, settings):
    settings.SESSION_COOKIE_SECURE = True

    assert browser.get(CONSENT).cookies["ringside_browser"]["secure"] is True


def test_the_browsers_key_stays_so_that_several_presses_work_side_by_side(browser, provider):
    provider.good_codes = {"code-1", "code-2"}
    first, second = press(browser), press(browser)

    assert browser.get(CALLBACK, {"state": second, "code": "code-2"}).status_code == 302
    assert browser.get(CALLBACK, {"state": first, "code": "code-1"}).status_code == 302
    assert Connection.objects.count() == 1


NOT_READY = [
    (SiteApplication, {"uuid_state": "off"}, "A consultant switches UUIDs on in Application details."),
    (ProviderApplication, {"is_enabled": False}, "A consultant switches the connector on."),
    (ProviderApplication, {"client_id": ""}, "A consultant enters the client id and secret"),
]


@pytest.mark.parametrize(("table", "change", "who"), NOT_READY)
def test_before_set_up_nothing_begins_and_the_page_says_who_must_act(browser, table, change, who):
    table.objects.update(**change)

    consent, begun = browser.get(CONSENT), browser.post(BEGIN)

    assert_ending(consent, 409, "not_ready", "Connecting is not possible yet")
    assert who in consent.content.decode()
    assert_ending(begun, 409, "not_ready", "Connecting is not possible yet")
    assert not AuthorisationState.objects.exists()


def test_before_any_application_is_entered_nothing_begins(browser):
    ProviderApplication.objects.all().delete()

    for response in (browser.get(CONSENT), browser.post(BEGIN), browser.get(CALLBACK, {"state": "x", "code": "y"})):
        assert_ending(response, 409, "not_ready", "Connecting is not possible yet")


# The way back


def test_coming_back_connects_and_leads_to_the_form(browser, athlete):
    state = press(browser)

    response = browser.get(CALLBACK, {"state": state, "code": "good-code"})

    assert (response.status_code, response.url) == (302, FORM)
    assert Connection.objects.get().person == athlete
    page = browser.get(FORM).content.decode()
    assert "Connected. Your first data arrive within a minute." in page


def test_coming_back_after_the_session_ended_connects_and_asks_to_log_in(browser, athlete):
    state = press(browser)
    del browser.cookies["sessionid"]

    response = browser.get(CALLBACK, {"state": state, "code": "good-code"})

    assert (response.status_code, response.url) == (302, FORM)
    assert Connection.objects.get().person == athlete
    assert browser.get(FORM).status_code == 302


def test_denying_ends_kindly(browser):
    response = browser.get(CALLBACK, {"state": press(browser), "error": "access_denied"})

    assert_ending(response, 200, "denied", "You did not agree, so nothing was connected")
    assert f'href="{FORM}"' in response.content.decode()


def test_another_error_of_the_vendor_ends_at_the_consultant(browser):
    response = browser.get(CALLBACK, {"state": press(browser), "error": "invalid_scope"})

    assert_ending(response, 502, "vendor_said_no", "The request was not accepted")


def test_an_unknown_state_ends(browser):
    response = browser.get(CALLBACK, {"state": "nobody-knows", "code": "good-code"})

    assert_ending(response, 400, "state_unknown", "This link does not belong to anything begun here")


def test_a_used_state_ends(browser):
    answer = {"state": press(browser), "code": "good-code"}
    browser.get(CALLBACK, answer)

    assert_ending(browser.get(CALLBACK, answer), 400, "state_used", "This step was already done")


def test_a_state_older_than_fifteen_minutes_ends(browser, clock):
    state = press(browser)
    clock.shift(timedelta(minutes=16))

    response = browser.get(CALLBACK, {"state": state, "code": "good-code"})

    assert_ending(response, 400, "state_expired", "This took longer than 15 minutes")


def test_another_browser_ends_and_the_first_can_still_finish(browser):
    answer = {"state": press(browser), "code": "good-code"}

    assert_ending(Client().get(CALLBACK, answer), 400, "other_browser", "This was begun in another browser")

    assert browser.get(CALLBACK, answer).status_code == 302


def test_another_person_in_the_same_browser_ends_and_the_first_can_still_finish(browser, athlete):
    answer = {"state": press(browser), "code": "good-code"}
    key = browser.cookies["ringside_browser"].value
    shared = Client()
    shared.force_login(make_athlete(first="Bea"))
    shared.cookies["ringside_browser"] = key

    response = shared.get(CALLBACK, answer)

    assert_ending(response, 400, "other_person", "Somebody else began this")
    assert athlete.last_name not in response.content.decode().replace("Bea Examplova", "")
    assert browser.get(CALLBACK, answer).status_code == 302


def test_a_refused_code_ends(browser):
    response = browser.get(CALLBACK, {"state": press(browser), "code": "stale"})

    assert_ending(response, 400, "code_refused", "The agreement could not be completed")


@pytest.mark.parametrize("step", ["token", "identify"])
def test_a_vendor_that_is_down_ends(browser, provider, step):
    provider.fail[step] = ProviderUnavailable("No answer.")

    response = browser.get(CALLBACK, {"state": press(browser), "code": "good-code"})

    assert_ending(response, 503, "vendor_down", "The other side did not answer")
    assert not Connection.objects.exists()


def test_a_wrong_client_ends_at_the_consultant_and_closes_the_link(browser, provider):
    provider.fail["token"] = ProviderMisconfigured("Pulsar refused the client.")

    response = browser.get(CALLBACK, {"state": press(browser), "code": "good-code"})

    assert_ending(response, 502, "misconfigured", "The connector is not set up correctly")
    assert "Pulsar refused the client." in browser.get(CONSENT).content.decode()


def test_a_lapsed_membership_ends(browser, provider):
    provider.fail["identify"] = MembershipLapsed("No membership.")

    response = browser.get(CALLBACK, {"state": press(browser), "code": "good-code"})

    assert_ending(response, 400, "no_membership", "Your membership does not include sharing data")


def test_a_ring_of_somebody_else_ends_without_a_name(browser, provider, now):
    other = make_athlete(first="Bea", last="Sampleton")
    connect(provider, other, now, account_id="pulsar-account-1")

    response = browser.get(CALLBACK, {"state": press(browser), "code": "good-code"})

    assert_ending(response, 409, "ring_taken", "This ring is already connected to somebody else")
    assert "Sampleton" not in response.content.decode()


def test_a_different_ring_ends(browser, connection):
    response = browser.get(CALLBACK, {"state": press(browser), "code": "good-code"})

    assert_ending(response, 409, "different_ring", "This is a different ring account than before")


@pytest.mark.parametrize("change", [{"is_enabled": False}])
def test_a_connector_switched_off_on_the_way_connects_nobody_and_spends_nothing(browser, provider, change):
    answer = {"state": press(browser), "code": "good-code"}
    ProviderApplication.objects.update(**change)

    assert_ending(browser.get(CALLBACK, answer), 409, "not_ready", "Connecting is not possible yet")
    assert provider.issued == 0

    ProviderApplication.objects.update(is_enabled=True)
    assert browser.get(CALLBACK, answer).status_code == 302


MALFORMED = [
    "",
    "?",
    "?state",
    "?state=",
    "?code=good-code",
    "?error=access_denied",
    "?state=" + "x" * 10_000,
    "?state=x&code=" + "y" * 10_000,
    "?state[]=a&state[]=b&code[]=c",
    "?state=a&state=b&code=c&code=d",
    "?state=%00&code=%00",
    "?state=a%00b",
    "?state=%ff%fe&code=%c3%28",
    "?state=%ED%A0%80&code=x",
    "?state=%E2%80%AE&error=%3Cscript%3Ealert(1)%3C/script%3E",
    "?state=%0d%0aSet-Cookie:%20x=y",
    "?" + "&".join(f"a{number}=1" for number in range(900)),
    "?state=x&code=y#fragment",
    "?%",
    "?state=%u0000",
]


@pytest.mark.parametrize("query", MALFORMED)
def test_a_malformed_callback_gets_a_clear_page_and_loses_nothing(browser, provider, query):
    state = press(browser)
    before = list(AuthorisationState.objects.values())

    for client in (browser, Client()):
        response = client.get(CALLBACK + query)
        assert_ending(response, 400, "state_unknown", "This link does not belong to anything begun here")
        assert "script>alert" not in response.content.decode()

    assert list(AuthorisationState.objects.values()) == before
    assert provider.issued == 0
    assert browser.get(CALLBACK, {"state": state, "code": "good-code"}).status_code == 302


@pytest.mark.parametrize("extra", ["&error=%00", "&code=%00", "&code=%ff", "&code=" + "z" * 10_000, "&scope=%00"])
def test_a_good_state_with_a_malformed_answer_gets_a_clear_page(browser, extra):
    state = press(browser)

    response = browser.get(f"{CALLBACK}?state={state}{extra}")

    assert response.status_code in (400, 502)
    assert response.templates[0].name == "sync/ending.html"
    assert not Connection.objects.exists()


@pytest.mark.parametrize("key", ["x" * 5_000, "\\000", "ÿ", "; drop", '"\\377"'])
def test_a_malformed_browser_key_is_another_browser(browser, key):
    state = press(browser)
    browser.cookies["ringside_browser"] = key

    response = browser.get(CALLBACK, {"state": state, "code": "good-code"})

    assert_ending(response, 400, "other_browser", "This was begun in another browser")


def test_a_too_long_query_of_parameters_is_refused_and_not_an_error(browser):
    response = browser.get(CALLBACK + "?" + "&".join(f"a{number}=1" for number in range(5_000)))

    assert response.status_code == 400


HOSTILE = [
    "https://evil.example/",
    "//evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/\\evil.example",
    "%2F%2Fevil.example",
    "/%0d%0aLocation:https://evil.example",
]


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("name", ["next", "return_to", "redirect_uri", "redirect"])
def test_the_way_back_cannot_be_bent_elsewhere(browser, provider, name, address):
    browser.get(CONSENT, {name: address})
    begun = browser.post(f"{BEGIN}?{name}={address}", {name: address})
    assert urlsplit(begun.url).netloc == "pulsar.example"
    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/connect/pulsar/callback"]

    response = browser.get(CALLBACK, {"state": asked["state"][0], "code": "good-code", name: address})

    assert (response.status_code, response.url) == (302, FORM)


def test_the_ending_repeats_nothing_of_the_request(browser):
    response = browser.get(CALLBACK, {"state": "canary-state", "code": "canary-code", "error_description": "canary-e"})

    assert "canary" not in response.content.decode()


# Disconnect and "Sync now"


def test_disconnecting_says_so_and_returns_to_the_form(browser, connection, provider):
    response = browser.post("/connect/pulsar/disconnect", {"data": "keep"})

    assert (response.status_code, response.url) == (302, FORM)
    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED
    assert "Disconnected. No more data will be read; what was read is kept." in browser.get(FORM).content.decode()


def test_disconnecting_while_the_vendor_is_down_says_what_is_left_to_do(browser, connection, provider):
    provider.fail["revoke"] = ProviderUnavailable("No answer.")

    browser.post("/connect/pulsar/disconnect", {"data": "keep"})

    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED
    page = browser.get(FORM).content.decode()
    assert "Pulsar did not answer. Remove this site there too" in page


@pytest.mark.parametrize("path", ["disconnect", "sync-now"])
def test_nobody_can_touch_the_connection_of_somebody_else(application, connection, path):
    coach = Client()
    coach.force_login(make_coach())

    assert coach.post(f"/connect/pulsar/{path}").status_code == 404

    connection.refresh_from_db()
    assert connection.state == Connection.State.WAITING
    assert not Run.objects.exists()


@pytest.mark.parametrize("path", ["disconnect", "sync-now"])
def test_there_is_nothing_to_touch_after_disconnecting(browser, connection, path):
    browser.post("/connect/pulsar/disconnect", {"data": "keep"})

    assert browser.post(f"/connect/pulsar/{path}").status_code == 404


def test_sync_now_asks_once(browser, connection, athlete):
    for _press in range(3):
        leads_to = browser.post("/connect/pulsar/sync-now").url

    run = Run.objects.get()
    assert leads_to == f"/connect/pulsar/runs/{run.pk}"
    assert (run.connection, run.trigger, run.asked_by) == (connection, Run.Trigger.PERSON, athlete)
    assert "Waiting for a free worker." in browser.get(leads_to).content.decode()


def test_the_page_of_a_run_says_what_came(browser, connection, provider, now):
    provider.put("night", now.date(), night_score=80)
    address = browser.post("/connect/pulsar/sync-now").url
    engine.perform_run(Run.objects.get().pk, now)

    assert "1 new record." in browser.get(address).content.decode()
    fragment = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "1 new record." in fragment
    assert "<html" not in fragment


def test_the_run_of_somebody_else_is_not_found(browser, connection, provider, now):
    theirs = connect(provider, make_athlete(), now)
    run = queue.request_sync(theirs, trigger=Run.Trigger.PERSON, now=now)

    assert browser.get(f"/connect/pulsar/runs/{run.pk}").status_code == 404


def test_disconnecting_asks_first_what_shall_happen_to_the_data(browser, connection):
    assert browser.get("/connect/pulsar/disconnect").status_code == 200
    assert browser.post("/connect/pulsar/disconnect", {"data": "whatever"}).status_code == 400

    connection.refresh_from_db()
    assert connection.state == Connection.State.WAITING


def test_erasing_takes_what_was_read_and_its_history_and_leaves_what_people_wrote(browser, connection, provider, now):
    provider.put("night", now.date(), night_score=80)
    provider.put("steps", now.date(), steps=80)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    night = Record.objects.get(form__key="pulsar_nights")
    definitions.ensure_field(night.form, key="note", label="Note", type="text")
    edit_record(night, {"note": "Slept in a tent."}, Stamp(now=now, by=None, owner="people"))

    browser.post("/connect/pulsar/disconnect", {"data": "erase"})

    kept = Record.objects.get(form__key__in=["pulsar_nights", "pulsar_days"])
    assert kept.values == {"note": "Slept in a tent."}
    assert not FeedState.objects.exists()
    assert not SeriesDay.objects.exists()


def test_sync_now_while_reconnecting_is_needed_says_so(browser, connection):
    Connection.objects.update(state=Connection.State.RECONNECT_NEEDED)

    browser.post("/connect/pulsar/sync-now")

    assert not Run.objects.exists()
    assert "Not possible now: connect again first." in browser.get(FORM).content.decode()


def test_a_coach_presses_only_a_link_of_their_own(application, athlete, provider):
    coach: Person = make_coach()
    client = Client()
    client.force_login(coach)
    state = press(client)

    client.get(CALLBACK, {"state": state, "code": "good-code"})

    assert Connection.objects.get().person == coach
