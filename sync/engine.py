"""perform_waiting: claim, fetch, translate, reconcile, account. The only place that fetches.

A task performs a batch of runs, so that a worker waits for the vendor once for all of them:

    claim        the most urgent in one statement, of priorities the budget has room for
    prepare      application, plans, positions and tokens are read once for all; a token due is refreshed under the
                 lock of its connection, one after another; a run that cannot begin in time goes back to wait
    afford       requests are taken from the application's budget before they are sent; what it does not grant waits
    ask          every due feed of every run at once, in threads that touch only the network; once the vendor tells all
                 of us to wait, nothing more is sent, and after the wait one window is tried before the others
    store        run by run, in this thread, which alone touches the database; each feed's records and reading position
                 move together in one transaction, so a feed that fails leaves the others and its own position alone
    ask again    holes to be repaired; and, at that priority, chunks of first fills until something better waits
    close        what to ask next and when; runs without news together, the others one by one

Every run ends by itself: an error of the vendor ends on its Run and Connection, anything unforeseen is recorded there
too and rises when the others are done. A worker that dies leaves its claims to the tick. `perform_run` is the batch of
one.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from forms_engine.marks import Marks
from sync import accounting, budget, conf, queue
from sync.applications import forget_problem
from sync.claiming import claim_best, claim_runs, is_better_waiting
from sync.errors import NotAskable, RateLimited, SyncError
from sync.fetching import Asked, Fetched, ask_all
from sync.in_hand import carrying_out
from sync.models import Priority, ProviderApplication, Run
from sync.preparing import Shared, Work, fill_chunks, forward_windows, note_answer, prepare, read_shared, write_plan
from sync.provider import Window
from sync.storing import Target, read_stored, store_feed
from sync.translation import Plan

Clock = Callable[[], float]
Wanted = dict[int, dict[str, Window]]


def perform_waiting(now: datetime, clock: Clock = time.monotonic) -> int:
    """Do the most urgent of the runs that wait, as many as one task performs. Returns how many there were.

    Errors of the vendor end on the Run and the Connection. Anything unforeseen is recorded there too and rises.
    """
    applications = budget.applications_with_budgets()
    closed = [(one.provider, priority) for one in applications for priority in budget.closed_priorities(one, now)]
    return _perform(claim_best(now, closed), applications, now, clock)


def perform_run(run_id: int, now: datetime, clock: Clock = time.monotonic) -> None:
    """Do the run if it can be claimed; a second worker, or a run already done, does nothing."""
    perform_runs([run_id], now, clock)


def perform_runs(run_ids: Sequence[int], now: datetime, clock: Clock = time.monotonic) -> None:
    """Do those of the runs that can be claimed, whatever else waits. Raises as `perform_waiting` does."""
    claimed = claim_runs(run_ids, now)
    if claimed:
        _perform(claimed, budget.applications_with_budgets(), now, clock)


def claim(run_id: int, now: datetime) -> Run | None:
    """Take one queued run for this worker; None when somebody else has it, or another run of the connection runs."""
    return next(iter(claim_runs([run_id], now)), None)


def _perform(claimed: Sequence[Run], applications: Iterable[ProviderApplication], now: datetime, clock: Clock) -> int:
    by_provider = {one.provider: one for one in applications}
    crashes: list[Exception] = []
    try:
        for provider, runs in groupby(
            sorted(claimed, key=lambda run: run.connection.provider), key=lambda run: run.connection.provider
        ):
            batch = Batch(list(runs), by_provider.get(provider), now, clock)
            batch.perform()
            crashes += batch.crashes
    finally:
        if claimed:
            _start_waiting(claimed, now)
    if crashes:
        raise crashes[0] if len(crashes) == 1 else ExceptionGroup("Several runs ended by an error of ours.", crashes)
    return len(claimed)


class Batch:
    """Claimed runs of one provider, performed together."""

    def __init__(
        self, runs: Sequence[Run], application: ProviderApplication | None, now: datetime, clock: Clock
    ) -> None:
        self.runs = {run.pk: run for run in runs}  # those that have not ended
        self.works: dict[int, Work] = {}
        self.now = now
        self.crashes: list[Exception] = []
        self._application = application
        self._clock = clock
        self._began = clock()
        # The vendor made all of us wait, and nobody has been served since.
        self._is_trial = application is not None and application.asks_again_at is not None
        self._again_at = now  # when the budget has room for what it had none for
        # What time or budget was too short for: holes, and when to go on.
        self._left: dict[int, dict[str, list[date]]] = {}
        self._later: dict[int, datetime] = {}

    def perform(self) -> None:
        self._at_edge(self._perform_all)

    def _perform_all(self) -> None:
        runs = list(self.runs.values())
        if self._application is None:
            raise NotAskable("The connector is not set up.")
        shared = read_shared(runs, self._application)
        for number, run in enumerate(runs):
            if number and self._spent_s() > conf.BEGIN_BUDGET_S:
                self._put_back(run.pk)
            else:
                self._at_edge(partial(self._begin, run, shared), run)
        self._read_forward(shared)
        self._read_holes(shared)
        self._fill(shared)
        self._close(shared)

    def _begin(self, run: Run, shared: Shared) -> None:
        accounting.refuse_unless_askable(shared.application, run.connection)
        until = accounting.told_to_wait_until(shared.application, run.connection, self.now)
        if until is not None:
            self._put_back(run.pk, until)
            return
        self.works[run.pk] = prepare(run, shared, self.now)

    def _read_forward(self, shared: Shared) -> None:
        """The newest days of what is due or named; a run that only repairs holes reads nothing else."""
        works = [self.works[pk] for pk, run in self.runs.items() if run.reads_plan]
        wanted = {work.run.pk: forward_windows(work, shared, self.now) for work in works}
        for pk in self._read({pk: asked for pk, asked in wanted.items() if asked}, shared, is_forward=True):
            self._put_back(pk, self._again_at)

    def _read_holes(self, shared: Shared) -> None:
        """Stretch by stretch; those for which time or budget is too short are asked for again at the end."""
        while wanted := {pk: asked for pk in self.runs if (asked := self.works[pk].next_holes())}:
            late = wanted if self._spent_s() > conf.RUN_BUDGET_S else self._read(wanted, shared)
            for pk in late:
                self._left[pk], self._later[pk] = self.works[pk].take_holes(wanted[pk]), self._again_at

    def _fill(self, shared: Shared) -> None:
        """Older chunks, as long as there are any, time is left and nobody waits who goes first."""
        filling = {pk for pk, run in self.runs.items() if run.priority == Priority.FIRST_FILL}
        while self._spent_s() < conf.RUN_BUDGET_S:
            wanted = {
                pk: chunks for pk in filling & self.runs.keys() if (chunks := fill_chunks(self.works[pk], shared))
            }
            if not wanted or is_better_waiting(Priority.FIRST_FILL, self.now):
                return
            late = self._read(wanted, shared)
            self._later |= dict.fromkeys(late, self._again_at)
            filling -= set(late)

    def _read(self, wanted: Wanted, shared: Shared, *, is_forward: bool = False) -> list[int]:
        """Ask for the windows of all runs at once; what is stored is read meanwhile, then each run stores its own.

        Answers those the budget has no room for; nothing was asked for them.
        """
        wishes = {
            pk: (Priority(self.runs[pk].priority), shared.requests_for(asked, self.now)) for pk, asked in wanted.items()
        }
        taken_at = self._at()
        taken = budget.take(shared.application, list(wishes.values()), taken_at) if wishes else None
        granted = [pk for pk, is_granted in zip(wishes, taken.granted, strict=True) if is_granted] if taken else []
        self._again_at = taken.again_at if taken else self.now
        if granted:
            before = {pk: self.works[pk].conversation.requests.value for pk in granted}
            self._ask_and_store({pk: wanted[pk] for pk in granted}, shared, is_forward)
            spent, sent = Counter[Priority](), Counter[Priority]()
            for pk in granted:
                priority, estimated = wishes[pk]
                spent[priority] += estimated
                sent[priority] += self.works[pk].conversation.requests.value - before[pk] or estimated
            budget.settle(shared.application, spent, sent, taken_at, self._at())
        return [pk for pk in wanted if pk not in granted]

    def _ask_and_store(self, wanted: Wanted, shared: Shared, is_forward: bool) -> None:
        works = [self.works[pk] for pk in wanted]
        asked = ask_all([(work.conversation, wanted[work.run.pk]) for work in works], is_trial=self._is_trial)
        self._is_trial = False
        pairs = [(work.connection, wanted[work.run.pk]) for work in works]
        stored = read_stored(shared.plans, pairs, shared.provider.key)
        for work, one in zip(works, asked, strict=True):
            store = partial(self._store, work, one, shared, stored[work.connection.person_id], is_forward)
            self._at_edge(store, work.run)

    def _store(self, work: Work, asked: Asked, shared: Shared, stored: Marks, is_forward: bool) -> None:
        """Store feed by feed; an error that concerns all feeds rises at the end.

        A run of which something was not asked for, since all of us were told to wait, waits itself.
        """
        for_all: SyncError | None = None
        held: SyncError | None = None
        for fetched in asked.wait():
            if fetched.is_held:
                held = fetched.error
                continue
            if is_forward:
                work.asked.add(fetched.feed)
            error = fetched.error or _store_feed(
                work, shared.plans[fetched.feed], fetched, stored, self.now, is_forward
            )
            if error is None:
                continue
            accounting.note_feed(work.run, work.states[fetched.feed], error, self.now)
            if isinstance(error, accounting.CONCERNS_ALL_FEEDS):
                for_all = for_all or error
        if for_all is not None:
            raise for_all
        if isinstance(held, RateLimited):
            self._put_back(work.run.pk, accounting.waits_until(held, self.now))

    def _put_back(self, run_id: int, until: datetime | None = None) -> None:
        """Let a run wait again that could not be done now."""
        del self.runs[run_id]
        queue.release_claim(run_id, self.now, until=until)

    def _close(self, shared: Shared) -> None:
        for pk in list(self.runs):
            self._at_edge(partial(self._ask_again, self.works[pk], shared), self.runs[pk])
        done = [self.works[pk] for pk in self.runs]
        for work in done:
            write_plan(work, shared, self.now)
        quiet = [work.run for work in done if accounting.is_quiet(work.run, work.all_states)]
        closed = accounting.finish_quiet_runs(quiet, self.now, self._at()) if quiet else set()
        for work in done:
            self._at_edge(partial(self._finish, work, is_closed=work.run.pk in closed), work.run)
        if done:
            forget_problem(shared.application)

    def _ask_again(self, work: Work, shared: Shared) -> None:
        """For what is left: before the run ends, so that it never looks as if all were done."""
        ask_again = partial(queue.request_sync, work.connection, now=self.now, not_before=self._later.get(work.run.pk))
        if left := self._left.get(work.run.pk):
            ask_again(trigger=Run.Trigger.REPAIR, holes=left)
        if fill_chunks(work, shared) and work.run.reads_plan:
            ask_again(trigger=Run.Trigger.FIRST_FILL, priority=Priority.FIRST_FILL)

    def _finish(self, work: Work, *, is_closed: bool) -> None:
        if not is_closed:
            asked = {*work.asked, *(state.feed for state in work.not_granted)}
            accounting.finish_run(work.run, work.all_states, asked, self.now, self._at())
        del self.runs[work.run.pk]

    def _at_edge(self, step: Callable[[], None], run: Run | None = None) -> None:
        """Take a step of `run`, or of all that have not ended; an error ends them and leaves the others alone."""
        try:
            with carrying_out(run.pk if run else None):
                step()
        except SyncError as error:
            for one in self._take(run):
                accounting.fail_run(one, error, self.now, self._at())
        except Exception as error:  # noqa: BLE001 it rises when the others are done
            for one in self._take(run):
                accounting.record_crash(one, self.now)
            self.crashes.append(error)

    def _take(self, run: Run | None) -> list[Run]:
        return [self.runs.pop(pk) for pk in ([run.pk] if run else list(self.runs))]

    def _spent_s(self) -> float:
        return self._clock() - self._began

    def _at(self) -> datetime:
        return self.now + timedelta(seconds=self._spent_s())


def _store_feed(
    work: Work, plan: Plan, fetched: Fetched, stored: Marks, now: datetime, is_forward: bool
) -> SyncError | None:
    state = work.states[fetched.feed]
    note_answer(work, fetched)
    try:
        tally = store_feed(Target(plan, state, work.connection, work.conversation), fetched, stored, now)
    except SyncError as error:
        return error
    accounting.add_tally(work.run, fetched.feed, tally)
    if is_forward and (tally.created or tally.changed or tally.withdrawn):
        work.brought.add(fetched.feed)
    return None


def _start_waiting(ended: Iterable[Run], now: datetime) -> None:
    """An ask that came while one of these runs was running waits for its end; its own ticket may be gone by now."""
    waiting = Run.objects.filter(connection__in={run.connection_id for run in ended}, state=Run.State.QUEUED)
    free = waiting.filter(waits_until=None) | waiting.filter(waits_until__lte=now)
    queue.enqueue(queue.tickets_for(free.count()))
