"""Two token services that know nothing of each other: applications, codes, tokens and addresses of one at the other."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.simulator.answers import CALLBACK, Simulator
from oura_connector.simulator.consenting import decide
from oura_connector.simulator.ledger import LEGACY, PORTAL, Application

ADA = "ada.examplova@ring.example"
BASE = "http://oura.test"
PATHS = {
    LEGACY: {"authorize": "/oauth/authorize", "token": "/oauth/token", "revoke": "/oauth/revoke"},
    PORTAL: {
        "authorize": "/oauth/v2/ext/oauth-authorize",
        "token": "/oauth/v2/ext/oauth-token",
        "revoke": "/oauth/v2/ext/oauth-revoke",
    },
}
APPLICATIONS = [
    Application("old-app", "old-secret", (CALLBACK,), service=LEGACY),
    Application("new-app", "new-secret", (CALLBACK,), service=PORTAL),
]
OLD = {"client_id": "old-app", "client_secret": "old-secret"}
NEW = {"client_id": "new-app", "client_secret": "new-secret"}


@pytest.fixture
def simulator(simulator):
    return Simulator(clock=simulator.clock, applications=APPLICATIONS)


@pytest.fixture
def session(simulator):
    with requests.Session() as session:
        session.mount(BASE, SimulatorAdapter(simulator))
        yield session


def address(family, client_id, **more):
    asked = {"response_type": "code", "client_id": client_id, "redirect_uri": CALLBACK, "state": "s", "scope": "daily"}
    return f"{BASE}{PATHS[family]['authorize']}?{urlencode({**asked, **more})}"


def get_code(session, family, client_id):
    return parse_qs(urlsplit(decide(session, address(family, client_id), ADA)).query)["code"][0]


def exchange(session, family, client, code):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **client}
    return session.post(BASE + PATHS[family]["token"], data=form)


def refresh(session, family, client, token):
    form = {"grant_type": "refresh_token", "refresh_token": token, **client}
    return session.post(BASE + PATHS[family]["token"], data=form)


@pytest.mark.parametrize(("family", "client"), [(LEGACY, OLD), (PORTAL, NEW)])
def test_each_application_is_at_home_at_its_own_service(session, read, family, client):
    pair = exchange(session, family, client, get_code(session, family, client["client_id"])).json()
    newer = refresh(session, family, client, pair["refresh_token"]).json()
    assert read("personal_info", newer["access_token"]).status == 200


def test_a_newer_application_at_the_older_token_url_gets_401_to_its_code_and_400_to_its_refresh(session):
    refused = exchange(session, LEGACY, NEW, get_code(session, PORTAL, "new-app"))
    assert refused.status_code == 401
    pair = exchange(session, PORTAL, NEW, get_code(session, PORTAL, "new-app")).json()
    refused = refresh(session, LEGACY, NEW, pair["refresh_token"])
    assert refused.status_code == 400
    assert (refused.json()["error"], refused.json()["error_description"]) == ("invalid_request", "Invalid request")
    assert refresh(session, PORTAL, NEW, pair["refresh_token"]).status_code == 200


def test_the_refused_code_is_burnt_for_the_right_service_too(session):
    code = get_code(session, PORTAL, "new-app")
    exchange(session, LEGACY, NEW, code)
    assert exchange(session, PORTAL, NEW, code).json()["error"] == "invalid_grant"


def test_an_older_application_is_unknown_to_the_newer_service(session):
    code = get_code(session, LEGACY, "old-app")
    pair = exchange(session, LEGACY, OLD, code).json()
    for refused in (
        exchange(session, PORTAL, OLD, get_code(session, LEGACY, "old-app")),
        refresh(session, PORTAL, OLD, pair["refresh_token"]),
        session.post(BASE + PATHS[PORTAL]["revoke"], data={"token": pair["access_token"], **OLD}),
    ):
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_client"})
    page = session.get(address(PORTAL, "old-app"), allow_redirects=False)
    assert page.status_code == 400
    assert "not known here" in page.text


def test_the_older_authorise_address_leads_a_newer_application_on(session):
    answer = session.get(address(LEGACY, "new-app", state="a b", prompt="consent"), allow_redirects=False)
    assert answer.status_code == 303
    led_to = urlsplit(answer.headers["Location"])
    assert led_to.path == PATHS[PORTAL]["authorize"]
    assert parse_qs(led_to.query)["state"] == ["a b"]
    assert session.get(address(LEGACY, "new-app")).text == session.get(address(PORTAL, "new-app")).text
    assert session.get(address(LEGACY, "old-app"), allow_redirects=False).status_code == 200


def test_an_older_token_is_nothing_to_the_newer_revoke_route_and_the_other_way_round(session, simulator, read, ada):
    old = simulator.connect(ada, client_id="old-app", family=LEGACY)["access_token"]
    new = simulator.connect(ada, client_id="new-app", family=PORTAL)["access_token"]
    assert session.post(BASE + PATHS[PORTAL]["revoke"], data={"token": old, **NEW}).status_code == 200
    assert session.post(BASE + PATHS[LEGACY]["revoke"], params={"access_token": new}).status_code == 401
    assert [read("personal_info", token).status for token in (old, new)] == [200, 200]
    assert session.post(BASE + PATHS[LEGACY]["revoke"], params={"access_token": old}).status_code == 200
    assert session.post(BASE + PATHS[PORTAL]["revoke"], data={"token": new, **NEW}).status_code == 200
    assert [read("personal_info", token).status for token in (old, new)] == [401, 401]


def test_nobody_revokes_for_another_application(session, simulator, read, ada):
    other = Application("other-app", "other-secret", (CALLBACK,), service=PORTAL)
    simulator.applications["other-app"] = other
    token = simulator.connect(ada, client_id="new-app")["access_token"]
    form = {"token": token, "client_id": "other-app", "client_secret": "other-secret"}
    assert session.post(BASE + PATHS[PORTAL]["revoke"], data=form).status_code == 200
    assert read("personal_info", token).status == 200


def test_an_application_of_no_stated_service_is_served_by_both(session, simulator):
    simulator.applications["any-app"] = Application("any-app", "any", (CALLBACK,))
    client = {"client_id": "any-app", "client_secret": "any"}
    for family in (LEGACY, PORTAL):
        assert exchange(session, family, client, get_code(session, family, "any-app")).status_code == 200


@pytest.mark.parametrize("asked", ["extapi:daily extapi:spo2", "daily spo2", "extapi:daily spo2 spo2Daily"])
def test_scopes_may_be_asked_with_the_prefix_or_without(session, asked):
    outcome = parse_qs(urlsplit(decide(session, address(PORTAL, "new-app", scope=asked), ADA)).query)
    assert outcome["scope"] == ["daily spo2"]
