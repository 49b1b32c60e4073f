"""daily_stress: grows through the day, gets its word once enough is known, follows how somebody feels."""

import statistics
from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.outlines import condition_on
from oura_connector.simulator.shapes import shape_day
from oura_connector.simulator.stress import QUARTER_S, feel_day
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, days_of, read


@pytest.fixture(scope="module")
def world():
    return World()


def test_seconds_are_whole_quarters_of_an_hour(world):
    for athlete in world.athletes:
        for one in read(world, athlete, "daily_stress"):
            for name in ("stress_high", "recovery_high"):
                assert one[name] is None or (one[name] % QUARTER_S == 0 and one[name] < 12 * 3600)


def test_days_have_all_summaries(world):
    words = [one["day_summary"] for athlete in world.athletes for one in read(world, athlete, "daily_stress")]
    assert set(words) >= {"restored", "normal", "stressful"}
    assert words.count("normal") > words.count("stressful") > 10


def test_bad_days_are_stressful(world):
    pairs = [
        (condition_on(world.seed, athlete, date.fromisoformat(one["day"])), one["stress_high"])
        for athlete in world.athletes[:12]
        for one in read(world, athlete, "daily_stress")
        if one["stress_high"] is not None
    ]
    assert statistics.correlation(*zip(*pairs, strict=True)) < -0.25


def test_nothing_is_felt_asleep_or_at_exercise(world):
    for athlete in world.athletes[:6]:
        for day in days_of():
            felt, shape = feel_day(world.seed, athlete, day), shape_day(world.seed, athlete, day)
            for begins, ends in (*shape.asleep, *((bout.begins, bout.ends) for bout in shape.bouts)):
                assert set(felt[begins // 3 : -(-ends // 3)]) <= {" "}


def test_today_grows_and_gets_its_word_when_enough_is_known(world):
    ada, today, seen = world.athletes[0], date(2026, 11, 19), []
    for hour in range(5, 24):
        seen += read(world, ada, "daily_stress", (today, today), datetime(2026, 11, 19, hour, tzinfo=UTC))
    assert len({one["id"] for one in seen}) == 1
    for name in ("stress_high", "recovery_high"):
        values = [one[name] or 0 for one in seen]
        assert values == sorted(values)
    assert seen[0]["day_summary"] is None
    assert seen[-1]["day_summary"]
    (whole,) = read(world, ada, "daily_stress", (today, today), datetime(2026, 11, 21, tzinfo=UTC))
    assert whole["stress_high"] >= seen[-1]["stress_high"]


def test_days_on_which_clocks_change_are_as_long_as_they_were(world):
    lengths = {
        len(feel_day(world.seed, world.athletes[0], day))
        for day in (date(2026, 3, 28), date(2026, 10, 24), AUTUMN[0], AUTUMN[0] + timedelta(days=1))
    }
    assert lengths == {92, 96, 100}
