"""Oura's side of webhooks: what changes becomes notices, notices go to whoever subscribed, failures are tried again.

`work()` does what is due by the simulator's clock and returns; postman.py calls it again and again. It holds the
simulator's lock only to look and to store, never while a callback is asked.
"""

import threading
from collections import Counter, deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.calling_out import Caller
from oura_connector.simulator.changes import Alike, Change, Changes
from oura_connector.simulator.deliveries import Deliveries, Delivery
from oura_connector.simulator.handshakes import refuse_callback
from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.notice_troubles import NoticeTroubles
from oura_connector.simulator.notices import Notice
from oura_connector.simulator.sending import Sending
from oura_connector.simulator.subscriptions import CREATE, DELETE, ENTERED_TYPES, UPDATE, Subscription, Subscriptions
from oura_connector.simulator.webhook_choices import ENTERED, NONE

if TYPE_CHECKING:
    from oura_connector.simulator.answers import Simulator

LONGEST_LOOK = timedelta(days=14)  # a clock that jumps further leaves the rest untold
STEP = timedelta(minutes=30)
BATCH = 2000
HELD_BACK_DAYS = 60


class Webhooks:
    def __init__(self, simulator: "Simulator", *, calls_anywhere: bool = False) -> None:
        self._simulator = simulator
        self.subscriptions, self.troubles, self.deliveries = Subscriptions(), NoticeTroubles(), Deliveries()
        self.caller = Caller(calls_anywhere=calls_anywhere)
        self.counts: Counter[str] = Counter()
        self.latest: deque[dict[str, Any]] = deque(maxlen=500)
        self.stopping = threading.Event()
        self._changes = Changes(simulator.world)
        self._late: list[tuple[datetime, Subscription]] = []
        self._seen_until = simulator.clock.now()
        self._audience: tuple[int, dict[str, set[str]], Alike] = (-1, {}, {})
        self._working = threading.Lock()

    def work(self) -> None:
        """Everything due by now: changes since the last call, late handshakes, deliveries. Waits for callbacks."""
        with self._working:
            while self._find_changes():
                pass
            self._ask_late()
            while not self.stopping.is_set() and self._send_due():
                pass

    def notify(
        self, notice: Notice, due_at: datetime, client_ids: set[str] | None = None, *, is_news: bool = False
    ) -> int:
        """Put one delivery in line for each subscription of these applications, or of all; how many, after troubles.

        What is news goes to nobody who subscribed after it happened.
        """
        choices, before = self._simulator.choices, len(self.deliveries) + self.deliveries.dropped
        if notice.event_type == DELETE and not self._tells_deletions(notice.data_type):
            return 0
        for row in self.subscriptions.list_for(notice.data_type, notice.event_type, self._simulator.clock.now()):
            if client_ids is not None and row.client_id not in client_ids:
                continue
            if row.hears_of(notice.event_at) or not is_news:
                one = Delivery(row.id, notice, due_at, is_shuffled=choices.notices_shuffled)
                for sent in self.troubles.apply(one):
                    self.deliveries.put(sent)
                    if choices.notices_doubled:
                        self.deliveries.put(replace(sent))
        return len(self.deliveries) + self.deliveries.dropped - before

    def note_document(self, document_id: str, event_type: str) -> None:
        """Something happened just now to a document that is there; nothing when it is not."""
        now = self._simulator.clock.now()
        found = self._simulator.world.find_document(document_id, now)
        if found is None:
            return
        athlete, document = found
        user_id = self._simulator.world.traits(athlete).user_id
        if any(True for _ in self._simulator.faults.apply(iter([document]), user_id, now)):
            self._tell(user_id, event_type, document.collection, document_id, now)

    def note_change(self, change: Change, due_at: datetime | None = None) -> None:
        """Unless an order keeps the document from Oura, or has removed it; with a `due_at` it is no news."""
        world, faults = self._simulator.world, self._simulator.faults
        user_id = world.traits(change.athlete).user_id
        document_id = world.identify(change.athlete, change.collection, change.day, change.kind)
        if document_id not in faults.deleted and not faults.withholds(change.collection, change.day, user_id):
            self._tell(user_id, change.event_type, change.collection, document_id, change.at, due_at)

    def list_held_back(self, athlete: Athlete) -> set[Change]:
        """What the athlete's ring and app have for Oura, and an order keeps from it; as creations of this moment."""
        world, faults, now = self._simulator.world, self._simulator.faults, self._simulator.clock.now()
        user_id, today = world.traits(athlete).user_id, now.astimezone(athlete.time_zone).date()
        return {
            Change(now, athlete, collection, day, kind, CREATE)
            for day in (today - timedelta(days=number) for number in range(-1, HELD_BACK_DAYS))
            for collection in COLLECTIONS
            if faults.withholds(collection, day, user_id)
            for kind in world.forms_of_day(athlete, collection, day, now)
        }

    def ask_later(self, wanted: Subscription) -> None:
        """The handshake of a POST that dies meanwhile."""
        with self._simulator.lock:
            wait = timedelta(seconds=self._simulator.choices.late_handshake_seconds)
            self._late.append((self._simulator.clock.now() + wait, wanted))

    def list_changes(self, after: datetime, until: datetime) -> list[Change]:
        """All that changes for everybody connected, whatever is subscribed to."""
        return self._changes.between(self._find_audience()[1], COLLECTIONS, after, until)

    def _tell(
        self,
        user_id: str,
        event_type: str,
        collection: str,
        document_id: str,
        event_at: datetime,
        due_at: datetime | None = None,
    ) -> None:
        client_ids = self._find_audience()[0].get(user_id)
        if client_ids:
            usual = event_at + timedelta(seconds=self._simulator.choices.notice_after_seconds)
            notice = Notice(event_type, collection.lower(), document_id, event_at, user_id)
            self.notify(notice, due_at or usual, client_ids, is_news=due_at is None)

    def _tells_deletions(self, data_type: str) -> bool:
        which = self._simulator.choices.delete_notices
        return which != NONE and (which != ENTERED or data_type in ENTERED_TYPES)

    def _find_audience(self) -> tuple[dict[str, set[str]], Alike]:
        """Who has a living grant to which applications, and the athletes these are."""
        ledger, world = self._simulator.ledger, self._simulator.world
        if self._audience[0] != ledger.version:
            by_user: dict[str, set[str]] = {}
            for grant in ledger.grants.values():
                if not grant.is_revoked:
                    by_user.setdefault(grant.user_id, set()).add(grant.client_id)
            athletes = filter(None, map(world.find_athlete, by_user))
            self._audience = (ledger.version, by_user, self._changes.group(athletes))
        return self._audience[1:]

    def _find_changes(self) -> bool:
        """A step towards now; whether there are more."""
        with self._simulator.lock:
            now, after = self._simulator.clock.now(), self._seen_until
            wanted = self.subscriptions.data_types(now)
            collections = [name for name in COLLECTIONS if name.lower() in wanted]
            if not collections or now <= after:
                self._seen_until = now
                return False
            after = max(after, now - LONGEST_LOOK)
            until = min(now, after + STEP)
            alike = self._find_audience()[1]
            self._simulator.world.heed(self._simulator.choices)
        changes = self._changes.between(alike, collections, after, until)
        with self._simulator.lock:
            for change in changes:
                self.note_change(change)
            for document_id in self._simulator.faults.list_revised(after, until):
                self.note_document(document_id, UPDATE)
            self._seen_until = until
        return until < now

    def _ask_late(self) -> None:
        choices = self._simulator.choices
        with self._simulator.lock:
            now = self._simulator.clock.now()
            due = [wanted for due_at, wanted in self._late if due_at <= now]
            self._late = [(due_at, wanted) for due_at, wanted in self._late if due_at > now]
        for wanted in due:
            refusal = refuse_callback(self.caller, wanted.callback_url, wanted.verification_token, choices)
            with self._simulator.lock:
                if refusal is None and choices.late_handshake_counts and not self.subscriptions.find_same(wanted, now):
                    self.subscriptions.put(wanted)
                    self._simulator.save()

    def _send_due(self) -> bool:
        with self._simulator.lock:
            due = self.deliveries.take_due(self._simulator.clock.now(), BATCH)
        Sending(self._simulator, self).send_all(due)
        return bool(due)

    def describe(self) -> dict[str, Any]:
        return {
            "subscriptions": [row.describe() for row in self.subscriptions.list_all()],
            "waiting": len(self.deliveries),
            "dropped": self.deliveries.dropped,
            "counts": dict(self.counts),
            "latest": list(self.latest),
            "troubles": self.troubles.dump(),
        }

    @property
    def version(self) -> int:
        return self.subscriptions.version + self.troubles.version

    def forget(self) -> None:
        """As in a fresh simulator, from now on."""
        self.load({"subscriptions": [], "troubles": NoticeTroubles().dump()})
        self.deliveries.clear()
        self._late.clear()
        self.counts.clear()
        self.latest.clear()

    def dump(self) -> dict[str, Any]:
        return {"subscriptions": self.subscriptions.dump(), "troubles": self.troubles.dump()}

    def load(self, saved: dict[str, Any]) -> None:
        """What was on its way is not kept: notices get lost when Oura stumbles."""
        self.subscriptions.load(saved["subscriptions"])
        self.troubles.load(saved["troubles"])
        self._seen_until = self._simulator.clock.now()
