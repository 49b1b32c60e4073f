"""Oura's two token services: what they share, and the token and revoke routes.

legacy   /oauth/authorize, /oauth/token, /oauth/revoke
portal   /oauth/v2/ext/oauth-authorize, …/oauth-token, …/oauth-revoke
A code, refresh or access token of one service is refused by the token routes of the other, and so is an application
that belongs to the other. The authorise pages are in authorising.py.
"""

import base64
import binascii
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote_plus

from oura_connector.simulator.choices import REFUSED_REFRESH_BODIES, Choices
from oura_connector.simulator.exchange import Answer, Request, answer_json
from oura_connector.simulator.ledger import LEGACY, PORTAL, Application, Code, Grant, Ledger
from oura_connector.simulator.usercollection import BAD_TOKEN

AUTHORIZE, TOKEN, REVOKE = "authorize", "token", "revoke"
ROUTES = {
    "/oauth/authorize": (AUTHORIZE, LEGACY),
    "/oauth/token": (TOKEN, LEGACY),
    "/oauth/revoke": (REVOKE, LEGACY),
    "/oauth/v2/ext/oauth-authorize": (AUTHORIZE, PORTAL),
    "/oauth/v2/ext/oauth-token": (TOKEN, PORTAL),
    "/oauth/v2/ext/oauth-revoke": (REVOKE, PORTAL),
}
SCOPES = {
    "email": "Your e-mail address",
    "personal": "Age, height, weight and sex",
    "daily": "Daily sleep, readiness and activity",
    "heartrate": "Heart rate through the day",
    "workout": "Workouts",
    "session": "Breathing and meditation sessions",
    "tag": "Tags and notes",
    "spo2": "Blood oxygen during sleep",
    "stress": "Daytime stress and resilience",
    "heart_health": "Cardiovascular age and VO2 max",
    "ring_configuration": "Ring model, size and battery",
}
NEW_PREFIX = "extapi:"


def read_scopes(text: str | None) -> tuple[str, ...]:
    """Known scopes in Oura's order; unknown ones are dropped silently, and none asked means all."""
    asked = {word.removeprefix(NEW_PREFIX) for word in (text or "").split()}
    return tuple(scope for scope in SCOPES if not asked or scope in asked)


def answer_error(status: int, code: str, description: str | None = None) -> Answer:
    """RFC 6749 members together with RFC 7807 ones."""
    body: dict[str, object] = {"status": status, "title": "Unauthorized" if status == 401 else "Bad Request"}
    if description:
        body |= {"detail": description, "error_description": description}
    return answer_json(status, {**body, "error": code}, {"Cache-Control": "no-store"})


