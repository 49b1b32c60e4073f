"""The control routes, /control/…: what a test or a demo may do to the pretend world.

GET  athletes · requests · state
POST (JSON, `Content-Type: application/json`; `athlete` is an e-mail or a user id)
     clock       {"set": "2026-11-20T06:00:00+00:00", "frozen": true} · {"advance_seconds": 3600} · {"real": true}
     revise      {"athlete", "collection", "day", "values": {"score": 61, "contributors.timing": 40}}
                 or {"document_id", "values"}
     delete      {"athlete", "collection", "day"} or {"document_id"}
     delay       {"athlete", "days": 3 | "since": "2026-11-18" | null, "what": "nights" | "all"}
                 nights: the app was not opened; all: nothing was uploaded
     unworn      {"athlete", "days" | "since" | null}                     ring not worn
     expire      {"athlete"?}                                             access tokens end now
     revoke      {"athlete", "client_id"?}                                the grant ends
     membership  {"athlete", "lapsed": true}
     answer      {"remaining": 3, "status": 429, "athlete"?, "path"?, "body"?, "retry_after_s"?}
                 or "kind": "garbage" | "truncated" | "cut" in place of a status
     latency     {"seconds": 0.5, "path"?}
     rate-limit  {"client_id"?, "limit": 100, "window_seconds": 60} · {"limit": null}
     choices     {"page_size": 5, "refused_refresh": "invalid_request", …}
     reset       {"what": "all" | "faults" | "requests"}
Every answer is {"done": …}; a mistake is a 400 or 404 with `detail`.
"""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.exchange import JSON_TYPE, Answer, Request, answer_detail, answer_json
from oura_connector.simulator.faults import APP_CLOSED, NOT_UPLOADING, UNWORN, RateLimit, ScriptedAnswer, days_ago
from oura_connector.simulator.identifiers import COLLECTIONS, read_identifier

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator

Order = dict[str, Any]


class NotThere(Exception):
    """The athlete or document named does not exist."""


