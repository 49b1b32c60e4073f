"""What comes to Oura late, and what the world itself changes afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.periods import EDITED, UPDATED
from oura_connector.simulator.stories import SETTLED_AFTER, tell_day
from oura_connector.simulator.ways import way_of
from oura_connector.simulator.world import ATHLETES, World

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SPAN = (date(2026, 8, 20), date(2026, 11, 1))
MOMENT = timedelta(seconds=1)


@pytest.fixture(scope="module")
def world():
    return World()


def first_who(**traits):
    return next(a for a in ATHLETES if all(getattr(way_of(a.number), name) == value for name, value in traits.items()))


def read(world, athlete, collection, day, now):
    return [document.body() for document in world.documents(athlete, collection, day, day, now)]


def stories_of(world, athlete):
    days = (SPAN[0] + timedelta(days=n) for n in range((SPAN[1] - SPAN[0]).days))
    return [(day, story) for day in days for story in tell_day(world.seed, athlete, day)]


def find_amended(world, athlete, wanted):
    return next((day, story) for day, story in stories_of(world, athlete) if story.amended_at and wanted(story.last))


def test_an_edited_bedtime_shortens_the_night_and_changes_its_scores_under_the_same_id(world):
    finn = first_who(edited_night_share=0.2)
    day, story = find_amended(world, finn, lambda last: last.reason == EDITED)
    before, after = (
        next(p for p in read(world, finn, "sleep", day, now) if p["type"] == "long_sleep")
        for now in (story.amended_at - MOMENT, story.amended_at)
    )
    assert before["id"] == after["id"]
    assert before["sleep_analysis_reason"] == "foreground_sleep_analysis"
    assert after["sleep_analysis_reason"] == "bedtime_edit"
    assert before["bedtime_start"] < after["bedtime_start"]
    assert before["bedtime_end"] == after["bedtime_end"]
    assert before["total_sleep_duration"] == after["total_sleep_duration"]
    assert before["time_in_bed"] - after["time_in_bed"] == before["awake_time"] - after["awake_time"] > 0
    scores = [read(world, finn, "daily_sleep", day, story.amended_at + step)[0] for step in (-MOMENT, MOMENT)]
    assert scores[0]["id"] == scores[1]["id"]
    assert scores[0]["contributors"] != scores[1]["contributors"]


def test_an_edited_night_can_be_given_a_new_id(world):
    finn = first_who(edited_night_share=0.2)
    day, story = find_amended(world, finn, lambda last: last.reason == EDITED)
    strict = World()
    strict.edits_keep_ids = False
    old, new = (
        strict.documents_of_day(finn, "sleep", day, now)[0].id for now in (story.amended_at - MOMENT, story.amended_at)
    )
    assert old != new
    assert strict.find_document(old, story.amended_at) is None
    assert strict.find_document(new, story.amended_at) is not None
    assert world.documents_of_day(finn, "sleep", day, story.amended_at)[0].id == old


def test_a_night_made_in_the_background_is_updated_when_the_app_is_opened(world):
    dex = first_who(background_nights=True)
    day, story = find_amended(world, dex, lambda last: last.reason == UPDATED)
    assert story.appears_at - story.last.ends_at < timedelta(minutes=6)
    before, after = (
        next(p for p in read(world, dex, "sleep", day, now) if p["type"] == "long_sleep")
        for now in (story.appears_at, story.amended_at)
    )
    assert before["id"] == after["id"]
    assert before["sleep_analysis_reason"] == "background_sleep_analysis"
    assert after["sleep_analysis_reason"] == "background_created_foreground_updated"
    assert before["bedtime_end"] < after["bedtime_end"]
    assert read(world, dex, "daily_readiness", day, story.appears_at) != []


def test_a_nap_waiting_for_its_confirmation_has_no_type_and_counts_for_nothing(world):
    athlete = first_who(naps_late=True)
    day, story = find_amended(world, athlete, lambda last: last.is_nap)
    before, after = (
        next(
            p for p in read(world, athlete, "sleep", day, now) if p["bedtime_start"] == story.last.starts_at.isoformat()
        )
        for now in (story.amended_at - MOMENT, story.amended_at)
    )
    assert before["id"] == after["id"]
    assert (before["type"], before["sleep_score_delta"]) == (None, None)
    assert after["type"] in ("sleep", "late_nap")
    assert after["sleep_score_delta"] > 0


def test_whole_days_arrive_days_later_and_all_at_once(world):
    vic = first_who(uploads_every_days=4)
    lags = []
    for hours in range(0, 24 * 12, 3):
        now = NOW - timedelta(days=12) + timedelta(hours=hours)
        span = (now.date() - timedelta(days=8), now.date())
        days = [
            {document.day for document in world.documents(vic, name, *span, now)}
            for name in ("sleep", "daily_activity")
        ]
        assert days[0] | days[1]
        lags.append((now.date() - max(days[1])).days)
    assert max(lags) >= 3
    assert min(lags) == 0
    jumps = [before - after for before, after in zip(lags, lags[1:], strict=False)]
    assert max(jumps) >= 3


def test_whoever_uploads_each_day_has_today(world):
    for athlete in ATHLETES[:4]:
        assert read(world, athlete, "daily_activity", NOW.date(), NOW) != []


def test_nothing_changes_any_more_once_a_day_is_settled(world):
    for athlete in ATHLETES:
        for day, story in stories_of(world, athlete):
            last_change = max(story.appears_at, story.amended_at or story.appears_at)
            assert last_change.date() <= day + SETTLED_AFTER


def test_a_story_goes_forward_only(world):
    for athlete in ATHLETES:
        for _, story in stories_of(world, athlete):
            assert story.appears_at > story.first.ends_at
            assert story.amended_at is None or story.amended_at > story.appears_at
            assert (story.amended_at is None) == (story.first == story.last)
