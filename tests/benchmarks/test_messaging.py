"""The benchmark runs with a few commands and says what it promises to say; how fast is not for a test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_it_ends_with_one_object_of_figures():
    command = [sys.executable, "-m", "benchmarks.messaging", "--json", "--rate", "2"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert said.returncode == 0, said.stderr
    figures = json.loads(said.stdout.splitlines()[-1])
    assert set(figures) == {"ack_p99_ms", "commands_per_second", "answered", "doubled"}
    assert all(set(figure) == {"value", "goal", "unit"} for figure in figures.values())
    assert figures["ack_p99_ms"]["goal"] == 300
    assert figures["answered"]["value"] == figures["answered"]["goal"] == 20
    assert figures["doubled"]["value"] == 0
