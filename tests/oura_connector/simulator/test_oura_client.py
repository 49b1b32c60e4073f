"""The client `oura` 1.3.0 from the package index, unmodified, lives with the simulator over HTTP."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from oura import OuraOAuth2Client
from oura.auth import OAuthRequestHandler
from oura.exceptions import HTTPTooManyRequests, HTTPUnauthorized
from oura.v2 import OuraClientDataFrameV2, OuraClientV2

from oura_connector.simulator.answers import CALLBACK
from oura_connector.simulator.consenting import decide
from oura_connector.simulator.server import serve
from tests.oura_connector.simulator import schemas

ADA = "ada.examplova@ring.example"
APPLICATION = ("ringside-demo", "ringside-demo-secret")


@pytest.fixture
def server(simulator, monkeypatch):
    """The client's own class attributes point at the server; insecure transport is for this test alone."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    with serve(simulator) as server:
        monkeypatch.setattr(OuraClientV2, "API_ENDPOINT", f"{server.url}/v2/usercollection")
        monkeypatch.setattr(OAuthRequestHandler, "TOKEN_BASE_URL", f"{server.url}/oauth/token")
        monkeypatch.setattr(OAuthRequestHandler, "TOKEN_REVOKE_URL", f"{server.url}/oauth/revoke")
        monkeypatch.setattr(OuraOAuth2Client, "AUTHORIZE_BASE_URL", f"{server.url}/oauth/authorize")
        monkeypatch.setattr(OuraOAuth2Client, "TOKEN_BASE_URL", f"{server.url}/oauth/token")
        yield server


@pytest.fixture
def tokens(server):
    """What the client's own authorisation ends with."""
    authorisation = OuraOAuth2Client(*APPLICATION)
    url, state = authorisation.authorize_endpoint(redirect_uri=CALLBACK)
    with requests.Session() as browser:
        outcome = parse_qs(urlsplit(decide(browser, url, ADA)).query)
    assert outcome["state"] == [state]
    tokens = authorisation.fetch_access_token(outcome["code"][0])
    authorisation.session.close()
    return tokens


@pytest.fixture
def rotated():
    return []


@pytest.fixture
def client(tokens, rotated):
    client = OuraClientV2(
        *APPLICATION,
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        refresh_callback=rotated.append,
    )
    yield client
    client._auth_handler._session.close()


def test_it_authorises_and_reads(client, rotated):
    assert client.personal_info()["email"] == ADA
    for read in (client.daily_sleep, client.daily_readiness):
        days = [document["day"] for document in read("2026-11-16", "2026-11-18")["data"]]
        assert days == ["2026-11-16", "2026-11-17", "2026-11-18"]
    assert [d["day"] for d in client.daily_activity("2026-11-16", "2026-11-18")["data"]] == ["2026-11-16", "2026-11-17"]
    assert client.sleep("2026-11-16", "2026-11-18")["data"][0]["type"] == "long_sleep"
    assert rotated == []


@pytest.mark.parametrize(
    ("ask", "collection"),
    [
        ("daily_activity", "daily_activity"),
        ("daily_readiness", "daily_readiness"),
        ("daily_sleep", "daily_sleep"),
        ("daily_stress", "daily_stress"),
        ("enhanced_tag", "enhanced_tag"),
        ("rest_mode_period", "rest_mode_period"),
        ("session", "session"),
        ("sleep", "sleep"),
        ("sleep_time", "sleep_time"),
        ("workouts", "workout"),
    ],
)
def test_it_reads_every_list_it_knows(client, ask, collection):
    """It leaves following the pages to its user."""
    body = getattr(client, ask)("2026-03-01", "2026-11-18")
    assert body["data"]
    assert body["next_token"] is None
    for document in body["data"][:3]:
        assert schemas.complain(document, collection) == []


def test_scopes_it_does_not_ask_for_are_missing(client, simulator, ada):
    for ask, scope in ((client.daily_spo2, "spo2"), (client.ring_configuration, "ring_configuration")):
        with pytest.raises(HTTPUnauthorized, match=f"{scope} scope"):
            ask()
    everything = OuraClientV2(personal_access_token=simulator.connect(ada)["access_token"])
    assert schemas.complain(everything.daily_spo2("2026-11-16", "2026-11-17")["data"][0], "daily_spo2") == []
    (ring,) = everything.ring_configuration()["data"]
    assert schemas.complain(ring, "ring_configuration") == []


def test_it_reads_the_heart_rate_of_a_week_page_by_page(client, simulator):
    span = ("2026-11-10", "2026-11-17")
    page = client.heartrate(*span)
    rows = page["data"]
    while page["next_token"]:
        assert len(page["data"]) == 1000
        page = client.heartrate(*span, next_token=page["next_token"])
        rows += page["data"]
    assert rows == sorted(rows, key=lambda row: row["timestamp_unix"])
    assert len(rows) > 1500
    assert schemas.complain(rows[0], "heartrate") == []
    assert simulator.requests_seen.latest[-1]["query"]["start_datetime"] == "2026-11-10"


def test_it_makes_tables_of_heart_rate_and_workouts(server, tokens):
    """With pandas, as its users mostly do."""
    client = OuraClientDataFrameV2(*APPLICATION, tokens["access_token"], tokens["refresh_token"], lambda pair: None)
    beats = client.heart_rate_df("2026-11-16", "2026-11-17")
    assert set(beats.columns) == {"timestamp_unix", "bpm", "source"}
    assert beats["bpm"].between(30, 220).all()
    workouts = client.workouts_df("2026-11-01", "2026-11-17")
    assert {"activity", "intensity", "source"} < set(workouts.columns)
    assert {day.month for day in workouts.index} == {11}
    client._auth_handler._session.close()


def test_it_refreshes_when_its_token_has_expired(client, rotated, simulator, tokens, order):
    order("expire", athlete=ADA)
    assert client.personal_info()["email"] == ADA
    assert len(rotated) == 1
    assert rotated[0]["refresh_token"] != tokens["refresh_token"]
    order("expire", athlete=ADA)
    assert client.daily_sleep("2026-11-16", "2026-11-18")["data"]
    assert len(rotated) == 2
    assert simulator.requests_seen.counts["POST /oauth/token"] == 3


def test_it_understands_a_limit(client, order):
    order("answer", remaining=1, status=429, retry_after_s=11)
    with pytest.raises(HTTPTooManyRequests) as limited:
        client.personal_info()
    assert limited.value.retry_after_secs == 11


def test_it_hears_that_a_scope_is_missing(client, order):
    refusal = {"detail": "Token is not authorized access daily scope."}
    order("answer", remaining=2, status=401, path="/daily_sleep", body=refusal)
    with pytest.raises(HTTPUnauthorized, match="daily scope"):
        client.daily_sleep("2026-11-16", "2026-11-18")


def test_it_revokes(client, simulator, ada):
    client._auth_handler.revoke_token()
    assert all(grant.is_revoked for grant in simulator.ledger.grants.values())
