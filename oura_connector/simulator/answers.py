"""Simulator: a request in, an Oura-shaped answer out; no sockets. Thread-safe.

    simulator = Simulator("ringside", clock=Clock(lambda: moment))
    answer = simulator.answer("GET", "/v2/usercollection/sleep", "start_date=2026-11-01", {"Authorization": …}, b"")

Tests may reach for the parts: `clock`, `faults`, `choices`, `ledger`, `world`, `requests_seen`, and `connect()`.
"""

import secrets
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from oura_connector.simulator.athletes import ATHLETES, Athlete
from oura_connector.simulator.authorising import AuthorisePages
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.control import Control
from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.faults import STATUS, Faults
from oura_connector.simulator.ledger import LEGACY, PORTAL, Application, Code, Ledger
from oura_connector.simulator.limits import answer_limited, answer_scripted
from oura_connector.simulator.oauth import AUTHORIZE, ROUTES, TOKEN, TokenService, read_scopes
from oura_connector.simulator.pages import STYLE, STYLE_PATH
from oura_connector.simulator.seen import RequestsSeen
from oura_connector.simulator.statefile import UnreadableState, read_state, write_state
from oura_connector.simulator.usercollection import BAD_TOKEN, PREFIX, Asking, UserCollection
from oura_connector.simulator.world import DEFAULT_SEED, World

CALLBACK = "http://127.0.0.1:8000/connect/oura/callback"
DEFAULT_APPLICATION = Application("ringside-demo", "ringside-demo-secret", (CALLBACK,))


class Simulator:
    """Raises UnreadableState when `state_path` names something else than a state it wrote."""

    def __init__(
        self,
        seed: str = DEFAULT_SEED,
        *,
        athletes: int = len(ATHLETES),
        applications: Iterable[Application] = (DEFAULT_APPLICATION,),
        clock: Clock | None = None,
        state_path: Path | None = None,
        page_size: int = Choices.page_size,
    ) -> None:
        self.world = World(seed, athletes)
        self.applications = {application.client_id: application for application in applications}
        self.clock = clock or Clock()
        self.state_path = state_path
        self.lock = threading.RLock()
        self.requests_seen = RequestsSeen()
        self.ledger, self.faults, self.choices = Ledger(), Faults(), Choices(page_size=page_size)
        self._wire()
        saved = read_state(state_path) if state_path else None
        if saved and state_path:
            self._load(saved, state_path)
        self._saved_version = self._version()

    def _wire(self) -> None:
        self._pages = AuthorisePages(self.applications, self.world, self.ledger)
        self._tokens = TokenService(self.applications, self.ledger, self.choices)
        self._data = UserCollection(self.world, self.faults, self.choices)
        self._control = Control(self)

    def answer(
        self, method: str, path: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """`query` as it stands in the URL, without the question mark."""
        request = Request.read(method, path, query, headers or {}, body)
        with self.lock:
            answer = self._control.answer(request) if path.startswith("/control/") else self._answer_oura(request)
            if self._version() != self._saved_version:
                self.save()
        answer.headers.setdefault("x-trace-id", secrets.token_hex(16))
        return answer

    def _answer_oura(self, request: Request) -> Answer:
        now = self.clock.now()
        tokens = (request.bearer, request.asked("access_token"), request.sent("refresh_token"), request.sent("token"))
        user_id = self.ledger.find_owner(*tokens)
        scripted = self.faults.take_scripted(request.path, user_id)
        if scripted and scripted.kind == STATUS:
            answer = answer_scripted(scripted, now)
        else:
            answer = self._route(request)
            if scripted:
                answer = answer_scripted(scripted, now, answer)
        if self.faults.latency_path in request.path:
            answer.wait_seconds += self.faults.latency_seconds
        athlete = self.world.find_athlete(user_id) if user_id else None
        self.requests_seen.note(request, answer.status, athlete.email if athlete else None)
        return answer

    def _route(self, request: Request) -> Answer:
        if request.path.startswith(PREFIX):
            return self._answer_data(request)
        if request.path == STYLE_PATH:
            return Answer(200, {"Content-Type": "text/css; charset=utf-8"}, STYLE.encode())
        step, family = ROUTES.get(request.path, ("", ""))
        if not step:
            return answer_detail(404, "Not Found")
        if request.method not in (("GET", "POST") if step == AUTHORIZE else ("POST",)):
            return answer_detail(405, "Method Not Allowed")
        now = self.clock.now()
        if step == AUTHORIZE:
            return self._pages.answer(request, family, now)
        if step == TOKEN:
            return self._tokens.exchange(request, family, now)
        return self._tokens.revoke(request, family, now)

    def _answer_data(self, request: Request) -> Answer:
        if request.method != "GET":
            return answer_detail(405, "Method Not Allowed")
        now = self.clock.now()
        grant = self.ledger.find_grant(request.bearer, now)
        if grant is None:
            return answer_detail(401, BAD_TOKEN)
        wait_seconds = self.faults.count_hit(grant.client_id, now)
        if wait_seconds is not None:
            return answer_limited(self.faults.rate_limits[grant.client_id], wait_seconds, now)
        athlete = self.world.find_athlete(grant.user_id)
        if athlete is None:
            return answer_detail(401, BAD_TOKEN)
        return self._data.answer(Asking(request, grant, athlete, now))

    def connect(
        self,
        athlete: Athlete,
        scopes: str = "",
        *,
        client_id: str = DEFAULT_APPLICATION.client_id,
        family: str = PORTAL,
    ) -> dict[str, Any]:
        """A token answer as if the athlete had agreed on the pages; for tests that are not about agreeing."""
        if family not in (LEGACY, PORTAL):
            raise ValueError(f"family is {LEGACY} or {PORTAL}.")
        with self.lock:
            now = self.clock.now()
            user_id = self.world.traits(athlete).user_id
            code = Code(client_id, user_id, read_scopes(scopes), family, None, None, now.isoformat())
            answer: dict[str, Any] = self._tokens.issue(self.ledger.open_grant(code), now).json()
            return answer

    def reset(self) -> None:
        """Forget grants, faults, choices and the clock; the world stays what it is."""
        with self.lock:
            self.ledger.load({"codes": {}, "grants": {}, "accesses": {}, "refreshes": {}})
            self.forget_faults()
            self.clock.use_real_time()
            self.ledger.version += 1

    def forget_faults(self) -> None:
        with self.lock:
            self.faults.load(Faults().dump())
            self.faults.version += 1
            self.choices.change(Choices().dump())

    def save(self) -> None:
        """Write the state file, if there is one. Happens by itself after every answer that changed something."""
        with self.lock:
            self._saved_version = self._version()
            if self.state_path:
                write_state(self.state_path, self._dump())

    def _version(self) -> tuple[int, int, int, int]:
        return self.ledger.version, self.faults.version, self.clock.version, self.choices.version

    def _dump(self) -> dict[str, Any]:
        return {
            "seed": self.world.seed,
            "clock": self.clock.dump(),
            "ledger": self.ledger.dump(),
            "faults": self.faults.dump(),
            "choices": self.choices.dump(),
        }

    def _load(self, saved: dict[str, Any], path: Path) -> None:
        try:
            if saved["seed"] != self.world.seed:
                raise UnreadableState(f"{path} is about another world: remove it, or use --seed {saved['seed']}.")
            self.clock.load(saved["clock"])
            self.ledger.load(saved["ledger"])
            self.faults.load(saved["faults"])
            self.choices.change(saved["choices"])
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableState(f"{path} was written by another version of the simulator: remove it.") from error
