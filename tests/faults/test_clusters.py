"""Real queue clusters whose workers are killed, whose queue is lost, whose tasks come twice, and two at once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.utils import timezone
from django_q.tasks import async_task, result

from sync import conf
from sync.models import Run
from sync.schedules import all_schedules
from tests.architecture.test_lean_workers import needless
from tests.faults.clusters import Clusters, is_all_done, is_so_after_a_minute, waiting_tasks
from tests.faults.postgres import IMMEDIATE
from tests.faults.site import Site
from tests.faults.truth import assert_equals_simulator
from tests.faults.waiting import wait_until

CHUNKS_OF_A_FIRST_FILL = 2
# Of one feed each: the two feeds of sleep share an answer only while it is on its way.
READ_ONCE = ("daily_activity", "daily_readiness", "daily_sleep", "workout")
WAIT_MS = 20_000
# Several clusters begin at once, on as few as two processors that other tests use too.
SEVERAL_BEGIN_S = 150.0
LONG_AGO = conf.STALE_CLAIM + timedelta(minutes=1)


@pytest.fixture
def clusters(site: Site, environment: dict[str, str], tmp_path: Path) -> Iterator[Clusters]:
    """They read the machine's clock, so the pretend Oura comes to today."""
    site.come_to_today()
    clusters = Clusters(environment | {"DATABASE_URL": site.postgres.url(site.database)}, tmp_path)
    yield clusters
    clusters.stop()


@pytest.mark.parametrize("place", [0, 1], ids=["the first", "the second"])
def test_work_goes_on_after_an_idle_worker_was_killed(site: Site, clusters: Clusters, place: int):
    clusters.start()
    clusters.workers()[place].kill()
    connections = [site.connect(number) for number in (0, 1)]
    clusters.look_after_until(is_all_done, "the first fills were done")
    assert_equals_simulator(site, *connections)


def test_a_run_whose_worker_was_killed_is_done_by_another(site: Site, clusters: Clusters):
    clusters.start()
    with site.oura.holding("/daily_sleep") as gate:
        connection = site.connect(0)
        gate.wait_until_reached()
        for worker in clusters.workers():
            worker.kill()
        gate.drop()
    grow_old(Run.State.RUNNING)
    clusters.look_after_until(is_all_done, "the lost run was done")
    assert_equals_simulator(site, connection)
    assert Run.objects.order_by("pk").values_list("starts", flat=True)[0] == 2


def test_what_waited_in_a_lost_queue_is_done_all_the_same(site: Site, clusters: Clusters):
    connections = [site.connect(number) for number in (0, 1)]
    with database.cursor() as cursor:
        cursor.execute("TRUNCATE django_q_ormq")
    Run.objects.update(enqueued_at=timezone.now() - LONG_AGO)
    clusters.start()  # with the tick
    wait_until(is_all_done, "the lost asks were done")
    assert_equals_simulator(site, *connections)


@pytest.mark.parametrize("number", [2, 4])
def test_several_clusters_and_tripled_tickets_do_no_run_twice(site: Site, clusters: Clusters, number: int):
    connections = [site.connect(ring) for ring in (0, 1, 2, 3)]
    for _ticket in range(2 * len(connections)):
        async_task("sync.tasks.perform")
    for name in ("sync", "second", "third", "fourth")[:number]:
        clusters.start(name)
    # A ticket may meet a connection that is being read, and be spent: minutes pass, and the tick hands out another.
    wait_until(
        lambda: not waiting_tasks() and is_so_after_a_minute(is_all_done), "everything was done", SEVERAL_BEGIN_S
    )
    for collection in READ_ONCE:
        assert site.oura.data_requests(collection) == CHUNKS_OF_A_FIRST_FILL * len(connections)
    assert set(Run.objects.values_list("starts", "state")) == {(1, Run.State.DONE)}
    assert_equals_simulator(site, *connections)


def test_a_cluster_outlives_a_restart_of_postgresql_in_the_middle_of_its_work(site: Site, clusters: Clusters):
    clusters.start()
    with site.oura.holding("/daily_sleep") as gate:
        connections = [site.connect(number) for number in (0, 1)]
        gate.wait_until_reached()
        site.postgres.restart(IMMEDIATE)
    grow_old(Run.State.RUNNING)
    wait_until(lambda: is_so_after_a_minute(is_all_done), "the broken runs were done")
    assert_equals_simulator(site, *connections)


def grow_old(state: Run.State) -> None:
    """Minutes pass for the runs in this state."""
    Run.objects.filter(state=state).update(claimed_at=timezone.now() - LONG_AGO)


def test_a_worker_that_did_all_that_is_scheduled_has_read_no_page(site: Site, clusters: Clusters):
    clusters.start(workers=1)
    site.connect(0)
    for planned in all_schedules():
        if planned.cluster is None:
            async_task(planned.task)
    wait_until(lambda: is_all_done() and not waiting_tasks(), "everything was done", SEVERAL_BEGIN_S)

    asked = async_task("tests.faults.reading.modules_read")

    assert needless(result(asked, wait=WAIT_MS)) == []
