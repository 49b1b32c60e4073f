"""What came of a run: on the Run for people who look, on the Connection for who must act."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection as database
from django.db import transaction

from forms_engine.reconcile import Tally
from sync import conf, queue
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
SHORTEST_WINDOW_S = 60
# What `sync.preparing` planned is written with the rest.
PLANNED = ("plan", "asks_next_at", "sweeps_next_at", "upload_seen_at", "utc_offset_s")
WRITTEN = [
    "state", "state_since", "last_synced_at", "last_data_on", "last_error", "asks_again_at",
    "failures", "failing_since", "backs_off_until", *PLANNED,
]  # fmt: skip
USUAL_WAIT_S = 60.0


def refuse_unless_askable(application: ProviderApplication, connection: Connection) -> None:
    """Raises NotAskable while the connector is off or the connection is not read."""
    if not application.is_enabled:
        raise NotAskable("The connector is switched off: a consultant switches it on.")
    if connection.preset != application.preset:
        raise NotAskable("The application's preset changed: the athlete must connect again.")
    if connection.state not in Connection.SYNCED_STATES:
        raise NotAskable(f"The connection is {connection.get_state_display()}: it is not read.")


def told_to_wait_until(application: ProviderApplication, connection: Connection, now: datetime) -> datetime | None:
    """Until when the vendor has told all of us, or this person, to wait; None when nobody has."""
    waits = (application.asks_again_at, connection.asks_again_at)
    return max((until for until in waits if until is not None and until > now), default=None)


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


# A connection that has a state, a failure or a wait to be moved from, now if not when it was read, is left out.
CLOSE_QUIET = """
WITH rested AS (
    UPDATE sync_connection AS mine SET last_synced_at = CASE WHEN told.is_read THEN %(now)s ELSE last_synced_at END,
        plan = told.plan::jsonb, asks_next_at = told.asks, sweeps_next_at = told.sweeps,
        upload_seen_at = told.upload, utc_offset_s = told.clock
    FROM unnest(
        %(connections)s::bigint[], %(reads)s::boolean[], %(plans)s::text[], %(asks)s::timestamptz[],
        %(sweeps)s::timestamptz[], %(uploads)s::timestamptz[], %(clocks)s::int[]
    ) AS told(id, is_read, plan, asks, sweeps, upload, clock)
    WHERE mine.id = told.id AND mine.state = %(connected)s AND mine.last_error = '' AND mine.failures = 0
        AND mine.failing_since IS NULL AND mine.backs_off_until IS NULL AND mine.asks_again_at IS NULL
    RETURNING mine.id
)
UPDATE sync_run AS run SET state = %(done)s, finished_at = %(ended_at)s, tally = told.tally::jsonb
FROM unnest(%(runs)s::bigint[], %(connections)s::bigint[], %(tallies)s::text[]) AS told(id, connection_id, tally)
JOIN rested ON rested.id = told.connection_id
WHERE run.id = told.id
RETURNING run.id
"""


def finish_quiet_runs(runs: Collection[Run], now: datetime, ended_at: datetime) -> set[int]:
    """Close quiet runs together, with the plans on their connections, in one statement; the ids of those closed."""
    connections = [run.connection for run in runs]
    told: dict[str, Any] = {
        "connections": [one.pk for one in connections],
        "reads": [bool(run.tally) for run in runs],
        "plans": [json.dumps(one.plan) for one in connections],
        "asks": [one.asks_next_at for one in connections],
        "sweeps": [one.sweeps_next_at for one in connections],
        "uploads": [one.upload_seen_at for one in connections],
        "clocks": [one.utc_offset_s for one in connections],
        "runs": [run.pk for run in runs],
        "tallies": [json.dumps(run.tally) for run in runs],
        "connected": Connection.State.CONNECTED.value,
        "done": Run.State.DONE.value,
        "now": now,
        "ended_at": ended_at,
    }
    with database.cursor() as cursor:
        cursor.execute(CLOSE_QUIET, told)
        closed = {run_id for (run_id,) in cursor}
    for run in runs:
        if run.pk in closed:
            run.state, run.finished_at = Run.State.DONE, ended_at
    return closed


@transaction.atomic
def finish_run(
    run: Run, states: Iterable[FeedState], asked: Collection[str], now: datetime, ended_at: datetime
) -> None:
    """Close a run whose feeds `asked` were all asked; some may have failed on their own. Two rows are written."""
    everything = list(states)
    states = [state for state in everything if state.feed in asked]
    failed = [state for state in states if state.error_code]
    connection = _as_it_is_now(run)
    newest = max((state.last_data_on for state in everything if state.last_data_on), default=None)
    connection.last_data_on = newest or connection.last_data_on
    for name in PLANNED:
        setattr(connection, name, getattr(run.connection, name))
    if len(failed) < len(states):
        connection.last_synced_at = now
        connection_states.note_success(connection, now)
    elif any(state.error_code == ProviderUnavailable.code for state in failed):
        connection_states.note_failure(connection, ProviderUnavailable.code, now)
    _settle_state(connection, everything, newest, now)
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
    until = now + timedelta(minutes=conf.ROUND_MINUTES - 1)
    if isinstance(error, RateLimited):
        _note_wait(connection, error, now)
        until = waits_until(error, now)
    _put_off(run, connection, until)
    _close(run, connection, ended_at)


def record_crash(run: Run, now: datetime) -> None:
    """Something unforeseen: the run says so without repeating the error's words, which may hold anything."""
    run.state, run.finished_at, run.error_code = Run.State.FAILED, now, "crashed"
    run.error_text = "An error in Ringside: the log of the worker has it under this run's number."
    Run.objects.filter(pk=run.pk).update(
        state=run.state, finished_at=now, error_code=run.error_code, error_text=run.error_text
    )
    with transaction.atomic():
        connection = _as_it_is_now(run)
        _put_off(run, connection, now + timedelta(minutes=conf.ROUND_MINUTES - 1))
        connection.save(update_fields=list(PLANNED))


def _put_off(run: Run, connection: Connection, until: datetime) -> None:
    """After a run that came to nothing: what it should have read is due, for the first round after `until`."""
    is_all = queue.EVERY_FEED in run.feeds
    connection.plan = {} if is_all else {key: one for key, one in connection.plan.items() if key not in run.feeds}
    connection.asks_next_at = until


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


def waits_until(error: RateLimited, now: datetime) -> datetime:
    """When to ask again after a 429."""
    asked = USUAL_WAIT_S if error.retry_after is None else error.retry_after
    return now + timedelta(seconds=min(max(asked, 1.0), LONGEST_WAIT_S))


def _note_wait(connection: Connection, error: RateLimited, now: datetime) -> None:
    until = waits_until(error, now)
    if not error.is_for_all:
        connection.asks_again_at = until
        return
    said: dict[str, object] = {"asks_again_at": until}
    # A limit over seconds is about bursts, which a budget of minutes says nothing of.
    if error.limit is not None and error.limit[1] >= SHORTEST_WINDOW_S:
        said |= {"limit_requests": error.limit[0], "limit_window_s": error.limit[1]}
    ProviderApplication.objects.filter(provider=connection.provider).update(**said)


def _close(run: Run, connection: Connection, ended_at: datetime) -> None:
    run.finished_at = ended_at
    run.save(update_fields=["state", "finished_at", "tally", "error_code", "error_text"])
    connection.save(update_fields=WRITTEN)
