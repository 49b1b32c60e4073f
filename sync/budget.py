"""One budget of requests for each application, shared by all its workers, with shares for who waits.

The vendor counts requests over a rolling window. So do we, in slots of five seconds; a slot counts until even its last
request has left the vendor's window, so what is open here is open there. `Count` is the arithmetic, free of any
database; `take` and `settle` keep it in one row by compare and set: whoever read an older version reads again. What is
taken is counted before it is sent, and what was really sent is put right afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sync import conf
from sync.models import Priority, ProviderApplication, RequestBudget

SLOT_S = 5
# On its way to the vendor a request may grow this much older than its slot.
LATE_S = 3
# The clocks of two machines may differ by this much; what lies further ahead was written by one that was wrong.
AHEAD_S = 60
# Up to which part of the limit all requests together may have come when one of this priority asks ...
CEILINGS = {
    Priority.PERSON: 1.0,
    Priority.NOTICE: 1.0,
    Priority.ROUND: 0.97,
    Priority.FIRST_FILL: 0.7,
    Priority.REPAIR: 0.5,
}
# ... and the part that is kept for each whatever the others want, so that a person is answered and nobody starves.
FLOORS = {
    Priority.PERSON: 0.03,
    Priority.NOTICE: 0.02,
    Priority.ROUND: 0.03,
    Priority.FIRST_FILL: 0.01,
    Priority.REPAIR: 0.01,
}


@dataclass(frozen=True)
class Limit:
    """At most so many requests in any stretch of so many seconds."""

    requests: int
    window_s: int


@dataclass
class Count:
    """Requests of the last window, by slot and priority. Moments are Unix seconds."""

    slots: dict[int, list[int]] = field(default_factory=dict)

    def used(self, limit: Limit, at_s: float) -> list[int]:
        """Requests that may still be in the vendor's window, by priority. Forgets those that cannot."""
        oldest, latest = (at_s - limit.window_s - LATE_S) / SLOT_S - 1, (at_s + AHEAD_S) / SLOT_S
        for slot in [one for one in self.slots if not oldest < one <= latest]:
            del self.slots[slot]
        return [sum(numbers) for numbers in zip(*self.slots.values(), strict=True)] or [0] * len(Priority)

    def room(self, limit: Limit, priority: Priority, at_s: float) -> int:
        """How many requests of this priority may be made now."""
        return _room(self.used(limit, at_s), limit, priority)

    def take(self, limit: Limit, wants: Sequence[tuple[Priority, int]], at_s: float) -> list[bool]:
        """Whole wishes, in their order: what is granted is counted at once."""
        used = self.used(limit, at_s)
        granted = []
        for priority, wanted in wants:
            # One that wants more than its share will ever be takes all of it.
            is_granted = _room(used, limit, priority) >= min(wanted, _most(limit, priority))
            if is_granted:
                used[priority] += wanted
                self.add(priority, wanted, at_s)
            granted.append(is_granted)
        return granted

    def add(self, priority: Priority, requests: int, at_s: float) -> None:
        numbers = self.slots.setdefault(int(at_s // SLOT_S), [0] * len(Priority))
        numbers[priority] = max(0, numbers[priority] + requests)

    def opens_at_s(self, limit: Limit, priority: Priority, wanted: int, at_s: float) -> float:
        """The first moment at which so many are free, if nobody else asks until then."""
        wanted = min(wanted, _most(limit, priority))
        leaving = sorted(slot * SLOT_S + SLOT_S + limit.window_s + LATE_S for slot in self.slots)
        for moment_s in leaving:
            if moment_s > at_s and Count(dict(self.slots)).room(limit, priority, moment_s) >= wanted:
                return float(moment_s)
        return at_s + SLOT_S


def _most(limit: Limit, priority: Priority) -> int:
    return max(1, _room([0] * len(Priority), limit, priority))


def _room(used: Sequence[int], limit: Limit, priority: Priority) -> int:
    """Below its ceiling and beside what is kept for the others; or else what is kept for itself."""
    free = limit.requests - sum(used)
    kept_for_others = sum(_kept(used, limit, other) for other in Priority if other != priority)
    below_ceiling = int(CEILINGS[priority] * limit.requests) - sum(used)
    return max(0, min(free, max(_kept(used, limit, priority), min(below_ceiling, free - kept_for_others))))


def _kept(used: Sequence[int], limit: Limit, priority: Priority) -> int:
    return max(0, int(FLOORS[priority] * limit.requests) - used[priority])


@dataclass(frozen=True)
class Taken:
    """What `take` answered: which wishes were granted, and when to wish again for those that were not."""

    granted: list[bool]
    again_at: datetime


def limit_of(application: ProviderApplication) -> Limit:
    """The vendor's own words of a 429, else the configured limit; less a margin for requests that are not counted."""
    requests, window_s = conf.request_limit()
    requests = application.limit_requests or requests
    return Limit(max(1, int(requests * (1 - conf.REQUEST_MARGIN))), application.limit_window_s or window_s)


def applications_with_budgets() -> list[ProviderApplication]:
    """Every application with its budget. One query."""
    return list(ProviderApplication.objects.select_related("budget"))


def closed_priorities(application: ProviderApplication, now: datetime) -> list[Priority]:
    """Which priorities must not ask now: all while the vendor wants us to wait, else those without room. No query."""
    if application.asks_again_at is not None and application.asks_again_at > now:
        return list(Priority)
    count, limit = _count_of(_row_of(application)), limit_of(application)
    return [one for one in Priority if not count.room(limit, one, now.timestamp())]


def take(application: ProviderApplication, wants: Sequence[tuple[Priority, int]], now: datetime) -> Taken:
    """Take requests for those of `wants` that fit, most urgent first. One statement, more when others take meanwhile.

    `application` as read with its budget.
    """
    limit, at_s = limit_of(application), now.timestamp()
    while True:
        row = _row_of(application)
        count = _count_of(row)
        granted = count.take(limit, wants, at_s)
        if not any(granted) or _compare_and_set(row, count):
            refused = [want for want, is_granted in zip(wants, granted, strict=True) if not is_granted]
            opens_s = min((count.opens_at_s(limit, *want, at_s) for want in refused), default=at_s)
            return Taken(granted, datetime.fromtimestamp(opens_s, UTC))
        _read_again(application)


def settle(
    application: ProviderApplication,
    taken: Mapping[Priority, int],
    sent: Mapping[Priority, int],
    taken_at: datetime,
    now: datetime,
) -> None:
    """Count what was really sent, at the end of its sending, instead of what was taken. No statement when it is so.

    Sent late counts late, as it does for the vendor.
    """
    is_same_slot = taken_at.timestamp() // SLOT_S == now.timestamp() // SLOT_S
    if is_same_slot and all(sent.get(one, 0) == taken.get(one, 0) for one in Priority):
        return
    while True:
        row = _row_of(application)
        count = _count_of(row)
        for priority in Priority:
            count.add(priority, -taken.get(priority, 0), taken_at.timestamp())
            count.add(priority, sent.get(priority, 0), now.timestamp())
        if _compare_and_set(row, count):
            return
        _read_again(application)


def requests_lately(application: ProviderApplication, now: datetime) -> int:
    """How many requests of the application's window are spent, for people who look."""
    return sum(_count_of(_row_of(application)).used(limit_of(application), now.timestamp()))


def _row_of(application: ProviderApplication) -> RequestBudget:
    try:
        return application.budget
    except RequestBudget.DoesNotExist:
        RequestBudget.objects.bulk_create([RequestBudget(application=application)], ignore_conflicts=True)
        return _read_again(application)


def _read_again(application: ProviderApplication) -> RequestBudget:
    application.budget = RequestBudget.objects.get(application=application)
    return application.budget


def _count_of(row: RequestBudget) -> Count:
    return Count({int(slot): list(numbers) for slot, numbers in row.slots.items()})


def _compare_and_set(row: RequestBudget, count: Count) -> bool:
    """True when nobody wrote since `row` was read; it then says what is stored now."""
    slots = {str(slot): numbers for slot, numbers in count.slots.items() if any(numbers)}
    mine = RequestBudget.objects.filter(application_id=row.application_id, version=row.version)
    if not mine.update(version=row.version + 1, slots=slots):
        return False
    row.version, row.slots = row.version + 1, slots
    return True
