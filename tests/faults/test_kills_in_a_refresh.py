"""kill -9 in every phase of a refresh.

A refresh token is spent by the exchange and what replaces it is known to one worker alone until its commit. A kill
before the exchange or from the commit on costs nothing. In between the pair is lost, which nobody can prevent: then the
athlete is asked to connect again, once, and Oura is not asked over and over.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import pytest

from sync.models import Connection, Run
from tests.faults.oura import TOKEN_PATH
from tests.faults.site import Site
from tests.faults.truth import assert_equals_simulator, assert_reconnect_needed_once
from tests.faults.workers import Worker

Phase = Callable[[Site, Run], AbstractContextManager[Worker]]
Cause = Callable[[Site], None]
TOKENS = "forms_engine_sealedvalue"


@contextmanager
def while_waiting_for_the_lock(site: Site, run: Run) -> Iterator[Worker]:
    with site.locks.table("sync_connection"):
        worker = site.start(run)
        site.locks.wait_until_blocked()
        yield worker


@contextmanager
def before_the_exchange(site: Site, run: Run) -> Iterator[Worker]:
    with site.oura.holding(TOKEN_PATH) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        yield worker
        gate.drop()


@contextmanager
def while_the_answer_is_on_its_way(site: Site, run: Run) -> Iterator[Worker]:
    with site.oura.holding(TOKEN_PATH, is_after=True) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        yield worker


@contextmanager
def while_the_new_pair_is_written(site: Site, run: Run) -> Iterator[Worker]:
    with site.locks.table(TOKENS):
        worker = site.start(run)
        site.locks.wait_until_blocked()
        yield worker


@contextmanager
def while_the_new_pair_is_committed(site: Site, run: Run) -> Iterator[Worker]:
    with site.locks.commits_of(TOKENS):
        worker = site.start(run)
        site.locks.wait_until_blocked()
        yield worker


def the_token_grew_old(site: Site) -> None:
    site.pass_time(timedelta(hours=23, minutes=30))


def oura_refused_the_token(site: Site) -> None:
    site.oura.order("expire")


HARMLESS = {
    "while it waits for the lock": while_waiting_for_the_lock,
    "before the exchange": before_the_exchange,
    "while the new pair is committed": while_the_new_pair_is_committed,
}
COSTLY = {
    "while the answer is on its way": while_the_answer_is_on_its_way,
    "while the new pair is written": while_the_new_pair_is_written,
}
CAUSES = {"the token grew old": the_token_grew_old, "Oura refused the token": oura_refused_the_token}
causes = pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES.keys())


@causes
@pytest.mark.parametrize("phase", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_refresh_killed_outside_the_exchange_costs_nothing(site: Site, phase: Phase, cause: Cause):
    (connection,) = site.connect_and_fill(0)
    cause(site)
    kill_in(phase, site, connection)
    site.recover()
    assert_equals_simulator(site, connection)
    assert site.oura.refreshes() == [200]


@causes
@pytest.mark.parametrize("phase", COSTLY.values(), ids=COSTLY.keys())
def test_a_pair_lost_between_exchange_and_commit_asks_for_one_reconnect(site: Site, phase: Phase, cause: Cause):
    (connection,) = site.connect_and_fill(0)
    cause(site)
    kill_in(phase, site, connection)
    site.recover()
    for _round in range(3):
        site.go_round()
    assert site.oura.refreshes() == [200, 400]
    assert_reconnect_needed_once(connection)
    site.connect(0, connection.person)
    site.drain()
    site.oura.requests_seen.clear()
    site.go_round()
    assert_equals_simulator(site, connection)


def kill_in(phase: Phase, site: Site, connection: Connection) -> None:
    with phase(site, site.ask(connection)) as worker:
        worker.kill()
    site.locks.wait_until_alone()
