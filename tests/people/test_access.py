"""visible_people: who reaches whom."""

import pytest
from django.contrib.auth.models import AnonymousUser

from people.access import has_role, is_athlete, visible_people, visible_squads
from people.models import Membership, Person
from people.roles import ATHLETE, COACH, MEDICAL, STAFF
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_person, make_squad

pytestmark = pytest.mark.django_db


def seen_by(viewer: Person | AnonymousUser) -> set[Person]:
    return set(visible_people(viewer))


def test_a_stranger_sees_nobody():
    make_athlete()
    assert seen_by(AnonymousUser()) == set()
    assert not visible_squads(AnonymousUser()).exists()


def test_an_athlete_sees_only_themselves():
    squad = make_squad()
    athlete = make_athlete(squad)
    make_athlete(squad)
    make_coach(squad)
    assert seen_by(athlete) == {athlete}
    assert not visible_squads(athlete).exists()


def test_a_coach_sees_the_athletes_of_their_squad_and_themselves():
    squad = make_squad()
    athlete, coach = make_athlete(squad), make_coach(squad)
    make_coach(squad)
    make_athlete(make_squad("Others"))
    assert seen_by(coach) == {athlete, coach}
    assert set(visible_squads(coach)) == {squad}


def test_a_coach_of_a_parent_squad_reaches_everything_below():
    club = make_squad("Club")
    seniors = make_squad("Seniors", club)
    eights = make_squad("Eights", seniors)
    deep, middle = make_athlete(eights), make_athlete(seniors)
    coach = make_coach(club)
    assert seen_by(coach) == {coach, deep, middle}
    assert set(visible_squads(coach)) == {club, seniors, eights}


def test_a_coach_of_a_squad_below_does_not_reach_what_stands_above_or_beside():
    club = make_squad("Club")
    eights, fours = make_squad("Eights", club), make_squad("Fours", club)
    make_athlete(club)
    make_athlete(fours)
    inside = make_athlete(eights)
    coach = make_coach(eights)
    assert seen_by(coach) == {coach, inside}


def test_a_coach_of_another_squad_sees_none_of_these_athletes():
    make_athlete(make_squad("Eights"))
    coach = make_coach(make_squad("Fours"))
    assert seen_by(coach) == {coach}


def test_a_coach_of_two_squads_sees_an_athlete_of_both_once():
    first, second = make_squad("Eights"), make_squad("Fours")
    athlete = make_athlete(first)
    Membership.objects.create(squad=second, person=athlete)
    coach = make_coach(first)
    Membership.objects.create(squad=second, person=coach, role=Membership.Role.COACH)
    other = make_athlete(second)
    assert sorted(person.pk for person in visible_people(coach)) == sorted([athlete.pk, coach.pk, other.pk])


def test_who_is_coach_of_one_squad_and_athlete_of_another_reaches_only_the_first():
    coached, own = make_squad("Juniors"), make_squad("Seniors")
    junior = make_athlete(coached)
    make_athlete(own)
    viewer = make_coach(coached)
    Membership.objects.create(squad=own, person=viewer, role=Membership.Role.ATHLETE)
    assert seen_by(viewer) == {viewer, junior}


def test_the_coach_role_without_a_squad_reaches_nobody():
    make_athlete(make_squad())
    coach = make_coach()
    assert seen_by(coach) == {coach}


def test_medical_staff_reach_the_squads_they_belong_to_and_no_others():
    squad = make_squad()
    athlete = make_athlete(squad)
    make_athlete(make_squad("Others"))
    medical = make_medical(squad)
    assert seen_by(medical) == {medical, athlete}


def test_a_consultant_sees_everybody_also_the_inactive():
    squad = make_squad()
    athlete, gone = make_athlete(squad), make_athlete(squad, is_active=False)
    consultant = make_consultant()
    assert seen_by(consultant) == {athlete, gone, consultant}
    assert set(visible_squads(consultant)) == {squad}


def test_an_inactive_viewer_sees_nobody_whatever_their_role():
    squad = make_squad()
    make_athlete(squad)
    assert seen_by(make_coach(squad, is_active=False)) == set()
    inactive = make_consultant(is_active=False)
    assert seen_by(inactive) == set()
    assert not visible_squads(inactive).exists()
    assert not has_role(inactive, "Consultant")


def test_a_superuser_without_the_consultant_role_sees_only_themselves():
    make_athlete(make_squad())
    operator = make_person("Op", "Erator", is_superuser=True, is_staff=True)
    assert seen_by(operator) == {operator}


@pytest.mark.parametrize("squads_below", [1, 6])
def test_it_costs_four_queries_however_many_squads_and_athletes(squads_below, django_assert_num_queries):
    club = make_squad("Club")
    above = club
    for number in range(squads_below):
        above = make_squad(f"Level {number}", above)
        make_athlete(above)
    coach = Person.objects.get(pk=make_coach(club).pk)
    with django_assert_num_queries(4):
        assert len(visible_people(coach)) == squads_below + 1


def test_has_role_asks_once_and_takes_several_names(django_assert_num_queries):
    person = Person.objects.get(pk=make_athlete().pk)
    with django_assert_num_queries(1):
        assert has_role(person, STAFF, ATHLETE)
        assert not has_role(person, COACH, MEDICAL)


def test_whom_a_coach_sees_is_an_athlete_and_only_of_others_it_is_asked(django_assert_num_queries):
    squad = make_squad()
    coach, athlete, consultant = make_coach(squad), make_athlete(squad), make_consultant()
    assert has_role(coach, COACH)
    assert has_role(consultant, COACH) is False
    with django_assert_num_queries(0):
        assert is_athlete(coach, athlete)
    with django_assert_num_queries(3):
        assert is_athlete(consultant, athlete)
        assert not is_athlete(consultant, coach)
        assert not is_athlete(coach, coach)
