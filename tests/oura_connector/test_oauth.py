import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from oura_connector import oauth
from oura_connector.presets import OURA_DEVELOPER, OURA_LEGACY
from oura_connector.provider import OuraProvider
from sync.errors import (
    GrantRevoked,
    ProviderMisconfigured,
    ProviderUnavailable,
    RateLimited,
    SyncError,
)
from sync.provider import Credentials, Endpoints, Grant

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
NEW = Credentials("client-1", "canary-secret", OURA_DEVELOPER)
OLD = Credentials("client-1", "canary-secret", OURA_LEGACY)
PLAIN_HTTP = Endpoints(
    key="plain",
    name="plain",
    authorize_url="http://oura.example/authorize",
    token_url="http://oura.example/token",
    revoke_url="http://oura.example/revoke",
    api_url="http://oura.example",
)
CALLBACK = "https://club.example/connect/oura/callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
GOOD = {
    "token_type": "bearer",
    "access_token": "access-2",
    "refresh_token": "refresh-2",
    "expires_in": 86400,
    "id_token": "x.y.z",
    "scope": "extapi:daily extapi:spo2Daily",
}


def refresh(credentials: Credentials = NEW) -> Grant:
    return oauth.refresh(credentials, refresh_token="canary-refresh", now=NOW)


def exchange(credentials: Credentials = NEW) -> Grant:
    return oauth.exchange_code(credentials, code="canary-code", redirect_uri=CALLBACK, verifier=VERIFIER, now=NOW)


def refused(ask: Any, status: int, body: object, headers: dict[str, str] | None = None) -> SyncError:
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    with responses.RequestsMock() as mocked:
        mocked.post(OURA_DEVELOPER.token_url, status=status, body=sent, headers=headers or {})
        with pytest.raises(SyncError) as caught:
            ask()
        assert len(mocked.calls) == 1
    assert "canary" not in f"{caught.value} {caught.value!r}"
    assert caught.value.__cause__ is None
    return caught.value


def sent_form(call: Any) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(call.request.body).items()}


# Asking for consent


def test_the_consent_address_carries_a_proof_key_and_bare_scopes():
    url = oauth.authorize_url(NEW, redirect_uri=CALLBACK, state="state-1", verifier=VERIFIER, scopes=["daily", "spo2"])
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == OURA_DEVELOPER.authorize_url
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "response_type": "code",
        "client_id": "client-1",
        "redirect_uri": CALLBACK,
        "scope": "daily spo2",
        "state": "state-1",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }


def test_the_secret_and_the_verifier_stay_off_the_consent_address():
    url = oauth.authorize_url(NEW, redirect_uri=CALLBACK, state="s", verifier=VERIFIER, scopes=["daily"])
    assert "canary-secret" not in url
    assert VERIFIER not in url


# Exchanges


@responses.activate
def test_a_code_is_exchanged_in_a_form_with_the_verifier():
    responses.post(OURA_DEVELOPER.token_url, json=GOOD)
    grant = exchange()
    assert (grant.access_token, grant.refresh_token) == ("access-2", "refresh-2")
    assert grant.expires_at == NOW + timedelta(days=1)
    assert grant.scopes == {"daily", "spo2"}
    assert sent_form(responses.calls[0]) == {
        "grant_type": "authorization_code",
        "code": "canary-code",
        "redirect_uri": CALLBACK,
        "client_id": "client-1",
        "client_secret": "canary-secret",
        "code_verifier": VERIFIER,
    }
    assert "Authorization" not in responses.calls[0].request.headers


@responses.activate
def test_a_refresh_is_a_form_too():
    responses.post(OURA_LEGACY.token_url, json=GOOD)
    assert refresh(OLD).refresh_token == "refresh-2"
    assert sent_form(responses.calls[0]) == {
        "grant_type": "refresh_token",
        "refresh_token": "canary-refresh",
        "client_id": "client-1",
        "client_secret": "canary-secret",
    }


@responses.activate
@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize("scope", [None, "", " ", [], 7, {}])
def test_scopes_nobody_states_are_unknown_and_not_none(ask: Any, scope: object):
    responses.post(OURA_DEVELOPER.token_url, json={**GOOD, "scope": scope})
    assert ask().scopes is None


@responses.activate
@pytest.mark.parametrize("scope", ["daily,heartrate", "extapi:daily  extapi:heartrate", ["daily", "heartrate"]])
def test_fewer_or_more_scopes_than_asked_are_no_error(scope: object):
    responses.post(OURA_DEVELOPER.token_url, json={**GOOD, "scope": scope})
    assert exchange().scopes == {"daily", "heartrate"}


@responses.activate
@pytest.mark.parametrize("lifetime", [None, "", "soon", -5, 0, True, 1e300, [], {}, "9" * 30])
def test_a_lifetime_that_is_none_costs_no_token(lifetime: object):
    responses.post(OURA_DEVELOPER.token_url, json={**GOOD, "expires_in": lifetime})
    grant = refresh()
    assert grant.refresh_token == "refresh-2"
    assert grant.expires_at == NOW + oauth.UNSTATED_LIFETIME


