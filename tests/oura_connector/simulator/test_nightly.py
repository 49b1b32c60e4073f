"""What a night tells besides sleep: believable, slow where it should be slow, and there only with the night."""

import statistics
from collections import Counter
from datetime import date, timedelta

import pytest

from oura_connector.simulator.nightly import LEARNING_NIGHTS, LEVELS, NIGHTLY
from oura_connector.simulator.stories import tell_day
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, called, days_of, read

YEARS = (date(2023, 1, 1), date(2026, 11, 7))
NEW = [number for number in range(16)]


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def autumn(world):
    return {name: [one for number in NEW for one in read(world, world.athletes[number], name)] for name in NIGHTLY}


def test_oxygen_is_high_and_sometimes_not_measured(autumn):
    averages = [one["spo2_percentage"]["average"] for one in autumn["daily_spo2"] if one["spo2_percentage"]]
    assert 94 < min(averages) < max(averages) < 100
    assert 95.5 < statistics.mean(averages) < 98
    assert 0.01 < 1 - len(averages) / len(autumn["daily_spo2"]) < 0.08
    for one in autumn["daily_spo2"]:
        assert (one["spo2_percentage"] is None) == (one["breathing_disturbance_index"] is None)


def test_resilience_follows_readiness(world):
    levels, scores = [], []
    for athlete in world.athletes[:16]:
        days = {one["day"]: one["score"] for one in read(world, athlete, "daily_readiness")}
        for one in read(world, athlete, "daily_resilience"):
            day = date.fromisoformat(one["day"])
            past = [days.get((day - timedelta(days=count)).isoformat()) for count in range(10)]
            if None not in past:
                levels.append(LEVELS.index(one["level"]))
                scores.append(statistics.mean(score for score in past if score))
    assert statistics.correlation(levels, scores) > 0.5
    assert len(Counter(levels)) >= 3


def test_resilience_has_contributors_with_fractions_and_moves_slowly(world):
    for athlete in world.athletes[:8]:
        found = read(world, athlete, "daily_resilience")
        levels = [LEVELS.index(one["level"]) for one in found]
        assert max(abs(one - other) for one, other in zip(levels, levels[1:], strict=False)) <= 2
        assert any(value % 1 for one in found for value in one["contributors"].values())


def test_cardiovascular_age_moves_by_years_in_years(world):
    for number in NEW:
        athlete = world.athletes[number]
        found = [one["vascular_age"] for one in read(world, athlete, "daily_cardiovascular_age", YEARS)]
        known = [age for age in found if age]
        assert 0 < len(found) - len(known) < 0.08 * len(found)
        assert max(abs(one - other) for one, other in zip(known, known[1:], strict=False)) <= 2
        assert 1 <= max(known) - min(known) <= 8
        age = (YEARS[1] - athlete.born_on).days / 365.25
        assert abs(known[-1] - age) < 12 or known[-1] == 18


def test_pulse_wave_velocity_is_newer_than_cardiovascular_age(world):
    found = read(world, world.athletes[0], "daily_cardiovascular_age", YEARS)
    assert {one["pulse_wave_velocity"] is None for one in found if one["day"] < "2025-04-01"} == {True}
    later = [one["pulse_wave_velocity"] for one in found if one["day"] >= "2025-04-01"]
    assert 5 < min(filter(None, later)) < 8


def test_what_takes_two_weeks_to_learn_is_not_there_before(world):
    athlete = world.athletes[0]
    since_on = world.traits(athlete).ring_since_on
    span = (since_on, since_on + timedelta(days=LEARNING_NIGHTS - 1))
    for collection in ("daily_resilience", "daily_cardiovascular_age"):
        assert read(world, athlete, collection, span) == []
        assert read(world, athlete, collection, (span[1] + timedelta(days=1), span[1] + timedelta(days=5))) != []
    advice = read(world, athlete, "sleep_time", span)
    assert {one["status"] for one in advice} == {"not_enough_nights"}
    assert {(one["optimal_bedtime"], one["recommendation"]) for one in advice} == {(None, None)}


def test_bedtime_advice_has_all_its_words(world):
    advice = [
        one for athlete in world.athletes for one in read(world, athlete, "sleep_time", (date(2026, 1, 1), AUTUMN[1]))
    ]
    assert {one["status"] for one in advice} == {
        "not_enough_recent_nights", "bad_sleep_quality", "only_recommended_found", "optimal_found",
    }  # fmt: skip
    assert {one["recommendation"] for one in advice} == {
        None, "improve_efficiency", "earlier_bedtime", "later_bedtime", "later_wake_up_time", "follow_optimal_bedtime",
    }  # fmt: skip
    for one in advice:
        window = one["optimal_bedtime"]
        if window:
            assert window["end_offset"] - window["start_offset"] == 2700
            assert -4 * 3600 < window["start_offset"] < 2 * 3600


def test_bedtime_advice_is_by_the_clock_where_the_traveller_goes_to_bed(world):
    home, away = called("Ada", world), called("Hugo", world)
    year = (date(2026, 1, 1), AUTUMN[1])
    zones = [
        {one["optimal_bedtime"]["day_tz"] for one in read(world, athlete, "sleep_time", year) if one["optimal_bedtime"]}
        for athlete in (home, away)
    ]
    assert zones[0] == {0, 3600}
    assert zones[1] > {-5 * 3600, -4 * 3600}


@pytest.mark.parametrize("collection", NIGHTLY)
def test_it_is_at_oura_with_the_night_and_not_before(world, collection):
    ada, seen = world.athletes[0], 0
    for day in days_of((date(2026, 11, 1), date(2026, 11, 7))):
        nights = [story for story in tell_day(world.seed, ada, day) if story.last.is_night]
        if nights:
            at = min(story.appears_at for story in nights)
            assert read(world, ada, collection, (day, day), at - timedelta(seconds=1)) == []
            assert len(read(world, ada, collection, (day, day), at)) == 1
            seen += 1
    assert seen > 4


def test_an_amended_night_is_worked_out_anew_under_the_same_id(world):
    dex, changed = called("Dex", world), 0
    for day in days_of():
        for story in tell_day(world.seed, dex, day):
            if story.last.is_night and story.amended_at:
                before, after = (
                    read(world, dex, "daily_spo2", (day, day), at) for at in (story.appears_at, story.amended_at)
                )
                assert [one["id"] for one in before] == [one["id"] for one in after]
                changed += before != after
    assert changed > 30
