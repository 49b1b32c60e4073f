"""Rows of heart rate and battery become one observation a day, every row kept with its moment."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from oura_connector.feeds import HEARTRATE, RING_BATTERY_LEVEL
from oura_connector.mapping import to_observations
from sync.errors import UnexpectedDocument
from sync.provider import Feed, Observation, Window
from tests.oura_connector.samples import sample, samples

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
WEEK = Window(date(2026, 3, 1), date(2026, 3, 7))


def observe(feed: Feed, rows: list[dict[str, Any]] | None = None, window: Window = WEEK) -> list[Observation]:
    return to_observations(feed, samples(feed.key) if rows is None else rows, window)


def beat(timestamp: str, bpm: int = 60, **changes: Any) -> dict[str, Any]:
    return sample("heartrate", timestamp=timestamp, bpm=bpm, **changes)


def test_a_day_of_heart_rate_is_its_samples_and_what_they_come_to():
    tuesday, wednesday = observe(HEARTRATE)
    assert (tuesday.source_id, tuesday.day, tuesday.document_id) == ("2026-03-03", TUESDAY, "2026-03-03")
    assert tuesday.values == {
        "heart_rate_lowest_bpm": 47,
        "heart_rate_mean_bpm": 81.2,
        "heart_rate_highest_bpm": 131,
        "heart_rate_sample_count": 5,
    }
    assert wednesday.values["heart_rate_sample_count"] == 1


def test_samples_keep_their_moments_and_sources():
    tuesday, wednesday = observe(HEARTRATE)
    beats, sources = tuesday.series["heart_rate_bpm"], tuesday.series["heart_rate_source"]
    assert beats.starts_at == datetime(2026, 3, 3, 5, 0, 10, tzinfo=UTC)
    assert beats.items == (47, 52, 121, 131, 55)
    assert beats.offsets_s == sources.offsets_s == (0, 302, 3650, 3670, 68389)
    assert sources.items == (2, 1, 5, 5, 0)
    assert wednesday.series["heart_rate_source"].items == (9,)


def test_the_instant_decides_the_day_however_its_offset_is_written():
    """A sample at 01:30 in Auckland is one at 12:30 of the day before in UTC."""
    for stamp in ("2026-03-03T12:30:00.000Z", "2026-03-03T12:30:00+00:00", "2026-03-04T01:30:00+13:00"):
        (seen,) = observe(HEARTRATE, [beat(stamp)])
        assert (seen.day, seen.series["heart_rate_bpm"].starts_at) == (
            TUESDAY,
            datetime(2026, 3, 3, 12, 30, tzinfo=UTC),
        )


def test_a_row_on_two_pages_counts_once_and_rows_may_come_in_any_order():
    rows = [beat("2026-03-03T08:00:00Z", 60), beat("2026-03-03T07:00:00Z", 50), beat("2026-03-03T08:00:00Z", 60)]
    (seen,) = observe(HEARTRATE, rows)
    assert seen.series["heart_rate_bpm"].items == (50, 60)


def test_rows_of_other_days_are_left_out():
    assert [one.day for one in observe(HEARTRATE, None, Window(WEDNESDAY, WEDNESDAY))] == [WEDNESDAY]


@pytest.mark.parametrize(
    "changes",
    [{"bpm": None}, {"bpm": "60"}, {"bpm": 59.5}, {"bpm": -1}, {"bpm": 900}, {"bpm": True}, {"timestamp": None}],
    ids=str,
)
def test_a_row_of_another_shape_is_refused(changes: dict[str, Any]):
    with pytest.raises(UnexpectedDocument):
        observe(HEARTRATE, [sample("heartrate", **changes)])


def test_a_day_of_battery_is_its_last_and_lowest_level():
    (seen,) = observe(RING_BATTERY_LEVEL)
    assert seen.values == {"battery_last_percent": 71, "battery_lowest_percent": 27}
    assert seen.series["battery_percent"].items == (31, 27, 88, 71)
    assert seen.series["battery_charging"].items == (0, 1, None, 0)
    assert seen.series["battery_in_charger"].items == (0, 1, 1, 0)


def test_a_ring_that_says_nothing_of_its_charger_has_no_such_series():
    (seen,) = observe(RING_BATTERY_LEVEL, [sample("ring_battery_level", charging=None, in_charger=None)])
    assert set(seen.series) == {"battery_percent"}
