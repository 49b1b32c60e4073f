"""Tags in both forms: the same notes; some with a length, some open still, some over midnight, some late."""

from datetime import date, timedelta

import pytest

from oura_connector.simulator.tags import list_notes, tell_enhanced_tags
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, called, days_of, moment, read


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def tellings(world):
    return [
        (athlete, day, telling)
        for athlete in world.athletes
        for day in days_of()
        for telling in tell_enhanced_tags(world.seed, athlete, day)
    ]


def test_tags_have_codes_names_of_their_own_or_text_alone(world):
    tags = [tag for athlete in world.athletes for tag in read(world, athlete, "enhanced_tag")]
    codes = {tag["tag_type_code"] for tag in tags}
    assert {None, "custom", "tag_generic_alcohol", "tag_generic_sick", "tag_generic_travel"} < codes
    for tag in tags:
        assert (tag["custom_name"] is not None) == (tag["tag_type_code"] == "custom")
        assert tag["comment"] or tag["tag_type_code"]
        assert tag["start_day"] == tag["start_time"][:10]
        assert (tag["end_day"] is None) == (tag["end_time"] is None)
        if tag["end_time"]:
            assert tag["end_day"] == tag["end_time"][:10]
            assert moment(tag["start_time"]) < moment(tag["end_time"])


def test_some_last_over_midnight_and_an_illness_over_days(world):
    lengths = [
        (date.fromisoformat(tag["end_day"]) - date.fromisoformat(tag["start_day"])).days
        for athlete in world.athletes
        for tag in read(world, athlete, "enhanced_tag")
        if tag["end_day"]
    ]
    assert lengths.count(1) > 5
    assert max(lengths) >= 3


def test_the_deprecated_form_tells_the_same(world):
    for athlete in world.athletes[:8]:
        new, old = (read(world, athlete, name) for name in ("enhanced_tag", "tag"))
        assert [(tag["start_time"], tag["comment"]) for tag in new] == [(tag["timestamp"], tag["text"]) for tag in old]
        for one, other in zip(new, old, strict=True):
            known = one["tag_type_code"] not in (None, "custom")
            assert other["tags"] == ([one["tag_type_code"]] if known else [])
            assert other["day"] == one["start_day"]


def test_a_tag_is_open_until_what_it_tells_of_has_ended(world, tellings):
    athlete, day, telling = next(
        one for one in tellings if len(one[2].forms) > 1 and one[2].forms[1].body and one[2].forms[1].body["end_time"]
        and not one[2].forms[0].body["end_time"]
    )  # fmt: skip
    identifier = world.identify(athlete, "enhanced_tag", day, telling.order)
    ends = [world.find_document(identifier, form.since)[1].body()["end_time"] for form in telling.forms[:2]]
    assert ends[0] is None
    assert ends[1] is not None


def test_some_are_noted_the_day_after_some_commented_on_and_some_removed(tellings):
    late = [telling for _, _, telling in tellings if telling.forms[0].since - telling.starts_at > timedelta(hours=9)]
    assert len(late) > 10
    last = [telling.forms[-1].body for _, _, telling in tellings if len(telling.forms) > 1]
    assert None in last
    assert "Worse than I thought" in [body["comment"] for body in last if body]


def test_a_flight_is_noted_in_the_clocks_of_both_places(world):
    hugo, offsets = called("Hugo", world), []
    for day in days_of((date(2026, 1, 1), AUTUMN[1])):
        for note in list_notes(world.seed, hugo, day):
            if note.code == "tag_generic_travel" and note.ends_at:
                offsets.append((note.starts_at.utcoffset(), note.ends_at.utcoffset()))
    assert offsets
    assert all(start != end for start, end in offsets)
