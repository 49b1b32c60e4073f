"""Orders about the pretend world: time, documents, rings, memberships, grants."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from oura_connector.simulator.faults import APP_CLOSED, NOT_UPLOADING, UNWORN, days_ago
from oura_connector.simulator.orders import Order, Orders
from oura_connector.simulator.subscriptions import CREATE, DELETE, UPDATE


class WorldOrders(Orders):
    def by_name(self) -> dict[str, Callable[[Order], object]]:
        return {
            "clock": self._set_clock,
            "revise": self._revise,
            "delete": self._delete,
            "restore": self._restore,
            "delay": self._delay,
            "unworn": self._take_off,
            "expire": self._expire,
            "revoke": self._revoke,
            "membership": self._lapse,
        }

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
        document_id, faults = self._find_document(order), self._simulator.faults
        if "series" in order:
            every_seconds = float(order.get("every_seconds", 0))
            faults.revise_often(document_id, list(order["series"]), every_seconds, self._simulator.clock.now())
        else:
            faults.revise(document_id, dict(order["values"]))
        self._simulator.webhooks.note_document(document_id, UPDATE)
        return {"document_id": document_id}

    def _delete(self, order: Order) -> object:
        document_id = self._find_document(order)
        self._simulator.webhooks.note_document(document_id, DELETE)
        self._simulator.faults.delete(document_id)
        return {"document_id": document_id}

    def _restore(self, order: Order) -> object:
        document_id = self._find_document(order)
        restored = self._simulator.faults.restore(document_id)
        if restored:
            self._simulator.webhooks.note_document(document_id, CREATE)
        return {"document_id": document_id, "restored": restored}

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
        webhooks = self._simulator.webhooks
        held_back = webhooks.list_held_back(athlete)
        self._simulator.faults.withhold(self._find_user_id(order), why, since_on)
        for change in held_back - webhooks.list_held_back(athlete):
            webhooks.note_change(change)
        return {"since": since_on.isoformat() if since_on else None}

    def _expire(self, order: Order) -> object:
        user_id = self._find_user_id(order) if order.get("athlete") else None
        return {"access_tokens": self._simulator.ledger.expire(self._simulator.clock.now(), user_id)}

    def _revoke(self, order: Order) -> object:
        return {"grants": self._simulator.ledger.revoke(self._find_user_id(order), order.get("client_id"))}

    def _lapse(self, order: Order) -> object:
        self._simulator.faults.set_lapsed(self._find_user_id(order), bool(order["lapsed"]))
        return {"lapsed": bool(order["lapsed"])}
