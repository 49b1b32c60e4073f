"""Samples come back as they were, small, and a revision is told apart."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import series
from sync.provider import Observation, Series
from tests.builders.people import make_athlete

NIGHT = datetime(2026, 3, 9, 22, 0, tzinfo=UTC)

tenths = st.none() | st.integers(-16_000, 16_000).map(lambda number: number / 10)


def make_observation(items, day=date(2026, 3, 10), name="pulse") -> Observation:
    return Observation(day.isoformat(), day, {}, series={name: Series(NIGHT, 300.0, tuple(items))})


@given(st.lists(tenths, max_size=400))
def test_what_was_packed_comes_back(items):
    assert series.unpack(series.pack(items)) == items


@given(st.lists(st.none() | st.floats(), max_size=50))
def test_any_numbers_are_kept_to_a_tenth_or_refused(items):
    try:
        packed = series.pack(items)
    except series.CannotPack:
        return
    for item, kept in zip(items, series.unpack(packed), strict=True):
        assert (item is None) == (kept is None)
        assert item is None or abs(item - kept) <= 0.0500001


@pytest.mark.parametrize("item", [float("nan"), float("inf"), -float("inf"), 3276.8, -3276.8, 1e300])
def test_what_cannot_be_kept_is_refused(item):
    with pytest.raises(series.CannotPack):
        series.pack([1.0, item])


def test_a_step_that_looks_like_a_gap_is_refused():
    with pytest.raises(series.CannotPack):
        series.pack([1638.4, -1638.4])


def test_errors_do_not_grow_along_a_series():
    items = [0.04 * number for number in range(1000)]

    kept = [item for item in series.unpack(series.pack(items)) if item is not None]
    assert max(abs(a - b) for a, b in zip(items, kept, strict=True)) <= 0.0500001


@pytest.mark.parametrize(
    ("name", "spread", "start"), [("heart rate", 2.0, 52.0), ("HRV", 8.0, 70.0), ("hypnogram", 0.0, 2.0)]
)
def test_a_realistic_night_costs_about_a_byte_a_sample(name, spread, start):
    rng = random.Random(7)
    now, items = start, []
    for number in range(2000):
        now += rng.gauss((start - now) * 0.1, spread)
        items.append(None if number % 97 == 0 else float(round(now)))

    each = len(series.pack(items)) / len(items)

    print(f"{name}: {each:.2f} bytes a sample")
    assert each < 1.3


def test_a_revised_sample_changes_what_a_record_says():
    first = series.described(Series(NIGHT, 300.0, (50.0, None, 52.0)))
    revised = series.described(Series(NIGHT, 300.0, (50.0, None, 52.1)))

    assert (first["samples"], first["interval_s"], first["starts_at"]) == (3, 300.0, NIGHT.isoformat())
    assert first["checksum"] != revised["checksum"]


def test_the_checksum_is_of_the_samples_not_of_their_compression():
    # The same number on every machine, whichever compression library it has: sum of the plain steps.
    assert series.described(Series(NIGHT, 300.0, (50.0, None, 52.0)))["checksum"] == 3443138505


def test_series_are_stored_for_the_days_that_changed_only(athlete):
    stored = make_observation([50, 51])
    series.store_series(athlete, "pulsar:night", [stored], [stored.source_id])
    row_before = series.read_series(athlete, {"pulsar:night": ["pulse"]}, date(2026, 3, 10), date(2026, 3, 10))[0].pk

    series.store_series(athlete, "pulsar:night", [make_observation([60, 61])], [])

    row = series.read_series(athlete, {"pulsar:night": ["pulse"]}, date(2026, 3, 10), date(2026, 3, 10))[0]
    assert (row.pk, series.unpack(row.packed)) == (row_before, [50.0, 51.0])


def test_a_revision_replaces_and_a_document_gone_removes(athlete):
    day = make_observation([50, 51])
    series.store_series(athlete, "pulsar:night", [day], [day.source_id])
    series.store_series(athlete, "pulsar:night", [make_observation([60])], [day.source_id])
    (row,) = series.read_series(athlete, {"pulsar:night": ["pulse"]}, date(2026, 3, 10), date(2026, 3, 10))
    assert (row.samples, series.unpack(row.packed)) == (1, [60.0])

    series.store_series(athlete, "pulsar:night", [], [day.source_id])

    assert series.read_series(athlete, {"pulsar:night": ["pulse"]}, date(2026, 3, 10), date(2026, 3, 10)) == []


def test_the_series_of_another_feed_or_person_stay(athlete):
    day = make_observation([50])
    series.store_series(athlete, "pulsar:night", [day], [day.source_id])
    series.store_series(athlete, "pulsar:calm", [make_observation([1], name="calm")], [day.source_id])
    series.store_series(make_athlete(), "pulsar:night", [day], [day.source_id])

    series.store_series(athlete, "pulsar:night", [], [day.source_id])

    assert len(series.read_series(athlete, {"pulsar:calm": ["calm"]}, day.day, day.day)) == 1
    assert series.SeriesDay.objects.count() == 2


def test_reading_is_one_query_oldest_first(athlete, django_assert_num_queries):
    days = [date(2026, 3, number) for number in (10, 8, 9)]
    observations = [make_observation([number], day=day) for number, day in enumerate(days)]
    series.store_series(athlete, "pulsar:night", observations, [one.source_id for one in observations])

    with django_assert_num_queries(1):
        rows = series.read_series(athlete, {"pulsar:night": ["pulse"]}, date(2026, 3, 8), date(2026, 3, 9))

    assert [row.day for row in rows] == [date(2026, 3, 8), date(2026, 3, 9)]


# Samples that come when they please


waits = st.lists(st.integers(0, 100_000), min_size=1, max_size=200)


@given(waits, st.data())
def test_irregular_samples_come_back_with_their_seconds(seconds, data):
    offsets = list(accumulate(seconds))
    items = data.draw(st.lists(tenths, min_size=len(offsets), max_size=len(offsets)))

    packed = series.pack(items, offsets)

    assert series.unpack(packed) == items
    assert series.offsets_of(packed) == offsets


def test_samples_at_a_fixed_interval_have_no_seconds_of_their_own():
    assert series.offsets_of(series.pack([1.0, 2.0])) is None


@pytest.mark.parametrize("offsets", [(0, 10), (0, 10, 5), (-1, 0, 1), (0, 1, 2**24 + 1)])
def test_seconds_out_of_order_or_too_few_are_refused(offsets):
    with pytest.raises(series.CannotPack):
        series.pack([1.0, 2.0, 3.0], offsets)


def test_a_sample_that_moved_changes_what_a_record_says():
    first = series.described(Series(NIGHT, 300.0, (50.0, 51.0), (0, 300)))
    moved = series.described(Series(NIGHT, 300.0, (50.0, 51.0), (0, 301)))
    regular = series.described(Series(NIGHT, 300.0, (50.0, 51.0)))

    assert len({one["checksum"] for one in (first, moved, regular)}) == 3
    assert set(first) == set(regular)


def test_each_sample_has_its_moment(athlete):
    regular = Series(NIGHT, 300.0, (50.0, None, 52.0))
    irregular = Series(NIGHT, 300.0, (60.0, 61.0), (0, 417))
    day = Observation("2026-03-10", date(2026, 3, 10), {}, series={"even": regular, "uneven": irregular})
    series.store_series(athlete, "pulsar:night", [day], [day.source_id])

    even, uneven = series.read_series(athlete, {"pulsar:night": ["even", "uneven"]}, day.day, day.day)

    assert series.samples_of(even) == [
        (NIGHT, 50.0),
        (NIGHT + timedelta(minutes=5), None),
        (NIGHT + timedelta(minutes=10), 52.0),
    ]
    assert series.samples_of(uneven) == [(NIGHT, 60.0), (NIGHT + timedelta(seconds=417), 61.0)]


# Reading back


@pytest.mark.parametrize(("days", "samples"), [(1, 288), (30, 30 * 288)])
def test_a_day_and_thirty_days_of_several_series_are_one_query_and_a_row_a_day(
    athlete, django_assert_num_queries, days, samples
):
    _keep_days(athlete, 35)
    first = date(2026, 3, 1)

    with django_assert_num_queries(1):
        rows = series.read_series(
            athlete, {"pulsar:night": ["pulse"], "pulsar:calm": ["calm"]}, first, first + timedelta(days=days - 1)
        )

    assert len(rows) == 2 * days
    assert {name: sum(row.samples for row in rows if row.name == name) for name in ("pulse", "calm")} == {
        "pulse": samples,
        "calm": samples,
    }


def test_a_night_over_two_days_of_the_vendor_is_one_query_and_cut_to_the_second(athlete, django_assert_num_queries):
    _keep_days(athlete, 3)
    begins_at, ends_at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC), datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

    with django_assert_num_queries(1):
        found = series.read_samples(athlete, {"pulsar:night": ["pulse"]}, begins_at, ends_at)

    samples = found["pulsar:night", "pulse"]
    assert len(samples) == 90
    assert (samples[0][0], samples[-1][0]) == (begins_at, ends_at - timedelta(minutes=5))


def test_two_feeds_may_each_have_a_series_of_the_same_name(athlete):
    day = make_observation([50])
    series.store_series(athlete, "pulsar:night", [day], [day.source_id])
    series.store_series(athlete, "pulsar:naps", [make_observation([60])], [day.source_id])

    (row,) = series.read_series(athlete, {"pulsar:naps": ["pulse"]}, day.day, day.day)

    assert series.unpack(row.packed) == [60.0]


def test_nothing_wanted_is_nothing_read(athlete):
    assert series.read_series(athlete, {}, date(2026, 3, 1), date(2026, 3, 2)) == []


def _keep_days(athlete, days) -> None:
    """Every five minutes from midnight to midnight in UTC, from the first of March on."""
    for number in range(days):
        day = date(2026, 3, 1) + timedelta(days=number)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        samples = Series(midnight, 300.0, tuple(float(50 + place % 9) for place in range(288)))
        for owner, name in (("pulsar:night", "pulse"), ("pulsar:calm", "calm")):
            observation = Observation(day.isoformat(), day, {}, series={name: samples})
            series.store_series(athlete, owner, [observation], [observation.source_id])
