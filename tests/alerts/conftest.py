import pytest

from alerts.daily import daily_row
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.conftest import asked, badges
from tests.dashboards.made import make_forms

__all__ = ["asked", "badges"]


@pytest.fixture
def squad(db):
    make_forms()
    daily_row()
    return make_squad()


@pytest.fixture
def ada(squad):
    return make_athlete(squad)


@pytest.fixture
def coach(squad):
    return make_coach(squad)


@pytest.fixture
def medical(squad):
    return make_medical(squad)
