import pytest

from tests.builders.people import make_athlete
from tests.forms_engine.calculating.club import Club, make_club


@pytest.fixture
def club(db) -> Club:
    return make_club()


@pytest.fixture
def athlete(db):
    return make_athlete()
