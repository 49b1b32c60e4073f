"""kill -9 in every phase of a run: nothing is half written, and what was lost comes by itself."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest

from forms_engine.models import Record
from sync.models import Connection, FeedState, Run
from tests.faults.site import PROVIDER, Site
from tests.faults.truth import assert_equals_simulator, changes_of
from tests.faults.workers import Worker

Phase = Callable[..., AbstractContextManager[Worker]]  # of a site and the runs of one task


def while_waiting_for(path: str, *, is_after: bool = False) -> Phase:
    """The worker has asked Oura for `path` and has no answer yet."""

    @contextmanager
    def phase(site: Site, *runs: Run) -> Iterator[Worker]:
        with site.oura.holding(path, is_after=is_after) as gate:
            worker = site.start(*runs)
            gate.wait_until_reached()
            yield worker

    return phase


def while_blocked_on(table: str) -> Phase:
    """The run was fetched, and its first write to `table` waits."""

    @contextmanager
    def phase(site: Site, *runs: Run) -> Iterator[Worker]:
        with site.oura.holding("/sleep") as gate:
            worker = site.start(*runs)
            gate.wait_until_reached()
            with site.locks.table(table):
                gate.open()
                site.locks.wait_until_blocked()
                yield worker

    return phase


def while_committing(table: str) -> Phase:
    """The first transaction that wrote to `table` has said COMMIT and has no answer yet."""

    @contextmanager
    def phase(site: Site, *runs: Run) -> Iterator[Worker]:
        with site.locks.commits_of(table):
            worker = site.start(*runs)
            site.locks.wait_until_blocked()
            yield worker

    return phase


@contextmanager
def before_claiming(site: Site, *runs: Run) -> Iterator[Worker]:
    with site.locks.table("sync_run"):
        worker = site.start(*runs)
        site.locks.wait_until_blocked()
        yield worker


@contextmanager
def in_the_second_chunk(site: Site, *runs: Run) -> Iterator[Worker]:
    """The newest days are stored; another worker has asked for older ones."""
    site.start(*runs).wait_until_ended()
    with site.oura.holding("/daily_activity") as gate:
        worker = site.start(*Run.objects.filter(state=Run.State.QUEUED))
        gate.wait_until_reached()
        yield worker


PHASES = {
    "before the claim": before_claiming,
    "while committing the claim": while_committing("sync_run"),
    "while the first feed is asked": while_waiting_for("/daily_activity"),
    "while the third feed is asked": while_waiting_for("/daily_sleep"),
    "while the last answer is on its way": while_waiting_for("/usercollection/sleep", is_after=True),
    "while records are written": while_blocked_on("forms_engine_record"),
    "while series are written": while_blocked_on("sync_seriesday"),
    "while a position is written": while_blocked_on("sync_feedstate"),
    "while a feed is committed": while_committing("sync_feedstate"),
    "in the second chunk of the first fill": in_the_second_chunk,
    "while the run is closed": while_blocked_on("sync_run"),
    "while the end is committed": while_committing("sync_statechange"),
}


@pytest.mark.parametrize("phase", PHASES.values(), ids=PHASES.keys())
def test_a_first_fill_killed_in_any_phase_is_completed_by_another_worker(site: Site, phase: Phase):
    connection = site.connect(0)
    run = Run.objects.get(connection=connection)
    with phase(site, run) as worker:
        assert worker.is_alive
        worker.kill()
    site.locks.wait_until_alone()
    assert_nothing_is_half_written(connection)
    site.recover()
    assert_equals_simulator(site, connection)
    assert site.oura.refreshes() == []


BATCH_PHASES = {
    "while tokens are refreshed": while_waiting_for("/oauth/token"),
    "while feeds are asked": while_waiting_for("/daily_sleep"),
    "while records are written": while_blocked_on("forms_engine_record"),
    "while runs are closed": while_blocked_on("sync_run"),
}


@pytest.mark.parametrize("phase", BATCH_PHASES.values(), ids=BATCH_PHASES.keys())
def test_a_batch_killed_in_any_phase_is_completed_and_history_written_once(site: Site, phase: Phase):
    connections = site.connect_and_fill(0, 1)
    day = (site.now.date() - timedelta(days=1)).isoformat()
    for connection in connections:
        email = site.ring_of(connection).email
        site.oura.order("revise", athlete=email, collection="daily_activity", day=day, values={"score": 31})
    if phase is BATCH_PHASES["while tokens are refreshed"]:
        site.oura.order("expire")
    with phase(site, *[site.ask(connection) for connection in connections]) as worker:
        worker.kill()
        for gate in site.oura.gates("/oauth/token"):
            gate.drop()
    site.locks.wait_until_alone()
    site.recover()
    assert_equals_simulator(site, *connections)
    for connection in connections:
        assert len([one for one in changes_of(connection) if 31 in one.after.values()]) == 1


def assert_nothing_is_half_written(connection: Connection) -> None:
    """A feed's records and its position are there together, or neither is."""
    stored = Record.objects.filter(person=connection.person, source=PROVIDER, form__kind="event")
    owners = {owner for digests in stored.values_list("digests", flat=True) for owner in digests}
    positions = FeedState.objects.filter(connection=connection, synced_through__isnull=False)
    assert owners == {f"{PROVIDER}:{feed}" for feed in positions.values_list("feed", flat=True)}
