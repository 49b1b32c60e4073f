"""The routes of webhook subscriptions, /v2/webhook/subscription…: for applications, by id and secret, not for athletes.

A handshake may take seconds, so these routes hold the simulator's lock only while they look or store.
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from oura_connector.simulator.exchange import Answer, Request, answer_detail, answer_json
from oura_connector.simulator.handshakes import refuse_callback
from oura_connector.simulator.limits import answer_gateway_timeout
from oura_connector.simulator.subscription_bodies import read_changes, read_whole
from oura_connector.simulator.subscriptions import Subscription
from oura_connector.simulator.webhook_choices import LATE, REFUSED
from oura_connector.simulator.windows import RefusedRequest

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator

PREFIX = "/v2/webhook/subscription"
NOT_THERE = "Webhook with specified id does not exist."


class SubscriptionRoutes:
    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator
        self._webhooks = simulator.webhooks
        self._rows = simulator.webhooks.subscriptions

    def answer(self, request: Request) -> Answer:
        """Called without the simulator's lock."""
        client_id = self._find_application(request)
        if client_id is None:
            return answer_detail(self._simulator.choices.webhook_secret_status, "Invalid client id or client secret.")
        place = request.path.removeprefix(PREFIX)
        steps = self._list_steps(place, request, client_id)
        if not steps:
            return answer_detail(404, "Not Found")
        if request.method not in steps:
            return answer_detail(405, "Method Not Allowed", {"Allow": ", ".join(steps)})
        try:
            return steps[request.method]()
        except RefusedRequest as refused:
            return refused.answer

    def _list_steps(self, place: str, request: Request, client_id: str) -> dict[str, Callable[[], Answer]]:
        if not place:
            return {"GET": lambda: self._list(client_id), "POST": lambda: self._create(request, client_id)}
        first, _, second = place.removeprefix("/").partition("/")
        if first == "renew" and second and "/" not in second:
            return {"PUT": lambda: self._renew(second, client_id)}
        if not first or second or not place.startswith("/"):
            return {}
        return {
            "GET": lambda: self._show(self._find(first, client_id)),
            "PUT": lambda: self._update(first, request, client_id),
            "DELETE": lambda: self._delete(first, client_id),
        }

    def _find_application(self, request: Request) -> str | None:
        application = self._simulator.applications.get(request.headers.get("x-client-id", ""))
        secret = request.headers.get("x-client-secret", "")
        if application is None or not hmac.compare_digest(secret.encode(), application.client_secret.encode()):
            return None
        return application.client_id

    def _list(self, client_id: str) -> Answer:
        with self._simulator.lock:
            rows = [row for row in self._rows.list_of(client_id) if self._is_shown(row)]
            return answer_json(200, [self._describe(row) for row in rows])

    def _create(self, request: Request, client_id: str) -> Answer:
        choices, now = self._simulator.choices, self._simulator.clock.now()
        wanted = self._rows.make(client_id, read_whole(request), now, choices.subscription_days)
        self._refuse_repeated(wanted)
        if choices.handshake == LATE:
            self._webhooks.ask_later(wanted)
            return answer_gateway_timeout(choices.gateway_seconds)
        self._verify(wanted)
        with self._simulator.lock:
            self._refuse_repeated(wanted)
            self._rows.put(wanted)
        return self._show(wanted, 201)

    def _update(self, subscription_id: str, request: Request, client_id: str) -> Answer:
        self._find(subscription_id, client_id)
        changes = read_changes(request)
        wanted = replace(self._find(subscription_id, client_id), **changes)
        self._refuse_repeated(wanted)
        if self._simulator.choices.update_verifies:
            self._verify(wanted)
        with self._simulator.lock:
            self._refuse_repeated(wanted)
            wanted = replace(self._find(subscription_id, client_id), **changes)
            self._rows.put(wanted)
        return self._show(wanted)

    def _renew(self, subscription_id: str, client_id: str) -> Answer:
        choices = self._simulator.choices
        found = self._find(subscription_id, client_id)
        if choices.renewal_verifies:
            self._verify(found)
        with self._simulator.lock:
            found = self._find(subscription_id, client_id)
            return self._show(self._rows.renew(found, self._simulator.clock.now(), choices.subscription_days))

    def _delete(self, subscription_id: str, client_id: str) -> Answer:
        with self._simulator.lock:
            self._rows.remove(self._find(subscription_id, client_id).id)
        return Answer(204)

    def _find(self, subscription_id: str, client_id: str) -> Subscription:
        with self._simulator.lock:
            row = self._rows.find(subscription_id)
            if row is None or row.client_id != client_id or not self._is_shown(row):
                raise RefusedRequest(answer_detail(403, NOT_THERE))
            return row

    def _is_shown(self, row: Subscription) -> bool:
        return self._simulator.choices.expired_subscriptions_listed or row.is_alive(self._simulator.clock.now())

    def _refuse_repeated(self, wanted: Subscription) -> None:
        choices = self._simulator.choices
        with self._simulator.lock:
            if choices.repeated_subscription == REFUSED and self._rows.find_same(wanted, self._simulator.clock.now()):
                words = "A subscription with this data type and event type exists already."
                raise RefusedRequest(answer_detail(choices.repeated_subscription_status, words))

    def _verify(self, wanted: Subscription) -> None:
        refusal = refuse_callback(
            self._webhooks.caller, wanted.callback_url, wanted.verification_token, self._simulator.choices
        )
        if refusal:
            raise RefusedRequest(refusal)

    def _show(self, row: Subscription, status: int = 200) -> Answer:
        return answer_json(status, self._describe(row))

    def _describe(self, row: Subscription) -> dict[str, str]:
        return row.describe(with_offset=self._simulator.choices.expiration_offset)
