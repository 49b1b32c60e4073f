"""PostgreSQL goes down in the middle of a run: told to, told at once, or killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from sync.models import Run
from tests.faults.oura import TOKEN_PATH
from tests.faults.postgres import FAST, IMMEDIATE, KILLED
from tests.faults.site import Site
from tests.faults.truth import assert_equals_simulator
from tests.faults.workers import Worker

WAYS = {"fast": FAST, "immediate": IMMEDIATE, "killed": KILLED}
ways = pytest.mark.parametrize("how", WAYS.values(), ids=WAYS.keys())


@ways
def test_a_run_that_was_asking_oura_is_done_again(site: Site, how):
    connection = site.connect(0)
    run = Run.objects.get(connection=connection)
    with site.oura.holding("/daily_sleep") as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        site.postgres.restart(how)
    worker.wait_until_ended()
    site.recover()
    assert_equals_simulator(site, connection)


@ways
@pytest.mark.parametrize("table", ["forms_engine_record", "sync_feedstate"])
def test_what_was_being_written_is_there_whole_or_not_at_all(site: Site, how, table: str):
    connection = site.connect(0)
    with writing(site, Run.objects.get(connection=connection), table) as worker:
        site.postgres.restart(how)
    worker.wait_until_ended()
    site.recover()
    assert_equals_simulator(site, connection)


@ways
def test_a_refresh_that_had_not_reached_oura_is_done_again(site: Site, how):
    (connection,) = site.connect_and_fill(0)
    site.pass_time(timedelta(hours=23, minutes=30))
    run = site.ask(connection)
    with site.oura.holding(TOKEN_PATH) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        site.postgres.restart(how)
        gate.drop()
    worker.wait_until_ended()
    site.recover()
    assert_equals_simulator(site, connection)


@ways
def test_a_pair_that_came_while_postgresql_was_away_is_kept(site: Site, how):
    (connection,) = site.connect_and_fill(0)
    site.pass_time(timedelta(hours=23, minutes=30))
    run = site.ask(connection)
    with site.oura.holding(TOKEN_PATH, is_after=True) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        site.postgres.restart(how)
    worker.wait_until_ended()
    site.recover()
    assert_equals_simulator(site, connection)


@contextmanager
def writing(site: Site, run: Run, table: str) -> Iterator[Worker]:
    """A worker that has written to `table` and waits in the middle of its COMMIT."""
    with site.locks.commits_of(table):
        worker = site.start(run)
        site.locks.wait_until_blocked()
        yield worker
