from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from oura_connector.feeds import DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, SLEEP
from oura_connector.mapping import counted_day, to_observations
from sync.provider import Feed, Observation, Series, Window
from tests.oura_connector.samples import sample, samples

TUESDAY = date(2026, 3, 3)
WEEK = Window(date(2026, 3, 1), date(2026, 3, 7))
EAST = timezone(timedelta(hours=1))


def observe_one(feed: Feed, document: dict[str, Any]) -> Observation:
    (only,) = to_observations(feed, [document], WEEK)
    return only


def observe_nights(*periods: dict[str, Any]) -> list[Observation]:
    return to_observations(SLEEP, periods, WEEK)


def period(id: str, **changes: Any) -> dict[str, Any]:
    return sample("sleep", id=id, **changes)


# Daily documents


@pytest.mark.parametrize("feed", [DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP], ids=lambda feed: feed.key)
def test_a_daily_document_is_filed_at_ouras_own_day(feed: Feed):
    document = sample(feed.key)
    seen = observe_one(feed, document)
    assert (seen.source_id, seen.day, seen.document_id) == ("2026-03-03", TUESDAY, document["id"])


def test_an_activity_day_says_everything_in_our_units():
    seen = observe_one(DAILY_ACTIVITY, sample("daily_activity"))
    assert seen.values["steps"] == 11234
    assert seen.values["distance_to_target_m"] == -1600
    assert seen.values["high_activity_s"] == 540
    assert seen.values["high_activity_met_minutes"] == 64
    assert seen.values["contributor_stay_active_score"] == 71
    assert seen.values["activity_timestamp"] == "2026-03-03T04:00:00+01:00"
    assert set(seen.values) | set(seen.series) == {value.key for value in DAILY_ACTIVITY.values}
    assert seen.zone == "+01:00"


def test_curves_of_the_day_start_where_the_samples_start_even_when_the_stamp_is_midnight():
    seen = observe_one(DAILY_ACTIVITY, sample("daily_activity", timestamp="2026-03-03T00:00:00+01:00"))
    four = datetime(2026, 3, 3, 4, tzinfo=EAST)
    assert seen.series["met_series"] == Series(four, 60.0, (0.9, 1.2, None, 3.4, 1.0))
    assert seen.series["class_5_min"].starts_at == four
    assert seen.series["class_5_min"].items == (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5)


def test_readiness_keeps_temperature_to_the_decimal():
    seen = observe_one(DAILY_READINESS, sample("daily_readiness"))
    assert seen.values["temperature_deviation_c"] == -0.12
    assert seen.values["temperature_trend_deviation_c"] == 0.05
    assert seen.values["readiness_score"] == 84


def test_a_score_stamped_midnight_utc_tells_no_zone():
    assert observe_one(DAILY_SLEEP, sample("daily_sleep")).zone == ""
    assert observe_one(DAILY_SLEEP, sample("daily_sleep")).starts_at is None


def test_null_and_absent_both_mean_not_measured():
    unscored = sample("daily_readiness", score=None)
    del unscored["temperature_deviation"]
    seen = observe_one(DAILY_READINESS, unscored)
    assert "readiness_score" not in seen.values
    assert "temperature_deviation_c" not in seen.values
    assert "contributor_previous_day_activity_score" not in seen.values
    assert seen.values["contributor_hrv_balance_score"] == 74


def test_members_nobody_knows_yet_are_passed_over():
    known = observe_one(DAILY_SLEEP, sample("daily_sleep"))
    assert observe_one(DAILY_SLEEP, sample("daily_sleep", brand_new={"shape": [1]})) == known


def test_of_two_documents_of_a_day_the_later_stamp_counts_in_any_order():
    first = sample("daily_activity", id="first", steps=1, timestamp="2026-03-03T04:00:00+09:00")
    later = sample("daily_activity", id="later", steps=2, timestamp="2026-03-03T04:00:00+01:00")
    for documents in ([first, later], [later, first]):
        (seen,) = to_observations(DAILY_ACTIVITY, documents, WEEK)
        assert seen.values["steps"] == 2


def test_days_outside_the_window_are_left_out_and_both_ends_kept():
    days = ["2026-03-02", "2026-03-05", "2026-03-03", "2026-03-06", "2026-03-01"]
    documents = [sample("daily_sleep", id=day, day=day) for day in days]
    seen = to_observations(DAILY_SLEEP, documents, Window(date(2026, 3, 2), date(2026, 3, 5)))
    assert [one.source_id for one in seen] == ["2026-03-02", "2026-03-03", "2026-03-05"]


# Nights


def test_the_main_sleep_is_the_longest_long_sleep():
    seen = {one.day: one for one in observe_nights(*samples("sleep"))}
    night = seen[TUESDAY]
    assert night.document_id == "night-0303"
    assert night.values["total_sleep_s"] == 24600
    assert night.values["hrv_rmssd_ms"] == 68
    assert night.values["lowest_heart_rate_bpm"] == 46
    assert night.values["bedtime_start"] == "2026-03-02T22:41:05+01:00"
    assert night.values["sleep_type"] == "long_sleep"
    assert night.starts_at == datetime(2026, 3, 2, 21, 41, 5, tzinfo=UTC)
    assert night.finishes_at == datetime(2026, 3, 3, 5, 11, 5, tzinfo=UTC)
    assert night.zone == "+01:00"


