"""Trouble on demand: documents revised or gone, rings unworn, uploads late, memberships lapsed, answers that fail."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.rendering import Document

NIGHT_COLLECTIONS = ("sleep", "daily_sleep", "daily_readiness")
UNWORN, APP_CLOSED, NOT_UPLOADING = "unworn", "nights", "all"
STATUS, GARBAGE, TRUNCATED, CUT = "status", "garbage", "truncated", "cut"


@dataclass
class ScriptedAnswer:
    """What the next `remaining` requests get that match; no athlete or path means any.

    `kind` is "status" (with `status` and maybe `body`), "garbage" (200, no JSON), "truncated" or "cut" (connection
    closed). `path` matches when it is contained in the request's path.
    """

    remaining: int
    kind: str = STATUS
    status: int = 500
    user_id: str | None = None
    path: str | None = None
    body: Any = None
    retry_after_s: int = 30

    def __post_init__(self) -> None:
        if self.kind not in (STATUS, GARBAGE, TRUNCATED, CUT):
            raise ValueError(f"kind is {STATUS}, {GARBAGE}, {TRUNCATED} or {CUT}")
        if self.remaining < 1 or not 200 <= self.status <= 599:
            raise ValueError("remaining is 1 or more and status between 200 and 599")

    def matches(self, path: str, user_id: str | None) -> bool:
        return self.remaining > 0 and (self.path or "") in path and self.user_id in (None, user_id)


@dataclass
class RateLimit:
    limit: int
    window_seconds: int


@dataclass
class Faults:
    revisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    missing_since: dict[str, dict[str, str]] = field(default_factory=dict)
    lapsed: set[str] = field(default_factory=set)
    scripted: list[ScriptedAnswer] = field(default_factory=list)
    latency_seconds: float = 0.0
    latency_path: str = ""
    rate_limits: dict[str, RateLimit] = field(default_factory=dict)
    version: int = 0
    _hits: dict[str, deque[datetime]] = field(default_factory=dict, repr=False)

    def revise(self, document_id: str, values: dict[str, Any]) -> None:
        """Change values of a document; `contributors.deep_sleep` reaches inside. Later ones add to it."""
        self.revisions.setdefault(document_id, {}).update(values)
        self.version += 1

    def delete(self, document_id: str) -> None:
        self.deleted.add(document_id)
        self.version += 1

    def withhold(self, user_id: str, why: str, since_on: date | None) -> None:
        """From `since_on` on nothing arrives ("unworn", "all") or no night ("nights"); None lets everything through."""
        reasons = self.missing_since.setdefault(user_id, {})
        if since_on is None:
            reasons.pop(why, None)
        else:
            reasons[why] = since_on.isoformat()
        self.version += 1

    def set_lapsed(self, user_id: str, lapsed: bool) -> None:
        (self.lapsed.add if lapsed else self.lapsed.discard)(user_id)
        self.version += 1

    def script(self, answer: ScriptedAnswer) -> None:
        self.scripted.append(answer)
        self.version += 1

    def take_scripted(self, path: str, user_id: str | None) -> ScriptedAnswer | None:
        for answer in self.scripted:
            if answer.matches(path, user_id):
                answer.remaining -= 1
                self.scripted = [item for item in self.scripted if item.remaining > 0]
                self.version += 1
                return answer
        return None

    def set_latency(self, seconds: float, path: str = "") -> None:
        self.latency_seconds, self.latency_path = seconds, path
        self.version += 1

    def limit_rate(self, client_id: str, limit: RateLimit | None) -> None:
        if limit is None:
            self.rate_limits.pop(client_id, None)
        else:
            self.rate_limits[client_id] = limit
        self._hits.pop(client_id, None)
        self.version += 1

    def count_hit(self, client_id: str, now: datetime) -> float | None:
        """Seconds until the application may ask again, or None when this request is within its rolling window."""
        limit = self.rate_limits.get(client_id)
        if limit is None:
            return None
        hits = self._hits.setdefault(client_id, deque())
        while hits and (now - hits[0]).total_seconds() >= limit.window_seconds:
            hits.popleft()
        if len(hits) >= limit.limit:
            oldest = hits[0] if hits else now
            return limit.window_seconds - (now - oldest).total_seconds()
        hits.append(now)
        return None

    def apply(self, documents: Iterator[Document], user_id: str) -> Iterator[tuple[Document, bytes]]:
        """Documents that are really there, each with the JSON to send."""
        for document in documents:
            if document.id not in self.deleted and not self._is_withheld(document, user_id):
                revision = self.revisions.get(document.id)
                yield document, _revise(document, revision) if revision else document.encoded

    def _is_withheld(self, document: Document, user_id: str) -> bool:
        for why, since_on in self.missing_since.get(user_id, {}).items():
            concerned = why != APP_CLOSED or document.collection in NIGHT_COLLECTIONS
            if concerned and document.day.isoformat() >= since_on:
                return True
        return False

    def dump(self) -> dict[str, Any]:
        return {
            "revisions": self.revisions,
            "deleted": sorted(self.deleted),
            "missing_since": self.missing_since,
            "lapsed": sorted(self.lapsed),
            "scripted": [asdict(item) for item in self.scripted],
            "latency_seconds": self.latency_seconds,
            "latency_path": self.latency_path,
            "rate_limits": {client_id: asdict(limit) for client_id, limit in self.rate_limits.items()},
        }

    def load(self, saved: dict[str, Any]) -> None:
        self.revisions, self.missing_since = saved["revisions"], saved["missing_since"]
        self.deleted, self.lapsed = set(saved["deleted"]), set(saved["lapsed"])
        self.scripted = [ScriptedAnswer(**item) for item in saved["scripted"]]
        self.latency_seconds, self.latency_path = saved["latency_seconds"], saved["latency_path"]
        self.rate_limits = {client_id: RateLimit(**limit) for client_id, limit in saved["rate_limits"].items()}


def days_ago(athlete: Athlete, now: datetime, days: int) -> date:
    """The first of the last `days` days, today in the athlete's zone included."""
    return date.fromordinal(now.astimezone(athlete.time_zone).date().toordinal() - days + 1)


def _revise(document: Document, values: dict[str, Any]) -> bytes:
    body = document.body()
    for dotted, value in values.items():
        *outer, last = dotted.split(".")
        place = body
        for name in outer:
            if not isinstance(place.get(name), dict):
                place[name] = {}
            place = place[name]
        place[last] = value
    return json.dumps(body, separators=(",", ":")).encode()
