"""A day at full size without a vendor: the real planner and the real arithmetic of the budget, event by event.

What is left out is what costs time and changes no figure: the database, the network, the answers. Workers are counted
as so many runs a second. The queue is as the site's: one waiting run an athlete, joined and hastened by further asks,
taken by priority and then in order.
"""

import heapq
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from benchmarks.capacities.arrivals import (
    DAY_S,
    HOUR_S,
    PULSE,
    PULSE_ROWS_A_DAY,
    PULSE_ROWS_A_PAGE,
    Change,
    changes_of,
    day_of,
    notices_of,
    zone_of,
)
from sync import conf, planning
from sync.budget import Count, Limit
from sync.models import Priority
from sync.planning import Entry, Look, Seen, Wearer
from sync.provider import Feed, Window

REPLAYED = date(2026, 3, 10)
MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)
STEP_S = 5
ROUND_S = 60
# Two workers with batches of eight at a vendor that answers within a second.
RUNS_A_SECOND = 16


@dataclass(frozen=True)
class Scene:
    """What is replayed. `told`: keys of feeds whose notices are live."""

    athletes: int
    feeds: tuple[Feed, ...]
    told: frozenset[str]
    limit: Limit
    over_zones: bool = False


@dataclass
class Outcome:
    """`most_in_window`: requests in the fullest window of the vendor, by its own count; more than its limit it refuses.

    Freshness is from a change at the vendor until it is here, in seconds.
    """

    requests: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[int] = field(default_factory=Counter)
    runs: int = 0
    most_in_window: int = 0
    refused: int = 0
    freshness_s: array = field(default_factory=lambda: array("f"))
    pulse_freshness_s: array = field(default_factory=lambda: array("f"))
    never_came: int = 0
    longest_queue: int = 0

    def p95_minutes(self) -> float:
        return _p95(self.freshness_s) / 60

    def pulse_p95_minutes(self) -> float:
        return _p95(self.pulse_freshness_s) / 60


def _p95(values: "array[float]") -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else 0.0


class Athlete:
    """Where one athlete stands. `changes` are those still to come; `pending` came and were not read yet, by feed."""

    __slots__ = ("changes", "is_planned_s", "last", "next_change", "pending", "plan", "wearer", "zone_h")

    def __init__(self, number: int, scene: Scene) -> None:
        self.zone_h = zone_of(number, over_zones=scene.over_zones)
        self.wearer = Wearer(number, timedelta(hours=self.zone_h), MIDNIGHT)
        everything = changes_of(number, self.zone_h, -1, 1)
        used = {feed.key for feed in scene.feeds}
        self.changes = [one for one in everything if 0 <= one.at_s < DAY_S and one.feed in used]
        self.next_change = 0
        self.last: dict[str, date] = {}
        for one in everything:
            if one.at_s < 0 and one.brings_night:
                self.last[one.feed] = day_of(one.day, REPLAYED)
        self.pending: dict[str, list[float]] = {}
        self.plan: dict[str, Entry] = {}
        self.is_planned_s = 0.0

    def arrive(self, at_s: float) -> None:
        while self.next_change < len(self.changes) and self.changes[self.next_change].at_s <= at_s:
            change = self.changes[self.next_change]
            self.pending.setdefault(change.feed, []).append(change.at_s)
            self.next_change += 1

    def seen(self, keys: Sequence[str]) -> dict[str, Seen]:
        return {key: Seen(self.last.get(key)) for key in keys}


@dataclass
class Waiting:
    priority: Priority
    order: int
    feeds: set[str]
    not_before_s: float = 0.0


