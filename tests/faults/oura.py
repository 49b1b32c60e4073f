"""The pretend Oura of these tests: over HTTP, its clock standing still, and able to hold an answer back."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from oura_connector.feeds import FEEDS
from oura_connector.routes import route_of
from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.exchange import Answer
from oura_connector.simulator.ledger import LEGACY, Application

CALLBACK = "http://127.0.0.1:8000/connect/oura/callback"
APPLICATION = Application("faults-client", "faults-secret", (CALLBACK,))
TOKEN_PATH = "/oauth/token"
LONGEST_HOLD_S = 60.0
PATIENCE_S = 40.0


@dataclass
class Gate:
    """Holds the first request whose path contains `path`: before the work, or when it is done and not yet answered.

    Opened, the request goes on; dropped, it never reached Oura.
    """

    path: str
    is_after: bool
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    is_dropped: bool = False

    def wait_until_reached(self) -> None:
        assert self.reached.wait(PATIENCE_S), f"nobody asked for {self.path}"

    def open(self) -> None:
        self.opened.set()

    def drop(self) -> None:
        self.is_dropped = True
        self.open()

    def hold(self) -> None:
        self.opened.wait(LONGEST_HOLD_S)


class HeldOura(Simulator):
    def __init__(self, athletes: int) -> None:
        super().__init__("faults", athletes=athletes, applications=[APPLICATION])
        self._gates: list[Gate] = []

    def answer(
        self, method: str, path: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        if self._is_dropped(path, is_after=False):
            return Answer(503, cut=True)
        answer = super().answer(method, path, query, headers, body)
        answer.cut = answer.cut or self._is_dropped(path, is_after=True)
        return answer

    @contextmanager
    def holding(self, path: str, *, is_after: bool = False) -> Iterator[Gate]:
        gate = Gate(path, is_after)
        with self.lock:
            self._gates.append(gate)
        try:
            yield gate
        finally:
            with self.lock:
                self._gates = [one for one in self._gates if one is not gate]
            gate.open()

    def gates(self, path: str) -> list[Gate]:
        """Those that hold requests for `path` now."""
        with self.lock:
            return [one for one in self._gates if one.path == path]

    def _is_dropped(self, path: str, *, is_after: bool) -> bool:
        """Waits at a gate, if there is one."""
        with self.lock:
            fitting = [one for one in self._gates if one.path in path and one.is_after == is_after]
            gate = next((one for one in fitting if not one.reached.is_set()), None)
            if gate is not None:
                gate.reached.set()
        if gate is None:
            return False
        gate.hold()
        return gate.is_dropped

    def order(self, name: str, **details: object) -> Any:
        """One of the control routes, such as `revise` or `outage`."""
        answer = self._control_order(name, details)
        assert answer.status == 200, answer.body
        return answer.json()["done"]

    def documents_of(self, ring: Athlete, collection: str, first: date, last: date) -> list[dict[str, Any]]:
        """What Oura says of these days now, asked as any client would, under a grant of its own."""
        token = self.connect(ring, client_id=APPLICATION.client_id, family=LEGACY)["access_token"]
        asked = {"start_date": first - timedelta(days=2), "end_date": last + timedelta(days=2)}
        answer = super().answer(
            "GET", f"/v2/usercollection/{collection}", urlencode(asked), {"Authorization": f"Bearer {token}"}
        )
        body = answer.json()
        assert answer.status == 200, body
        assert body["next_token"] is None
        return [one for one in body["data"] if first.isoformat() <= one["day"] <= last.isoformat()]

    def refreshes(self) -> list[int]:
        """The statuses of the refresh exchanges since the last reset."""
        seen = self.requests_seen.latest
        return [one["status"] for one in seen if one.get("grant_type") == "refresh_token"]

    def data_requests(self, *collections: str) -> int:
        """How many lists and documents of these collections, or of all, were asked for since the last reset."""
        counts = self.requests_seen.counts
        asked = collections or {route_of(feed.key).collection for feed in FEEDS}
        return sum(counts[f"GET /v2/usercollection/{one}{end}"] for one in asked for end in ("", "/{id}"))

    def _control_order(self, name: str, details: Mapping[str, object]) -> Answer:
        body = json.dumps(details).encode()
        return super().answer("POST", f"/control/{name}", "", {"Content-Type": "application/json"}, body)
