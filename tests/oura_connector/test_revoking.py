"""Ending a grant at Oura, in the two ways of its two token services."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from oura_connector import oauth
from oura_connector.presets import OURA_DEVELOPER, OURA_LEGACY
from sync.errors import ProviderMisconfigured, ProviderUnavailable, SyncError
from tests.oura_connector.test_oauth import NEW, OLD, sent_form


@responses.activate
def test_the_older_service_takes_the_access_token_in_the_address():
    responses.post(OURA_LEGACY.revoke_url, json={})
    oauth.revoke(OLD, access_token="access-1", refresh_token="refresh-1")
    request = responses.calls[0].request
    assert parse_qs(urlsplit(str(request.url)).query) == {"access_token": ["access-1"]}
    assert not request.body


@responses.activate
@pytest.mark.parametrize(("held", "kind"), [("refresh-1", "refresh_token"), ("", "access_token")])
def test_the_newer_service_takes_a_form(held: str, kind: str):
    responses.post(OURA_DEVELOPER.revoke_url, body="")
    oauth.revoke(NEW, access_token="access-1", refresh_token=held)
    assert urlsplit(str(responses.calls[0].request.url)).query == ""
    assert sent_form(responses.calls[0]) == {
        "token": held or "access-1",
        "token_type_hint": kind,
        "client_id": "client-1",
        "client_secret": "canary-secret",
    }


@responses.activate
@pytest.mark.parametrize("status", [400, 401])
def test_a_grant_already_gone_is_fine(status: int):
    responses.post(OURA_LEGACY.revoke_url, status=status, json={"error": "invalid_token"})
    oauth.revoke(OLD, access_token="access-1", refresh_token="refresh-1")
    assert len(responses.calls) == 1


@responses.activate
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 503, "body": "<html>"}, ProviderUnavailable),
        ({"status": 401, "body": "<html>"}, ProviderUnavailable),
        ({"body": requests.ConnectionError("url: ?access_token=canary")}, ProviderUnavailable),
        ({"status": 400, "json": {"error": "invalid_client"}}, ProviderMisconfigured),
    ],
)
def test_a_revocation_that_did_not_happen_is_told(answer: dict[str, Any], error: type[SyncError]):
    responses.post(OURA_LEGACY.revoke_url, **answer)
    with pytest.raises(error) as caught:
        oauth.revoke(OLD, access_token="canary-access", refresh_token="canary-refresh")
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None
