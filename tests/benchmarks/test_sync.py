"""The benchmark runs with a few athletes and says what it promises to say; how fast is not for a test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOALS = {
    "speedup_at_150ms": 8,
    "speedup_per_cpu_second": 5,
    "unchanged_record_writes": 0,
    "unchanged_statements": 14,
    "worker_mb": 200,
    "documents_per_cpu_second": 150,
    "samples_per_cpu_second": 50_000,
}


@pytest.mark.slow
def test_it_ends_with_one_object_of_figures():
    command = [sys.executable, "-m", "benchmarks.sync", "--json"]
    command += ["--athletes", "4", "--plain-athletes", "2", "--rounds", "1", "--rounds-in-all", "2"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)  # noqa: S603

    assert said.returncode == 0, said.stderr
    figures = json.loads(said.stdout.splitlines()[-1])
    assert {name: figure["goal"] for name, figure in figures.items()} == GOALS
    assert all(set(figure) == {"value", "goal", "unit"} for figure in figures.values())
    assert all(isinstance(figure["value"], int | float) and figure["unit"] for figure in figures.values())
    assert figures["unchanged_record_writes"]["value"] == 0
