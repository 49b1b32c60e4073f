from datetime import date

import pytest

from oura_connector.feeds import (
    DAILY_ACTIVITY,
    DAILY_READINESS,
    DAILY_SLEEP,
    ENHANCED_TAG,
    FEEDS,
    FORMS,
    PERSONAL_INFO,
    REST_MODE_PERIOD,
    SLEEP,
    TAG,
    VO2_MAX,
)
from oura_connector.routes import AskedBy, route_of
from people import roles
from sync.provider import Feed
from tests.oura_connector.samples import DATA, sample_file

# What a feed leaves to its record: the moment of a row is where its sample stands in the series, a ring's account is
# no health data, and the e-mail address is nobody's business here.
LEFT_OUT = {
    "heartrate": {"timestamp", "timestamp_unix"},
    "ring_battery_level": {"timestamp", "timestamp_unix"},
    "personal_info": {"id", "email"},
}


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.key)
def test_a_feed_holds_every_member_oura_describes(feed: Feed):
    described = set(sample_file("members")["members"][feed.key])
    assert {value.place.partition(".")[2] for value in feed.values if value.place} == described - LEFT_OUT.get(
        feed.key, set()
    )


@pytest.mark.parametrize("name", sorted(path.stem for path in DATA.glob("*.json")))
def test_every_sample_says_when_its_shape_was_checked(name: str):
    assert date.fromisoformat(sample_file(name)["shape_checked_on"])


def test_the_summary_of_the_night_is_dated_the_evening_before_and_everything_else_as_stated():
    assert {feed.key for feed in FEEDS if feed.date_shift_days} == {"daily_readiness", "daily_sleep", "sleep"}
    assert {feed.date_shift_days for feed in (DAILY_READINESS, DAILY_SLEEP, SLEEP)} == {-1}
    assert [plan.key for plan in FORMS if plan.dates_the_night] == ["oura_readiness_and_sleep_summary"]


def test_scores_have_no_unit():
    scores = [value for feed in FEEDS for value in feed.values if ".contributors." in value.place]
    assert len(scores) == 6 + 9 + 7 + 9 + 9 + 3
    assert {value.unit for value in scores} == {""}
    assert {value.type for value in scores} == {"score", "number"}  # those of resilience have decimals


def test_whatever_tells_of_temperature_is_for_medical_staff():
    temperatures = [value for feed in FEEDS for value in feed.values if "temperature" in value.place]
    assert len(temperatures) == 6 + 3
    assert all(value.visible_to == (roles.MEDICAL,) for value in temperatures)


def test_what_athletes_write_and_tag_is_for_medical_staff():
    """Tags name the cycle, illness and medicine."""
    words = {"tag_type_code", "custom_name", "comment", "text", "tags", "episodes"}
    written = [
        value
        for feed in (ENHANCED_TAG, TAG, REST_MODE_PERIOD)
        for value in feed.values
        if value.place.partition(".")[2] in words
    ]
    assert len(written) == 6
    assert all(value.visible_to == (roles.MEDICAL,) for value in written)


def test_weight_height_age_and_sex_are_for_medical_staff_and_the_e_mail_is_nobodys():
    assert all(value.visible_to == (roles.MEDICAL,) for value in PERSONAL_INFO.values)
    assert not any("email" in value.place for value in PERSONAL_INFO.values)
    (plan,) = [plan for plan in FORMS if plan.is_profile]
    assert (plan.key, {role for role, letters in plan.rights.items() if "r" in letters}) == (
        PERSONAL_INFO.form,
        {roles.MEDICAL, roles.ATHLETE},
    )


def test_a_new_site_uses_the_morning_and_what_was_trained_with_two_permissions():
    used = [feed for feed in FEEDS if feed.is_default]
    assert [feed.key for feed in used] == [
        "daily_activity",
        "daily_readiness",
        "daily_sleep",
        "sleep",
        "sleep_period",
        "workout",
    ]
    assert {feed.scope for feed in used} == {"daily", "workout"}


def test_notices_are_asked_for_by_ouras_own_names_and_never_for_what_has_none():
    assert {feed.key for feed in FEEDS if not feed.notice_type} == {"heartrate", "ring_battery_level", "personal_info"}
    assert {feed.key: feed.notice_type for feed in FEEDS if feed.notice_type and feed.notice_type != feed.key} == {
        "sleep_period": "sleep"
    }
    assert VO2_MAX.notice_type == "vo2_max"
    assert route_of(VO2_MAX.key).collection == "vO2_max"


def test_what_oura_lists_whole_whatever_is_asked_is_read_whole():
    whole = [feed for feed in FEEDS if route_of(feed.key).asked_by is AskedBy.NOTHING]
    assert [feed.key for feed in whole] == [feed.key for feed in FEEDS if feed.is_whole] == ["ring_configuration"]


def test_every_feed_tells_its_date_rule_and_what_is_missing():
    assert all(feed.date_rule.endswith(".") and feed.known_gap.endswith(".") for feed in FEEDS)


def test_a_consultant_sets_up_forms_without_reading_health_data():
    assert all("r" not in plan.rights[roles.CONSULTANT] for plan in FORMS)


def test_nobody_but_the_connector_writes():
    assert not any(letter in letters for plan in FORMS for letters in plan.rights.values() for letter in "wd")


def test_met_minutes_are_a_load_and_no_duration():
    loads = [value for value in DAILY_ACTIVITY.values if value.place.endswith("_met_minutes")]
    assert len(loads) == 5
    assert all(value.type == "number" and value.unit == "MET min" for value in loads)
