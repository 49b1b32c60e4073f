"""Two squads of one name are told apart by where they stand, wherever somebody chooses one."""

import pytest
from django.urls import reverse

from tests.alerts.made import condition, make_rule
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import make_forms
from tests.forms_engine.group_entry.grids import make_wellness

pytestmark = pytest.mark.django_db


def test_lists_of_squads_show_the_path_of_those_who_share_a_name(client):
    make_forms()
    make_rule(condition("readiness_score", value=60))
    make_wellness()
    club = make_squad("Club")
    rowing, chess = make_squad("Rowing", parent=club), make_squad("Chess", parent=club)
    for above in (rowing, chess):
        make_athlete(make_squad("Juniors", parent=above))
    client.force_login(make_coach(club))
    for address in (reverse("board"), reverse("squad_heatmap"), reverse("group_entry"), reverse("alerts:alerts")):
        page = client.get(address).content.decode()
        for path in ("Club › Rowing › Juniors", "Club › Chess › Juniors"):
            assert path in page, address
        assert "Club › Rowing<" not in page, address


def test_a_name_that_is_there_once_stands_alone(client):
    make_forms()
    make_athlete(make_squad("Juniors", parent=make_squad("Rowing")))
    client.force_login(make_coach(make_squad("Chess")))
    assert "›" not in client.get(reverse("board")).content.decode()
