"""The battery series: it falls, and rises in the charger."""

import json
from datetime import date

import pytest

from oura_connector.simulator.outlines import is_night_worn, is_worn
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import ONE_DAY, called, days_of

WEEKS = (date(2026, 10, 17), date(2026, 11, 7))


@pytest.fixture(scope="module")
def world():
    return World()


def rows_of(world, athlete, day):
    return [json.loads(row) for row in world.samples_of_day(athlete, "ring_battery_level", day).encoded]


def test_it_falls_while_worn_and_rises_while_charging(world):
    for athlete in world.athletes[:8]:
        rows = [row for day in days_of(WEEKS) for row in rows_of(world, athlete, day)]
        for row, later in zip(rows, rows[1:], strict=False):
            if later["timestamp_unix"] - row["timestamp_unix"] > 4 * 3_600_000:
                continue
            if row["charging"] and later["in_charger"]:
                assert later["level"] >= row["level"]
            if not row["in_charger"] and not later["in_charger"]:
                assert later["level"] <= row["level"]
        assert all(row["in_charger"] for row in rows if row["charging"])


def test_it_is_charged_each_evening_it_is_worn(world):
    for athlete in world.athletes[:8]:
        for day in days_of(WEEKS):
            rows = rows_of(world, athlete, day)
            if is_worn(world.seed, athlete, day):
                assert any(row["in_charger"] for row in rows)
                assert max(row["level"] for row in rows) >= 80


def test_it_is_empty_before_a_night_that_is_lost(world):
    ned, lost = called("Pip", world), 0
    for day in days_of((date(2026, 5, 1), WEEKS[1])):
        following = day + ONE_DAY
        if is_worn(world.seed, ned, day) and is_worn(world.seed, ned, following):
            level = rows_of(world, ned, day)[-1]["level"]
            if is_night_worn(world.seed, ned, following):
                assert level > 20
            else:
                assert level < 20
                lost += 1
    assert lost > 5


def test_rows_are_denser_in_the_charger(world):
    rows = rows_of(world, world.athletes[0], WEEKS[1])
    gaps = {
        row["in_charger"]: later["timestamp_unix"] - row["timestamp_unix"]
        for row, later in zip(rows, rows[1:], strict=False)
        if row["in_charger"] == later["in_charger"]
    }
    assert gaps == {True: 300_000, False: 1_800_000}