@dataclass(frozen=True)
class TokenService:
    applications: dict[str, Application]
    ledger: Ledger
    choices: Choices

    def exchange(self, request: Request, family: str, now: datetime) -> Answer:
        """The token route: authorization_code or refresh_token."""
        application = self._authenticate(request)
        if application is None or (family == PORTAL and not application.belongs_to(PORTAL)):
            if family == PORTAL:
                return answer_json(400, {"error": "invalid_client"}, {"Cache-Control": "no-store"})
            return answer_error(400, "invalid_client", "Invalid client_id.")
        kind = request.sent("grant_type")
        if kind == "authorization_code":
            return self._exchange_code(request, application, family, now)
        if kind == "refresh_token":
            return self._exchange_refresh(request, application, family, now)
        return answer_error(400, "unsupported_grant_type", "Use authorization_code or refresh_token.")

    def _exchange_code(self, request: Request, application: Application, family: str, now: datetime) -> Answer:
        code = self.ledger.spend_code(request.sent("code") or "")
        if not application.belongs_to(family) or (code and code.family != family and family == LEGACY):
            return answer_error(401, "invalid_client", "Invalid client.")
        if code is None or code.family != family or code.client_id != application.client_id:
            return answer_error(400, "invalid_grant", "The authorization code is invalid, expired or already used.")
        if _has_passed(code.issued_at, self.choices.code_seconds, now):
            return answer_error(400, "invalid_grant", "The authorization code is invalid, expired or already used.")
        if code.redirect_uri is not None and request.sent("redirect_uri") != code.redirect_uri:
            return answer_error(400, "invalid_redirect_uri", "The redirect_uri is not the one the code was asked with.")
        if not _verifies(code, request.sent("code_verifier")):
            return answer_error(400, "invalid_grant", "The code_verifier does not match the code_challenge.")
        return self.issue(self.ledger.open_grant(code), now)

    def _exchange_refresh(self, request: Request, application: Application, family: str, now: datetime) -> Answer:
        text, choices = request.sent("refresh_token") or "", self.choices
        refresh = self.ledger.refreshes.get(text)
        grant = self.ledger.grants.get(refresh.grant_id) if refresh else None
        if not application.belongs_to(family) or (grant and grant.family != family):
            return answer_error(400, "invalid_request", "Invalid request")
        if refresh is None or grant is None or grant.client_id != application.client_id:
            return self._refuse_refresh(choices.unknown_refresh)
        if grant.is_revoked:
            return self._refuse_refresh(choices.revoked_refresh)
        if refresh.used_at is not None and _has_passed(refresh.used_at, choices.reuse_grace_seconds, now):
            if choices.reuse_revokes_grant:
                self.ledger.revoke(grant.user_id, grant.client_id)
            return self._refuse_refresh(choices.refused_refresh)
        if choices.refresh_seconds and _has_passed(refresh.issued_at, choices.refresh_seconds, now):
            return self._refuse_refresh(choices.expired_refresh)
        self.ledger.spend_refresh(text, now)
        return self.issue(grant, now)

    def _refuse_refresh(self, body: str) -> Answer:
        status = self.choices.refused_refresh_status
        refusal = REFUSED_REFRESH_BODIES[body]
        told = {**refusal, "status": status} if "status" in refusal else refusal
        return answer_json(status, told, {"Cache-Control": "no-store"})

    def issue(self, grant: Grant, now: datetime) -> Answer:
        """A new pair for a grant, in the words of its service."""
        is_new = grant.family == PORTAL
        seconds = self.choices.portal_token_seconds if is_new else self.choices.legacy_token_seconds
        access, refresh = self.ledger.issue_pair(grant, now, seconds)
        body: dict[str, object] = {"token_type": "bearer", "access_token": access, "refresh_token": refresh}
        if self.choices.send_expires_in:
            body["expires_in"] = seconds
        if is_new:
            prefix = NEW_PREFIX if self.choices.prefixed_scopes else ""
            body["scope"] = " ".join(prefix + scope for scope in grant.scopes)
            body["id_token"] = _pretend_id_token(grant, now, seconds)
        return answer_json(200, body, {"Cache-Control": "no-store"})

    def revoke(self, request: Request, family: str, now: datetime) -> Answer:
        """Legacy: access token in the query or as bearer. Portal: form with client credentials, 200 for any token."""
        if family == PORTAL:
            application = self._authenticate(request)
            if application is None or not application.belongs_to(PORTAL):
                return answer_json(400, {"error": "invalid_client"})
            self._revoke_grant_of(request.sent("token") or "", family, now, application.client_id)
            return Answer(200)
        if not self._revoke_grant_of(request.asked("access_token") or request.bearer or "", family, now):
            return answer_error(401, "invalid_token", BAD_TOKEN)
        return answer_json(200, {})

    def _revoke_grant_of(self, text: str, family: str, now: datetime, client_id: str | None = None) -> bool:
        """A token of another service, or of another application where one is named, is not known here."""
        grant = self.ledger.find_grant(text, now)
        refresh = self.ledger.refreshes.get(text)
        if grant is None and refresh is not None:
            grant = self.ledger.grants.get(refresh.grant_id)
        if grant is None or grant.family != family or client_id not in (None, grant.client_id):
            return False
        self.ledger.revoke(grant.user_id, grant.client_id)
        return True

    def _authenticate(self, request: Request) -> Application | None:
        """Client credentials by HTTP Basic or in the form."""
        client_id, secret = _basic_credentials(request.headers.get("authorization", ""))
        if client_id is None:
            client_id, secret = request.sent("client_id"), request.sent("client_secret")
        application = self.applications.get(client_id or "")
        if application is None or not hmac.compare_digest(application.client_secret.encode(), (secret or "").encode()):
            return None
        return application


def _basic_credentials(header: str) -> tuple[str | None, str | None]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None, None
    try:
        client_id, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)


def _has_passed(since: str, seconds: int, now: datetime) -> bool:
    return (now - datetime.fromisoformat(since)).total_seconds() >= seconds


def _verifies(code: Code, verifier: str | None) -> bool:
    """PKCE is honoured when it was begun, never demanded."""
    if code.challenge is None:
        return True
    digest = hashlib.sha256((verifier or "").encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"="), code.challenge.encode())


def _pretend_id_token(grant: Grant, now: datetime, seconds: int) -> str:
    """A token in the shape of a JWT; nobody can verify it and nobody should."""

    def encode(part: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()

    claims = {"sub": grant.user_id, "aud": grant.client_id, "iat": int(now.timestamp())}
    expiry = {"exp": int(now.timestamp()) + seconds}
    return f"{encode({'alg': 'none', 'typ': 'JWT'})}.{encode({**claims, **expiry})}.pretend"
