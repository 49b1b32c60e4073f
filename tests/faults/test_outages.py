"""Oura asks us to wait, is away over midnight, or loses an answer of its token service."""

from datetime import UTC, datetime, timedelta

import pytest

from sync import conf
from sync.models import Connection, ProviderApplication, Run, StateChange
from tests.faults.site import ROUND, Site, fresh
from tests.faults.truth import USED, assert_equals_simulator, assert_reconnect_needed_once

FEEDS_A_RUN = len(USED)
STORM_ROUNDS = 3


@pytest.mark.parametrize(("retry_after_s", "rounds_asked"), [(None, STORM_ROUNDS), (3600, 1)])
def test_a_storm_of_429_for_the_application_reaches_one_batch_and_holds_the_others_back(
    site: Site, retry_after_s: int | None, rounds_asked: int
):
    connections = site.connect_and_fill(*range(conf.BATCH_RUNS + 1))
    site.oura.order("storm", seconds=3600, retry_after_s=retry_after_s, tier="application")
    for _round in range(STORM_ROUNDS):
        site.go_round()
    trials = rounds_asked - 1  # after a wait one request is tried before any other
    assert trials < site.oura.data_requests() <= conf.BATCH_RUNS * FEEDS_A_RUN + trials
    assert_waiting_patiently(site, connections)
    site.pass_time(timedelta(hours=1))
    site.go_round()
    assert_equals_simulator(site, *connections)
    assert ProviderApplication.objects.get().asks_again_at is None


def test_a_storm_of_429_for_one_athlete_holds_up_nobody_else(site: Site):
    stormy, *others = site.connect_and_fill(0, 1, 2)
    email = site.ring_of(stormy).email
    site.oura.order("storm", seconds=3600, tier="token", athlete=email, retry_after_s=3600)
    for _round in range(STORM_ROUNDS):
        site.go_round()
    assert_equals_simulator(site, *others)
    assert_waiting_patiently(site, [stormy])
    site.pass_time(timedelta(hours=1))
    site.go_round()
    assert_equals_simulator(site, stormy, *others)


def test_a_429_in_the_middle_of_a_run_loses_nothing(site: Site):
    connections = site.connect_and_fill(0, 1)
    site.pass_time(timedelta(hours=20))
    site.oura.order("storm", requests=2, retry_after_s=60)
    assert site.sync(connections[0]).error_code == "rate_limited"
    # The run may have met one refusal or both: it stops at the first, beside requests already on their way.
    site.go_round()
    site.go_round()
    assert_equals_simulator(site, *connections)


def assert_waiting_patiently(site: Site, connections: list[Connection]) -> None:
    """Being asked to wait is no failure of anybody; what was asked for waits until Oura may be asked again."""
    for connection in fresh(connections):
        assert connection.state == Connection.State.CONNECTED
        assert connection.failures == 0
    assert not Run.objects.filter(state=Run.State.RUNNING).exists()
    if not ProviderApplication.objects.filter(asks_again_at__gt=site.now).exists():
        assert not Run.objects.filter(state=Run.State.QUEUED).exclude(waits_until__gt=site.now).exists()


AWAY = {"503": {"status": 503}, "504": {"status": 504}, "no data": {"kind": "cut", "path": "usercollection"}}


@pytest.mark.parametrize("trouble", AWAY.values(), ids=AWAY.keys())
def test_an_outage_over_midnight_is_made_good_though_tokens_fell_due_in_it(site: Site, trouble: dict[str, object]):
    site.come_to(datetime(2026, 3, 10, 0, 20, tzinfo=UTC))
    connections = site.connect_and_fill(0, 1)
    site.come_to(datetime(2026, 3, 10, 22, 45, tzinfo=UTC))
    site.go_round()
    site.oura.order("outage", **{"from": "23:00", "to": "03:00"}, **trouble)
    asked = 0
    while site.now + ROUND < datetime(2026, 3, 11, 3, 0, tzinfo=UTC):
        asked += len(site.go_round())
        assert {one.state for one in fresh(connections)} == {Connection.State.CONNECTED}
    assert asked <= 6 * len(connections)
    for _round in range(4):
        site.go_round()
    assert_equals_simulator(site, *connections)
    assert recoveries_of(connections) == len(connections)
    assert site.oura.refreshes().count(200) == len(connections)


def recoveries_of(connections: list[Connection]) -> int:
    return StateChange.objects.filter(connection__in=connections, reason="recovered").count()


@pytest.mark.parametrize(
    "trouble", [{"kind": "cut"}, {"kind": "hang", "seconds": 1}, {"kind": "truncated"}], ids=["cut", "late", "half"]
)
def test_answers_of_the_token_service_lost_after_the_exchange_need_one_reconnect_each(
    site: Site, trouble: dict[str, object]
):
    connections = site.connect_and_fill(0, 1)
    site.pass_time(timedelta(hours=23, minutes=30))
    site.oura.order("answer", path="token", for_seconds=16 * 60, **trouble)
    for _round in range(5):
        site.go_round()
    assert sorted(site.oura.refreshes()) == [200, 200, 400, 400]
    assert_reconnect_needed_once(*connections)
    site.oura.forget_faults()
    for number, connection in enumerate(connections):
        site.connect(number, connection.person)
    site.drain()
    site.oura.requests_seen.clear()
    site.go_round()
    assert_equals_simulator(site, *connections)


def test_a_wrong_client_secret_waits_for_the_consultant_and_costs_no_connection(site: Site):
    (connection,) = site.connect_and_fill(0)
    application = ProviderApplication.objects.get()
    right, application.client_secret = application.client_secret, "mistyped"
    application.save()
    site.pass_time(timedelta(days=1))
    for _round in range(6):
        site.go_round()
    assert fresh([connection])[0].state == Connection.State.CONNECTED
    application.refresh_from_db()
    assert application.problem
    application.client_secret = right
    application.save()
    site.oura.requests_seen.clear()
    for _round in range(4):
        site.go_round()
    assert_equals_simulator(site, connection)
    application.refresh_from_db()
    assert application.problem == ""
