from datetime import date

import pytest

from oura_connector.feeds import DAILY_ACTIVITY, DAILY_READINESS, DAILY_SLEEP, FEEDS, FORMS, SLEEP
from people import roles
from sync.provider import Feed
from tests.oura_connector.samples import sample_file


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.key)
def test_a_feed_holds_every_member_oura_describes(feed: Feed):
    described = set(sample_file("members")["members"][feed.key])
    assert {value.place.partition(".")[2] for value in feed.values if value.place} == described


@pytest.mark.parametrize("name", ["daily_activity", "daily_readiness", "daily_sleep", "sleep", "members"])
def test_every_sample_says_when_its_shape_was_checked(name: str):
    assert date.fromisoformat(sample_file(name)["shape_checked_on"])


def test_nights_are_dated_the_evening_before_and_activity_days_as_stated():
    assert {feed.date_shift_days for feed in (DAILY_READINESS, DAILY_SLEEP, SLEEP)} == {-1}
    assert DAILY_ACTIVITY.date_shift_days == 0
    assert {plan.key: plan.dates_the_night for plan in FORMS} == {
        "oura_activity_summary": False,
        "oura_readiness_and_sleep_summary": True,
    }


def test_contributors_are_scores_without_a_unit():
    contributors = [value for feed in FEEDS for value in feed.values if ".contributors." in value.place]
    assert len(contributors) == 6 + 9 + 7 + 9
    assert {(value.type, value.unit) for value in contributors} == {("score", "")}


def test_whatever_tells_of_temperature_is_for_medical_staff():
    temperatures = [value for feed in FEEDS for value in feed.values if "temperature" in value.place]
    assert len(temperatures) == 6
    assert all(value.visible_to == (roles.MEDICAL,) for value in temperatures)


def test_a_consultant_sets_up_forms_without_reading_health_data():
    assert all("r" not in plan.rights[roles.CONSULTANT] for plan in FORMS)


def test_nobody_but_the_connector_writes():
    assert not any(letter in letters for plan in FORMS for letters in plan.rights.values() for letter in "wd")


def test_met_minutes_are_a_load_and_no_duration():
    loads = [value for value in DAILY_ACTIVITY.values if value.place.endswith("_met_minutes")]
    assert len(loads) == 5
    assert all(value.type == "number" and value.unit == "MET min" for value in loads)
