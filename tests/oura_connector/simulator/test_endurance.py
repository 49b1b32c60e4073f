"""vO2_max: once a week at most, after exercise, moving slowly."""

from datetime import date, timedelta

import pytest

from oura_connector.simulator.endurance import tell_vo2
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import days_of, moment, read

YEAR = (date(2025, 11, 8), date(2026, 11, 7))


@pytest.fixture(scope="module")
def world():
    return World()


def test_estimates_are_a_week_apart_and_moving_slowly(world):
    values = set()
    for athlete in world.athletes[:16]:
        found = read(world, athlete, "vO2_max", YEAR)
        assert 15 < len(found) <= 53
        days = [date.fromisoformat(one["day"]) for one in found]
        assert all((later - day).days % 7 == 0 < (later - day).days for day, later in zip(days, days[1:], strict=False))
        steps = [abs(one["vo2_max"] - other["vo2_max"]) for one, other in zip(found, found[1:], strict=False)]
        assert max(steps) <= 2
        assert sum(steps) > 0
        values |= {one["vo2_max"] for one in found}
    assert 35 < min(values) < max(values) < 75


def test_an_estimate_is_made_at_the_end_of_a_bout_and_comes_with_a_sync(world):
    ada, seen = world.athletes[0], 0
    for day in days_of(YEAR):
        for telling in tell_vo2(world.seed, ada, day):
            (form,) = telling.forms
            assert form.body["timestamp"].startswith(form.body["day"])
            assert timedelta(minutes=11) <= form.since - moment(form.body["timestamp"]) < timedelta(hours=2)
            seen += 1
    assert seen > 15
