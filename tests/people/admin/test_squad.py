import pytest

from people.models import Membership, Squad
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person, make_squad

pytestmark = pytest.mark.django_db
LIST = "/admin/people/squad/"


@pytest.fixture
def consultant(client):
    person = make_consultant()
    client.force_login(person)
    return person


def test_the_list_says_where_each_squad_stands_and_how_many_belong_to_it(client, consultant):
    eights = make_squad("Eights", make_squad("Club"))
    make_athlete(eights)
    make_athlete(eights)
    make_coach(eights)
    page = client.get(LIST)
    assert "Club › Eights" in page.content.decode()
    row = page.context["cl"].queryset.get(pk=eights.pk)
    assert (row.athlete_count, row.coach_count) == (2, 1)


def test_members_are_added_on_the_squads_own_page(client, consultant):
    squad, athlete = make_squad("Eights"), make_athlete()
    entries = {
        "name": "Eights",
        "parent": "",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-person": athlete.pk,
        "memberships-0-role": "athlete",
    }
    assert client.post(f"{LIST}{squad.pk}/change/", entries).status_code == 302
    assert squad.memberships.get() == Membership.objects.get(person=athlete)


def test_a_ring_of_squads_is_refused(client, consultant):
    club = make_squad("Club")
    eights = make_squad("Eights", club)
    entries = {
        "name": "Club",
        "parent": eights.pk,
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    page = client.post(f"{LIST}{club.pk}/change/", entries)
    assert "below itself" in page.content.decode()
    assert Squad.objects.get(pk=club.pk).parent is None


def test_the_list_costs_as_many_queries_for_many_squads_as_for_few(client, consultant, django_assert_max_num_queries):
    club = make_squad("Club")
    client.get(LIST)
    with django_assert_max_num_queries(15) as few:
        client.get(LIST)
    for number in range(8):
        make_athlete(make_squad(f"Squad {number}", club))
    with django_assert_max_num_queries(15) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_a_superuser_who_is_no_consultant_sees_no_squad(client):
    make_squad()
    client.force_login(make_person("Op", "Erator", is_superuser=True, is_staff=True))
    assert not client.get(LIST).context["cl"].queryset.exists()
