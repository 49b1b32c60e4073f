import pytest

from people.adding import add_person
from people.application import set_uuid_state
from people.models import Membership, Person, SiteApplication
from people.roles import ATHLETE, STAFF
from tests.builders.people import make_squad

pytestmark = pytest.mark.django_db


def test_it_adds_a_person_with_roles_and_squads():
    eights, juniors = make_squad("Eights"), make_squad("Juniors")
    new = Person(username="ada", email="Ada@Example.TEST", first_name="Ada", last_name="Examplova")
    person = add_person(new, roles=[ATHLETE, STAFF], athlete_in=[eights], coach_of=[juniors])
    assert set(person.groups.values_list("name", flat=True)) == {ATHLETE, STAFF}
    assert set(person.memberships.values_list("squad", "role")) == {
        (eights.pk, Membership.Role.ATHLETE),
        (juniors.pk, Membership.Role.COACH),
    }
    assert Person.objects.get(pk=person.pk).email == "ada@example.test"


def test_nobody_can_log_in_before_a_password_is_set():
    assert not add_person(Person(username="ada")).has_usable_password()


@pytest.mark.parametrize(("state", "has_one"), [("off", False), ("generated", True), ("own", False)])
def test_a_new_person_has_a_uuid_at_once_where_they_are_generated(state, has_one):
    set_uuid_state(SiteApplication.UuidState(state))
    assert (add_person(Person(username="ada")).uuid is not None) is has_one
