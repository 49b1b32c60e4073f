"""The background work as production runs it: `manage.py qcluster`, the whole tree of it counted."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from django_q.tasks import async_task

from benchmarks.syncing.surroundings import child
from sync.models import Connection, Run

MANAGE = str(Path(__file__).resolve().parents[2] / "manage.py")
LOOK_EVERY_S = 0.05
LONGEST_ROUND_S = 900
MEBIBYTE = 1024 * 1024


class RoundFailed(Exception):
    """A round did not end, or not every run of it was done: its figures would mean nothing."""


@dataclass(frozen=True)
class Cost:
    """What one round took, for so many athletes."""

    athletes: int
    wall_s: float
    cpu_s: float

    @property
    def per_second(self) -> float:
        return self.athletes / self.wall_s

    @property
    def per_cpu_second(self) -> float:
        return self.athletes / self.cpu_s


class Cluster:
    """Sentinel, pusher, monitor and workers together: all of it is what a round costs and holds."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._root = psutil.Process(process.pid)

    def perform_round(self) -> Cost:
        """One round for every connection, asked for by the same task the schedule calls."""
        Connection.objects.update(plan={}, asks_next_at=None)  # as if everybody had just uploaded
        athletes, asked = Connection.objects.count(), Run.objects.count()
        cpu_s, began = self.cpu_s(), time.monotonic()
        async_task("sync.tasks.sync_round")
        self.wait_until(lambda: _ended_runs() >= asked + athletes)
        cost = Cost(athletes, time.monotonic() - began, self.cpu_s() - cpu_s)
        failed = list(Run.objects.exclude(state=Run.State.DONE).values_list("error_code", flat=True)[:3])
        if failed:
            raise RoundFailed(f"Runs failed: {', '.join(failed)}.")
        return cost

    def wait_until(self, is_over: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_ROUND_S
        while not is_over():
            if self._process.poll() is not None:
                raise RoundFailed("The cluster ended; its last words stand above.")
            if time.monotonic() > deadline:
                raise RoundFailed("A round did not end.")
            time.sleep(LOOK_EVERY_S)

    def cpu_s(self) -> float:
        """Of every process of the cluster, ended ones included."""
        total = 0.0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                spent = process.cpu_times()
                total += spent.user + spent.system + spent.children_user + spent.children_system
        return total

    def memory_mb(self) -> float:
        """Summed PSS: shared pages count once, divided among those who share them."""
        total = 0
        for process in self._processes():
            with suppress(psutil.NoSuchProcess):
                total += process.memory_full_info().pss
        return total / MEBIBYTE

    def _processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    with child([MANAGE, "qcluster"], stdout=subprocess.DEVNULL) as process:
        yield Cluster(process)


def _ended_runs() -> int:
    return Run.objects.filter(state__in=[Run.State.DONE, Run.State.FAILED]).count()
