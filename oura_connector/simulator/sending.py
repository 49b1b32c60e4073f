"""Notices that are due, sent to their callbacks: one after the other for each user, several users at once."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from oura_connector.simulator.calling_out import Reply
from oura_connector.simulator.clock import real_now
from oura_connector.simulator.deliveries import Delivery
from oura_connector.simulator.notices import write_headers, write_stamp

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator
    from oura_connector.simulator.webhooks import Webhooks

LANES = 8
GONE = 410
DELIVERED, RETRYING, GIVEN_UP, CANCELLED, UNSENT = "delivered", "retrying", "given_up", "cancelled", "unsent"


@dataclass(frozen=True)
class Parcel:
    url: str
    headers: dict[str, str]
    body: bytes


class Sending:
    """One batch. Asks without the simulator's lock, looks and stores with it."""

    def __init__(self, simulator: "Simulator", webhooks: "Webhooks") -> None:
        self._simulator, self._webhooks = simulator, webhooks

    def send_all(self, due: list[Delivery]) -> None:
        """Returns when every callback has answered, failed or run out of time."""
        by_user: dict[str, list[Delivery]] = {}
        for delivery in due:
            by_user.setdefault(delivery.notice.user_id, []).append(delivery)
        waiting = deque(by_user.values())
        lanes = [
            threading.Thread(target=self._send_lane, args=(waiting,), name="oura-notices", daemon=True)
            for _ in range(min(LANES, len(by_user)) - 1)
        ]
        for lane in lanes:
            lane.start()
        self._send_lane(waiting)
        for lane in lanes:
            lane.join()

    def _send_lane(self, waiting: deque[list[Delivery]]) -> None:
        while True:
            try:
                deliveries = waiting.popleft()
            except IndexError:
                return
            for delivery in deliveries:
                if not self._webhooks.stopping.is_set():
                    self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        with self._simulator.lock:
            parcel = self._pack(delivery)
            patience_s = self._simulator.choices.notice_answer_seconds
        if parcel is None:
            self._note(delivery, UNSENT, Reply())
            return
        reply = self._webhooks.caller.call("POST", parcel.url, patience_s, headers=parcel.headers, body=parcel.body)
        with self._simulator.lock:
            self._settle(delivery, reply)

    def _pack(self, delivery: Delivery) -> Parcel | None:
        """None when the subscription is no more."""
        simulator, choices = self._simulator, self._simulator.choices
        now = simulator.clock.now()
        row = self._webhooks.subscriptions.find(delivery.subscription_id)
        if row is None or not row.is_alive(now):
            return None
        if not delivery.stamp or not choices.retries_keep_stamp:
            delivery.stamp = self._stamp(now, delivery.stamped_early_seconds)
        secret = simulator.applications[row.client_id].client_secret + ("-forged" if delivery.is_forged else "")
        body = delivery.notice.encode()
        return Parcel(row.callback_url, write_headers(secret, delivery.stamp, body), body)

    def _stamp(self, now: datetime, early_seconds: float) -> str:
        moment = real_now() if self._simulator.choices.real_stamps else now
        return write_stamp(moment - timedelta(seconds=early_seconds), self._simulator.choices.stamp_digits)

    def _settle(self, delivery: Delivery, reply: Reply) -> None:
        choices = self._simulator.choices
        if 200 <= reply.status <= (399 if choices.redirects_accepted else 299):
            outcome = DELIVERED
        elif reply.status == GONE:
            outcome = CANCELLED
            self._webhooks.subscriptions.remove(delivery.subscription_id)
            self._simulator.save()
        elif self._webhooks.deliveries.retry(delivery, self._simulator.clock.now(), choices.retry_spacing):
            outcome = RETRYING
        else:
            outcome = GIVEN_UP
        self._note(delivery, outcome, reply)

    def _note(self, delivery: Delivery, outcome: str, reply: Reply) -> None:
        notice = delivery.notice
        with self._simulator.lock:
            self._webhooks.counts[outcome] += 1
            self._webhooks.latest.append(
                {
                    "at": self._simulator.clock.now().isoformat(), "outcome": outcome, "status": reply.status,
                    "trouble": reply.trouble, "subscription": delivery.subscription_id, "user_id": notice.user_id,
                    "data_type": notice.data_type, "event_type": notice.event_type, "object_id": notice.object_id,
                }
            )  # fmt: skip
