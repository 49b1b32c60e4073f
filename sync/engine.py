"""perform_run: claim, fetch, translate, reconcile, account. The only place that fetches.

The network is asked in threads, all feeds at once, outside any transaction; the database is touched by this thread
only. Each feed's records and reading position move together in one transaction, so a feed that fails leaves the others
and its own position alone.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from forms_engine.marks import Marks
from sync import accounting, conf, queue, registry, tokens, windows
from sync.applications import credentials_of, forget_problem
from sync.errors import ScopeMissing, SyncError
from sync.fetching import Conversation, Fetched, fetch_all
from sync.models import Connection, FeedState, ProviderApplication, Run
from sync.provider import Window
from sync.storing import Target, read_stored, store_feed
from sync.translation import Plan, plans_for

log = logging.getLogger(__name__)
Clock = Callable[[], float]


@dataclass
class Work:
    """What one run carries along."""

    run: Run
    connection: Connection
    plans: dict[str, Plan]
    states: dict[str, FeedState]
    not_granted: list[FeedState]
    conversation: Conversation
    now: datetime


def perform_run(run_id: int, now: datetime, clock: Clock = time.monotonic) -> None:
    """Do the run if it can be claimed; a second worker, or a run already done, does nothing.

    Errors of the vendor end on the Run and the Connection. Anything unforeseen is recorded there too and rises.
    """
    run = claim(run_id, now)
    if run is None:
        return
    began = clock()

    def ended_at() -> datetime:
        return now + timedelta(seconds=clock() - began)

    try:
        _do(run, now, clock, ended_at)
    except SyncError as error:
        accounting.fail_run(run, error, now, ended_at())
    except Exception:
        accounting.record_crash(run, now)
        raise
    finally:
        _start_waiting(run.connection_id)


def claim(run_id: int, now: datetime) -> Run | None:
    """Take a queued run for this worker; None when somebody else has it, or another run of the connection runs."""
    queued = Run.objects.filter(pk=run_id, state=Run.State.QUEUED)
    try:
        with transaction.atomic():
            claimed = queued.update(state=Run.State.RUNNING, claimed_at=now, starts=F("starts") + 1)
    except IntegrityError:
        return None
    if not claimed:
        return None
    return Run.objects.select_related("connection__person").get(pk=run_id)


def _do(run: Run, now: datetime, clock: Clock, ended_at: Callable[[], datetime]) -> None:
    connection = run.connection
    application = ProviderApplication.objects.get(provider=connection.provider)
    accounting.refuse_unless_askable(application, connection, now)
    work = _prepare(run, application, now)
    deadline = clock() + conf.RUN_BUDGET_S
    asked = Window(run.first_day, run.last_day) if run.first_day and run.last_day else None
    forward = {key: windows.forward_window(state, asked, now) for key, state in work.states.items()}
    _read(work, forward)
    while clock() < deadline and (chunks := _fill_chunks(work)):
        _read(work, chunks)
    accounting.finish_run(run, [*work.states.values(), *work.not_granted], now, ended_at())
    if application.problem:
        forget_problem(application)
    if _fill_chunks(work):
        queue.request_sync(connection, trigger=Run.Trigger.FIRST_FILL, now=now)


def _prepare(run: Run, application: ProviderApplication, now: datetime) -> Work:
    connection = run.connection
    provider = registry.provider_for(connection.provider)
    credentials = credentials_of(application)
    access_token = tokens.access_token_for(connection, provider, credentials, now)

    def renew(refused: str) -> str:
        return tokens.access_token_for(connection, provider, credentials, now, refused=refused)

    plans = plans_for(connection.provider)
    known = {state.feed: state for state in FeedState.objects.filter(connection=connection)}
    states = {key: known.get(key) or FeedState(connection=connection, feed=key) for key in plans}
    not_granted = [states.pop(key) for key in plans if not accounting.is_granted(connection, provider, key)]
    for state in not_granted:
        accounting.note_feed(run, state, ScopeMissing("Not granted."), now)
    conversation = Conversation(provider, credentials, access_token, renew)
    return Work(run, connection, plans, states, not_granted, conversation, now)


def _fill_chunks(work: Work) -> dict[str, Window]:
    """The next chunk of the first fill of each feed that still has one and did not fail in this run."""
    chunks = {
        key: windows.fill_window(state, work.connection) for key, state in work.states.items() if not state.error_code
    }
    return {key: chunk for key, chunk in chunks.items() if chunk is not None}


def _read(work: Work, wanted: dict[str, Window]) -> None:
    """Fetch the windows of all feeds at once, then store feed by feed; what concerns them all rises at the end."""
    for_all: SyncError | None = None
    found = fetch_all(work.conversation, wanted)
    stored = read_stored(work.plans, found, work.connection)
    for fetched in found:
        error = fetched.error or _store(work, fetched, stored)
        if error is None:
            continue
        accounting.note_feed(work.run, work.states[fetched.feed], error, work.now)
        if isinstance(error, accounting.CONCERNS_ALL_FEEDS):
            for_all = for_all or error
    if for_all is not None:
        raise for_all


def _store(work: Work, fetched: Fetched, stored: Marks) -> SyncError | None:
    plan, state = work.plans[fetched.feed], work.states[fetched.feed]
    target = Target(plan, state, work.connection, work.conversation)
    try:
        tally = store_feed(target, fetched, stored, work.now)
    except SyncError as error:
        return error
    accounting.add_tally(work.run, fetched.feed, tally)
    return None


def _start_waiting(connection_id: int) -> None:
    """An ask that came while this run was running waits for its end."""
    waiting = Run.objects.filter(connection_id=connection_id, state=Run.State.QUEUED).values_list("pk", flat=True)
    for run_id in waiting:
        queue.enqueue(run_id)