class Replay:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.keys = [feed.key for feed in scene.feeds]
        self.by_key = {feed.key: feed for feed in scene.feeds}
        self.live = frozenset(feed.notice_type for feed in scene.feeds if feed.key in scene.told and feed.notice_type)
        self.athletes = [Athlete(number, scene) for number in range(scene.athletes)]
        self.count = Count()
        self.vendor: list[tuple[float, int]] = []
        self.outcome = Outcome()
        self.waiting: dict[int, Waiting] = {}
        self.heap: list[tuple[int, int, int]] = []
        self.due: list[tuple[float, int, int]] = []
        self.order = 0

    def perform(self) -> Outcome:
        for number in range(len(self.athletes)):
            self._begin(number)
        notices = self._notices()
        upcoming = next(notices, None)
        for now_s in range(0, DAY_S, STEP_S):
            while upcoming is not None and upcoming[0] <= now_s:
                self._ask(upcoming[1], Priority.NOTICE, {upcoming[2]})
                upcoming = next(notices, None)
            if now_s % ROUND_S == 0:
                self._go_round(now_s)
            self._perform_waiting(now_s)
        self._count_missing()
        self._look_at_windows()
        return self.outcome

    def _begin(self, number: int) -> None:
        """Read through the evening before, as by a day that was no different."""
        athlete = self.athletes[number]
        read_at = MIDNIGHT - timedelta(hours=1 + 3 * (number * 0.618 % 1))
        look = Look(self.scene.feeds, athlete.seen(self.keys), self.keys, (), self.live)
        athlete.plan = planning.plan_after(look, athlete.wearer, {}, read_at)
        self._note_plan(number)

    def _note_plan(self, number: int) -> None:
        athlete = self.athletes[number]
        asks, sweeps = planning.next_moments(athlete.plan, athlete.wearer)
        for moment, is_sweep in ((asks, 0), (sweeps, 1)):
            if moment is not None:
                heapq.heappush(self.due, ((moment - MIDNIGHT).total_seconds(), is_sweep, number))

    def _notices(self) -> Iterator[tuple[float, int, str]]:
        return iter(
            sorted(
                (at_s, number, feed)
                for number, athlete in enumerate(self.athletes)
                for at_s, feed in notices_of(athlete.changes, number, self.scene.told)
            )
        )

    def _ask(self, number: int, priority: Priority, feeds: set[str]) -> None:
        waiting = self.waiting.get(number)
        if waiting is not None:
            waiting.feeds |= feeds
            if priority >= waiting.priority:
                return
            waiting.priority, waiting.not_before_s = priority, 0.0
        else:
            self.order += 1
            waiting = self.waiting[number] = Waiting(priority, self.order, set(feeds))
        heapq.heappush(self.heap, (waiting.priority, waiting.order, number))

    def _go_round(self, now_s: float) -> None:
        asked = 0
        while self.due and self.due[0][0] <= now_s and asked < conf.MOST_ASKS_A_ROUND:
            _at_s, is_sweep, number = heapq.heappop(self.due)
            athlete = self.athletes[number]
            asks, sweeps = planning.next_moments(athlete.plan, athlete.wearer)
            now = MIDNIGHT + timedelta(seconds=now_s)
            # What stands in the heap may have been planned anew since.
            if asks is not None and asks <= now:
                self._ask(number, Priority.ROUND, set())
                asked += 1
            elif is_sweep and sweeps is not None and sweeps <= now:
                self._ask(number, Priority.REPAIR, set())
                asked += 1

    def _perform_waiting(self, now_s: float) -> None:
        self.outcome.longest_queue = max(self.outcome.longest_queue, len(self.waiting))
        left = RUNS_A_SECOND * STEP_S
        put_back = []
        closed: set[int] = set()
        while self.heap and left and len(closed) < len(Priority):
            entry = heapq.heappop(self.heap)
            priority, order, number = entry
            waiting = self.waiting.get(number)
            if waiting is None or (waiting.priority, waiting.order) != (priority, order):
                continue
            if priority in closed or waiting.not_before_s > now_s:
                put_back.append(entry)
                if len(put_back) > conf.BATCH_RUNS * 100:
                    break
                continue
            if not self._perform(number, waiting, now_s):
                put_back.append(entry)
                closed.add(priority)
                continue
            left -= 1
        for entry in put_back:
            heapq.heappush(self.heap, entry)

    def _perform(self, number: int, waiting: Waiting, now_s: float) -> bool:
        """False when the budget has no room."""
        athlete, now = self.athletes[number], MIDNIGHT + timedelta(seconds=now_s)
        due = planning.due_feeds(athlete.plan, self.keys, athlete.wearer, now)
        read = [key for key in self.keys if key in waiting.feeds or key in due]
        pages = {key: self._requests_for(key, athlete, now) for key in read}
        estimated = sum(estimate for estimate, _sent in pages.values())
        if estimated and not self.count.take(self.scene.limit, [(waiting.priority, estimated)], now_s)[0]:
            return False
        requests = {key: sent for key, (_estimate, sent) in pages.items()}
        total = sum(requests.values())
        self.count.add(waiting.priority, total - estimated, now_s)
        del self.waiting[number]
        self.outcome.runs += 1
        self.outcome.requests.update(requests)
        self.outcome.by_hour[int(now_s // HOUR_S)] += total
        self.vendor.append((now_s, total))
        athlete.arrive(now_s)
        brought = {key for key in read if self._take_in(athlete, key, now_s)}
        if brought:
            athlete.wearer = Wearer(number, athlete.wearer.offset, now)
        look = Look(self.scene.feeds, athlete.seen(self.keys), read, brought, self.live, waiting.feeds)
        athlete.plan = planning.plan_after(look, athlete.wearer, athlete.plan, now)
        self._note_plan(number)
        return True

    def _requests_for(self, key: str, athlete: Athlete, now: datetime) -> tuple[int, int]:
        """As estimated, and as the pages turn out to be."""
        feed = self.by_key[key]
        if not feed.days_a_page:
            return 1, 1
        back = planning.days_back(feed, athlete.plan.get(key), athlete.wearer, now) or 0
        window = Window(now.date() - timedelta(days=back), now.date())
        return planning.requests_for(feed, window, now), 1 + (back + 1) * PULSE_ROWS_A_DAY // PULSE_ROWS_A_PAGE

    def _take_in(self, athlete: Athlete, key: str, now_s: float) -> bool:
        pending = athlete.pending.pop(key, None)
        if not pending:
            return False
        into = self.outcome.pulse_freshness_s if key == PULSE else self.outcome.freshness_s
        into.extend(now_s + 1 - at_s for at_s in pending)
        for change in athlete.changes[: athlete.next_change]:
            if change.feed == key and change.brings_night:
                athlete.last[key] = day_of(change.day, REPLAYED)
        return True

    def _count_missing(self) -> None:
        """Changes of the day that nobody read: those of the last quarter of an hour may still be."""
        for athlete in self.athletes:
            athlete.arrive(DAY_S - 15 * 60)
            self.outcome.never_came += sum(
                at_s < DAY_S - HOUR_S for key, moments in athlete.pending.items() for at_s in moments if key != PULSE
            )

    def _look_at_windows(self) -> None:
        """As the vendor counts: a rolling window; what would be too many it refuses."""
        first, inside = 0, 0
        for at_s, requests in self.vendor:
            inside += requests
            while self.vendor[first][0] <= at_s - self.scene.limit.window_s:
                inside -= self.vendor[first][1]
                first += 1
            self.outcome.most_in_window = max(self.outcome.most_in_window, inside)


def replay(scene: Scene) -> Outcome:
    return Replay(scene).perform()


def changes_in_all(outcome: Outcome) -> int:
    return len(outcome.freshness_s) + len(outcome.pulse_freshness_s)


__all__ = ["Change", "Outcome", "Scene", "replay"]
