"""Oura's token services: consent address, code and refresh exchange, revocation. By requests-oauthlib.

What is refused is sorted by who must act. Every error is raised `from None`, because the chained ones of the libraries
hold addresses and bodies, and those hold tokens.
"""

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from oauthlib.oauth2 import OAuth2Error, WebApplicationClient
from requests_oauthlib import OAuth2Session

from oura_connector.answers import json_object, limit_error, unavailable, unreachable
from oura_connector.scopes import granted_scopes
from oura_connector.transport import checked_address, pooled_session
from sync.errors import GrantRevoked, ProviderMisconfigured, ProviderUnavailable, SyncError
from sync.provider import Credentials, Grant

# The shortest lifetime Oura states for an access token, taken when an answer says none.
UNSTATED_LIFETIME = timedelta(hours=24)
LIFETIMES_S = range(1, 400 * 86_400)
TOKEN = re.compile(r"[\x21-\x7e]{1,8000}", re.ASCII)
# Refusals that no athlete can cure.
APPLICATION_ERRORS = {
    "invalid_client",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_redirect_uri",
    "redirect_uri_mismatch",
}
LEGACY_REVOKE_PATH = "/oauth/revoke"


def authorize_url(
    credentials: Credentials, *, redirect_uri: str, state: str, verifier: str, scopes: Sequence[str]
) -> str:
    """Scopes are asked by their bare names, which both services understand. No network."""
    address = checked_address(credentials.endpoints.authorize_url)
    challenge = WebApplicationClient(credentials.client_id).create_code_challenge(verifier, "S256")
    session = OAuth2Session(credentials.client_id, redirect_uri=redirect_uri, scope=list(scopes))
    url, _state = session.authorization_url(
        address, state=state, code_challenge=challenge, code_challenge_method="S256"
    )
    return str(url)


def exchange_code(credentials: Credentials, *, code: str, redirect_uri: str, verifier: str, now: datetime) -> Grant:
    """Raises GrantRevoked, ProviderMisconfigured, ProviderUnavailable."""
    if not code:
        raise GrantRevoked(_("Oura sent no code: the athlete must begin again."))
    session = _token_session(credentials, redirect_uri)
    answer = _ask_for_token(
        lambda: session.fetch_token(
            checked_address(credentials.endpoints.token_url),
            code=code,
            client_secret=credentials.client_secret,
            include_client_id=True,
            code_verifier=verifier,
        )
    )
    return _to_grant(answer, now)


def refresh(credentials: Credentials, *, refresh_token: str, now: datetime) -> Grant:
    """Raises GrantRevoked, ProviderMisconfigured, ProviderUnavailable."""
    session = _token_session(credentials)
    answer = _ask_for_token(
        lambda: session.refresh_token(
            checked_address(credentials.endpoints.token_url),
            refresh_token=refresh_token,
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
        )
    )
    return _to_grant(answer, now)


def revoke(credentials: Credentials, *, access_token: str, refresh_token: str) -> None:
    """Older service: access token in the address, nothing else. Newer: a form, as RFC 7009 describes.

    Raises ProviderUnavailable, or ProviderMisconfigured when the client itself is refused.
    """
    address = checked_address(credentials.endpoints.revoke_url)
    query: dict[str, str] = {}
    form: dict[str, str] = {}
    if urlsplit(address).path == LEGACY_REVOKE_PATH:
        query = {"access_token": access_token}
    else:
        form = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        form |= {"token": refresh_token or access_token}
        form |= {"token_type_hint": "refresh_token" if refresh_token else "access_token"}
    try:
        response = pooled_session().post(address, params=query, data=form, allow_redirects=False)
    except requests.RequestException as error:
        raise unreachable(error) from None
    if not response.ok:
        refused = _refusal(response)
        # A token that is refused here is one that has ended already.
        if not isinstance(refused, GrantRevoked):
            raise refused


