"""What goes wrong with notices on order: which ones, how long, and what becomes of them."""

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from oura_connector.simulator.deliveries import Delivery
from oura_connector.simulator.notices import Notice
from oura_connector.simulator.seeding import fraction_of
from oura_connector.simulator.troubles import ScriptedAnswer

DOUBLE, SHUFFLE, LOSS, DELAY = "double", "shuffle", "loss", "delay"
FORGED, OLD_STAMP, UNKNOWN_USER, UNKNOWN_OBJECT, LATE_OBJECT, MEAL = (
    "wrong_signature", "old_stamp", "unknown_user", "unknown_object", "late_object", "meal",
)  # fmt: skip
KINDS = (DOUBLE, SHUFFLE, LOSS, DELAY, FORGED, OLD_STAMP, UNKNOWN_USER, UNKNOWN_OBJECT, LATE_OBJECT, MEAL)
_SECONDS = {DELAY: 900.0, OLD_STAMP: 10_800.0, LATE_OBJECT: 30.0}
MOST_COPIES = 1000


@dataclass
class NoticeTrouble:
    """Notices that match get it; no athlete, data type or event type means any.

    How long: the next `remaining` deliveries, or while they fall due from `since` to `until`; none means until reset.
    `share` of the notices that match, the same ones every time.

    What (`kind`)
        double           `times` deliveries in place of one
        shuffle          in any order among those that go together, and up to `seconds` (0) later
        loss             never sent
        delay            `seconds` (900) later
        wrong_signature  signed with another secret
        old_stamp        stamped, and signed, `seconds` (10800) before it is sent
        unknown_user     for a user nobody knows;    unknown_object: about a document that never is
        late_object      the document answers 404 until `seconds` (30) after the notice; lists have it
        meal             as data type `meal`, which no route serves
    """

    kind: str
    remaining: int | None = None
    share: float = 1.0
    since: str | None = None
    until: str | None = None
    user_id: str | None = None
    data_type: str | None = None
    event_type: str | None = None
    seconds: float | None = None
    times: int = 2

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}")
        if not 0 <= self.share <= 1 or not 1 <= self.times <= MOST_COPIES:
            raise ValueError(f"share is between 0 and 1, times between 1 and {MOST_COPIES}")
        if self.seconds is None:
            self.seconds = _SECONDS.get(self.kind, 0.0)
        if self.seconds < 0:
            raise ValueError("seconds is 0 or more")
        ScriptedAnswer(remaining=self.remaining, since=self.since, until=self.until)

    def matches(self, notice: Notice, due_at: datetime) -> bool:
        wanted = (self.user_id, self.data_type, self.event_type)
        given = (notice.user_id, notice.data_type, notice.event_type)
        if any(want not in (None, have) for want, have in zip(wanted, given, strict=True)):
            return False
        is_time = ScriptedAnswer(since=self.since, until=self.until).lasts_at(due_at)
        return is_time and fraction_of(self.kind, *given, notice.object_id, notice.event_at) < self.share


@dataclass
class NoticeTroubles:
    """`hidden` are documents that answer 404 for now, each with the moment until which."""

    ordered: list[NoticeTrouble] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    version: int = 0
    _put_off_so_far: int = 0

    def add(self, trouble: NoticeTrouble) -> None:
        self.ordered.append(trouble)
        self.version += 1

    def hides(self, document_id: str, now: datetime) -> bool:
        until = self.hidden.get(document_id)
        return until is not None and now < datetime.fromisoformat(until)

    def apply(self, delivery: Delivery) -> list[Delivery]:
        """What is really sent in place of this delivery."""
        sent, notice, due_at = [delivery], delivery.notice, delivery.due_at
        for trouble in self._take(notice, due_at):
            sent = [other for one in sent for other in self._change(one, trouble)]
        return sent

    def _take(self, notice: Notice, due_at: datetime) -> list[NoticeTrouble]:
        taken = [trouble for trouble in self.ordered if trouble.matches(notice, due_at)]
        for trouble in taken:
            if trouble.remaining is not None:
                trouble.remaining -= 1
                self.version += 1
        self.ordered = [trouble for trouble in self.ordered if trouble.remaining != 0]
        return taken

    def _change(self, one: Delivery, trouble: NoticeTrouble) -> list[Delivery]:
        seconds, notice = trouble.seconds or 0.0, one.notice
        if trouble.kind == LATE_OBJECT:
            self.hidden[notice.object_id] = (one.due_at + timedelta(seconds=seconds)).isoformat()
            self.version += 1
            return [one]
        changes: dict[str, Callable[[], list[Delivery]]] = {
            LOSS: lambda: [],
            DOUBLE: lambda: [replace(one) for _ in range(trouble.times)],
            DELAY: lambda: [replace(one, due_at=one.due_at + timedelta(seconds=seconds))],
            SHUFFLE: lambda: [replace(self._put_off(one, seconds), is_shuffled=True)],
            FORGED: lambda: [replace(one, is_forged=True)],
            OLD_STAMP: lambda: [replace(one, stamped_early_seconds=seconds)],
            UNKNOWN_USER: lambda: [replace(one, notice=replace(notice, user_id=str(uuid.uuid4())))],
            UNKNOWN_OBJECT: lambda: [replace(one, notice=replace(notice, object_id=str(uuid.uuid4())))],
            MEAL: lambda: [replace(one, notice=replace(notice, data_type="meal"))],
        }
        return changes[trouble.kind]()

    def _put_off(self, one: Delivery, most_seconds: float) -> Delivery:
        self._put_off_so_far += 1
        later_s = most_seconds * fraction_of(SHUFFLE, self._put_off_so_far, one.notice.object_id)
        return replace(one, due_at=one.due_at + timedelta(seconds=later_s))

    def dump(self) -> dict[str, Any]:
        return {"ordered": [asdict(item) for item in self.ordered], "hidden": self.hidden}

    def load(self, saved: dict[str, Any]) -> None:
        self.ordered = [NoticeTrouble(**item) for item in saved["ordered"]]
        self.hidden = dict(saved["hidden"])
        self.version += 1
