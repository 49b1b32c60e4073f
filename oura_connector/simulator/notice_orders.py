"""Orders about notices: what goes wrong with them, one sent now, those of the past sent again."""

import uuid
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime

from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.notice_troubles import NoticeTrouble
from oura_connector.simulator.notices import Notice
from oura_connector.simulator.orders import NotThere, Order, Orders
from oura_connector.simulator.subscriptions import DATA_TYPES, EVENT_TYPES, UPDATE
from oura_connector.simulator.webhooks import LONGEST_LOOK

MOST_AT_ONCE = 10_000
_COLLECTION_OF = {name.lower(): name for name in COLLECTIONS}


class NoticeOrders(Orders):
    def by_name(self) -> dict[str, Callable[[Order], object]]:
        return {"notice-trouble": self._trouble, "send-notice": self._send, "replay-notices": self._replay}

    def _trouble(self, order: Order) -> object:
        """Without saying how long, it would be for ever by oversight."""
        if not {"remaining", "for_seconds", "until", "always"} & order.keys():
            raise ValueError("it says remaining, for_seconds, until or always")
        known = {item.name for item in fields(NoticeTrouble)} - {"user_id"}
        values = {name: value for name, value in order.items() if name in known}
        if "for_seconds" in order:
            values["until"] = self._find_end(order["for_seconds"])
        user_id = self._find_user_id(order) if order.get("athlete") else None
        self._simulator.webhooks.troubles.add(NoticeTrouble(**values, user_id=user_id))
        return {"troubles": len(self._simulator.webhooks.troubles.ordered)}

    def _send(self, order: Order) -> object:
        """To whoever subscribed to the pair, whether or not the athlete is connected and the document is there."""
        data_type, event_type = str(order["data_type"]), str(order.get("event_type", UPDATE))
        if data_type not in DATA_TYPES or event_type not in EVENT_TYPES:
            raise ValueError(f"data_type is one of {', '.join(DATA_TYPES)}; event_type of {', '.join(EVENT_TYPES)}")
        times, now = int(order.get("times", 1)), self._simulator.clock.now()
        if not 1 <= times <= MOST_AT_ONCE:
            raise ValueError(f"times is between 1 and {MOST_AT_ONCE}")
        webhooks = self._simulator.webhooks
        if not webhooks.subscriptions.list_for(data_type, event_type, now):
            raise NotThere(f"Nobody has subscribed to {event_type} of {data_type}.")
        notice = Notice(event_type, data_type, self._find_object(order, data_type), now, self._find_user_id(order))
        deliveries = sum(webhooks.notify(notice, now) for _ in range(times))
        return {"deliveries": deliveries, "object_id": notice.object_id}

    def _find_object(self, order: Order, data_type: str) -> str:
        """As it is given; else the document of the day given, or of today; `meal` has documents of no kind."""
        if "document_id" in order:
            return str(order["document_id"])
        if data_type not in _COLLECTION_OF:
            return str(uuid.uuid4())
        athlete = self._find_athlete(order)
        today = self._simulator.clock.now().astimezone(athlete.time_zone).date()
        day = date.fromisoformat(order["day"]) if "day" in order else today
        return self._simulator.world.identify(athlete, _COLLECTION_OF[data_type], day)

    def _replay(self, order: Order) -> object:
        """All that changed for whoever is connected, told (again) now, as far as somebody subscribed to it."""
        since, now = datetime.fromisoformat(order["since"]), self._simulator.clock.now()
        until = datetime.fromisoformat(order["until"]) if "until" in order else now
        if since.tzinfo is None or until.tzinfo is None:
            raise ValueError("since and until need an offset, such as +00:00")
        only = self._find_athlete(order) if order.get("athlete") else None
        webhooks = self._simulator.webhooks
        before = len(webhooks.deliveries)
        for change in webhooks.list_changes(max(since, until - LONGEST_LOOK), min(until, now)):
            if only in (None, change.athlete):
                webhooks.note_change(change, due_at=now)
        return {"deliveries": len(webhooks.deliveries) - before}
