from uuid import uuid4

import pytest

from people import application
from people.application import (
    UuidsNeeded,
    application_details,
    people_without_uuid,
    register_uuid_need,
    set_uuid_state,
)
from people.models import Person, SiteApplication
from tests.builders.people import make_person

pytestmark = pytest.mark.django_db
State = SiteApplication.UuidState
REASON = "The test connector is on; switch it off first."


@pytest.fixture
def needed():
    """A need as an app further out registers it; answers what the test says."""
    answer = {"reason": REASON}

    def need() -> str:
        return answer["reason"]

    register_uuid_need(need)
    yield answer
    application._needs.remove(need)


def test_there_is_one_row_and_it_is_made_on_first_use():
    assert application_details() == application_details()
    assert SiteApplication.objects.count() == 1


def test_generated_gives_everybody_one_and_keeps_those_there_are():
    old, new = make_person(uuid=uuid4()), make_person()
    kept = old.uuid
    set_uuid_state(State.GENERATED)
    old.refresh_from_db()
    new.refresh_from_db()
    assert old.uuid == kept
    assert new.uuid is not None
    assert new.uuid != kept
    assert people_without_uuid() == []


def test_own_lists_the_active_who_lack_one():
    lacking = make_person()
    make_person(uuid=uuid4())
    make_person(is_active=False)
    set_uuid_state(State.OWN)
    assert people_without_uuid() == [lacking]


def test_switching_off_is_refused_with_the_reason_while_somebody_needs_them(needed):
    set_uuid_state(State.GENERATED)
    with pytest.raises(UuidsNeeded, match="test connector") as refused:
        set_uuid_state(State.OFF)
    assert refused.value.reasons == [REASON]
    assert application_details().uuid_state == State.GENERATED


def test_switching_off_is_free_when_nobody_needs_them_and_takes_no_uuid_away(needed):
    needed["reason"] = ""
    person = make_person()
    set_uuid_state(State.GENERATED)
    set_uuid_state(State.OFF)
    assert application_details().uuid_state == State.OFF
    assert Person.objects.get(pk=person.pk).uuid is not None
