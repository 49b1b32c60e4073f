"""perform_runs: claim, fetch, translate, reconcile, account. The only place that fetches.

A task performs a batch of runs, so that a worker waits for the vendor once for all of them:

    claim        all in one statement; what somebody else has is left out
    prepare      application, plans, positions and tokens are read once for all; a token due is refreshed under the
                 lock of its connection, one after another; a run that cannot begin in time goes back to wait
    ask          every feed of every run at once, in threads that touch only the network
    store        run by run, in this thread, which alone touches the database; each feed's records and reading position
                 move together in one transaction, so a feed that fails leaves the others and its own position alone
    ask again    the next chunk of each first fill, in the same way, until none is left or time is up
    close        runs without news together, the others one by one

Every run ends by itself: an error of the vendor ends on its Run and Connection, anything unforeseen is recorded there
too and rises when the others are done. A worker that dies leaves its claims to the tick. `perform_run` is the batch of
one.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from forms_engine.marks import Marks
from sync import accounting, conf, consenting, queue, registry, tokens, windows
from sync.applications import credentials_of, forget_problem
from sync.claiming import claim_runs
from sync.errors import ScopeMissing, SyncError
from sync.fetching import Asked, Conversation, Fetched, ask_all
from sync.in_hand import carrying_out
from sync.models import Connection, FeedState, Priority, ProviderApplication, Run
from sync.provider import Credentials, Provider, Window
from sync.storing import Target, read_stored, store_feed
from sync.tokens import Held
from sync.translation import Plan, plans_for

Clock = Callable[[], float]


@dataclass
class Work:
    """What one run carries along."""

    run: Run
    connection: Connection
    states: dict[str, FeedState]
    not_granted: list[FeedState]
    conversation: Conversation
    # What a repair still has to read of each feed.
    holes: dict[str, list[Window]]


@dataclass(frozen=True)
class Shared:
    """What the runs of a batch have in common, read once."""

    provider: Provider
    application: ProviderApplication
    credentials: Credentials
    plans: dict[str, Plan]
    states: dict[int, dict[str, FeedState]]
    held: dict[int, Held]


def perform_run(run_id: int, now: datetime, clock: Clock = time.monotonic) -> None:
    """Do the run if it can be claimed; a second worker, or a run already done, does nothing."""
    perform_runs([run_id], now, clock)


def perform_runs(run_ids: Sequence[int], now: datetime, clock: Clock = time.monotonic) -> None:
    """Do those of the runs that can be claimed.

    Errors of the vendor end on the Run and the Connection. Anything unforeseen is recorded there too and rises.
    """
    claimed = claim_runs(run_ids, now)
    crashes: list[Exception] = []
    try:
        for _provider, runs in groupby(
            sorted(claimed, key=lambda run: run.connection.provider), key=lambda run: run.connection.provider
        ):
            batch = Batch(list(runs), now, clock)
            batch.perform()
            crashes += batch.crashes
    finally:
        if claimed:
            _start_waiting(claimed)
    if crashes:
        raise crashes[0] if len(crashes) == 1 else ExceptionGroup("Several runs ended by an error of ours.", crashes)


def claim(run_id: int, now: datetime) -> Run | None:
    """Take one queued run for this worker; None when somebody else has it, or another run of the connection runs."""
    return next(iter(claim_runs([run_id], now)), None)


class Batch:
    """Claimed runs of one provider, performed together."""

    def __init__(self, runs: Sequence[Run], now: datetime, clock: Clock) -> None:
        self.runs = {run.pk: run for run in runs}  # those that have not ended
        self.works: dict[int, Work] = {}
        self.now = now
        self.crashes: list[Exception] = []
        self._clock = clock
        self._began = clock()

    def perform(self) -> None:
        self._at_edge(self._perform_all)

    def _perform_all(self) -> None:
        runs = list(self.runs.values())
        shared = _read_shared(runs, self.now)
        for number, run in enumerate(runs):
            if number and self._spent_s() > conf.BEGIN_BUDGET_S:
                del self.runs[run.pk]
                queue.release_claim(run.pk, self.now)
            else:
                self._at_edge(partial(self._begin, run, shared), run)
        wanted = {pk: _forward_windows(work, self.now) for pk, work in self.works.items()}
        while wanted:
            self._read(wanted, shared)
            is_time_left = self._spent_s() < conf.RUN_BUDGET_S
            wanted = {pk: chunks for pk in self.runs if is_time_left and (chunks := _next_windows(self.works[pk]))}
        self._close(shared)

    def _begin(self, run: Run, shared: Shared) -> None:
        accounting.refuse_unless_askable(shared.application, run.connection, self.now)
        self.works[run.pk] = _prepare(run, shared, self.now)

    def _read(self, wanted: Mapping[int, Mapping[str, Window]], shared: Shared) -> None:
        """Ask for the windows of all runs at once; what is stored is read meanwhile, then each run stores its own."""
        works = [self.works[pk] for pk in wanted]
        asked = ask_all([(work.conversation, wanted[work.run.pk]) for work in works])
        pairs = [(work.connection, wanted[work.run.pk]) for work in works]
        stored = read_stored(shared.plans, pairs, shared.provider.key)
        for work, one in zip(works, asked, strict=True):
            self._at_edge(partial(self._store, work, one, shared, stored[work.connection.person_id]), work.run)

    def _store(self, work: Work, asked: Asked, shared: Shared, stored: Marks) -> None:
        """Store feed by feed; an error that concerns all feeds rises at the end."""
        for_all: SyncError | None = None
        for fetched in asked.wait():
            error = fetched.error or _store_feed(work, shared.plans[fetched.feed], fetched, stored, self.now)
            if error is None:
                continue
            accounting.note_feed(work.run, work.states[fetched.feed], error, self.now)
            if isinstance(error, accounting.CONCERNS_ALL_FEEDS):
                for_all = for_all or error
        if for_all is not None:
            raise for_all

    def _close(self, shared: Shared) -> None:
        done = [self.works[pk] for pk in self.runs]
        quiet = [work.run for work in done if accounting.is_quiet(work.run, _states_of(work))]
        closed = accounting.finish_quiet_runs(quiet, self.now, self._ended_at()) if quiet else set()
        for work in done:
            self._at_edge(partial(self._finish, work, is_closed=work.run.pk in closed), work.run)
        if done and shared.application.problem:
            forget_problem(shared.application)

    def _finish(self, work: Work, *, is_closed: bool) -> None:
        if not is_closed:
            accounting.finish_run(work.run, _states_of(work), self.now, self._ended_at())
        if left := _days_left(work):
            queue.request_sync(
                work.connection, trigger=Run.Trigger.REPAIR, now=self.now, holes=left, priority=Priority.REPAIR
            )
        if _fill_chunks(work) and work.run.reads_plan:
            queue.request_sync(work.connection, trigger=Run.Trigger.FIRST_FILL, now=self.now)
        del self.runs[work.run.pk]

    def _at_edge(self, step: Callable[[], None], run: Run | None = None) -> None:
        """Take a step of `run`, or of all that have not ended; an error ends them and leaves the others alone."""
        try:
            with carrying_out(run.pk if run else None):
                step()
        except SyncError as error:
            for one in self._take(run):
                accounting.fail_run(one, error, self.now, self._ended_at())
        except Exception as error:  # noqa: BLE001 it rises when the others are done
            for one in self._take(run):
                accounting.record_crash(one, self.now)
            self.crashes.append(error)

    def _take(self, run: Run | None) -> list[Run]:
        return [self.runs.pop(pk) for pk in ([run.pk] if run else list(self.runs))]

    def _spent_s(self) -> float:
        return self._clock() - self._began

    def _ended_at(self) -> datetime:
        return self.now + timedelta(seconds=self._spent_s())


def _read_shared(runs: Sequence[Run], now: datetime) -> Shared:
    key = runs[0].connection.provider
    application = ProviderApplication.objects.get(provider=key)
    states: dict[int, dict[str, FeedState]] = {run.connection_id: {} for run in runs}
    for state in FeedState.objects.filter(connection__in=states):
        states[state.connection_id][state.feed] = state
    return Shared(
        provider=registry.provider_for(key),
        application=application,
        credentials=credentials_of(application),
        plans=plans_for(key),
        states=states,
        held=tokens.read_held(key, [run.connection.person for run in runs]),
    )


def _prepare(run: Run, shared: Shared, now: datetime) -> Work:
    connection, provider, credentials = run.connection, shared.provider, shared.credentials
    held = shared.held.get(connection.person_id)
    access_token = tokens.access_token_for(connection, provider, credentials, now, held=held)

    def renew(refused: str) -> str:
        return tokens.access_token_for(connection, provider, credentials, now, refused=refused)

    known = shared.states[connection.pk]
    agreed = consenting.shared(connection, shared.plans)
    states = {key: known.get(key) or FeedState(connection=connection, feed=key) for key in agreed}
    not_granted = [states.pop(key) for key in agreed if not accounting.is_granted(connection, provider, key)]
    for state in not_granted:
        accounting.note_feed(run, state, ScopeMissing("Not granted."), now)
    conversation = Conversation(provider, credentials, access_token, renew)
    holes = {feed: windows.hole_windows(days) for feed, days in run.holes.items() if feed in states}
    return Work(run, connection, states, not_granted, conversation, holes)


def _states_of(work: Work) -> list[FeedState]:
    return [*work.states.values(), *work.not_granted]


def _forward_windows(work: Work, now: datetime) -> dict[str, Window]:
    run = work.run
    if not run.reads_plan:
        return _next_holes(work)
    asked = Window(run.first_day, run.last_day) if run.first_day and run.last_day else None
    return {key: windows.forward_window(state, asked, now) for key, state in work.states.items()}


def _next_windows(work: Work) -> dict[str, Window]:
    """What is read next of each feed: the holes of a repair, then the first fill."""
    holes = _next_holes(work)
    return holes or (_fill_chunks(work) if work.run.reads_plan else {})


def _next_holes(work: Work) -> dict[str, Window]:
    return {feed: left.pop(0) for feed, left in work.holes.items() if left and not work.states[feed].error_code}


def _days_left(work: Work) -> dict[str, list[date]]:
    """Holes for which time was too short; those of a feed that failed are left to the next repair."""
    return {
        feed: [window.first + timedelta(days=step) for window in left for step in range(window.days)]
        for feed, left in work.holes.items()
        if left and not work.states[feed].error_code
    }


def _fill_chunks(work: Work) -> dict[str, Window]:
    """The next chunk of the first fill of each feed that still has one and did not fail in this run."""
    chunks = {
        key: windows.fill_window(state, work.connection) for key, state in work.states.items() if not state.error_code
    }
    return {key: chunk for key, chunk in chunks.items() if chunk is not None}


def _store_feed(work: Work, plan: Plan, fetched: Fetched, stored: Marks, now: datetime) -> SyncError | None:
    target = Target(plan, work.states[fetched.feed], work.connection, work.conversation)
    try:
        tally = store_feed(target, fetched, stored, now)
    except SyncError as error:
        return error
    accounting.add_tally(work.run, fetched.feed, tally)
    return None


def _start_waiting(ended: Iterable[Run]) -> None:
    """An ask that came while one of these runs was running waits for its end; so does what could not begin in time.

    Each becomes a task of its own: alone, a run always begins.
    """
    connections = {run.connection_id for run in ended}
    waiting = Run.objects.filter(connection__in=connections, state=Run.State.QUEUED).values_list("pk", flat=True)
    for run_id in waiting:
        queue.enqueue(run_id)
