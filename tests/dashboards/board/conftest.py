"""A squad of the forms a board shows, its coach, and one athlete."""

import pytest

from people.models import Person, Squad
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import make_forms, make_hand_filled_forms


@pytest.fixture
def squad() -> Squad:
    make_forms()
    make_hand_filled_forms()
    return make_squad()


@pytest.fixture
def coach(squad: Squad) -> Person:
    return make_coach(squad)


@pytest.fixture
def ada(squad: Squad) -> Person:
    return make_athlete(squad)
