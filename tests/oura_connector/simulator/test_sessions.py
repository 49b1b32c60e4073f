"""Sessions: short, awake, with samples of their own length."""

from collections import Counter
from datetime import timedelta

import pytest

from oura_connector.simulator.sessions import list_moments, tell_sessions
from oura_connector.simulator.shapes import NON_WEAR, began_s, shape_day
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, days_of, moment, read


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def sessions(world):
    return [session for athlete in world.athletes for session in read(world, athlete, "session")]


def test_types_and_moods_are_ouras(sessions):
    types = Counter(session["type"] for session in sessions)
    assert set(types) == {"breathing", "meditation", "nap", "relaxation", "rest", "body_status"}
    assert {session["mood"] for session in sessions} == {"bad", "worse", "same", "good", "great", None}


def test_samples_are_as_long_as_the_session(sessions):
    measured = 0
    for session in sessions:
        length_s = (moment(session["end_datetime"]) - moment(session["start_datetime"])).total_seconds()
        assert 300 <= length_s <= 1500
        assert session["day"] == session["start_datetime"][:10]
        for name in ("heart_rate", "heart_rate_variability", "motion_count"):
            if session[name]:
                assert session[name]["interval"] * len(session[name]["items"]) == length_s
                assert moment(session[name]["timestamp"]) == moment(session["start_datetime"])
        if session["heart_rate"]:
            measured += None in session["heart_rate"]["items"]
        else:
            assert session["type"] == "nap"
    assert measured > 100


def test_nobody_meditates_asleep_at_exercise_or_without_the_ring(world):
    for athlete in world.athletes:
        for day in days_of():
            shape, since_s = shape_day(world.seed, athlete, day), began_s(world.seed, athlete, day)
            for one in list_moments(world.seed, athlete, day):
                first = int((one.starts_at.timestamp() - since_s) // 300)
                last = int((one.ends_at.timestamp() - since_s - 1) // 300)
                busy = [*shape.asleep, *((bout.begins, bout.ends) for bout in shape.bouts)]
                assert not any(begins <= last and first < ends for begins, ends in busy)
                assert NON_WEAR not in shape.classes[first : last + 1]


def test_a_session_is_at_oura_minutes_after_its_end_and_may_change_or_go(world):
    fates = Counter()
    for athlete in world.athletes[:20]:
        for day in days_of(AUTUMN):
            for telling in tell_sessions(world.seed, athlete, day):
                ends_at = moment(telling.forms[0].body["end_datetime"])
                assert timedelta(0) < telling.forms[0].since - ends_at < timedelta(minutes=3)
                fates[tuple(bool(form.body) for form in telling.forms)] += 1
    assert set(fates) == {(True,), (True, True), (True, False)}
