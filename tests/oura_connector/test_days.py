"""On which day each feed stands: Oura's day as stated, by journeys, changed clocks, naps, midnight and shifts.

The days of the record are what the bindings make of it: `date_shift_days` after Oura's own.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from oura_connector.feeds import (
    DAILY_ACTIVITY,
    DAILY_CARDIOVASCULAR_AGE,
    DAILY_READINESS,
    DAILY_RESILIENCE,
    DAILY_SLEEP,
    DAILY_SPO2,
    DAILY_STRESS,
    ENHANCED_TAG,
    HEARTRATE,
    REST_MODE_PERIOD,
    RING_BATTERY_LEVEL,
    SESSION,
    SLEEP,
    SLEEP_PERIOD,
    SLEEP_TIME,
    TAG,
    VO2_MAX,
    WORKOUT,
)
from oura_connector.mapping import to_observations
from sync.provider import Feed, Observation, Window
from tests.oura_connector.samples import sample

MARCH = Window(date(2026, 2, 20), date(2026, 4, 10))
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
# Clocks in Berlin went forward on this Sunday at 02:00.
SHORT_SUNDAY = date(2026, 3, 29)


def observe(feed: Feed, *documents: dict[str, Any]) -> list[Observation]:
    return to_observations(feed, documents, MARCH)


def recorded_on(feed: Feed, observation: Observation) -> date:
    """The date of the record, as the binding of a new site makes it."""
    return observation.day + timedelta(days=feed.date_shift_days)


def period(id: str, day: str, start: str, end: str, **changes: Any) -> dict[str, Any]:
    document = sample("sleep", id="night-0303", day=day, bedtime_start=start, bedtime_end=end, **changes)
    return {**document, "id": id}


# Whatever states a day


@pytest.mark.parametrize(
    "feed",
    [
        DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, DAILY_STRESS, DAILY_SPO2, DAILY_RESILIENCE,
        DAILY_CARDIOVASCULAR_AGE, VO2_MAX, SLEEP_TIME,
    ],
    ids=lambda feed: feed.key,
)  # fmt: skip
@pytest.mark.parametrize(
    "stamp",
    ["2026-03-03T00:00:00+00:00", "2026-03-02T13:00:00-11:00", "2026-03-04T02:00:00+14:00"],
    ids=["UTC", "far west", "far east"],
)
def test_the_day_is_the_one_oura_states_wherever_the_athlete_was(feed: Feed, stamp: str):
    (seen,) = observe(feed, {**sample(feed.key), "day": "2026-03-03", "timestamp": stamp})
    assert (seen.day, seen.source_id) == (TUESDAY, "2026-03-03")
    assert recorded_on(feed, seen) == (MONDAY if feed in (DAILY_READINESS, DAILY_SLEEP) else TUESDAY)


# Activity from 04:00


@pytest.mark.parametrize("stamp", ["2026-03-03T04:00:00+01:00", "2026-03-03T00:00:00+01:00"])
def test_an_activity_day_begins_at_four_and_keeps_what_was_done_after_midnight(stamp: str):
    met = {"interval": 60.0, "items": [1.0] * 1440, "timestamp": "2026-03-03T04:00:00.000+01:00"}
    (seen,) = observe(DAILY_ACTIVITY, sample("daily_activity", timestamp=stamp, met=met, class_5_min="1" * 288))
    four = datetime(2026, 3, 3, 3, tzinfo=UTC)
    assert seen.day == TUESDAY
    assert (seen.series["met_series"].starts_at, seen.series["class_5_min"].starts_at) == (four, four)
    curve = seen.series["met_series"]
    last = curve.starts_at + timedelta(seconds=curve.interval_s * (len(curve.items) - 1))
    assert last.isoformat() == "2026-03-04T03:59:00+01:00"


@pytest.mark.parametrize(("hours", "offset"), [(23, "+02:00"), (24, "+01:00"), (25, "+01:00")])
def test_a_day_of_twenty_three_or_twenty_five_hours_keeps_all_its_minutes(hours: int, offset: str):
    met = {"interval": 60.0, "items": [1.0] * (hours * 60), "timestamp": f"2026-03-28T04:00:00{offset}"}
    (seen,) = observe(DAILY_ACTIVITY, sample("daily_activity", day="2026-03-28", met=met))
    assert len(seen.series["met_series"].items) == hours * 60


def test_a_journey_makes_two_documents_of_a_day_and_the_later_one_counts():
    before = sample("daily_activity", id="before", timestamp="2026-03-03T04:00:00+09:00", steps=400)
    after = sample("daily_activity", id="after", timestamp="2026-03-03T04:00:00-08:00", steps=9000)
    (seen,) = observe(DAILY_ACTIVITY, after, before)
    assert (seen.values["steps"], seen.zone) == (9000, "-08:00")


# Nights


def test_the_night_of_the_changed_clocks_keeps_both_offsets_and_its_true_length():
    night = period("short", "2026-03-29", "2026-03-28T23:00:00+01:00", "2026-03-29T07:00:00+02:00")
    for feed in (SLEEP, SLEEP_PERIOD):
        (seen,) = observe(feed, night)
        assert seen.day == SHORT_SUNDAY
        assert seen.values["bedtime_start"] == "2026-03-28T23:00:00+01:00"
        assert seen.values["bedtime_end"] == "2026-03-29T07:00:00+02:00"
        assert seen.starts_at is not None
        assert seen.finishes_at is not None
        assert seen.finishes_at - seen.starts_at == timedelta(hours=7)
    assert recorded_on(SLEEP, seen) == date(2026, 3, 28)


def test_a_night_on_a_flight_ends_in_the_zone_of_landing():
    """Asleep over Tokyo time, awake in Los Angeles, where the calendar is a day behind."""
    flight = period("flight", "2026-03-03", "2026-03-03T22:00:00+09:00", "2026-03-03T06:30:00-08:00")
    for feed in (SLEEP, SLEEP_PERIOD):
        (seen,) = observe(feed, flight)
        assert (seen.day, seen.zone) == (TUESDAY, "-08:00")
        assert seen.starts_at == datetime(2026, 3, 3, 13, tzinfo=UTC)
        assert seen.finishes_at == datetime(2026, 3, 3, 14, 30, tzinfo=UTC)


def test_a_sleep_after_a_night_shift_stands_on_the_day_it_ends():
    day_sleep = period("after-shift", "2026-03-03", "2026-03-03T08:30:00+01:00", "2026-03-03T15:40:00+01:00")
    (night,) = observe(SLEEP, day_sleep)
    (single,) = observe(SLEEP_PERIOD, day_sleep)
    assert (night.day, recorded_on(SLEEP, night)) == (TUESDAY, MONDAY)
    assert (single.day, recorded_on(SLEEP_PERIOD, single)) == (TUESDAY, TUESDAY)


def test_two_long_sleeps_of_a_shift_worker_are_one_night_and_two_periods():
    short = period("first", "2026-03-03", "2026-03-03T07:00:00+01:00", "2026-03-03T11:00:00+01:00")
    long = period("second", "2026-03-03", "2026-03-03T12:00:00+01:00", "2026-03-03T17:30:00+01:00")
    short["total_sleep_duration"], long["total_sleep_duration"] = 13_000, 18_000
    (night,) = observe(SLEEP, short, long)
    assert night.document_id == "second"
    assert [one.source_id for one in observe(SLEEP_PERIOD, short, long)] == ["first", "second"]


@pytest.mark.parametrize(
    ("end", "counts_for"),
    [("2026-03-02T17:59:59+01:00", MONDAY), ("2026-03-02T18:00:00+01:00", TUESDAY)],
)
def test_a_nap_across_six_counts_for_the_next_day_and_stands_on_its_own(end: str, counts_for: date):
    nap = period("nap", "2026-03-02", "2026-03-02T17:20:00+01:00", end, type="late_nap")
    (summary,) = observe(SLEEP, nap)
    (single,) = observe(SLEEP_PERIOD, nap)
    assert (summary.day, summary.values["nap_count"]) == (counts_for, 1)
    assert single.day == MONDAY


def test_a_nap_across_six_is_counted_by_the_wearers_own_clock():
    nap = period("nap", "2026-03-02", "2026-03-02T17:20:00-08:00", "2026-03-02T18:10:00-08:00", type="late_nap")
    (summary,) = observe(SLEEP, nap)
    assert summary.day == TUESDAY  # it is Tuesday, 02:10, in UTC as well, but that is not why


# What happens now and then


def test_two_workouts_of_a_day_keep_their_order():
    morning = sample("workout", id="row-0303")
    evening = sample("workout", id="run-0303")
    assert [one.source_id for one in observe(WORKOUT, evening, morning)] == ["row-0303", "run-0303"]


@pytest.mark.parametrize("filed_at", ["2026-03-03", "2026-03-04"])
def test_a_workout_over_midnight_is_whole_and_on_the_day_oura_chose(filed_at: str):
    night_run = sample(
        "workout",
        day=filed_at,
        start_datetime="2026-03-03T23:30:00+01:00",
        end_datetime="2026-03-04T00:45:00+01:00",
    )
    (seen,) = observe(WORKOUT, night_run)
    assert seen.day.isoformat() == filed_at
    assert seen.values["workout_s"] == 4500
    assert (seen.starts_at, seen.finishes_at) == (
        datetime(2026, 3, 3, 22, 30, tzinfo=UTC),
        datetime(2026, 3, 3, 23, 45, tzinfo=UTC),
    )


def test_a_workout_of_an_evening_in_the_west_stays_there_though_it_is_tomorrow_in_utc():
    evening = sample("workout", start_datetime="2026-03-03T20:00:00-06:00", end_datetime="2026-03-03T21:00:00-06:00")
    (seen,) = observe(WORKOUT, evening)
    assert (seen.day, seen.zone, seen.starts_at) == (TUESDAY, "-06:00", datetime(2026, 3, 4, 2, tzinfo=UTC))


def test_a_workout_while_clocks_change_has_its_true_length():
    run = sample(
        "workout",
        day="2026-03-29",
        start_datetime="2026-03-29T01:30:00+01:00",
        end_datetime="2026-03-29T03:30:00+02:00",
    )
    (seen,) = observe(WORKOUT, run)
    assert (seen.day, seen.values["workout_s"]) == (SHORT_SUNDAY, 3600)


@pytest.mark.parametrize(
    ("feed", "members"),
    [
        (SESSION, {"day": "2026-03-03", "start_datetime": "2026-03-03T23:55:00-10:00",
                   "end_datetime": "2026-03-04T00:05:00-10:00"}),
        (ENHANCED_TAG, {"start_day": "2026-03-03", "start_time": "2026-03-03T23:55:00-10:00"}),
        (TAG, {"day": "2026-03-03", "timestamp": "2026-03-03T23:55:00-10:00"}),
        (REST_MODE_PERIOD, {"start_day": "2026-03-03", "start_time": "2026-03-03T23:55:00-10:00",
                            "end_day": "2026-03-20", "end_time": "2026-03-20T08:00:00+02:00"}),
    ],
    ids=lambda one: getattr(one, "key", ""),
)  # fmt: skip
def test_what_begins_before_midnight_far_away_stays_on_its_day(feed: Feed, members: dict[str, str]):
    (seen,) = observe(feed, {**sample(feed.key), **members})
    assert (seen.day, recorded_on(feed, seen)) == (TUESDAY, TUESDAY)
    assert seen.starts_at == datetime(2026, 3, 4, 9, 55, tzinfo=UTC)


def test_bedtime_advice_is_by_the_athletes_own_clock_on_either_side_of_midnight():
    advice = {"day_tz": -28_800, "start_offset": -2700, "end_offset": 900}
    (seen,) = observe(SLEEP_TIME, sample("sleep_time", optimal_bedtime=advice))
    assert (seen.values["optimal_bedtime_from"], seen.values["optimal_bedtime_until"]) == ("23:15", "00:15")
    assert seen.zone == "-08:00"


# Rows in UTC


@pytest.mark.parametrize("feed", [HEARTRATE, RING_BATTERY_LEVEL], ids=lambda feed: feed.key)
def test_rows_stand_on_their_day_in_utc_through_journeys_and_changed_clocks(feed: Feed):
    stamps = ["2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T12:00:00-12:00"]
    seen = observe(feed, *({**sample(feed.key), "timestamp": stamp} for stamp in stamps))
    assert [(one.day, len(next(iter(one.series.values())).items)) for one in seen] == [
        (date(2026, 3, 28), 1),
        (SHORT_SUNDAY, 2),
        (date(2026, 3, 30), 1),
    ]
