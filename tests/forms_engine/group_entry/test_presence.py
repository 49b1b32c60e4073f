"""Who else is here: said, forgotten after a minute, gone at once when a page closes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from forms_engine.group_entry.places import find_place
from forms_engine.group_entry.presence import arrive, forget_the_gone, leave, who_is_here
from forms_engine.models import GridPresence
from tests.builders.forms import NOW, TODAY
from tests.builders.people import make_coach, make_person, make_squad
from tests.forms_engine.group_entry.grids import DAY, grid_url

pytestmark = pytest.mark.usefixtures("ada")
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def bea(squad):
    return make_coach(squad, "Bea", "Besideley")


def place_of(viewer, form, squad, day=TODAY):
    return find_place(viewer, form.key, squad.pk, day, NOW)


def test_two_in_the_same_grid_know_of_each_other(form, squad, coach, bea):
    assert arrive(place_of(coach, form, squad), NOW) == []
    assert arrive(place_of(bea, form, squad), NOW) == [coach]
    assert arrive(place_of(coach, form, squad), NOW) == [bea]
    assert GridPresence.objects.count() == 2


def test_another_day_is_another_grid(form, squad, coach, bea):
    arrive(place_of(coach, form, squad), NOW)

    assert arrive(place_of(bea, form, squad, TODAY - timedelta(days=1)), NOW) == []


def test_a_grid_of_the_squad_above_shares_its_athletes(form, squad, coach):
    club, other = make_squad("Club"), make_squad("Sailing Testers")
    squad.parent = other.parent = club
    squad.save()
    other.save()
    head = make_coach(club, "Hedda", "Headley")
    arrive(place_of(coach, form, squad), NOW)

    assert arrive(place_of(head, form, club), NOW) == [coach]
    assert arrive(place_of(head, form, other), NOW) == []


def test_a_page_that_says_nothing_for_a_minute_is_forgotten(form, squad, coach, bea):
    arrive(place_of(coach, form, squad), NOW)

    assert arrive(place_of(bea, form, squad), NOW + A_MINUTE) == []
    forget_the_gone(NOW + A_MINUTE)
    assert [one.person for one in GridPresence.objects.all()] == [bea]


def test_a_page_that_closes_is_gone_at_once(form, squad, coach, bea):
    arrive(place_of(coach, form, squad), NOW)
    leave(place_of(coach, form, squad))

    assert arrive(place_of(bea, form, squad), NOW) == []


def test_the_page_and_its_poll_say_who_is_here(client, form, squad, coach, bea):
    client.force_login(coach)
    client.get(grid_url(form, squad))
    client.force_login(bea)
    assert "Cody Coachman is also here." in client.get(grid_url(form, squad)).content.decode()

    client.force_login(coach)
    polled = client.post(reverse("grid_presence", args=[form.key, squad.pk, DAY]))
    assert polled.content.decode().strip() == '<span class="light is-watch">Bea Besideley is also here.</span>'

    client.force_login(bea)
    assert client.post(reverse("leave_grid", args=[form.key, squad.pk, DAY])).status_code == 204
    client.force_login(coach)
    polled = client.post(reverse("grid_presence", args=[form.key, squad.pk, DAY]))
    assert polled.content.decode().strip() == ""


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "Bo0 Testfield is also here."),
        (2, "Bo0 Testfield and Bo1 Testfield are also here."),
        (3, "Bo0 Testfield, Bo1 Testfield and Bo2 Testfield are also here."),
        (5, "Bo0 Testfield, Bo1 Testfield, Bo2 Testfield and 2 more are also here."),
    ],
)
def test_names_become_one_sentence(db, count, words):
    assert who_is_here([make_person(f"Bo{number}", "Testfield") for number in range(count)]) == words
