import pytest

from people.access import coached_squad_ids, squads_within_reach, visible_squads
from people.application import application_details
from people.remembering import once, remembering
from tests.builders.people import make_athlete, make_coach, make_consultant, make_squad

pytestmark = pytest.mark.django_db


def test_outside_a_request_nothing_is_remembered():
    numbers = iter(range(9))
    assert (once("a", lambda: next(numbers)), once("a", lambda: next(numbers))) == (0, 1)


def test_it_remembers_for_as_long_as_it_lasts_and_no_longer():
    numbers = iter(range(9))
    for expected in (0, 1):
        with remembering():
            assert (once("a", lambda: next(numbers)), once("a", lambda: next(numbers))) == (expected, expected)


def test_a_reading_request_asks_for_the_site_once(client, django_assert_num_queries):
    application_details()
    with remembering(), django_assert_num_queries(1):
        application_details()
        application_details()


def test_the_squads_within_reach_are_the_visible_ones(django_assert_num_queries):
    top = make_squad("Top Testers")
    below = make_squad("Below Testers", parent=top)
    make_squad("Other Testers")
    for viewer in (make_coach(top), make_coach(below), make_consultant(), make_athlete(top)):
        assert squads_within_reach(viewer) == list(visible_squads(viewer).order_by("name", "pk"))
    coach = make_coach(top)
    with remembering():
        squads_within_reach(coach)
        with django_assert_num_queries(0):
            assert coached_squad_ids(coach) == {top.pk, below.pk}
