"""The subscriptions Oura holds: which application wants to hear of which events, where, until when."""

import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

CREATE, UPDATE, DELETE = EVENT_TYPES = ("create", "update", "delete")
DATA_TYPES = (
    "tag", "enhanced_tag", "workout", "session", "sleep", "daily_sleep", "daily_readiness", "daily_activity",
    "daily_spo2", "sleep_time", "rest_mode_period", "ring_configuration", "daily_stress", "daily_cardiovascular_age",
    "daily_resilience", "vo2_max", "meal",
)  # fmt: skip
ENTERED_TYPES = ("tag", "enhanced_tag", "workout", "session", "rest_mode_period", "meal")  # made by hand in the app


@dataclass(frozen=True)
class Subscription:
    """`made_at` and `expires_at` are aware moments, as text; the token is never shown."""

    id: str
    client_id: str
    callback_url: str
    verification_token: str = field(repr=False)
    event_type: str
    data_type: str
    made_at: str
    expires_at: str

    def is_alive(self, now: datetime) -> bool:
        return datetime.fromisoformat(self.expires_at) > now

    def hears_of(self, event_at: datetime) -> bool:
        """Nobody is told afterwards what happened before they asked."""
        return datetime.fromisoformat(self.made_at) <= event_at

    def describe(self, *, with_offset: bool = True) -> dict[str, str]:
        """As Oura's WebhookSubscriptionModel."""
        expires_at = datetime.fromisoformat(self.expires_at)
        return {
            "id": self.id,
            "callback_url": self.callback_url,
            "event_type": self.event_type,
            "data_type": self.data_type,
            "expiration_time": (expires_at if with_offset else expires_at.replace(tzinfo=None)).isoformat(),
        }


class Subscriptions:
    """Rows by id. Not thread-safe: whoever asks holds the simulator's lock."""

    def __init__(self) -> None:
        self._rows: dict[str, Subscription] = {}
        self._by_pair: defaultdict[tuple[str, str], list[Subscription]] = defaultdict(list)
        self._indexed = 0
        self.version = 0

    def make(self, client_id: str, values: dict[str, str], now: datetime, days: int) -> Subscription:
        """A new row, not stored yet. `values` are the four members of Oura's CreateWebhookSubscriptionRequest."""
        expires_at = (now + timedelta(days=days)).isoformat()
        return Subscription(str(uuid.uuid4()), client_id, **values, made_at=now.isoformat(), expires_at=expires_at)

    def put(self, subscription: Subscription) -> None:
        """Store a new row, or the changed one under its old id."""
        self._rows[subscription.id] = subscription
        self.version += 1

    def renew(self, subscription: Subscription, now: datetime, days: int) -> Subscription:
        renewed = replace(subscription, expires_at=(now + timedelta(days=days)).isoformat())
        self.put(renewed)
        return renewed

    def remove(self, subscription_id: str) -> bool:
        self.version += 1
        return self._rows.pop(subscription_id, None) is not None

    def find(self, subscription_id: str) -> Subscription | None:
        return self._rows.get(subscription_id)

    def list_of(self, client_id: str) -> list[Subscription]:
        """The application's rows in the order they were made, expired ones too."""
        return [row for row in self._rows.values() if row.client_id == client_id]

    def list_all(self) -> list[Subscription]:
        return list(self._rows.values())

    def find_same(self, wanted: Subscription, now: datetime) -> Subscription | None:
        """Another living row of the application for the same pair."""
        for row in self.list_of(wanted.client_id):
            is_same = (row.data_type, row.event_type) == (wanted.data_type, wanted.event_type)
            if is_same and row.id != wanted.id and row.is_alive(now):
                return row
        return None

    def list_for(self, data_type: str, event_type: str, now: datetime) -> list[Subscription]:
        """Whoever is to hear of such an event, of any application."""
        if self._indexed != self.version:
            self._by_pair.clear()
            for row in self._rows.values():
                self._by_pair[row.data_type, row.event_type].append(row)
            self._indexed = self.version
        return [row for row in self._by_pair.get((data_type, event_type), ()) if row.is_alive(now)]

    def data_types(self, now: datetime) -> frozenset[str]:
        """Those anybody wants to hear of."""
        return frozenset(row.data_type for row in self._rows.values() if row.is_alive(now))

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(row) for row in self._rows.values()]

    def load(self, saved: list[dict[str, Any]]) -> None:
        self._rows = {item["id"]: Subscription(**item) for item in saved}
        self.version += 1
