"""An Oura in this process whose documents change as the arrival model says, and which refuses what is too much.

Bodies are the simulator's own, taken once; what changes is a score, and which days and workouts there are. It counts
as Oura does: over a rolling window, refused requests not counted.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPResponse

from benchmarks.capacities.arrivals import (
    ACTIVITY,
    DAILY_SLEEP,
    PULSE,
    PULSE_ROWS_A_DAY,
    PULSE_ROWS_A_PAGE,
    READINESS,
    SLEEP,
    WORKOUT,
    Change,
)
from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.ratelimits import APPLICATION, RateLimit, RollingCounts

COLLECTIONS = (ACTIVITY, READINESS, DAILY_SLEEP, SLEEP, WORKOUT)
# Which number of a document says that it changed.
CHANGING = {ACTIVITY: "score", READINESS: "score", DAILY_SLEEP: "score", SLEEP: "efficiency", WORKOUT: "calories"}
FIRST_VALUE = 40


@dataclass
class Wearer:
    """`at_s` and `days`: moments and local days of the changes of each feed, in order; `read_s`: until when each feed's
    changes were asked for."""

    number: int
    at_s: dict[str, list[float]]
    days: dict[str, list[int]]
    read_s: dict[str, float] = field(default_factory=dict)


class ArrivingOura(BaseAdapter):
    def __init__(self, changes: list[list[Change]], limit: RateLimit, midnight: datetime) -> None:
        super().__init__()
        self.midnight, self.now = midnight, midnight
        self.wearers = {self.token_of(number): _wearer(number, own) for number, own in enumerate(changes)}
        self.limit, self.counts = limit, RollingCounts()
        self.answered, self.refused = Counter[str](), 0
        self.freshness_s: list[float] = []
        self.pulse_freshness_s: list[float] = []
        self._templates = _templates(midnight)

    @staticmethod
    def token_of(number: int) -> str:
        return f"access-token-of-{number}"

    @property
    def now_s(self) -> float:
        return (self.now - self.midnight).total_seconds()

    def close(self) -> None:
        """Nothing is open."""

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        parts = urlsplit(str(request.url))
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        status, body, headers = self._answer(parts.path, asked, str(request.headers.get("Authorization", "")))
        content = json.dumps(body).encode()
        response = requests.Response()
        response.status_code, response.url, response.request = status, str(request.url), request
        response.headers = CaseInsensitiveDict({"Content-Type": "application/json", **headers})
        response.raw = HTTPResponse(BytesIO(content), status=status, preload_content=False)
        return response

    def _answer(self, path: str, asked: Mapping[str, str], authorization: str) -> tuple[int, object, dict[str, str]]:
        wait_s = self.counts.seconds_to_wait(APPLICATION, "", self.limit, self.now)
        if wait_s is not None:
            self.refused += 1
            return 429, {"detail": "Too many."}, _refusal(self.limit, wait_s)
        self.counts.count(APPLICATION, "", self.now)
        collection = path.rsplit("/", 1)[-1]
        self.answered[collection] += 1
        wearer = self.wearers[authorization.removeprefix("Bearer ")]
        if collection == PULSE:
            return 200, self._rows(wearer, asked), {}
        self._note_read(wearer, collection)
        documents = self._documents(wearer, collection, asked["start_date"], asked["end_date"])
        return 200, {"data": documents, "next_token": None}, {}

    def _note_read(self, wearer: Wearer, feed: str) -> None:
        moments, until_s = wearer.at_s.get(feed, []), self.now_s
        fresh = moments[bisect_right(moments, wearer.read_s.get(feed, 0.0)) : bisect_right(moments, until_s)]
        into = self.pulse_freshness_s if feed == PULSE else self.freshness_s
        into.extend(until_s - at_s for at_s in fresh if at_s >= 0)
        wearer.read_s[feed] = until_s

    def value(self, wearer: Wearer, feed: str, day: int, until_s: float) -> int:
        """What the changing number of a document says, 0 while there is none."""
        moments = wearer.at_s.get(feed, [])[: bisect_right(wearer.at_s.get(feed, []), until_s)]
        changes = sum(one == day for one in wearer.days.get(feed, [])[: len(moments)])
        return FIRST_VALUE + changes if changes else 0

    def _documents(self, wearer: Wearer, feed: str, first: str, last: str) -> list[dict[str, Any]]:
        found = []
        day = max(date.fromisoformat(first[:10]), self.midnight.date() - timedelta(days=1))
        while day <= min(date.fromisoformat(last[:10]), self.midnight.date() + timedelta(days=1)):
            value = self.value(wearer, feed, (day - self.midnight.date()).days, self.now_s)
            if value:
                found.append(self._document(wearer, feed, day, value))
            day += timedelta(days=1)
        return found

    def _document(self, wearer: Wearer, feed: str, day: date, value: int) -> dict[str, Any]:
        """The template, moved to the day. A day's workouts are one document, which says how many there were."""
        document = deepcopy(self._templates[feed])
        moved = json.loads(json.dumps(document).replace(document["day"], day.isoformat()))
        return {**moved, "id": f"{feed}-{wearer.number}-{day}", CHANGING[feed]: value}

    def _rows(self, wearer: Wearer, asked: Mapping[str, str]) -> dict[str, Any]:
        """Evenly through the day up to the last upload; the page's cursor is the number of its first row."""
        if "next_token" not in asked:
            self._note_read(wearer, PULSE)
        moments = wearer.at_s.get(PULSE, [])
        reached = bisect_right(moments, self.now_s)
        until = self.midnight + timedelta(seconds=moments[reached - 1] if reached else -3600.0)
        at = max(datetime.fromisoformat(asked["start_datetime"]), self.midnight - timedelta(days=1))
        until = min(until, datetime.fromisoformat(asked["end_datetime"]))
        step, rows = timedelta(days=1) / PULSE_ROWS_A_DAY, []
        while at < until:
            rows.append({"timestamp": at.astimezone(UTC).isoformat(), "bpm": 50 + at.minute % 40, "source": "awake"})
            at += step
        first = int(asked.get("next_token", 0))
        after = first + PULSE_ROWS_A_PAGE
        return {"data": rows[first:after], "next_token": str(after) if after < len(rows) else None}


def _wearer(number: int, changes: list[Change]) -> Wearer:
    wearer = Wearer(number, {}, {})
    for change in changes:
        wearer.at_s.setdefault(change.feed, []).append(change.at_s)
        wearer.days.setdefault(change.feed, []).append(change.day)
    return wearer


def _templates(midnight: datetime) -> dict[str, dict[str, Any]]:
    """A document of each collection, as the simulator writes it."""
    simulator = Simulator(athletes=1, clock=Clock(lambda: midnight), is_lean=True)
    token = simulator.connect(simulator.world.athletes[0])["access_token"]
    asked = f"start_date={midnight.date() - timedelta(days=20)}&end_date={midnight.date()}"
    found = {}
    for collection in COLLECTIONS:
        said = simulator.answer(
            "GET", f"/v2/usercollection/{collection}", asked, {"Authorization": f"Bearer {token}"}
        ).json()["data"]
        found[collection] = next(one for one in said if one.get("type", "long_sleep") == "long_sleep")
    return found


def _refusal(limit: RateLimit, wait_s: float) -> dict[str, str]:
    return {
        "Retry-After": str(int(wait_s) + 1),
        "X-RateLimit-Limit": str(limit.limit),
        "X-RateLimit-Window": str(limit.window_seconds),
        "X-RateLimit-Tier": APPLICATION,
    }
