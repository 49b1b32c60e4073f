"""The heartrate series: about every five minutes, the night's own rates by night, gaps where the ring was off."""

import json
import statistics
from collections import Counter
from datetime import date

import pytest

from oura_connector.simulator.shapes import NON_WEAR, began_s, shape_day
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import ONE_DAY, called, days_of, moment, read

WEEKS = (date(2026, 10, 17), date(2026, 11, 7))


@pytest.fixture(scope="module")
def world():
    return World()


def rows_of(world, athlete, day):
    return [json.loads(row) for row in world.samples_of_day(athlete, "heartrate", day).encoded]


def test_sources_are_ouras_and_most_rows_are_awake_or_asleep(world):
    counts = Counter(
        row["source"]
        for athlete in world.athletes[:12]
        for day in days_of(WEEKS)
        for row in rows_of(world, athlete, day)
    )
    assert set(counts) == {"awake", "workout", "rest", "sleep", "live", "session"}
    assert counts["awake"] > counts["sleep"] > counts["rest"] > counts["live"]


def test_a_day_has_a_row_about_every_five_minutes(world):
    for athlete in world.athletes[:6]:
        for day in days_of(WEEKS):
            rows = [row for row in rows_of(world, athlete, day) if row["source"] in ("awake", "rest", "sleep")]
            assert not rows or 100 < len(rows) < 360


def test_rates_are_a_persons(world):
    for athlete in world.athletes[:12]:
        by_source: dict[str, list[int]] = {}
        for day in days_of(WEEKS):
            for row in rows_of(world, athlete, day):
                by_source.setdefault(row["source"], []).append(row["bpm"])
        means = {source: statistics.mean(values) for source, values in by_source.items()}
        assert means["sleep"] < means["awake"] < means["workout"]
        assert min(by_source["sleep"]) > 30
        assert max(by_source["workout"]) < 200


def test_by_night_it_is_what_the_sleep_documents_say(world):
    ada, compared = called("Ada", world), 0
    rows = {row["timestamp_unix"]: row for day in days_of(WEEKS) for row in rows_of(world, ada, day)}
    for period in read(world, ada, "sleep", (WEEKS[0] + ONE_DAY, WEEKS[1])):
        begins_ms = int(moment(period["bedtime_start"]).timestamp() * 1000)
        for place, bpm in enumerate(period["heart_rate"]["items"]):
            row = rows.get(begins_ms + 300_000 * place)
            if bpm is None:
                assert row is None
            else:
                assert (row["bpm"], row["source"]) == (bpm, "sleep" if period["type"] != "deleted" else "rest")
                compared += 1
    assert compared > 1500


def test_days_follow_each_other_without_a_gap_or_a_row_twice(world):
    """Also over the end of summer time, and on a trip."""
    for athlete in (called("Ada", world), called("Hugo", world)):
        before = 0
        for day in days_of((date(2026, 10, 20), date(2026, 10, 30))):
            rows = [row["timestamp_unix"] for row in rows_of(world, athlete, day)]
            assert rows == sorted(set(rows))
            assert not rows or before < rows[0]
            since_ms, until_ms = (1000 * began_s(world.seed, athlete, on) for on in (day, day + ONE_DAY))
            assert all(since_ms <= moment_ms < until_ms for moment_ms in rows)
            before = rows[-1] if rows else before


def test_there_are_no_rows_while_the_ring_is_off(world):
    checked = 0
    for athlete in world.athletes[:12]:
        for day in days_of(WEEKS):
            shape, since_s = shape_day(world.seed, athlete, day), began_s(world.seed, athlete, day)
            for row in rows_of(world, athlete, day):
                if row["source"] in ("awake", "rest", "workout", "session"):
                    slot = int((row["timestamp_unix"] / 1000 - since_s) // 300)
                    assert shape.classes[slot] != NON_WEAR
                    checked += 1
    assert checked > 10_000


def test_days_without_a_ring_have_no_rows(world):
    xan = called("Xan", world)
    empty = [day for day in days_of((date(2026, 6, 1), WEEKS[1])) if not rows_of(world, xan, day)]
    assert len(empty) > 8
    assert all(read(world, xan, "daily_activity", (day, day)) == [] for day in empty)
