"""Whatever JSON comes in: what we do not know is refused by name, and nothing else is ever raised."""

from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oura_connector.feeds import DAILY_READINESS, DAILY_SLEEP, FEEDS, SLEEP
from oura_connector.mapping import to_observations
from sync.errors import UnexpectedDocument
from sync.provider import Feed, Shape, Window
from tests.oura_connector.samples import sample, samples

WEEK = Window(date(2026, 3, 1), date(2026, 3, 7))


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"score": "eighty"}, "score"),
        ({"score": 101}, "score"),
        ({"score": 70.5}, "score"),
        ({"score": True}, "score"),
        ({"score": float("nan")}, "score"),
        ({"contributors": [1]}, "contributors.deep_sleep"),
        ({"contributors": {"deep_sleep": {}}}, "contributors.deep_sleep"),
        ({"day": "03/03/2026"}, "day"),
        ({"day": "20260303"}, "day"),
        ({"day": None}, "day"),
        ({"id": None}, "id"),
        ({"id": "with\x00zero"}, "id"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"timestamp": "2026-03-03T00:00:00"}, "timestamp"),
    ],
)
def test_a_wrong_shape_names_collection_and_member(changes: dict[str, Any], place: str):
    with pytest.raises(UnexpectedDocument) as caught:
        to_observations(DAILY_SLEEP, [sample("daily_sleep", **changes)], WEEK)
    assert f"“daily_sleep.{place}”" in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"heart_rate": {"interval": 0, "items": [1], "timestamp": "2026-03-03T01:00:00Z"}},
        {"heart_rate": {"interval": 300, "items": {}, "timestamp": "2026-03-03T01:00:00Z"}},
        {"heart_rate": {"interval": 300, "items": [10**400], "timestamp": "2026-03-03T01:00:00Z"}},
        {"heart_rate": {"interval": 300, "items": [50]}},
        {"sleep_phase_5_min": "44x3"},
        {"sleep_phase_5_min": 4423},
        {"total_sleep_duration": -1},
        {"low_battery_alert": "no"},
        {"type": 3},
    ],
)
def test_a_wrong_shape_of_a_night_is_refused(changes: dict[str, Any]):
    with pytest.raises(UnexpectedDocument):
        to_observations(SLEEP, [sample("sleep", id="night-0303", **changes)], WEEK)


@pytest.mark.parametrize("document", [None, 7, "text", [], [{}]])
def test_a_document_is_an_object(document: object):
    with pytest.raises(UnexpectedDocument):
        to_observations(DAILY_SLEEP, [document], WEEK)


def test_the_error_never_holds_the_value():
    with pytest.raises(UnexpectedDocument) as caught:
        to_observations(DAILY_READINESS, [sample("daily_readiness", temperature_deviation="canary 0.31")], WEEK)
    assert "canary" not in str(caught.value)
    assert caught.value.__cause__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["2026-03-03", "0001-01-01"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(feed=st.sampled_from(FEEDS), documents=st.lists(JSON, max_size=3))
@example(feed=next(feed for feed in FEEDS if feed.shape is Shape.PROFILE), documents=[{}, {}])
def test_arbitrary_json_raises_nothing_else(feed: Feed, documents: list[object]):
    assert_only_unexpected(feed, documents)


@given(data=st.data(), feed=st.sampled_from(FEEDS))
def test_a_real_document_with_arbitrary_members_raises_nothing_else(data: st.DataObject, feed: Feed):
    document = data.draw(st.sampled_from(samples(feed.key)))
    names = data.draw(st.lists(st.sampled_from(sorted(document)), max_size=4))
    assert_only_unexpected(feed, [{**document, **{name: data.draw(JSON) for name in names}}])


@given(data=st.data(), feed=st.sampled_from(FEEDS))
def test_a_real_document_with_members_lost_raises_nothing_else(data: st.DataObject, feed: Feed):
    document = data.draw(st.sampled_from(samples(feed.key)))
    lost = data.draw(st.sets(st.sampled_from(sorted(document))))
    assert_only_unexpected(feed, [{name: said for name, said in document.items() if name not in lost}])


def assert_only_unexpected(feed: Feed, documents: list[object]) -> None:
    try:
        seen = to_observations(feed, documents, WEEK)
    except UnexpectedDocument:
        return
    if feed.shape is not Shape.PROFILE:
        days = [one.day for one in seen]
        assert days == sorted(days if feed.shape is Shape.EVENT else set(days))
        assert feed.is_whole or all(WEEK.first <= day <= WEEK.last for day in days)
    assert len({one.source_id for one in seen}) == len(seen)
    for one in seen:
        assert one.document_id
        assert None not in one.values.values()
