"""Rings: one, a newer one since, two at a time, or an old model that knows less."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.rings import list_rings
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, NOW, called, read

EVER = (date(2020, 1, 1), date(2026, 11, 20))
BEYOND = ("daily_spo2", "daily_stress", "daily_resilience", "daily_cardiovascular_age", "vO2_max")


@pytest.fixture(scope="module")
def world():
    return World()


def test_most_have_one_ring_some_had_another_before(world):
    counts = Counter(len(read(world, athlete, "ring_configuration", EVER)) for athlete in world.athletes)
    assert counts == {1: 17, 2: 7}
    kinds = {
        ring["hardware_type"] for athlete in world.athletes for ring in read(world, athlete, "ring_configuration", EVER)
    }
    assert kinds == {"gen2", "gen3", "gen4", "or5"}


def test_the_newest_ring_is_the_one_set_up_last_and_its_nights_are_made_in_the_background(world):
    dex = called("Dex", world)
    rings = read(world, dex, "ring_configuration", EVER)
    assert [ring["hardware_type"] for ring in rings] == ["gen3", "or5"]
    assert rings[0]["set_up_at"] < rings[1]["set_up_at"]
    assert rings[1]["set_up_at"].endswith("T10:20:00.000Z")
    before = datetime.fromisoformat(rings[1]["set_up_at"]) - timedelta(seconds=1)
    assert len(read(world, dex, "ring_configuration", EVER, before)) == 1


def test_firmware_is_updated_under_the_same_id(world):
    ada, versions = called("Ada", world), []
    for days in range(0, 200, 10):
        ((identifier, version),) = {
            (ring["id"], ring["firmware_version"])
            for ring in read(world, ada, "ring_configuration", EVER, NOW - timedelta(days=days))
        }
        versions.append(version)
        assert identifier == world.identify(ada, "ring_configuration", list_rings(world.seed, ada)[0].set_up_on)
    assert len(set(versions)) in (4, 5, 6)
    assert versions == sorted(versions, reverse=True, key=lambda text: [int(part) for part in text.split(".")])


def test_an_old_ring_knows_less_and_the_others_all(world):
    rex = called("Rex", world)
    for collection in BEYOND:
        assert read(world, rex, collection) == []
        assert read(world, called("Ada", world), collection) != []
    for collection in ("sleep", "daily_sleep", "daily_activity", "sleep_time"):
        assert read(world, rex, collection) != []
    day = AUTUMN[1]
    assert {b'"source":"sleep"' in row for row in world.samples_of_day(rex, "heartrate", day).encoded} == {True}
    assert {b'"charging":null' in row for row in world.samples_of_day(rex, "ring_battery_level", day).encoded} == {True}


def test_nothing_is_older_than_the_first_ring(world):
    for athlete in world.athletes:
        first = read(world, athlete, "ring_configuration", EVER)[0]
        set_up_on = datetime.fromisoformat(first["set_up_at"]).astimezone(UTC).date()
        assert set_up_on == world.traits(athlete).ring_since_on
        for collection in ("enhanced_tag", "daily_sleep"):
            found = read(world, athlete, collection, (date(2021, 1, 1), set_up_on + timedelta(days=40)))
            assert min(one.get("day", one.get("start_day")) for one in found) >= set_up_on.isoformat()
