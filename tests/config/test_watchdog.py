import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from config.supervisor import Child, Supervisor
from config.watchdog import Watchdog, ask_messages, is_silent, last_beat_at, watch_messages, watch_sync
from sync import conf, tasks
from sync.models import Pulse

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LIMIT = conf.PULSE_MOST_AGE
LONG = LIMIT * 2


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, said.append)
    for name in ("sync", "messages"):
        supervisor.start(Child(name, [sys.executable, "-c", "import signal; signal.pause()"]))
    yield supervisor
    supervisor.grace_s = 0
    supervisor.stop()


def let_time_pass(supervisor: Supervisor, child: str) -> None:
    """As if the child had started long ago."""
    supervisor._running[child].started_s -= LONG.total_seconds()


@pytest.mark.parametrize(
    ("last_beat_at", "up_for", "silent"),
    [
        (NOW, LONG, False),
        (NOW - LIMIT, LONG, False),
        (NOW - LIMIT - timedelta(seconds=1), LONG, True),
        (None, LONG, True),
        (NOW + LIMIT, LONG, False),
        (NOW + timedelta(hours=5), LONG, True),
        (NOW - timedelta(days=1), timedelta(seconds=20), False),
        (None, LIMIT, False),
    ],
)
def test_a_cluster_is_silent_when_it_had_time_to_beat_and_did_not(
    last_beat_at: datetime | None, up_for: timedelta, silent: bool
) -> None:
    assert is_silent(NOW, last_beat_at, up_for=up_for) is silent


@pytest.mark.django_db
def test_the_beat_that_counts_is_the_one_of_this_name() -> None:
    assert last_beat_at("tick") is None
    Pulse.objects.create(name="tick", beaten_at=NOW)
    Pulse.objects.create(name="another", beaten_at=NOW + timedelta(hours=1))
    assert last_beat_at("tick") == NOW


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("child", "watch"), [("sync", watch_sync), ("messages", watch_messages)])
def test_a_cluster_that_just_started_is_left_alone_and_a_silent_one_restarted(
    supervisor: Supervisor, said: list[str], child: str, watch: Callable[[], Watchdog]
) -> None:
    watch()(supervisor)
    assert said == []
    let_time_pass(supervisor, child)
    watch()(supervisor)
    assert said == [f"{child} does nothing and is started again."]


@pytest.mark.django_db(transaction=True)
def test_a_cluster_that_beats_is_left_alone(supervisor: Supervisor, said: list[str]) -> None:
    Pulse.objects.create(name="tick", beaten_at=timezone.now())
    let_time_pass(supervisor, "sync")
    watch_sync()(supervisor)
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_it_looks_once_in_a_while_and_not_each_round(supervisor: Supervisor) -> None:
    asks: list[str] = []
    watchdog = Watchdog("sync", "tick", ask=lambda: asks.append("asked"))
    watchdog(supervisor)
    watchdog(supervisor)
    assert asks == ["asked"]


@pytest.mark.django_db(transaction=True)
def test_the_messages_cluster_is_asked_once_however_long_it_hangs_and_its_answer_is_its_pulse() -> None:
    ask_messages()
    ask_messages()
    queued = OrmQ.objects.get()
    assert queued.key == "messages"
    task = SignedPackage.loads(queued.payload)
    assert (task["func"], task["args"]) == ("sync.tasks.beat", ("messages",))
    tasks.beat(*task["args"])
    assert last_beat_at("messages") is not None
