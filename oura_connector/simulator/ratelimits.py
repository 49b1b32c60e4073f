"""Oura's two layers of limits, each over a rolling window: per access token, and per application over all its users."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

APPLICATION, TOKEN = "application", "token"
TIERS = (APPLICATION, TOKEN)


@dataclass(frozen=True)
class RateLimit:
    """So many requests in any stretch of so many seconds."""

    limit: int
    window_seconds: int

    def __post_init__(self) -> None:
        if self.limit < 0 or self.window_seconds < 1:
            raise ValueError("limit is 0 or more and window_seconds 1 or more")


@dataclass(frozen=True)
class Limited:
    """A request too many: which layer it met and when the next one may come."""

    tier: str
    rate: RateLimit
    wait_seconds: float


@dataclass
class RollingCounts:
    """Requests that were let through, per tier and key; a refused request does not count."""

    _hits: dict[tuple[str, str], deque[datetime]] = field(default_factory=dict)

    def seconds_to_wait(self, tier: str, key: str, rate: RateLimit, now: datetime) -> float | None:
        """None when one more request is within the window."""
        hits = self._hits.setdefault((tier, key), deque())
        while hits and (now - hits[0]).total_seconds() >= rate.window_seconds:
            hits.popleft()
        if len(hits) < rate.limit:
            return None
        return rate.window_seconds - (now - (hits[0] if hits else now)).total_seconds()

    def count(self, tier: str, key: str, now: datetime) -> None:
        self._hits.setdefault((tier, key), deque()).append(now)

    def forget(self) -> None:
        self._hits.clear()
