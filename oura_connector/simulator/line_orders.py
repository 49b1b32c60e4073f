"""Orders about answers: what fails, how long it takes, how many are let through, what the undecided ones say."""

from collections.abc import Callable
from dataclasses import fields

from oura_connector.simulator.faults import ScriptedAnswer
from oura_connector.simulator.latencies import Latency
from oura_connector.simulator.orders import Order, Orders
from oura_connector.simulator.ratelimits import APPLICATION, TIERS, RateLimit


class LineOrders(Orders):
    def by_name(self) -> dict[str, Callable[[Order], object]]:
        return {
            "answer": self._script,
            "storm": self._storm,
            "outage": self._break_down,
            "latency": self._slow_down,
            "rate-limit": self._limit_rate,
            "choices": self._choose,
            "reset": self._reset,
        }

    def _script(self, order: Order) -> object:
        """Without saying how long, an answer is no order: it would fail for ever by oversight."""
        if not {"remaining", "for_seconds", "until", "daily", "always"} & order.keys():
            raise ValueError("it says remaining, for_seconds, until, daily or always")
        return self._add(order)

    def _storm(self, order: Order) -> object:
        if ("requests" in order) == ("seconds" in order):
            raise ValueError("a storm lasts either so many requests or so many seconds")
        wanted = {"status": 429, "tier": APPLICATION, **order}
        lasts = {"remaining": int(order["requests"])} if "requests" in order else {"for_seconds": order["seconds"]}
        return self._add({name: value for name, value in wanted.items() if name != "seconds"} | lasts)

    def _break_down(self, order: Order) -> object:
        """By the clock, each day, or from now for so many seconds."""
        if ("seconds" in order) == ("from" in order):
            raise ValueError("an outage has either from and to, or seconds")
        wanted = {"status": 503, **order}
        lasts = {"daily": f"{order['from']}-{order['to']}"} if "from" in order else {"for_seconds": order["seconds"]}
        return self._add({name: value for name, value in wanted.items() if name != "seconds"} | lasts)

    def _add(self, order: Order) -> object:
        known = {item.name for item in fields(ScriptedAnswer)} - {"user_id"}
        values = {name: value for name, value in order.items() if name in known}
        if "for_seconds" in order:
            values["until"] = self._find_end(order["for_seconds"])
        user_id = self._find_user_id(order) if order.get("athlete") else None
        self._simulator.faults.script(ScriptedAnswer(**values, user_id=user_id))
        return {"scripted": len(self._simulator.faults.scripted)}

    def _slow_down(self, order: Order) -> object:
        spread = [[float(percent), float(seconds)] for percent, seconds in order.get("spread", [])]
        seconds = float(order["seconds"]) if not spread else 0.0
        latency = Latency(seconds, str(order.get("path", "")), spread)
        self._simulator.faults.set_latency(latency)
        return latency.dump()

    def _limit_rate(self, order: Order) -> object:
        client_id = order.get("client_id") or next(iter(self._simulator.applications))
        tier, limit = order.get("tier", APPLICATION), order["limit"]
        if tier not in TIERS:
            raise ValueError(f"tier is one of {', '.join(TIERS)}")
        rate = None if limit is None else RateLimit(int(limit), int(order["window_seconds"]))
        self._simulator.faults.limit_rate(client_id, tier, rate)
        return {"client_id": client_id, "tier": tier}

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