def _token_session(credentials: Credentials, redirect_uri: str | None = None) -> OAuth2Session:
    """A session for one exchange, on the pooled connections. Without a scope, so a narrower grant is no error."""
    pooled = pooled_session()
    session = OAuth2Session(credentials.client_id, redirect_uri=redirect_uri)
    session.headers.update(pooled.headers)
    for prefix, adapter in pooled.adapters.items():
        session.mount(prefix, adapter)
    session.register_compliance_hook("access_token_response", lambda response: _plain_answer(response, is_first=True))
    session.register_compliance_hook("refresh_token_response", lambda response: _plain_answer(response, is_first=False))
    return session


def _ask_for_token(ask: Callable[[], Any]) -> dict[str, Any]:
    try:
        return dict(ask())
    except requests.RequestException as error:
        raise unreachable(error) from None
    except OAuth2Error:
        raise ProviderUnavailable(_("Oura's answer holds no token.")) from None


def _plain_answer(response: requests.Response, *, is_first: bool) -> requests.Response:
    """Sort out refusals and unreadable answers, and hand on only what we use, in the types oauthlib expects.

    `is_first`: a code was exchanged, not a refresh token. An odd lifetime or extra member must not cost the new
    refresh token: the one we held is spent by now.
    """
    body = json_object(response)
    if not response.ok or (body is not None and "error" in body):
        raise _refusal(response, is_first=is_first)
    if body is None:
        raise unavailable(response)
    kept: dict[str, object] = {"token_type": "bearer"}
    for name in ("access_token", "refresh_token"):
        if name in body and not _is_token(body[name]):
            raise ProviderUnavailable(_("Oura's answer holds no token."))
        if name in body:
            kept[name] = body[name]
    scopes, lifetime_s = granted_scopes(body.get("scope")), _lifetime_s(body.get("expires_in"))
    kept |= {"scope": " ".join(sorted(scopes))} if scopes else {}
    kept |= {"expires_in": lifetime_s} if lifetime_s else {}
    plain = requests.Response()
    plain.status_code, plain.encoding = response.status_code, "utf-8"
    plain.raw = io.BytesIO(json.dumps(kept).encode())
    return plain


def _refusal(response: requests.Response, *, is_first: bool = False) -> SyncError:
    """What a refused exchange means.

    The older service knows no application of the newer one: it answers 401 to the code and 400 `invalid_request` to
    the refresh token. The first is told apart here; the second looks like a spent refresh token.
    """
    status, body = response.status_code, json_object(response)
    if status == requests.codes.too_many_requests:
        return limit_error(response)
    if body is None or status >= 500:
        return unavailable(response)
    code = str(body.get("error", ""))
    words = f"{body.get('detail', '')} {body.get('error_description', '')}".lower()
    is_foreign = is_first and status == requests.codes.unauthorized and code != "invalid_grant"
    if code in APPLICATION_ERRORS or "client_id" in words or is_foreign or status not in (200, 400, 401):
        return ProviderMisconfigured(
            _("Oura refused the application: a consultant must check client id, secret, redirect address and preset.")
        )
    return GrantRevoked(_("Oura refused the grant: the athlete must connect again."))


def _to_grant(answer: dict[str, Any], now: datetime) -> Grant:
    if not answer.get("refresh_token"):
        raise ProviderUnavailable(_("Oura's answer holds no refresh token."))
    lifetime = timedelta(seconds=answer["expires_in"]) if "expires_in" in answer else UNSTATED_LIFETIME
    return Grant(
        access_token=answer["access_token"],
        refresh_token=answer["refresh_token"],
        expires_at=now + lifetime,
        scopes=granted_scopes(answer.get("scope")),
    )


def _is_token(said: object) -> bool:
    return isinstance(said, str) and TOKEN.fullmatch(said) is not None


def _lifetime_s(said: object) -> int | None:
    """Whole seconds, also when written as text; None for what cannot be a lifetime."""
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return None
    try:
        seconds = int(float(said))
    except (ValueError, OverflowError):
        return None
    return seconds if seconds in LIFETIMES_S else None
