"""What came of a run: on the Run for people who look, on the Connection for who must act."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from forms_engine.reconcile import Tally
from sync import states as connection_states
from sync.errors import (
    GrantRevoked,
    MembershipLapsed,
    NotAskable,
    ProviderMisconfigured,
    ProviderUnavailable,
    RateLimited,
    ScopeMissing,
    SyncError,
)
from sync.models import Connection, FeedState, ProviderApplication, Run
from sync.provider import Provider
from sync.registry import feed_of

CONCERNS_ALL_FEEDS = (GrantRevoked, MembershipLapsed, NotAskable, ProviderMisconfigured, RateLimited)
LONGEST_WAIT_S = 3600.0
WRITTEN = [
    "state", "state_since", "last_synced_at", "last_data_on", "last_error", "asks_again_at",
    "failures", "failing_since", "backs_off_until",
]  # fmt: skip
USUAL_WAIT_S = 60.0


def refuse_unless_askable(application: ProviderApplication, connection: Connection, now: datetime) -> None:
    """Raises NotAskable while the connector is off or the connection is not read, RateLimited while told to wait."""
    if not application.is_enabled:
        raise NotAskable("The connector is switched off: a consultant switches it on.")
    if connection.preset != application.preset:
        raise NotAskable("The application's preset changed: the athlete must connect again.")
    if connection.state not in Connection.SYNCED_STATES:
        raise NotAskable(f"The connection is {connection.get_state_display()}: it is not read.")
    for waits_until, is_for_all in ((application.asks_again_at, True), (connection.asks_again_at, False)):
        if waits_until is not None and waits_until > now:
            wait_s = (waits_until - now).total_seconds()
            raise RateLimited("The provider asked us to wait.", wait_s, is_for_all=is_for_all)


def add_tally(run: Run, feed: str, tally: Tally) -> None:
    """Add what one window brought to the run's tally of the feed."""
    counts = run.tally.setdefault(feed, {})
    for name in ("read", "created", "changed", "unchanged", "withdrawn"):
        counts[name] = counts.get(name, 0) + getattr(tally, name)
    if tally.kept:
        counts["kept"] = "too much gone at once"


def is_granted(connection: Connection, provider: Provider, feed_key: str) -> bool:
    """False only when the vendor said what was granted and the feed's scope was not among it."""
    scope = feed_of(provider, feed_key).scope
    return not scope or connection.scopes is None or scope in connection.scopes


def note_feed(run: Run, state: FeedState, error: SyncError, now: datetime) -> None:
    """Remember what stopped one feed; the others go on. Written only when it is news."""
    run.tally.setdefault(state.feed, {})["error"] = error.code
    if state.error_code == error.code:
        return
    state.error_code, state.error_since = error.code, now
    if isinstance(error, ScopeMissing):
        state.scope_missing_since = state.scope_missing_since or now
    state.save()


def is_quiet(run: Run, states: Iterable[FeedState]) -> bool:
    """True when nothing was wrong before the run, in it and after it: only the time of the last sync is news."""
    states, connection = list(states), run.connection
    newest = max((state.last_data_on for state in states if state.last_data_on), default=None)
    return (
        bool(states)
        and not any(state.error_code or state.scope_missing_since for state in states)
        and newest in (None, connection.last_data_on)
    )


@transaction.atomic
def finish_quiet_runs(runs: Collection[Run], now: datetime, ended_at: datetime) -> set[int]:
    """Close quiet runs together, in two statements; returns the ids of those closed.

    Left out are those whose connection has a state, a failure or a wait to be moved from, now if not when it was read.
    """
    well = Connection.objects.filter(state=Connection.State.CONNECTED, last_error="", failures=0).filter(
        failing_since=None, backs_off_until=None, asks_again_at=None
    )
    ids = [run.connection_id for run in runs]
    if well.filter(pk__in=ids).update(last_synced_at=now) < len(ids):
        at_rest = set(well.filter(pk__in=ids, last_synced_at=now).values_list("pk", flat=True))
        runs = [run for run in runs if run.connection_id in at_rest]
    for run in runs:
        run.state, run.finished_at = Run.State.DONE, ended_at
    Run.objects.bulk_update(runs, ["state", "finished_at", "tally"])
    return {run.pk for run in runs}


