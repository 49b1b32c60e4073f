"""Simulator: a request in, an Oura-shaped answer out; no sockets. Thread-safe.

    simulator = Simulator("ringside", clock=Clock(lambda: moment))
    answer = simulator.answer("GET", "/v2/usercollection/sleep", "start_date=2026-11-01", {"Authorization": …}, b"")

Tests may reach for the parts: `clock`, `faults`, `choices`, `ledger`, `world`, `webhooks`, `requests_seen`; and for
`connect()`.
"""

import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from oura_connector.simulator import sandbox
from oura_connector.simulator.athletes import ATHLETES, Athlete
from oura_connector.simulator.authorising import AuthorisePages
from oura_connector.simulator.choices import Choices
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.control import Control
from oura_connector.simulator.exchange import Answer, Request, answer_detail
from oura_connector.simulator.faults import Faults
from oura_connector.simulator.ledger import LEGACY, PORTAL, Application, Code, Ledger
from oura_connector.simulator.limits import answer_instead, answer_limited, replaces_work, spoil
from oura_connector.simulator.notice_troubles import NoticeTroubles
from oura_connector.simulator.oauth import AUTHORIZE, ROUTES, TOKEN, TokenService, read_scopes
from oura_connector.simulator.pages import STYLE, STYLE_PATH
from oura_connector.simulator.seen import RequestsSeen
from oura_connector.simulator.statefile import UnreadableState, read_state, write_state
from oura_connector.simulator.subscription_routes import PREFIX as SUBSCRIPTIONS
from oura_connector.simulator.subscription_routes import SubscriptionRoutes
from oura_connector.simulator.troubles import ScriptedAnswer
from oura_connector.simulator.usercollection import BAD_TOKEN, PREFIX, Asking, UserCollection
from oura_connector.simulator.webhooks import Webhooks
from oura_connector.simulator.world import DEFAULT_SEED, World

CALLBACK = "http://127.0.0.1:8000/connect/oura/callback"
DEFAULT_APPLICATION = Application("ringside-demo", "ringside-demo-secret", (CALLBACK,))


