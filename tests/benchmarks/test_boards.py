"""The benchmark runs with a small club and says what it promises to say; how fast is not for a test."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOALS = {
    "board500_ms": 150,
    "board500_p95_ms": 300,
    "board500_statements": 14,
    "board50_ms": 40,
    "athlete90_ms": 60,
    "heatmap_ms": 250,
    "board500_vs_raw_sql": 4,
    "page_kb": 300,
    "board500_ms_during_sync": 300,
    "growth_ratio": 1.5,
    "board500_all_moved_ms": 300,
    "heatmap_all_moved_ms": 300,
}


@pytest.mark.slow
def test_it_ends_with_one_object_of_figures():
    command = [sys.executable, "-m", "benchmarks.boards", "--json", "--athletes", "4", "--days", "20", "--rounds", "1"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)  # noqa: S603

    assert said.returncode == 0, said.stderr
    figures = json.loads(said.stdout.splitlines()[-1])
    assert {name: figure["goal"] for name, figure in figures.items()} == GOALS
    assert all(set(figure) == {"value", "goal", "unit"} and figure["value"] > 0 for figure in figures.values())