class Control:
    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self._orders: dict[str, Callable[[Order], object]] = {
            "clock": self._set_clock, "revise": self._revise, "delete": self._delete, "delay": self._delay,
            "unworn": self._take_off, "expire": self._expire, "revoke": self._revoke, "membership": self._lapse,
            "answer": self._script, "latency": self._slow_down, "rate-limit": self._limit_rate,
            "choices": self._choose, "reset": self._reset,
        }  # fmt: skip
        self._questions: dict[str, Callable[[], object]] = {
            "athletes": self._list_athletes, "requests": self._count_requests, "state": self._describe,
        }  # fmt: skip

    def answer(self, request: Request) -> Answer:
        name = request.path.removeprefix("/control/")
        if request.method == "GET" and name in self._questions:
            return answer_json(200, self._questions[name]())
        if request.method != "POST" or name not in self._orders:
            return answer_detail(404, f"There is no control route {request.method} {name}.")
        # A page elsewhere cannot send this type without a preflight, which is not answered.
        if not request.headers.get("content-type", "").startswith(JSON_TYPE):
            return answer_detail(400, f"Send the order as {JSON_TYPE}.")
        try:
            order = json.loads(request.body or b"{}")
            if not isinstance(order, dict):
                raise TypeError("an object is needed")
            return answer_json(200, {"done": self._orders[name](order)})
        except NotThere as missing:
            return answer_detail(404, str(missing))
        except KeyError as missing:
            return answer_detail(400, f"The order lacks {missing}.")
        except (ValueError, TypeError) as wrong:
            return answer_detail(400, f"The order is not understood: {wrong}.")

    def _find_athlete(self, order: Order) -> Athlete:
        athlete = self._simulator.world.find_athlete(str(order["athlete"]))
        if athlete is None:
            raise NotThere(f"There is no athlete {order['athlete']!r}.")
        return athlete

    def _find_user_id(self, order: Order) -> str:
        return self._simulator.world.traits(self._find_athlete(order)).user_id

    def _find_document(self, order: Order) -> str:
        world = self._simulator.world
        if "document_id" in order:
            document_id = str(order["document_id"])
            if read_identifier(world.seed, document_id) is None:
                raise NotThere(f"There is no document {document_id!r}.")
            return document_id
        if order["collection"] not in COLLECTIONS:
            raise NotThere(f"There is no collection {order['collection']!r}.")
        return world.identify(self._find_athlete(order), order["collection"], date.fromisoformat(order["day"]))

    def _set_clock(self, order: Order) -> object:
        clock = self._simulator.clock
        if "set" in order:
            moment = datetime.fromisoformat(order["set"])
            if moment.tzinfo is None:
                raise ValueError("the moment needs an offset, such as +00:00")
            clock.set(moment, frozen=bool(order.get("frozen", False)))
        elif "advance_seconds" in order:
            clock.advance(timedelta(seconds=float(order["advance_seconds"])))
        elif order.get("real"):
            clock.use_real_time()
        else:
            raise ValueError("it says set, advance_seconds or real")
        return {"now": clock.now().isoformat(), "frozen": clock.is_frozen}

    def _revise(self, order: Order) -> object:
        document_id = self._find_document(order)
        self._simulator.faults.revise(document_id, dict(order["values"]))
        return {"document_id": document_id}

    def _delete(self, order: Order) -> object:
        document_id = self._find_document(order)
        self._simulator.faults.delete(document_id)
        return {"document_id": document_id}

    def _delay(self, order: Order) -> object:
        what = order.get("what", APP_CLOSED)
        if what not in (APP_CLOSED, NOT_UPLOADING):
            raise ValueError(f"what is {APP_CLOSED} or {NOT_UPLOADING}")
        return self._withhold(order, what)

    def _take_off(self, order: Order) -> object:
        return self._withhold(order, UNWORN)

    def _withhold(self, order: Order, why: str) -> object:
        athlete, since_on = self._find_athlete(order), None
        if order.get("since"):
            since_on = date.fromisoformat(order["since"])
        elif order.get("days"):
            since_on = days_ago(athlete, self._simulator.clock.now(), int(order["days"]))
        self._simulator.faults.withhold(self._find_user_id(order), why, since_on)
        return {"since": since_on.isoformat() if since_on else None}

    def _expire(self, order: Order) -> object:
        user_id = self._find_user_id(order) if order.get("athlete") else None
        return {"access_tokens": self._simulator.ledger.expire(self._simulator.clock.now(), user_id)}

    def _revoke(self, order: Order) -> object:
        return {"grants": self._simulator.ledger.revoke(self._find_user_id(order), order.get("client_id"))}

    def _lapse(self, order: Order) -> object:
        self._simulator.faults.set_lapsed(self._find_user_id(order), bool(order["lapsed"]))
        return {"lapsed": bool(order["lapsed"])}

    def _script(self, order: Order) -> object:
        known = {item.name for item in fields(ScriptedAnswer)} - {"user_id"}
        values = {name: value for name, value in order.items() if name in known}
        user_id = self._find_user_id(order) if order.get("athlete") else None
        self._simulator.faults.script(ScriptedAnswer(**values, user_id=user_id))
        return {"scripted": len(self._simulator.faults.scripted)}

    def _slow_down(self, order: Order) -> object:
        self._simulator.faults.set_latency(float(order["seconds"]), str(order.get("path", "")))
        return {"seconds": float(order["seconds"])}

    def _limit_rate(self, order: Order) -> object:
        client_id = order.get("client_id") or next(iter(self._simulator.applications))
        limit = order["limit"]
        rate = None if limit is None else RateLimit(int(limit), int(order["window_seconds"]))
        self._simulator.faults.limit_rate(client_id, rate)
        return {"client_id": client_id}

    def _choose(self, order: Order) -> object:
        self._simulator.choices.change(order)
        return self._simulator.choices.dump()

    def _reset(self, order: Order) -> object:
        what = order.get("what", "all")
        if what not in ("all", "faults", "requests"):
            raise ValueError("what is all, faults or requests")
        if what != "faults":
            self._simulator.requests_seen.clear()
        if what == "faults":
            self._simulator.forget_faults()
        if what == "all":
            self._simulator.reset()
        return what

    def _list_athletes(self) -> object:
        world = self._simulator.world
        return [
            {
                "number": athlete.number, "name": athlete.name, "email": athlete.email, "zone": athlete.zone,
                "sex": athlete.sex, "born_on": athlete.born_on.isoformat(), "user_id": world.traits(athlete).user_id,
            }
            for athlete in world.athletes
        ]  # fmt: skip

    def _count_requests(self) -> object:
        seen = self._simulator.requests_seen
        return {"counts": dict(seen.counts), "latest": list(seen.latest)}

    def _describe(self) -> object:
        simulator = self._simulator
        return {
            "seed": simulator.world.seed,
            "now": simulator.clock.now().isoformat(),
            "frozen": simulator.clock.is_frozen,
            "athletes": len(simulator.world.athletes),
            "applications": sorted(simulator.applications),
            "grants": sum(1 for grant in simulator.ledger.grants.values() if not grant.is_revoked),
            "faults": simulator.faults.dump(),
            "choices": simulator.choices.dump(),
        }