class Simulator:
    """Raises UnreadableState when `state_path` names something else than a state it wrote.

    `is_lean` is for benchmarks with many athletes: see world.py. Webhooks call back addresses of this machine only,
    unless it `calls_anywhere`.
    """

    def __init__(
        self,
        seed: str = DEFAULT_SEED,
        *,
        athletes: int = len(ATHLETES),
        applications: Iterable[Application] = (DEFAULT_APPLICATION,),
        clock: Clock | None = None,
        state_path: Path | None = None,
        page_size: int = Choices.page_size,
        is_lean: bool = False,
        calls_anywhere: bool = False,
    ) -> None:
        self.world = World(seed, athletes, is_lean=is_lean)
        self.applications = {application.client_id: application for application in applications}
        self.clock = clock or Clock()
        self.state_path = state_path
        self.lock = threading.RLock()
        self.requests_seen = RequestsSeen()
        self.ledger, self.faults, self.choices = Ledger(), Faults(), Choices(page_size=page_size)
        self.webhooks = Webhooks(self, calls_anywhere=calls_anywhere)
        self._wire()
        saved = read_state(state_path) if state_path else None
        if saved and state_path:
            self._load(saved, state_path)
        self._saved_version = self._version()

    def _wire(self) -> None:
        self._pages = AuthorisePages(self.applications, self.world, self.ledger, self.choices)
        self._tokens = TokenService(self.applications, self.ledger, self.choices)
        self._data = UserCollection(self.world, self.faults, self.choices)
        self._control = Control(self)
        self._subscriptions = SubscriptionRoutes(self)

    def answer(
        self, method: str, path: str, query: str = "", headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """`query` as it stands in the URL, without the question mark."""
        request = Request.read(method, path, query, headers or {}, body)
        if path.startswith(SUBSCRIPTIONS):
            answer = self._answer_oura(request)  # locks by itself: a handshake must hold up nobody else
        else:
            with self.lock:
                answer = self._control.answer(request) if path.startswith("/control/") else self._answer_oura(request)
        with self.lock:
            if self._version() != self._saved_version:
                self.save()
        answer.headers.setdefault("x-trace-id", secrets.token_hex(16))
        return answer

    def _answer_oura(self, request: Request) -> Answer:
        with self.lock:
            now, user_id, scripted = self._meet(request)
        if scripted and replaces_work(scripted):
            answer = answer_instead(scripted, now, self.choices)
        else:
            answer = self._route(request, now, scripted.kind if scripted else None)
            if scripted:
                answer = spoil(answer, scripted)
        with self.lock:
            answer.wait_seconds += self.faults.latency.draw(request.path)
            athlete = self.world.find_athlete(user_id) if user_id else None
            self.requests_seen.note(request, answer.status, athlete.email if athlete else None)
        return answer

    def _meet(self, request: Request) -> tuple[datetime, str | None, ScriptedAnswer | None]:
        """When it came, whom it is about, and the trouble ordered for it."""
        now = self.clock.now()
        tokens = (request.bearer, request.asked("access_token"), request.sent("refresh_token"), request.sent("token"))
        user_id = self.ledger.find_owner(*tokens)
        return now, user_id, self.faults.take_scripted(request.path, user_id, now)

    def _route(self, request: Request, now: datetime, trouble: str | None) -> Answer:
        if request.path.startswith(PREFIX):
            return self._answer_data(request, now, trouble)
        if request.path.startswith(sandbox.PREFIX):
            return self._answer_sandbox(request, now)
        if request.path.startswith(SUBSCRIPTIONS):
            return self._subscriptions.answer(request)
        if request.path == STYLE_PATH:
            return Answer(200, {"Content-Type": "text/css; charset=utf-8"}, STYLE.encode())
        step, family = ROUTES.get(request.path, ("", ""))
        if not step:
            return answer_detail(404, "Not Found")
        if request.method not in (("GET", "POST") if step == AUTHORIZE else ("POST",)):
            return answer_detail(405, "Method Not Allowed")
        if step == AUTHORIZE:
            return self._pages.answer(request, family, now)
        if step == TOKEN:
            return self._tokens.exchange(request, family, now)
        return self._tokens.revoke(request, family, now)

    def _answer_data(self, request: Request, now: datetime, trouble: str | None) -> Answer:
        if request.method != "GET":
            return answer_detail(405, "Method Not Allowed", {"Allow": "GET"})
        grant = self.ledger.find_grant(request.bearer, now)
        if grant is None:
            return answer_detail(401, BAD_TOKEN)
        limited = self.faults.count_hit(grant.client_id, request.bearer or "", now)
        if limited is not None:
            return answer_limited(limited, now, self.choices)
        athlete = self.world.find_athlete(grant.user_id)
        if athlete is None:
            return answer_detail(401, BAD_TOKEN)
        if self.webhooks.troubles.hides(request.path.rpartition("/")[2], now):
            return answer_detail(404, self.choices.missing_document_detail)
        return self._data.answer(Asking(request, grant, athlete, now, trouble))

    def _answer_sandbox(self, request: Request, now: datetime) -> Answer:
        """Calls with a token we know count for its limits too; any other text belongs to no application."""
        grant = self.ledger.find_grant(request.bearer, now)
        limited = self.faults.count_hit(grant.client_id, request.bearer or "", now) if grant else None
        if limited is not None:
            return answer_limited(limited, now, self.choices)
        return sandbox.answer_sandbox(request, now, self.choices)

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
            self.webhooks.forget()
            self.ledger.version += 1

    def forget_faults(self) -> None:
        with self.lock:
            self.faults.load(Faults().dump())
            self.faults.version += 1
            self.choices.change(Choices().dump())
            self.webhooks.troubles.load(NoticeTroubles().dump())

    def save(self) -> None:
        """Write the state file, if there is one. Happens by itself after every answer that changed something."""
        with self.lock:
            self._saved_version = self._version()
            if self.state_path:
                write_state(self.state_path, self._dump())

    def _version(self) -> tuple[int, ...]:
        parts = (self.ledger, self.faults, self.clock, self.choices, self.webhooks)
        return tuple(part.version for part in parts)

    def _dump(self) -> dict[str, Any]:
        return {
            "seed": self.world.seed,
            "clock": self.clock.dump(),
            "ledger": self.ledger.dump(),
            "faults": self.faults.dump(),
            "choices": self.choices.dump(),
            "webhooks": self.webhooks.dump(),
        }

    def _load(self, saved: dict[str, Any], path: Path) -> None:
        try:
            if saved["seed"] != self.world.seed:
                raise UnreadableState(f"{path} is about another world: remove it, or use --seed {saved['seed']}.")
            self.clock.load(saved["clock"])
            self.ledger.load(saved["ledger"])
            self.faults.load(saved["faults"])
            self.choices.change(saved["choices"])
            self.webhooks.load(saved.get("webhooks", self.webhooks.dump()))
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableState(f"{path} was written by another version of the simulator: remove it.") from error
