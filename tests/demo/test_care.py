from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.care import SILENT_AFTER, Care, is_silent, last_beat_at
from demo.supervisor import Child, Supervisor
from sync.models import Pulse

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LONG = SILENT_AFTER * 2


@pytest.mark.parametrize(
    ("last_beat_at", "up_for", "silent"),
    [
        (NOW, LONG, False),
        (NOW - SILENT_AFTER, LONG, False),
        (NOW - SILENT_AFTER - timedelta(seconds=1), LONG, True),
        (None, LONG, True),
        (NOW - timedelta(days=1), timedelta(seconds=20), False),
        (None, SILENT_AFTER, False),
    ],
)
def test_a_cluster_is_silent_when_it_had_time_to_beat_and_did_not(
    last_beat_at: datetime | None, up_for: timedelta, silent: bool
) -> None:
    assert is_silent(NOW, last_beat_at, up_for=up_for) is silent


@pytest.mark.django_db
def test_the_beat_that_counts_is_that_of_the_tick() -> None:
    assert last_beat_at() is None
    Pulse.objects.create(name="tick", beaten_at=NOW)
    Pulse.objects.create(name="another", beaten_at=NOW + timedelta(hours=1))
    assert last_beat_at() == NOW


@pytest.mark.django_db(transaction=True)
def test_a_cluster_that_just_started_is_left_alone(tmp_path: Path) -> None:
    Pulse.objects.create(name="tick", beaten_at=NOW)
    said: list[str] = []
    supervisor = Supervisor(tmp_path, said.append)
    supervisor.start(Child("sync", ["sleep", "600"]))
    Care(None)(supervisor)
    supervisor.stop()
    assert said == []
