"""How the wearable in memory notifies: subscriptions in a dict, a signature that is an HMAC of the body."""

import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from sync.errors import NoticeRefused, SubscriptionRefused, SyncError
from sync.provider import Credentials, Notice, Subscription
from tests.fakes.provider import CALM, NIGHT, STEPS, FakeProvider

LIFE = timedelta(days=90)


@dataclass
class FakeNotices:
    """`held`: what the vendor has, by id. `fail`: what to raise by name of the method, or by notice type.

    `shake_hands`: asks the callback as a vendor does, when a test gives one: (url, token) → whether it answered well.
    """

    now: datetime
    events: tuple[str, ...] = ("create", "update", "delete")
    held: dict[str, Subscription] = field(default_factory=dict)
    fail: dict[str, SyncError] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    shake_hands: Callable[[str, str], bool] = lambda url, token: True
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def list(self, credentials: Credentials) -> Sequence[Subscription]:
        self._note("list")
        return tuple(self.held.values())

    def subscribe(
        self, credentials: Credentials, *, notice_type: str, event: str, callback_url: str, verification_token: str
    ) -> Subscription:
        self._note("subscribe", notice_type)
        self._shake(callback_url, verification_token)
        return self.hold(notice_type, event, callback_url)

    def repoint(
        self, credentials: Credentials, *, subscription: Subscription, callback_url: str, verification_token: str
    ) -> Subscription:
        self._note("repoint", subscription.notice_type)
        self._shake(callback_url, verification_token)
        return self._store(replace(subscription, callback_url=callback_url))

    def renew(self, credentials: Credentials, *, subscription_id: str) -> Subscription:
        self._note("renew")
        return self._store(replace(self.held[subscription_id], expires_at=self.now + LIFE))

    def unsubscribe(self, credentials: Credentials, *, subscription_id: str) -> None:
        self._note("unsubscribe")
        self.held.pop(subscription_id, None)

    def answer_handshake(self, asked: Mapping[str, str], verification_token: str) -> Mapping[str, str] | None:
        is_ours = bool(verification_token) and asked.get("token") == verification_token
        return {"echo": asked["challenge"]} if is_ours and "challenge" in asked else None

    def read(self, credentials: Credentials, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        said = headers.get("Signature", "").encode()
        if not hmac.compare_digest(said, sign(body, credentials.client_secret).encode()):
            raise NoticeRefused("The signature is wrong.")
        said = json.loads(body)
        happened_at = datetime.fromisoformat(said["at"])
        return Notice(said["who"], said["type"], said["event"], said["document"], happened_at, sha256(body).hexdigest())

    def hold(self, notice_type: str, event: str, callback_url: str, expires_at: datetime | None = None) -> Subscription:
        """Let the vendor have one, whoever made it."""
        made = Subscription(f"s{next(self.numbers)}", notice_type, event, callback_url, expires_at or self.now + LIFE)
        return self._store(made)

    def pairs(self) -> Sequence[tuple[str, str]]:
        return sorted((one.notice_type, one.event) for one in self.held.values())

    def _store(self, subscription: Subscription) -> Subscription:
        self.held[subscription.id] = subscription
        return subscription

    def _shake(self, callback_url: str, token: str) -> None:
        if not self.shake_hands(callback_url, token):
            raise SubscriptionRefused("Pulsar cannot reach the door: the operator opens it.")

    def _note(self, name: str, notice_type: str = "") -> None:
        self.calls.append(name)
        for what in (name, notice_type):
            if what in self.fail:
                raise self.fail[what]


def sign(body: bytes, secret: str = "client-secret-1") -> str:  # noqa: S107
    return hmac.new(secret.encode(), body, sha256).hexdigest()


def notice_body(account_id: str, notice_type: str = "nightly", event: str = "create", number: int = 0) -> bytes:
    """What the vendor sends; `number` tells one notice from another."""
    at = datetime(2026, 3, 10, 11, 0, tzinfo=UTC) + timedelta(seconds=number)
    said = {"who": account_id, "type": notice_type, "event": event, "document": f"doc-{number}", "at": at.isoformat()}
    return json.dumps(said).encode()


def let_notify(provider: FakeProvider, now: datetime) -> FakeNotices:
    """Of nights (two feeds) as "nightly", of steps as "walked"."""
    provider.notices = notices = FakeNotices(now)
    nights = (replace(NIGHT, notice_type="nightly"), replace(CALM, notice_type="nightly"))
    provider.feeds = (*nights, replace(STEPS, notice_type="walked"))
    return notices
