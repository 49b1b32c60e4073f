"""Trouble on demand: documents revised or gone, rings unworn, uploads late, memberships lapsed, answers that fail."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.latencies import Latency
from oura_connector.simulator.ratelimits import APPLICATION, TOKEN, Limited, RateLimit, RollingCounts
from oura_connector.simulator.rendering import Document
from oura_connector.simulator.troubles import CUT, GARBAGE, STATUS, TRUNCATED, ScriptedAnswer

# What takes the wearer to open the app: everything about nights, and what is typed or recorded in it.
APP_COLLECTIONS = (
    "sleep", "daily_sleep", "daily_readiness", "sleep_time", "daily_spo2", "daily_resilience",
    "daily_cardiovascular_age", "session", "tag", "enhanced_tag", "rest_mode_period",
)  # fmt: skip
UNWORN, APP_CLOSED, NOT_UPLOADING = "unworn", "nights", "all"


@dataclass(frozen=True)
class Series:
    """Revisions that follow each other: the first at once, each later one `every_seconds` after the one before."""

    begins_at: str
    every_seconds: float
    steps: list[dict[str, Any]]

    def values_at(self, now: datetime) -> dict[str, Any]:
        passed_s = (now - datetime.fromisoformat(self.begins_at)).total_seconds()
        reached = int(passed_s // self.every_seconds) if self.every_seconds else len(self.steps) - 1
        values: dict[str, Any] = {}
        for step in self.steps[: max(0, reached + 1)]:
            values |= step
        return values

    def steps_between(self, after: datetime, until: datetime) -> bool:
        if not self.every_seconds:
            return False
        begins_at, step = datetime.fromisoformat(self.begins_at), timedelta(seconds=self.every_seconds)
        return any(after < begins_at + number * step <= until for number in range(1, len(self.steps)))


@dataclass
class Faults:
    """Rate limits are by application, for each tier."""

    revisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    missing_since: dict[str, dict[str, str]] = field(default_factory=dict)
    lapsed: set[str] = field(default_factory=set)
    scripted: list[ScriptedAnswer] = field(default_factory=list)
    latency: Latency = field(default_factory=Latency)
    rate_limits: dict[str, dict[str, RateLimit]] = field(default_factory=dict)
    version: int = 0
    _counts: RollingCounts = field(default_factory=RollingCounts, repr=False)

    def revise(self, document_id: str, values: dict[str, Any]) -> None:
        """Change values of a document; `contributors.deep_sleep` reaches inside. Later ones add to it."""
        self.revisions.setdefault(document_id, {}).update(values)
        self.version += 1

    def revise_often(self, document_id: str, steps: list[dict[str, Any]], every_seconds: float, now: datetime) -> None:
        """One set of values after the other; replaces an earlier series of the document."""
        if not steps or every_seconds < 0:
            raise ValueError("series has one step or more, and every_seconds is 0 or more")
        self.series[document_id] = Series(now.isoformat(), every_seconds, [dict(step) for step in steps])
        self.version += 1

    def delete(self, document_id: str) -> None:
        self.deleted.add(document_id)
        self.version += 1

    def restore(self, document_id: str) -> bool:
        """Take a deletion back; whether there was one."""
        was_deleted = document_id in self.deleted
        self.deleted.discard(document_id)
        self.version += 1
        return was_deleted

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

    def take_scripted(self, path: str, user_id: str | None, now: datetime) -> ScriptedAnswer | None:
        """The first order that matches; one that counts requests is used up by it."""
        for answer in self.scripted:
            if answer.matches(path, user_id, now):
                if answer.remaining is not None:
                    answer.remaining -= 1
                    self.scripted = [item for item in self.scripted if item.remaining != 0]
                    self.version += 1
                return answer
        return None

    def set_latency(self, latency: Latency) -> None:
        self.latency = latency
        self.version += 1

    def limit_rate(self, client_id: str, tier: str, rate: RateLimit | None) -> None:
        limits = self.rate_limits.setdefault(client_id, {})
        if rate is None:
            limits.pop(tier, None)
        else:
            limits[tier] = rate
        self._counts.forget()
        self.version += 1

    def count_hit(self, client_id: str, token: str, now: datetime) -> Limited | None:
        """What this request runs into, the token's limit first; None, and it is counted, when it runs into nothing."""
        limits = self.rate_limits.get(client_id)
        if not limits:
            return None
        keys = {TOKEN: token, APPLICATION: client_id}
        for tier, key in keys.items():
            rate = limits.get(tier)
            wait_seconds = self._counts.seconds_to_wait(tier, key, rate, now) if rate else None
            if rate and wait_seconds is not None:
                return Limited(tier, rate, wait_seconds)
        for tier in limits:
            self._counts.count(tier, keys[tier], now)
        return None

    def apply(
        self, documents: Iterator[Document], user_id: str, now: datetime, *, even_deleted: bool = False
    ) -> Iterator[tuple[Document, bytes]]:
        """Documents that are really there, each with the JSON to send."""
        for document in documents:
            is_gone = document.id in self.deleted and not even_deleted
            if not is_gone and not self.withholds(document.collection, document.day, user_id):
                values = self._revision_of(document.id, now)
                yield document, _revise(document, values) if values else document.encoded

    def list_revised(self, after: datetime, until: datetime) -> list[str]:
        """Documents whose series took a step after `after` and up to `until`; the first step is the order's own."""
        return [document_id for document_id, series in self.series.items() if series.steps_between(after, until)]

    def _revision_of(self, document_id: str, now: datetime) -> dict[str, Any]:
        values = self.revisions.get(document_id, {})
        series = self.series.get(document_id)
        return values | series.values_at(now) if series else values

    def withholds(self, collection: str, day: date, user_id: str) -> bool:
        """Whether an order keeps the user's documents of that day from Oura."""
        for why, since_on in self.missing_since.get(user_id, {}).items():
            concerned = collection in APP_COLLECTIONS if why == APP_CLOSED else collection != "ring_configuration"
            if concerned and day.isoformat() >= since_on:
                return True
        return False

    def dump(self) -> dict[str, Any]:
        return {
            "revisions": self.revisions,
            "series": {document_id: asdict(series) for document_id, series in self.series.items()},
            "deleted": sorted(self.deleted),
            "missing_since": self.missing_since,
            "lapsed": sorted(self.lapsed),
            "scripted": [asdict(item) for item in self.scripted],
            "latency": self.latency.dump(),
            "rate_limits": {
                client_id: {tier: asdict(rate) for tier, rate in limits.items()}
                for client_id, limits in self.rate_limits.items()
            },
        }

    def load(self, saved: dict[str, Any]) -> None:
        """What an older state does not know stays as in a fresh simulator."""
        saved = {**Faults().dump(), **saved}
        self.revisions, self.missing_since = saved["revisions"], saved["missing_since"]
        self.series = {document_id: Series(**series) for document_id, series in saved["series"].items()}
        self.deleted, self.lapsed = set(saved["deleted"]), set(saved["lapsed"])
        self.scripted = [ScriptedAnswer(**item) for item in saved["scripted"]]
        self.latency = Latency(**saved["latency"])
        self.rate_limits = {
            client_id: {tier: RateLimit(**rate) for tier, rate in limits.items()}
            for client_id, limits in saved["rate_limits"].items()
        }


def days_ago(athlete: Athlete, now: datetime, days: int) -> date:
    """The first of the last `days` days, today in the athlete's zone included."""
    return now.astimezone(athlete.time_zone).date() - timedelta(days=days - 1)


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


__all__ = ["CUT", "GARBAGE", "STATUS", "TRUNCATED", "Faults", "ScriptedAnswer", "days_ago"]