@transaction.atomic
def finish_run(run: Run, states: Iterable[FeedState], now: datetime, ended_at: datetime) -> None:
    """Close a run whose feeds were all asked; some may have failed on their own. Two rows are written."""
    states = list(states)
    failed = [state for state in states if state.error_code]
    connection = _as_it_is_now(run)
    newest = max((state.last_data_on for state in states if state.last_data_on), default=None)
    connection.last_data_on = newest or connection.last_data_on
    if len(failed) < len(states):
        connection.last_synced_at = now
        connection_states.note_success(connection, now)
    elif any(state.error_code == ProviderUnavailable.code for state in failed):
        connection_states.note_failure(connection, ProviderUnavailable.code, now)
    _settle_state(connection, states, newest, now)
    if failed:
        run.error_code = failed[0].error_code
        run.error_text = ", ".join(f"{state.feed}: {state.error_code}" for state in failed)[:300]
        connection.last_error = run.error_text[:200]
    run.state = Run.State.FAILED if failed and len(failed) == len(states) else Run.State.DONE
    _close(run, connection, ended_at)


@transaction.atomic
def fail_run(run: Run, error: SyncError, now: datetime, ended_at: datetime) -> None:
    """Close a run that could not be done, and say on the connection or application who must act."""
    connection = _as_it_is_now(run)
    run.state, run.error_code, run.error_text = Run.State.FAILED, error.code, str(error)[:300]
    # A grant that was replaced while the run was under way is not the one that was refused.
    if connection.state in Connection.SYNCED_STATES and connection.authorised_at == run.connection.authorised_at:
        if not isinstance(error, NotAskable):
            connection.last_error = f"{error.code}: {error}"[:200]
        _note_state(connection, error, now)
    if isinstance(error, RateLimited):
        _note_wait(connection, error, now)
    _close(run, connection, ended_at)


def record_crash(run: Run, now: datetime) -> None:
    """Something unforeseen: the run says so without repeating the error's words, which may hold anything."""
    run.state, run.finished_at, run.error_code = Run.State.FAILED, now, "crashed"
    run.error_text = "An error in Ringside: the log of the worker has it under this run's number."
    Run.objects.filter(pk=run.pk).update(
        state=run.state, finished_at=now, error_code=run.error_code, error_text=run.error_text
    )


def _as_it_is_now(run: Run) -> Connection:
    """The run's connection, locked: the athlete may have disconnected or reconnected since the run was claimed."""
    return Connection.objects.select_for_update(no_key=True).get(pk=run.connection_id)


def _settle_state(connection: Connection, states: list[FeedState], newest: date | None, now: datetime) -> None:
    """Which of the states that are read a connection is in, after its feeds were asked."""
    if connection.state not in Connection.SYNCED_STATES:
        return
    if any(state.scope_missing_since for state in states):
        connection_states.move(connection, Connection.State.TYPE_MISSING, now, ScopeMissing.code)
    elif all(state.error_code for state in states):
        return
    elif newest is not None or connection.state != Connection.State.WAITING:
        connection_states.move(connection, Connection.State.CONNECTED, now, "data")


def _note_state(connection: Connection, error: SyncError, now: datetime) -> None:
    """What an error of the whole grant says of it. Only the vendor's plain refusal ends a connection."""
    if isinstance(error, GrantRevoked):
        connection_states.move(connection, Connection.State.RECONNECT_NEEDED, now, error.code)
    elif isinstance(error, MembershipLapsed):
        connection_states.move(connection, Connection.State.MEMBERSHIP_LAPSED, now, error.code)
    elif isinstance(error, ProviderMisconfigured):
        connection_states.note_failure(connection, error.code, now)
        ProviderApplication.objects.filter(provider=connection.provider).update(problem=str(error)[:200])
    elif isinstance(error, ProviderUnavailable) and not isinstance(error, RateLimited):
        connection_states.note_failure(connection, error.code, now)


def _note_wait(connection: Connection, error: RateLimited, now: datetime) -> None:
    asked = USUAL_WAIT_S if error.retry_after is None else error.retry_after
    until = now + timedelta(seconds=min(max(asked, 1.0), LONGEST_WAIT_S))
    if error.is_for_all:
        ProviderApplication.objects.filter(provider=connection.provider).update(asks_again_at=until)
    else:
        connection.asks_again_at = until


def _close(run: Run, connection: Connection, ended_at: datetime) -> None:
    run.finished_at = ended_at
    run.save(update_fields=["state", "finished_at", "tally", "error_code", "error_text"])
    connection.save(update_fields=WRITTEN)