def test_equal_sleep_is_told_apart_by_time_in_bed_whatever_the_order():
    restful, restless = period("night-0303", time_in_bed=25000), period("night-0303", time_in_bed=29000)
    restless["id"] = "a-restless-night"
    for periods in ([restful, restless], [restless, restful]):
        (seen,) = observe_nights(*periods)
        assert seen.document_id == "a-restless-night"


def test_naps_of_the_day_and_the_late_nap_of_the_evening_before_are_counted():
    night = next(one for one in observe_nights(*samples("sleep")) if one.day == TUESDAY)
    assert night.values["nap_count"] == 2
    assert night.values["nap_s"] == 1800 + 1500


@pytest.mark.parametrize("filed_at", ["2026-03-02", "2026-03-03"])
def test_a_late_nap_counts_for_the_next_day_whichever_day_it_is_filed_at(filed_at: str):
    (seen,) = observe_nights(period("late-nap-0302", day=filed_at))
    assert seen.day == TUESDAY
    assert seen.values == {"nap_count": 1, "nap_s": 1500}


def test_a_late_nap_that_ends_after_midnight_counts_for_the_day_it_ends():
    (seen,) = observe_nights(period("late-nap-0302", bedtime_end="2026-03-03T00:20:00+01:00"))
    assert seen.day == TUESDAY


def test_a_night_without_naps_says_none_not_unknown():
    (seen,) = observe_nights(period("night-0303"))
    assert (seen.values["nap_count"], seen.values["nap_s"]) == (0, 0)


def test_a_nap_of_unknown_length_leaves_the_sum_unknown():
    (seen,) = observe_nights(period("night-0303"), period("nap-0303", total_sleep_duration=None))
    assert seen.values["nap_count"] == 1
    assert "nap_s" not in seen.values


def test_a_day_with_naps_alone_says_naps_alone():
    seen = {one.day: one for one in observe_nights(*samples("sleep"))}
    nap = seen[date(2026, 3, 5)]
    assert nap.values == {"nap_count": 1, "nap_s": 1200}
    assert nap.document_id == "nap-0305"
    assert (nap.starts_at, nap.zone, nap.series) == (None, "", {})


@pytest.mark.parametrize("kind", ["rest", "deleted", "some_new_kind", None])
def test_rest_deleted_and_unknown_kinds_say_nothing(kind: str | None):
    assert observe_nights(period("night-0303", type=kind)) == []


def test_a_sleep_that_is_still_running_waits():
    assert observe_nights(period("running-0304")) == []


def test_a_document_seen_on_two_pages_counts_once():
    (seen,) = observe_nights(period("night-0303"), period("nap-0303"), period("nap-0303"))
    assert seen.values["nap_count"] == 1


def test_each_end_of_a_journey_keeps_its_offset():
    (seen,) = observe_nights(period("night-0303", bedtime_end="2026-03-03T08:11:05+03:00"))
    assert seen.values["bedtime_start"] == "2026-03-02T22:41:05+01:00"
    assert seen.values["bedtime_end"] == "2026-03-03T08:11:05+03:00"
    assert seen.zone == "+03:00"


def test_curves_of_the_night_keep_their_gaps_and_begin_at_bedtime():
    (seen,) = observe_nights(period("night-0303"))
    bedtime = datetime(2026, 3, 2, 22, 41, 5, tzinfo=EAST)
    assert seen.series["heart_rate_series_bpm"] == Series(bedtime, 300.0, (54.0, None, 49.0))
    assert seen.series["sleep_phase_30_sec"] == Series(bedtime, 30, (4, 4, 4, 4, 2, 3, 3, 2, 3, 4))
    assert seen.series["sleep_phase_5_min"].interval_s == 300


@pytest.mark.parametrize(
    "curve", [None, {"interval": 300.0, "items": [None, None], "timestamp": "2026-03-03T01:00:00Z"}]
)
def test_a_curve_without_a_sample_is_absent(curve: Any):
    (seen,) = observe_nights(period("night-0303", heart_rate=curve, movement_30_sec=""))
    assert "heart_rate_series_bpm" not in seen.series
    assert "movement_30_sec" not in seen.series


def test_new_words_of_an_enumeration_are_kept():
    (seen,) = observe_nights(period("night-0303", sleep_analysis_reason="moon_phase", sleep_algorithm_version="v9"))
    assert (seen.values["sleep_analysis_reason"], seen.values["sleep_algorithm_version"]) == ("moon_phase", "v9")


@pytest.mark.parametrize(
    ("kind", "counts"), [("long_sleep", True), ("late_nap", True), ("deleted", False), ("rest", False)]
)
def test_a_single_sleep_counts_by_its_kind(kind: str, counts: bool):
    assert counted_day(SLEEP, period("night-0303", type=kind)) == (TUESDAY if counts else None)


def test_a_single_score_always_counts():
    assert counted_day(DAILY_SLEEP, {"day": "2026-03-03"}) == TUESDAY
