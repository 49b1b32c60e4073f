"""Oura's notices (webhooks): subscriptions of the application, the handshake, and reading what arrives.

A notice carries no data. Its signature is HMAC-SHA256 with the client secret over the stamp followed by the raw body.
Source: Oura API description 1.39, section Webhooks, and shared measurements of 2026, read 2026-11-20.
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import requests
from django.utils.translation import gettext as _

from oura_connector.answers import json_object, limit_error, read_json, unavailable, unreachable
from oura_connector.transport import checked_address, pooled_session
from sync.errors import NoticeRefused, ProviderMisconfigured, ProviderUnavailable, SubscriptionRefused, SyncError
from sync.provider import Credentials, Notice, Subscription

PATH = "/v2/webhook/subscription"
MOST_BYTES = 16_384
# A retry may carry the stamp of the first try, and retries last about an hour.
FRESH_FOR = timedelta(hours=2)
# The documents show seconds; deliveries were measured in milliseconds.
STAMP = re.compile(r"[0-9]{10}|[0-9]{13}", re.ASCII)
SIGNATURE = re.compile(r"[0-9A-Fa-f]{64}", re.ASCII)
# Ids, types and events are open words: Oura adds to them between revisions.
WORD = re.compile(r"[\x21-\x7e]{1,120}", re.ASCII)
SHORT_WORD = re.compile(r"[a-z0-9_]{1,20}", re.ASCII | re.IGNORECASE)
TYPE_WORD = re.compile(r"[a-z0-9_]{1,60}", re.ASCII | re.IGNORECASE)
MOMENT = re.compile(r"[\x20-\x7e]{1,60}", re.ASCII)
CHALLENGE = re.compile(r"[\x21-\x7e]{1,500}", re.ASCII)


@dataclass(frozen=True)
class _ClientHeaders(requests.auth.AuthBase):
    """Said as an auth, so that a .netrc of the machine can add nothing."""

    client_id: str
    client_secret: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["x-client-id"] = self.client_id
        request.headers["x-client-secret"] = self.client_secret
        return request


class OuraNotices:
    """Fulfils `sync.provider.Notices`; errors are written there. Holds no state."""

    events: tuple[str, ...] = ("create", "update", "delete")

    def list(self, credentials: Credentials) -> Sequence[Subscription]:
        response = _ask(credentials, "GET", "")
        if response.status_code in (requests.codes.unauthorized, requests.codes.forbidden):
            raise _wrong_client()
        if not response.ok:
            raise _passing(response)
        rows = read_json(response)
        if not isinstance(rows, list):
            raise _unreadable()
        return [_subscription(row) for row in rows]

    def subscribe(
        self, credentials: Credentials, *, notice_type: str, event: str, callback_url: str, verification_token: str
    ) -> Subscription:
        wanted = {
            "callback_url": callback_url,
            "verification_token": verification_token,
            "event_type": event,
            "data_type": notice_type,
        }
        return _subscription(_answer(_ask(credentials, "POST", "", wanted)))

    def repoint(
        self, credentials: Credentials, *, subscription: Subscription, callback_url: str, verification_token: str
    ) -> Subscription:
        wanted = {
            "callback_url": callback_url,
            "verification_token": verification_token,
            "event_type": subscription.event,
            "data_type": subscription.notice_type,
        }
        return _subscription(_answer(_ask(credentials, "PUT", f"/{quote(subscription.id, safe='')}", wanted)))

    def renew(self, credentials: Credentials, *, subscription_id: str) -> Subscription:
        return _subscription(_answer(_ask(credentials, "PUT", f"/renew/{quote(subscription_id, safe='')}")))

    def unsubscribe(self, credentials: Credentials, *, subscription_id: str) -> None:
        response = _ask(credentials, "DELETE", f"/{quote(subscription_id, safe='')}")
        if not response.ok and not _is_unknown(response):
            raise _refusal(response)

    def answer_handshake(self, asked: Mapping[str, str], verification_token: str) -> Mapping[str, str] | None:
        said, challenge = asked.get("verification_token", ""), asked.get("challenge", "")
        is_ours = hmac.compare_digest(said.encode(), verification_token.encode())
        if not (verification_token and is_ours and CHALLENGE.fullmatch(challenge)):
            return None
        return {"challenge": challenge}

    def read(self, credentials: Credentials, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        if len(body) > MOST_BYTES:
            raise NoticeRefused("The body is too long.")
        said = {name.lower(): value for name, value in headers.items()}
        stamp = said.get("x-oura-timestamp", "")
        _check_signature(credentials.client_secret, stamp, body, said.get("x-oura-signature", ""))
        _check_age(stamp, now)
        return _notice(body)


def _ask(credentials: Credentials, method: str, place: str, body: Mapping[str, str] | None = None) -> requests.Response:
    said = (credentials.client_id, credentials.client_secret)
    if not all(one and one.isascii() and one.isprintable() for one in said):
        raise _wrong_client()
    address = checked_address(f"{credentials.endpoints.api_url.rstrip('/')}{PATH}{place}")
    try:
        return pooled_session().request(method, address, json=body, auth=_ClientHeaders(*said), allow_redirects=False)
    except requests.RequestException as error:
        raise unreachable(error) from None


def _answer(response: requests.Response) -> Any:
    if not response.ok:
        raise _refusal(response)
    return read_json(response)


def _subscription(row: object) -> Subscription:
    """Raises ProviderUnavailable for a row that cannot be read: acting on a part of the list would make doubles."""
    if not isinstance(row, dict):
        raise _unreadable()
    names = ("id", "data_type", "event_type", "callback_url", "expiration_time")
    said = [row.get(name) for name in names]
    if not all(isinstance(one, str) and one for one in said):
        raise _unreadable()
    vendor_id, notice_type, event, callback_url, expires_at = map(str, said)
    try:
        return Subscription(vendor_id, notice_type, event, callback_url, _moment(expires_at))
    except (ValueError, OverflowError):
        raise _unreadable() from None


def _moment(said: str) -> datetime:
    """Whether Oura writes an offset is known nowhere; without one it counts as UTC."""
    moment = datetime.fromisoformat(said)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _refusal(response: requests.Response) -> SyncError:
    """What a refusal to make or change a subscription means."""
    status = response.status_code
    if status == requests.codes.too_many_requests:
        return limit_error(response)
    if b"sslerror" in response.content[:2000].lower():
        return SubscriptionRefused(
            _("Oura does not trust this site's certificate: the operator serves it with its whole chain.")
        )
    if _is_unknown(response):
        return SubscriptionRefused(_("Oura knows this subscription no more; it is made anew within the hour."))
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return _wrong_client()
    if json_object(response) is None or status >= 500:
        return unavailable(response)
    if status == requests.codes.conflict:
        return SubscriptionRefused(
            _("Another site uses the same Oura application and takes these notices: the operator gives each its own.")
        )
    if status == requests.codes.bad_request:
        return SubscriptionRefused(
            _("Oura could not verify the address of the door: the operator makes SITE_URL reachable from outside.")
        )
    return SubscriptionRefused(_("Oura refused the subscription (status %(status)d).") % {"status": status})


def _is_unknown(response: requests.Response) -> bool:
    """Oura answers 403 "does not exist" to an id it does not know, and 403 to a wrong client as well."""
    body = json_object(response)
    if body is None:
        return False
    is_refused = response.status_code == requests.codes.forbidden and "exist" in str(body.get("detail", ""))
    return is_refused or response.status_code in (requests.codes.not_found, requests.codes.gone)


def _passing(response: requests.Response) -> ProviderUnavailable:
    return limit_error(response) if response.status_code == requests.codes.too_many_requests else unavailable(response)


def _wrong_client() -> ProviderMisconfigured:
    return ProviderMisconfigured(_("Oura refused the application: a consultant must check client id and secret."))


def _unreadable() -> ProviderUnavailable:
    return ProviderUnavailable(_("Oura's list of subscriptions could not be read."))


def _check_signature(client_secret: str, stamp: str, body: bytes, said: str) -> None:
    """An empty secret signs nothing: anybody could."""
    if not (client_secret and STAMP.fullmatch(stamp) and SIGNATURE.fullmatch(said)):
        raise NoticeRefused("There is no signature.")
    right = hmac.new(client_secret.encode(), stamp.encode() + body, sha256).hexdigest()
    if not hmac.compare_digest(right, said.lower()):
        raise NoticeRefused("The signature is wrong.")


def _check_age(stamp: str, now: datetime) -> None:
    seconds = int(stamp) / (1000 if len(stamp) == 13 else 1)
    if abs(now.timestamp() - seconds) > FRESH_FOR.total_seconds():
        raise NoticeRefused("The stamp is too old.")


def _notice(body: bytes) -> Notice:
    try:
        said = json.loads(body)
        if not isinstance(said, dict):
            raise ValueError("no object")
        account_id, document_id = _word(said, "user_id", WORD), _word(said, "object_id", WORD)
        notice_type, event = _word(said, "data_type", TYPE_WORD), _word(said, "event_type", SHORT_WORD)
        happened_at = _moment(_word(said, "event_time", MOMENT))
    except (ValueError, OverflowError, RecursionError):
        raise NoticeRefused("The notice cannot be read.") from None
    parts = (account_id, notice_type, event, document_id, happened_at.isoformat())
    identity = sha256("\n".join(parts).encode()).hexdigest()
    return Notice(account_id, notice_type, event, document_id, happened_at, identity)


def _word(said: Mapping[str, Any], name: str, shape: re.Pattern[str]) -> str:
    word = said.get(name)
    if not isinstance(word, str) or not shape.fullmatch(word):
        raise ValueError(name)
    return word
