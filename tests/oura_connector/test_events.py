"""Workouts, sessions, tags, rest mode, single sleeps and rings: each under its own id, on the day Oura states."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from oura_connector.feeds import (
    ENHANCED_TAG,
    PERSONAL_INFO,
    REST_MODE_PERIOD,
    RING_CONFIGURATION,
    SESSION,
    SLEEP_PERIOD,
    TAG,
    WORKOUT,
)
from oura_connector.mapping import counted_day, to_observations
from sync.errors import UnexpectedDocument
from sync.provider import PROFILE_ID, Feed, Observation, Series, Window
from tests.oura_connector.samples import sample, samples

TUESDAY = date(2026, 3, 3)
WEEK = Window(date(2026, 3, 1), date(2026, 3, 7))


def observe(feed: Feed, *documents: dict[str, Any]) -> list[Observation]:
    return to_observations(feed, documents or samples(feed.key), WEEK)


def test_two_workouts_of_a_day_stand_side_by_side_in_order():
    rowing, running = observe(WORKOUT)
    assert (rowing.source_id, rowing.day, running.source_id, running.day) == (
        "row-0303",
        TUESDAY,
        "run-0303",
        TUESDAY,
    )
    assert rowing.values["workout_s"] == 3900
    assert rowing.values["calories_kcal"] == 412.5
    assert rowing.values["distance_m"] == 8200
    assert rowing.values["workout_source"] == "workout_heart_rate"
    assert (rowing.starts_at, rowing.zone) == (datetime(2026, 3, 3, 6, tzinfo=UTC), "+01:00")
    assert "distance_m" not in running.values
    assert rowing.document_id == "row-0303"


def test_a_workout_seen_on_two_pages_is_one():
    assert len(observe(WORKOUT, *samples("workout"), *samples("workout"))) == 2


def test_an_end_before_the_start_tells_no_length():
    (seen,) = observe(WORKOUT, sample("workout", end_datetime="2026-03-03T06:00:00+01:00"))
    assert "workout_s" not in seen.values


def test_a_session_keeps_its_curves_and_mood():
    (seen,) = observe(SESSION)
    assert (seen.values["session_type"], seen.values["mood"], seen.values["session_s"]) == ("breathing", "good", 30)
    assert seen.series["session_hrv_ms"] == Series(datetime(2026, 3, 3, 20, 10, tzinfo=UTC), 5.0, (61.0, 66.0))
    assert seen.series["session_motion_count"].items == (0.0, 2.0, 0.0)


def test_a_tag_of_one_moment_and_one_that_lasted():
    sauna, journey = observe(ENHANCED_TAG)
    assert sauna.values == {
        "tag_type": "tag_generic_sauna",
        "tag_start_day": "2026-03-03",
        "tag_start_time": "19:30",
        "tag_document_id": "tag-0303",
    }
    assert (sauna.starts_at, sauna.finishes_at, sauna.zone) == (
        datetime(2026, 3, 3, 18, 30, tzinfo=UTC),
        None,
        "+01:00",
    )
    assert journey.values["tag_comment"] == "Bus through the night"
    assert (journey.values["tag_end_day"], journey.values["tag_end_time"]) == ("2026-03-05", "07:15:30")


def test_a_tag_without_a_zone_has_a_time_of_day_and_no_moment():
    journey = observe(ENHANCED_TAG)[1]
    assert journey.values["tag_start_time"] == "22:00"
    assert (journey.day, journey.starts_at, journey.finishes_at, journey.zone) == (date(2026, 3, 4), None, None, "")


def test_a_long_comment_is_cut_and_stops_nothing():
    (seen,) = observe(ENHANCED_TAG, sample("enhanced_tag", comment="a" * 20_000))
    assert len(str(seen.values["tag_comment"])) == 10_000


def test_a_tag_of_the_older_kind_keeps_note_and_words():
    (seen,) = observe(TAG)
    assert (seen.values["plain_tag_text"], seen.values["plain_tag_words"]) == (
        "Heavy legs",
        "tag_sleep_poor, tag_generic_sore",
    )


def test_rest_mode_lists_its_notes_and_may_still_be_on():
    ended, on = observe(REST_MODE_PERIOD)
    assert ended.day == date(2026, 3, 2)
    assert ended.values["rest_mode_episode_count"] == 2
    assert ended.values["rest_mode_episodes"] == "2026-03-02 10:00 fever, headache\n2026-03-03 08:00"
    assert ended.finishes_at == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert on.finishes_at is None
    assert on.values["rest_mode_episode_count"] == 0
    assert "rest_mode_end_day" not in on.values


@pytest.mark.parametrize("episodes", ["fever", {}, [7], [{"tags": "fever", "timestamp": 3}], [{"tags": [1]}]])
def test_notes_of_another_shape_are_refused(episodes: object):
    with pytest.raises(UnexpectedDocument):
        observe(REST_MODE_PERIOD, sample("rest_mode_period", episodes=episodes))


def test_every_finished_sleep_stands_by_itself_on_the_day_oura_files_it_at():
    seen = {one.source_id: one for one in observe(SLEEP_PERIOD)}
    assert {"night-0303", "nap-0303", "late-nap-0302", "nap-0305"} <= set(seen)
    assert "running-0304" not in seen
    assert seen["late-nap-0302"].day == date(2026, 3, 2)
    assert seen["nap-0303"].values["sleep_type"] == "sleep"
    assert "nap_count" not in seen["night-0303"].values
    assert seen["night-0303"].series["sleep_phase_30_sec"].interval_s == 30


@pytest.mark.parametrize("kind", ["rest", "deleted", "some_new_kind", None])
def test_a_sleep_that_was_rejected_or_removed_says_nothing_and_counts_as_gone(kind: str | None):
    document = sample("sleep", id="night-0303", type=kind)
    assert observe(SLEEP_PERIOD, document) == []
    assert counted_day(SLEEP_PERIOD, document) is None


def test_every_ring_is_listed_whatever_days_are_asked_for_but_one_still_in_its_box():
    old, new = observe(RING_CONFIGURATION)
    assert (old.day, old.values["hardware_type"]) == (date(2023, 5, 2), "gen3")
    assert (new.day, new.values["ring_size_us"]) == (TUESDAY, 9)  # in UTC; the wearer's own calendar said Wednesday
    assert new.values["ring_set_up_at"] == "2026-03-03T23:30:00+00:00"


def test_a_person_is_one_profile_of_no_day_without_the_e_mail():
    (seen,) = observe(PERSONAL_INFO)
    assert (seen.source_id, seen.day) == (PROFILE_ID, None)
    assert seen.values == {"age_years": 27, "weight_kg": 72.4, "height_m": 1.83, "biological_sex": "female"}


def test_a_person_who_granted_nothing_more_says_nothing():
    nothing = {"id": "account-1", "age": None, "weight": None, "height": None, "biological_sex": None, "email": None}
    (seen,) = observe(PERSONAL_INFO, nothing)
    assert seen.values == {}


@pytest.mark.parametrize(
    ("feed", "document_id", "day"),
    [
        (WORKOUT, "run-0303", TUESDAY),
        (ENHANCED_TAG, "tag-0304", date(2026, 3, 4)),
        (REST_MODE_PERIOD, "rest-0302", date(2026, 3, 2)),
        (RING_CONFIGURATION, "ring-2023", date(2023, 5, 2)),
    ],
    ids=lambda one: getattr(one, "key", None),
)
def test_a_single_document_tells_its_day(feed: Feed, document_id: str, day: date):
    document = next(one for one in samples(feed.key) if one["id"] == document_id)
    assert counted_day(feed, document) == day
