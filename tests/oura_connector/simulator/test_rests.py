"""Rest mode: on at the beginning of an illness, off a day after its end."""

from datetime import date, timedelta

import pytest

from oura_connector.simulator.outlines import illness_on
from oura_connector.simulator.rests import tell_rests
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import ONE_DAY, called, days_of, moment, read

YEARS = (date(2024, 1, 1), date(2026, 11, 7))


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def tellings(world):
    sue = called("Sue", world)
    return sue, [(day, telling) for day in days_of(YEARS) for telling in tell_rests(world.seed, sue, day)]


def test_rest_mode_lies_about_an_illness(world, tellings):
    sue, found = tellings
    assert len(found) > 8
    for day, telling in found:
        closed = telling.forms[-1].body
        assert closed["start_day"] == day.isoformat()
        assert illness_on(world.seed, sue, day) or illness_on(world.seed, sue, day - ONE_DAY)
        ends_on = date.fromisoformat(closed["end_day"])
        assert not illness_on(world.seed, sue, ends_on)
        assert illness_on(world.seed, sue, ends_on - ONE_DAY)
        assert 1 <= (ends_on - day).days <= 7


def test_it_is_open_and_grows_by_episodes_until_it_is_switched_off(world, tellings):
    sue, found = tellings
    for day, telling in found[-3:]:
        counts = []
        for form in telling.forms:
            (now,) = read(world, sue, "rest_mode_period", (day, day), form.since)
            counts.append(len(now["episodes"]))
            assert (now["end_day"], now["end_time"]) == (form.body["end_day"], form.body["end_time"])
            assert (now["end_day"] is None) == (form is not telling.forms[-1])
        assert counts == sorted(counts)
        assert counts[-1] > counts[0] == 1
        assert read(world, sue, "rest_mode_period", (day, day), telling.forms[0].since - timedelta(seconds=1)) == []


def test_episodes_lie_within_the_period(tellings):
    for _, telling in tellings[1]:
        closed = telling.forms[-1].body
        for episode in closed["episodes"]:
            assert episode["tags"]
            assert moment(closed["start_time"]) <= moment(episode["timestamp"]) < moment(closed["end_time"])


def test_most_people_rest_a_few_times_a_year(world):
    counts = [len(read(world, athlete, "rest_mode_period", YEARS)) for athlete in world.athletes[:16]]
    assert max(counts) <= 12
    assert sum(counts) > 16
