import pytest
import time_machine

from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import NOW, TUESDAY, make_forms, make_hand_filled_forms, put_night, put_usual_nights


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def squad(db):
    make_forms()
    make_hand_filled_forms()
    return make_squad()


@pytest.fixture
def coach(squad, client):
    coach = make_coach(squad)
    client.force_login(coach)
    return coach


@pytest.fixture
def ada(squad):
    """Thirty usual nights and a bad one this morning."""
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, 30, readiness_score=80, hrv_rmssd_ms=60)
    put_night(ada, TUESDAY, readiness_score=70, hrv_rmssd_ms=61)
    return ada
