"""What Oura remembers of consent: applications, codes, grants, access tokens, refresh tokens. Times are aware UTC."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

LEGACY, PORTAL, ANY = "legacy", "portal", "any"
KEEP_SPENT = timedelta(days=60)


@dataclass(frozen=True)
class Application:
    """An application registered at Oura. `service` says which token service it belongs to: legacy, portal or any."""

    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    name: str = "Ringside"
    service: str = ANY

    def belongs_to(self, family: str) -> bool:
        return self.service in (ANY, family)


@dataclass(frozen=True)
class Code:
    client_id: str
    user_id: str
    scopes: tuple[str, ...]
    family: str
    redirect_uri: str | None
    challenge: str | None
    issued_at: str


@dataclass(frozen=True)
class Grant:
    """One consent of one athlete to one application."""

    id: str
    client_id: str
    user_id: str
    scopes: tuple[str, ...]
    family: str
    is_revoked: bool = False


@dataclass(frozen=True)
class Access:
    grant_id: str
    expires_at: str


@dataclass(frozen=True)
class Refresh:
    grant_id: str
    issued_at: str
    used_at: str | None = None


@dataclass
class Ledger:
    codes: dict[str, Code] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    accesses: dict[str, Access] = field(default_factory=dict)
    refreshes: dict[str, Refresh] = field(default_factory=dict)
    version: int = 0

    def issue_code(self, code: Code) -> str:
        text = secrets.token_urlsafe(24)
        self.codes[text] = code
        self.version += 1
        return text

    def spend_code(self, text: str) -> Code | None:
        """A code is gone after the first attempt, a refused one too."""
        self.version += 1
        return self.codes.pop(text, None)

    def open_grant(self, code: Code) -> Grant:
        grant = Grant(secrets.token_hex(8), code.client_id, code.user_id, tuple(code.scopes), code.family)
        self.grants[grant.id] = grant
        self.version += 1
        return grant

    def issue_pair(self, grant: Grant, now: datetime, seconds: int) -> tuple[str, str]:
        """(access token, refresh token); the access token has 45 characters, as seen on the newer service."""
        self._forget_old(now)
        access, refresh = f"pretend-{secrets.token_urlsafe(28)[:37]}", f"pretend-refresh-{secrets.token_urlsafe(32)}"
        self.accesses[access] = Access(grant.id, (now + timedelta(seconds=seconds)).isoformat())
        self.refreshes[refresh] = Refresh(grant.id, now.isoformat())
        self.version += 1
        return access, refresh

    def spend_refresh(self, text: str, now: datetime) -> None:
        self.refreshes[text] = replace(self.refreshes[text], used_at=now.isoformat())
        self.version += 1

    def find_grant(self, access_token: str | None, now: datetime) -> Grant | None:
        """The living grant behind an unexpired access token."""
        access = self.accesses.get(access_token or "")
        if access is None or datetime.fromisoformat(access.expires_at) <= now:
            return None
        grant = self.grants.get(access.grant_id)
        return None if grant is None or grant.is_revoked else grant

    def newest_grant(self, user_id: str, client_id: str) -> Grant | None:
        """The living grant of the athlete to the application that was given last."""
        mine = (user_id, client_id)
        living = (one for one in self.grants.values() if (one.user_id, one.client_id) == mine and not one.is_revoked)
        return next(reversed(list(living)), None)

    def find_owner(self, *tokens: str | None) -> str | None:
        """The user id behind any of these access or refresh tokens, living or not."""
        for text in tokens:
            known = self.accesses.get(text or "") or self.refreshes.get(text or "")
            if known:
                return self.grants[known.grant_id].user_id
        return None

    def expire(self, now: datetime, user_id: str | None = None) -> int:
        """End the access tokens of one athlete, or of all; refresh tokens live on. How many ended."""
        ended = [text for text, access in self.accesses.items() if self._is_of(access.grant_id, user_id)]
        for text in ended:
            self.accesses[text] = replace(self.accesses[text], expires_at=now.isoformat())
        self.version += 1
        return len(ended)

    def revoke(self, user_id: str | None, client_id: str | None = None) -> int:
        """End every grant of the athlete to the application: at Oura it is one consent, however often it was given."""
        ended = [
            grant
            for grant in self.grants.values()
            if user_id in (None, grant.user_id) and client_id in (None, grant.client_id) and not grant.is_revoked
        ]
        for grant in ended:
            self.grants[grant.id] = replace(grant, is_revoked=True)
        self.version += 1
        return len(ended)

    def _is_of(self, grant_id: str, user_id: str | None) -> bool:
        return user_id is None or self.grants[grant_id].user_id == user_id

    def _forget_old(self, now: datetime) -> None:
        """Keeps the state small. A refresh token spent long ago then reads as unknown: refused all the same."""
        if len(self.accesses) + len(self.refreshes) < 4096:
            return
        line = (now - KEEP_SPENT).isoformat()
        self.accesses = {text: item for text, item in self.accesses.items() if item.expires_at > line}
        self.refreshes = {
            text: item for text, item in self.refreshes.items() if item.used_at is None or item.used_at > line
        }

    def dump(self) -> dict[str, Any]:
        return {
            name: {key: asdict(item) for key, item in getattr(self, name).items()}
            for name in ("codes", "grants", "accesses", "refreshes")
        }

    def load(self, saved: dict[str, Any]) -> None:
        self.codes = {key: Code(**_tuple_scopes(item)) for key, item in saved["codes"].items()}
        self.grants = {key: Grant(**_tuple_scopes(item)) for key, item in saved["grants"].items()}
        self.accesses = {key: Access(**item) for key, item in saved["accesses"].items()}
        self.refreshes = {key: Refresh(**item) for key, item in saved["refreshes"].items()}


def _tuple_scopes(item: dict[str, Any]) -> dict[str, Any]:
    scopes: Iterable[str] = item["scopes"]
    return {**item, "scopes": tuple(scopes)}
