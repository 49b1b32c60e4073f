"""Real queue clusters, looked after as a served site's are: supervised, and watched for a pulse."""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
from django.conf import settings
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.tasks import async_task

from config.supervisor import Child, Supervisor
from config.watchdog import watch_sync
from sync import conf
from sync.models import Pulse, Run
from tests.faults.waiting import becomes_so, wait_until

NAME = "sync"  # the one the watchdog looks at
GRACE_S = 2.0
SILENCE = 2 * conf.PULSE_MOST_AGE


class LongRunning(Supervisor):
    """One whose children have been up for so long already that they should have given a sign of life."""

    def seconds_up(self, name: str, now_s: float) -> float:
        return super().seconds_up(name, now_s) + SILENCE.total_seconds()


class Clusters:
    """Queue clusters, of two workers each unless said otherwise, on the database of one test."""

    def __init__(self, environment: Mapping[str, str], log_dir: Path) -> None:
        self.said: list[str] = []
        self.supervisor = LongRunning(log_dir, self.said.append, grace_s=GRACE_S)
        self.environment = environment

    def start(self, name: str = NAME, *, workers: int = 2) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"]
        self.supervisor.start(Child(name, command, {**self.environment, "SYNC_WORKERS": str(workers)}))
        wait_until(lambda: len(self.processes(name)) >= workers + 3, f"{name} started its workers")
        tick()
        wait_until(lambda: Pulse.objects.filter(name="tick").exists(), f"{name} works")

    def stop(self) -> None:
        self.supervisor.stop()

    def processes(self, name: str = NAME) -> list[psutil.Process]:
        """The sentinel and its children, in the order they were started: workers, monitor, pusher."""
        main = psutil.Process(self.supervisor.process_id(name))
        return sorted(main.children(recursive=True), key=lambda one: one.pid)

    def workers(self, name: str = NAME) -> list[psutil.Process]:
        return self.processes(name)[1:3]

    def look_after_until(self, is_so: Callable[[], object], what: str) -> None:
        """Minutes pass; when that does not help, the supervisor and the watchdog go their rounds too."""
        if becomes_so(lambda: is_so_after_a_minute(is_so), limit_s=6):
            return
        Pulse.objects.update(beaten_at=timezone.now() - SILENCE)
        watchdog = watch_sync()

        def look() -> object:
            watchdog(self.supervisor)
            self.supervisor.tick(time.monotonic())
            return is_so_after_a_minute(is_so)

        wait_until(look, what)


def is_so_after_a_minute(is_so: Callable[[], object]) -> object:
    """The schedule asks for the tick, and runs nobody took have waited for a minute; then whether it is so."""
    Run.objects.filter(state=Run.State.QUEUED).update(enqueued_at=timezone.now() - 2 * conf.LOST_ASK)
    if not get_broker().queue_size():
        tick()
    return is_so()


def tick() -> None:
    """The task the schedule asks for each minute."""
    async_task("sync.tasks.tick")


def is_all_done() -> bool:
    return not Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING]).exists()


def waiting_tasks() -> int:
    broker = get_broker()
    return int(broker.queue_size() + broker.lock_size())
