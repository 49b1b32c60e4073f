import pytest

from tests.builders.people import make_athlete, make_coach, make_squad
from tests.forms_engine.group_entry.grids import make_wellness


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def form(db):
    return make_wellness()


@pytest.fixture
def ada(squad):
    return make_athlete(squad, "Ada", "Examplova")


@pytest.fixture
def bo(squad):
    return make_athlete(squad, "Bo", "Testfield")


@pytest.fixture
def coach(squad):
    return make_coach(squad, "Cody", "Coachman")


@pytest.fixture
def client_of_coach(client, coach):
    client.force_login(coach)
    return client
