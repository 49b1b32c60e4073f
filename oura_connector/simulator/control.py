"""The control routes, /control/…: what a test or a demo may do to the pretend world.

GET  athletes · requests · state · notices
POST (JSON, `Content-Type: application/json`; `athlete` is an e-mail or a user id)
     clock       {"set": "2026-11-20T06:00:00+00:00", "frozen": true} · {"advance_seconds": -7200} · {"real": true}
     revise      {"athlete", "collection", "day", "values": {"score": 61, "contributors.timing": 40}}
                 or {"document_id", …}; or "series": [{…}, {…}], "every_seconds": 60 in place of values
     delete      {"athlete", "collection", "day"} or {"document_id"};   restore takes it back; of workouts, tags and
                 the like, of which a day may have many, the day alone means the first
     delay       {"athlete", "days": 3 | "since": "2026-11-18" | null, "what": "nights" | "all"}
                 nights: the app was not opened, so neither nights nor what is typed into it; all: nothing came
     unworn      {"athlete", "days" | "since" | null}                     ring not worn
     expire      {"athlete"?}                                             access tokens end now
     revoke      {"athlete", "client_id"?}                                the grant ends
     membership  {"athlete", "lapsed": true}
     answer      {"remaining": 3 | "for_seconds": 60 | "until" | "daily": "23:00-03:00", "zone"? | "always": true,
                  "kind"?, "status"?, "athlete"?, "path"?, "body"?, "retry_after_s"?, "since"?, …}
                 all kinds are in troubles.py; for the token services "path": "token", where kind "hang" or "cut"
                 loses the answer after the exchange was done, and a status comes before anything is done
     storm       {"requests": 100 | "seconds": 60, "tier"?: "application" | "token", "athlete"?,
                  "retry_after_s"?: 17 | null}
     outage      {"from": "23:00", "to": "03:00", "zone"? | "seconds": 600, "status"?: 503, "kind"?: "cut", "path"?}
     latency     {"seconds": 0.5, "path"?} · {"spread": [[50, 0.1], [95, 0.8], [100, 3]], "path"?}
     rate-limit  {"client_id"?, "tier"?, "limit": 100, "window_seconds": 60} · {"limit": null}
     choices     {"page_size": 5, "refused_refresh": "invalid_request", …}    all of them: choices.py
     notice-trouble {"kind": "double" | "shuffle" | "loss" | …, "remaining": 3 | "for_seconds": 86400 | "until"
                 | "always": true, "share"?: 0.2, "athlete"?, "data_type"?, "event_type"?, "seconds"?, "times"?}
                 all kinds are in notice_troubles.py
     send-notice {"athlete", "data_type", "event_type"?: "update", "document_id"? | "day"?, "times"?: 1}    now
     replay-notices {"since", "until"?, "athlete"?}                       all that changed then, told again now
     reset       {"what": "all" | "faults" | "requests"}
Every answer is {"done": …}; a mistake is a 400 or 404 with `detail`.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from oura_connector.simulator.exchange import JSON_TYPE, Answer, Request, answer_detail, answer_json
from oura_connector.simulator.line_orders import LineOrders
from oura_connector.simulator.notice_orders import NoticeOrders
from oura_connector.simulator.orders import NotThere, Order
from oura_connector.simulator.world_orders import WorldOrders

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator


class Control:
    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self._orders: dict[str, Callable[[Order], object]] = {
            **WorldOrders(simulator).by_name(),
            **LineOrders(simulator).by_name(),
            **NoticeOrders(simulator).by_name(),
        }
        self._questions: dict[str, Callable[[], object]] = {
            "athletes": self._list_athletes, "requests": self._count_requests, "state": self._describe,
            "notices": simulator.webhooks.describe,
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
