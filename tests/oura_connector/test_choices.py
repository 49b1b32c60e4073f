"""Where nobody outside Oura is sure what it answers, both ways come to the same observations."""

import pytest

from oura_connector.feeds import DAILY_STRESS, ENHANCED_TAG, FEEDS, HEARTRATE, SLEEP_PERIOD, TAG, WORKOUT
from oura_connector.simulator.ledger import PORTAL
from sync.errors import ScopeMissing
from sync.provider import Feed, Observation, Window
from tests.contracts.vendor import ONE_DAY, VERIFIER, exchange, observe
from tests.oura_connector.simulated_oura import SimulatedOura

pytestmark = pytest.mark.parametrize("vendor", [PORTAL], indirect=True)


def observe_all(vendor: SimulatedOura, **choices: object) -> dict[str, list[Observation]]:
    grant = exchange(vendor, vendor.agree(VERIFIER))
    vendor.simulator.choices.change(choices)
    return {feed.key: observe(vendor, grant, feed) for feed in FEEDS}


@pytest.mark.parametrize(
    "choices",
    [
        *({"end_date_rule": rule} for rule in ("stamps", "inclusive", "exclusive")),
        *({name: rule} for name in ("session_end_date", "tag_end_date", "vo2_max_end_date", "rest_mode_end_date")
          for rule in ("inclusive", "exclusive")),
        {"end_datetime_included": False}, {"end_datetime_included": True},
        {"series_null_token": False}, {"series_null_token": True},
        {"long_heartrate": "refuse"}, {"long_heartrate": "cut"},
        {"ring_scope": "none"}, {"daily_stress_scope": "stress"},
        {"absent_nulls": True}, {"absent_nulls": False},
        {"deleted_found": True},
        {"rest_mode_overlaps": True}, {"rest_mode_overlaps": False},
        {"page_size": 2}, {"series_page_size": 100},
    ],
    ids=str,
)  # fmt: skip
def test_the_same_is_seen_whichever_it_is(vendor: SimulatedOura, choices: dict[str, object]):
    usual = observe_all(vendor)
    assert observe_all(vendor, **choices) == usual


def test_words_that_are_new_to_us_stop_nothing(vendor: SimulatedOura):
    seen = observe_all(vendor, newer_words=True)
    assert [one.day for one in seen[WORKOUT.key]] == [one.day for one in observe_all(vendor)[WORKOUT.key]]


def test_tags_without_an_offset_keep_day_and_time_of_day(vendor: SimulatedOura):
    with_offset, without = observe_all(vendor), observe_all(vendor, local_offsets=False)
    for feed in (ENHANCED_TAG, TAG):
        assert with_offset[feed.key]
        assert _days_and_values(without, feed) == _days_and_values(with_offset, feed)
        assert all(one.starts_at is None and one.zone == "" for one in without[feed.key])
        assert all(one.starts_at is not None for one in with_offset[feed.key])


def test_a_night_that_is_still_running_is_no_sleep_period_yet(vendor: SimulatedOura):
    seen = observe_all(vendor, running_sleeps=True)
    assert all(one.finishes_at is not None for one in seen[SLEEP_PERIOD.key])


def test_mornings_without_scores_stop_nothing(vendor: SimulatedOura):
    observe_all(vendor, null_scores=True)


@pytest.mark.parametrize("rule", ["refuse", "cut"])
def test_forty_days_of_heart_rate_are_whole_though_oura_gives_thirty_at_once(vendor: SimulatedOura, rule: str):
    grant = exchange(vendor, vendor.agree(VERIFIER))
    vendor.simulator.choices.change({"long_heartrate": rule})
    last = vendor.window.last
    halves = [Window(last - 39 * ONE_DAY, last - 20 * ONE_DAY), Window(last - 19 * ONE_DAY, last)]
    whole = observe(vendor, grant, HEARTRATE, Window(halves[0].first, last))
    assert whole == [one for half in halves for one in observe(vendor, grant, HEARTRATE, half)]
    assert len(whole) > 30


def test_a_permission_that_stress_turns_out_to_need_is_named(vendor: SimulatedOura):
    vendor.simulator.choices.change({"daily_stress_scope": "stress", "daily_stress_scope_status": 403})
    grant = exchange(vendor, vendor.agree(VERIFIER, without_scope="stress"))
    with pytest.raises(ScopeMissing) as caught:
        observe(vendor, grant, DAILY_STRESS)
    assert caught.value.scope == "stress"


def _days_and_values(seen: dict[str, list[Observation]], feed: Feed) -> dict[str, tuple[object, object]]:
    return {one.source_id: (one.day, one.values) for one in seen[feed.key]}