@responses.activate
@pytest.mark.parametrize("lifetime", [3600, 3600.0, "3600"])
def test_a_stated_lifetime_is_obeyed_however_it_is_written(lifetime: object):
    responses.post(OURA_DEVELOPER.token_url, json={**GOOD, "expires_in": lifetime})
    assert refresh().expires_at == NOW + timedelta(hours=1)


@responses.activate
def test_a_refresh_that_names_no_next_token_keeps_the_one_held():
    answer = {name: said for name, said in GOOD.items() if name != "refresh_token"}
    responses.post(OURA_DEVELOPER.token_url, json=answer)
    assert refresh().refresh_token == "canary-refresh"


def test_a_code_without_a_refresh_token_is_no_grant():
    answer = {name: said for name, said in GOOD.items() if name != "refresh_token"}
    assert type(refused(exchange, 200, answer)) is ProviderUnavailable


@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize(
    "body",
    [
        "<html>Welcome</html>",
        "access_token=a&refresh_token=b",
        "",
        "[]",
        "null",
        "{}",
        {**GOOD, "access_token": ""},
        {**GOOD, "access_token": None},
        {**GOOD, "access_token": "with blank"},
        {**GOOD, "access_token": "lines\r\nX: y"},
        {**GOOD, "refresh_token": ""},
        {**GOOD, "refresh_token": 7},
        json.dumps(GOOD)[:-5],
    ],
)
def test_a_200_without_a_usable_pair_is_time_to_wait(ask: Any, body: object):
    assert type(refused(ask, 200, body)) is ProviderUnavailable


# Refusals


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": "invalid_grant"}),
        (401, {"error": "invalid_grant"}),
        (400, {"error": "invalid_request", "error_description": "Invalid request"}),
        (400, {"detail": "Refresh token already used."}),
        (401, {"status": 401, "title": "Unauthorized"}),
        (200, {"error": "invalid_grant"}),
    ],
)
def test_a_refused_refresh_is_final(status: int, body: object):
    assert type(refused(refresh, status, body)) is GrantRevoked


def test_a_refused_code_is_final():
    assert type(refused(exchange, 400, {"error": "invalid_grant"})) is GrantRevoked


def test_a_code_refused_with_401_points_at_the_preset():
    assert type(refused(exchange, 401, {"status": 401, "title": "Unauthorized"})) is ProviderMisconfigured


@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": "invalid_client"}),
        (401, {"error": "invalid_client", "error_description": "Invalid client_id."}),
        (400, {"detail": "Invalid client_id."}),
        (400, {"error": "unauthorized_client"}),
        (400, {"error": "invalid_redirect_uri"}),
        (403, {"detail": "Forbidden"}),
        (404, {"detail": "Not Found"}),
    ],
)
def test_a_refused_application_is_the_consultants(ask: Any, status: int, body: object):
    assert type(refused(ask, status, body)) is ProviderMisconfigured


@pytest.mark.parametrize("ask", [exchange, refresh])
@pytest.mark.parametrize(("status", "body"), [(500, {"error": "invalid_grant"}), (503, ""), (400, "<html>"), (401, "")])
def test_an_outage_ends_no_grant(ask: Any, status: int, body: object):
    assert type(refused(ask, status, body)) is ProviderUnavailable


@pytest.mark.parametrize("ask", [exchange, refresh])
def test_too_many_exchanges_wait(ask: Any):
    error = refused(ask, 429, {"detail": "x"}, {"Retry-After": "12"})
    assert isinstance(error, RateLimited)
    assert error.retry_after == 12


@pytest.mark.parametrize("ask", [exchange, refresh])
def test_a_redirect_of_the_token_service_is_not_followed(ask: Any):
    assert type(refused(ask, 307, "", {"Location": "https://elsewhere.example/token"})) is ProviderUnavailable


@responses.activate
@pytest.mark.parametrize("failure", [requests.ConnectTimeout("canary"), requests.ConnectionError("canary")])
def test_an_unreachable_token_service_is_time_to_wait(failure: Exception):
    responses.post(OURA_DEVELOPER.token_url, body=failure)
    with pytest.raises(ProviderUnavailable) as caught:
        refresh()
    assert "canary" not in str(caught.value)


def test_tokens_travel_by_https_only(settings: Any):
    settings.OAUTH_INSECURE_TRANSPORT = False
    plain = replace(NEW, endpoints=PLAIN_HTTP)
    asks = (
        lambda: refresh(plain),
        lambda: exchange(plain),
        lambda: oauth.revoke(plain, access_token="a", refresh_token="r"),
        lambda: oauth.authorize_url(plain, redirect_uri=CALLBACK, state="s", verifier=VERIFIER, scopes=[]),
        lambda: OuraProvider().identify(plain, access_token="a"),
    )
    with responses.RequestsMock():  # complains about any call
        for ask in asks:
            with pytest.raises(ProviderMisconfigured):
                ask()


def test_an_empty_code_is_not_even_asked_for():
    with pytest.raises(GrantRevoked):
        oauth.exchange_code(NEW, code="", redirect_uri=CALLBACK, verifier=VERIFIER, now=NOW)
