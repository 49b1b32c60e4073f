from pathlib import Path

import pytest

from config.supervisor import Child, Supervisor
from demo.care import Care


@pytest.mark.django_db(transaction=True)
def test_both_clusters_are_watched_and_just_started_left_alone(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(tmp_path, said.append)
    for name in ("sync", "messages"):
        supervisor.start(Child(name, ["sleep", "600"]))
    Care(None)(supervisor)
    supervisor.stop()
    assert said == []
