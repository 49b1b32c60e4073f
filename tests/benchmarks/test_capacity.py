"""The capacity benchmark: its arrivals, its arithmetic with a few athletes, and what it promises to say."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.capacities import arrivals
from benchmarks.capacities.arrivals import HOUR_S, changes_of, notices_of
from benchmarks.capacities.measuring import FOUR, SIX, TOLD, feeds
from benchmarks.capacities.replaying import Outcome, Scene, replay
from sync.budget import Limit

ROOT = Path(__file__).resolve().parents[2]
GOALS = {
    "athletes_polling": 2_000,
    "athletes_webhooks_one_zone": 20_000,
    "athletes_webhooks": 50_000,
    "requests_per_athlete_day": 26,
    "refused_429": 0,
    "freshness_p95_minutes": 15,
    "pulse_freshness_p95_minutes": 60,
    "bytes_per_sample": 2,
}
PLENTY = Limit(5000, 300)


def test_a_day_holds_what_the_model_says():
    days = [Counter(one.feed for one in changes_of(number, 0.0, 0, 0)) for number in range(400)]
    mean = {feed: sum(day[feed] for day in days) / len(days) for feed in SIX}
    assert (mean["daily_activity"], mean["heartrate"]) == (10, 10)
    assert mean["workout"] == pytest.approx(1.5, abs=0.1)
    assert mean["sleep"] == pytest.approx(2.85, abs=0.2)
    assert mean["daily_sleep"] == mean["daily_readiness"] == pytest.approx(1.9, abs=0.2)


def test_a_zone_moves_the_day_and_changes_nothing_else():
    here, there = (changes_of(7, zone, 0, 0) for zone in (0.0, 5.0))
    assert [one.feed for one in here] == [one.feed for one in there]
    assert [round(one.at_s - other.at_s) for one, other in zip(here, there, strict=True)] == [5 * HOUR_S] * len(here)


def test_notices_come_after_the_change_and_a_few_never():
    changes = [one for number in range(200) for one in changes_of(number, 0.0, 0, 0)]
    told = notices_of(changes, 1, TOLD)
    assert 0.97 < len(told) / sum(one.feed in TOLD for one in changes) < 1
    assert all(feed != arrivals.PULSE for _at_s, feed in told)


def replayed(athletes: int, limit: Limit = PLENTY, *, is_told: bool = True) -> Outcome:
    return replay(Scene(athletes, feeds(SIX if is_told else FOUR), TOLD if is_told else frozenset(), limit))


def test_with_notices_few_requests_bring_everything_soon():
    outcome = replayed(60)
    assert outcome.requests.total() / 60 < 28
    assert outcome.p95_minutes() < 2
    assert outcome.pulse_p95_minutes() < 60


def test_without_them_polling_brings_it_within_a_quarter_of_an_hour():
    outcome = replayed(20, is_told=False)
    assert outcome.p95_minutes() < 15
    assert outcome.requests.total() / 20 < 200


def test_what_is_too_much_comes_late_and_is_never_refused():
    tight = Limit(12, 300)  # for a hundred athletes, who want half as much again in the morning
    outcome = replayed(100, tight)
    assert outcome.most_in_window <= tight.requests
    assert outcome.longest_queue > replayed(100).longest_queue
    assert outcome.never_came < 100 * 18 * 0.05


@pytest.mark.slow
def test_it_ends_with_one_object_of_figures():
    command = [sys.executable, "-m", "benchmarks.capacity", "--json", "--share", "0.002", "--fraction", "1000"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)  # noqa: S603

    assert said.returncode == 0, said.stderr
    assert "The arrival model" in said.stdout
    figures = json.loads(said.stdout.splitlines()[-1])
    assert {name: figure["goal"] for name, figure in figures.items()} == GOALS
    assert figures["bytes_per_sample"]["value"] <= 2
