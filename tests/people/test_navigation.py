import pytest
from django.contrib.auth.models import AnonymousUser

from people.navigation import navigation_for
from tests.builders.people import make_athlete, make_consultant

pytestmark = pytest.mark.django_db


def labels(user, rf, path="/") -> dict[str, bool]:
    request = rf.get(path)
    request.user = user
    return {entry.label: entry.is_current for entry in navigation_for(request)}


def test_a_stranger_has_no_menu(rf):
    assert labels(AnonymousUser(), rf) == {}


def test_admin_is_in_the_menu_of_consultants_only(rf):
    assert "Admin" in labels(make_consultant(), rf)
    assert "Admin" not in labels(make_athlete(), rf)


def test_the_page_one_is_on_is_marked(rf):
    assert labels(make_consultant(), rf, "/admin/")["Admin"]
    assert not labels(make_consultant(), rf, "/")["Admin"]
