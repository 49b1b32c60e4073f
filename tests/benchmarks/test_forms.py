"""The benchmark runs with a small club and says what it promises to say; how fast is not for a test."""

import csv
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from benchmarks.recording.club import Club
from benchmarks.recording.jobs import HEADINGS, make_file
from people.models import Person, Squad

ROOT = Path(__file__).resolve().parents[2]
GOALS = {
    "squad_day_ratio": 3,
    "heatmap_ratio": 3,
    "athlete_year_ratio": 3,
    "growth_ratio": 1.5,
    "group_save_ms": 500,
    "history_records_per_second": 5_000,
    "import_rows_per_second": 5_000,
    "worker_mb": 150,
}
TODAY = date(2026, 3, 10)


def test_the_file_to_import_holds_sessions_that_are_all_new():
    athletes = [Person(username=f"athlete{number}") for number in range(3)]
    club = Club(Person(), Squad(), athletes, TODAY)
    heading, *rows = csv.reader(make_file(club, 7, 30).decode().splitlines())
    assert tuple(heading) == HEADINGS
    assert len({(username, day) for username, day, *_rest in rows}) == 7
    assert max(day for _username, day, *_rest in rows) == (TODAY - timedelta(days=30)).isoformat()


@pytest.mark.slow
def test_it_ends_with_one_object_of_figures():
    command = [sys.executable, "-m", "benchmarks.forms", "--json"]
    command += ["--athletes", "4", "--days", "30", "--rows", "40", "--rounds", "1"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)  # noqa: S603

    assert said.returncode == 0, said.stderr
    figures = json.loads(said.stdout.splitlines()[-1])
    assert {name: figure["goal"] for name, figure in figures.items()} == GOALS
    assert all(set(figure) == {"value", "goal", "unit"} and figure["value"] > 0 for figure in figures.values())
