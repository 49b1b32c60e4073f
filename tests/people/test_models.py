import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Membership, Person, SiteApplication, Squad
from tests.builders.people import make_person, make_squad

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "first", "second"),
    [("username", "Ada", "aDA"), ("email", "ada@example.test", "ADA@example.test")],
)
def test_a_username_and_an_address_belong_to_one_person_whatever_their_case(field, first, second):
    make_person(**{field: first})
    with pytest.raises(IntegrityError), transaction.atomic():
        make_person(**{field: second})


def test_many_people_may_be_without_an_e_mail_address():
    Person.objects.create(username="one")
    Person.objects.create(username="two")
    assert Person.objects.filter(email="").count() == 2


def test_a_zone_that_does_not_exist_is_refused_in_words():
    person = make_person()
    person.zone = "Atlantis/Centre"
    with pytest.raises(ValidationError, match="no time zone"):
        person.full_clean()


def test_people_are_called_by_the_name_they_chose():
    assert make_person("Ada", known_as="Addie").calling_name == "Addie"
    assert make_person("Ada").calling_name == "Ada"
    assert Person(username="ada").full_name == "ada"


def test_a_squad_cannot_stand_below_itself():
    club = make_squad("Club")
    seniors = make_squad("Seniors", club)
    eights = make_squad("Eights", seniors)
    club.parent = eights
    with pytest.raises(ValidationError, match="below itself"):
        club.full_clean()


def test_a_squad_says_where_it_stands():
    eights = make_squad("Eights", make_squad("Seniors", make_squad("Club")))
    assert eights.path == "Club › Seniors › Eights"


def test_two_squads_of_one_name_may_stand_in_different_places_only():
    club = make_squad("Club")
    make_squad("Eights", club)
    make_squad("Eights")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_squad("Eights")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_squad("Eights", club)


def test_a_squad_with_squads_below_it_cannot_be_deleted_by_accident():
    club = make_squad("Club")
    make_squad("Eights", club)
    with pytest.raises(Exception, match="protected"):
        club.delete()
    assert Squad.objects.filter(pk=club.pk).exists()


def test_a_person_is_in_a_squad_once_in_each_role():
    squad = make_squad()
    person = make_person(squad=squad)
    Membership.objects.create(squad=squad, person=person, role=Membership.Role.COACH)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(squad=squad, person=person, role=Membership.Role.ATHLETE)


def test_there_can_be_no_second_row_of_application_details():
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteApplication.objects.create(pk=2)
