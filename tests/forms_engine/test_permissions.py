"""Rights add up, reach as far as sight, and an athlete's reach no further than themselves."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from forms_engine.errors import NotVisible
from forms_engine.permissions import (
    Rights,
    forms_for,
    require,
    rights_on,
    rights_over,
    visible_fields,
    visible_records,
)
from people import roles
from tests.builders.forms import NOW, make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_person, make_squad

NOTHING = Rights()


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


def test_an_athletes_rights_reach_their_own_records_only(squad, athlete):
    form = make_form(rights={roles.ATHLETE: "rw"})
    mate = make_athlete(squad, "Otto")
    assert rights_on(athlete, athlete, form) == Rights(calendar=True, read=True, write=True)
    assert rights_on(mate, athlete, form) == NOTHING


def test_an_athlete_who_also_coaches_reaches_others_by_the_coachs_line_only(squad, athlete):
    form = make_form(rights={roles.ATHLETE: "rwd", roles.COACH: "c"})
    both = make_coach(squad)
    both.groups.add(Group.objects.get(name=roles.ATHLETE))
    assert rights_on(both, athlete, form) == Rights(calendar=True)
    assert rights_on(both, both, form) == Rights(calendar=True, read=True, write=True, delete=True)


def test_rights_of_several_roles_add_up(squad, athlete):
    form = make_form(rights={roles.COACH: "r", roles.MEDICAL: "wd", roles.STAFF: "l"})
    coach = make_coach(squad)
    for role in (roles.MEDICAL, roles.STAFF):
        coach.groups.add(Group.objects.get(name=role))
    assert rights_on(coach, athlete, form) == Rights(True, True, True, True, True)


def test_a_line_reaches_nobody_out_of_sight(squad, athlete):
    form = make_form(rights={roles.COACH: "lcrwd", roles.CONSULTANT: "r"})
    stranger = make_coach(make_squad("Sailing Testers"))
    consultant = make_person("Cora", "Samplewell", role=roles.CONSULTANT)
    assert rights_on(stranger, athlete, form) == NOTHING
    assert rights_on(AnonymousUser(), athlete, form) == NOTHING
    assert rights_on(consultant, athlete, form).read
    assert rights_on(consultant, athlete, make_form()) == NOTHING


def test_somebody_deactivated_may_do_nothing(squad, athlete):
    form = make_form(rights={roles.ATHLETE: "rw"})
    athlete.is_active = False
    assert rights_on(athlete, athlete, form) == NOTHING
    assert forms_for(athlete, athlete) == []


def test_many_people_cost_no_more_questions_than_one(squad, django_assert_max_num_queries):
    form = make_form(rights={roles.COACH: "r"})
    people = [make_athlete(squad, f"Ada{number}") for number in range(12)]
    outsider = make_athlete(first="Otto")
    coach = make_coach(squad)
    with django_assert_max_num_queries(6):
        rights = rights_over(coach, [*people, outsider, coach], form)
    assert all(rights[person.pk].read for person in people)
    assert rights[outsider.pk] == NOTHING
    assert rights[coach.pk].read


def test_a_retired_form_can_be_read_and_nothing_else(athlete):
    form = make_form(rights={roles.ATHLETE: "lcrwd"}, retired_at=NOW)
    assert rights_on(athlete, athlete, form) == Rights(link=True, calendar=True, read=True)


def test_forms_are_those_one_may_read_or_fill(squad, athlete):
    readable = make_form("Readable", rights={roles.COACH: "r"})
    make_form("Dates only", rights={roles.COACH: "c"})
    profile = make_form("About", kind="profile", rights={roles.COACH: "w"})
    coach = make_coach(squad)
    assert forms_for(coach, athlete) == [profile, readable]
    assert forms_for(coach, athlete, "event") == [readable]
    assert forms_for(coach, make_athlete(first="Otto")) == []


def test_a_restricted_field_is_seen_by_its_roles_and_by_the_person(squad, athlete):
    form = make_form(fields={"mood": "integer"}, rights={roles.COACH: "r"})
    make_field(form, "temperature", "number", visible_to=[roles.MEDICAL, roles.STAFF])
    coach = make_coach(squad)
    assert [field.key for field in visible_fields(coach, athlete, form)] == ["mood"]
    assert [field.key for field in visible_fields(coach, None, form)] == ["mood"]
    assert [field.key for field in visible_fields(athlete, athlete, form)] == ["mood", "temperature"]
    coach.groups.add(Group.objects.get(name=roles.STAFF))
    coach = type(coach).objects.get(pk=coach.pk)
    assert [field.key for field in visible_fields(coach, athlete, form)] == ["mood", "temperature"]


def test_fields_stand_in_reading_order_and_retired_ones_on_request(athlete):
    from forms_engine.definitions import ensure_section

    form = make_form()
    late, early = ensure_section(form, "Late", 2), ensure_section(form, "Early", 1)
    make_field(form, "d", section=late)
    make_field(form, "c", section=early, order=2)
    make_field(form, "b", section=early, order=1)
    make_field(form, "a", retired_at=NOW)
    assert [field.key for field in visible_fields(athlete, athlete, form)] == ["b", "c", "d"]
    assert [field.key for field in visible_fields(athlete, athlete, form, with_retired=True)] == ["a", "b", "c", "d"]


def test_require_refuses_in_one_voice(squad, athlete):
    form = make_form(rights={roles.COACH: "r"})
    coach = make_coach(squad)
    assert require(coach, athlete, form, read=True).read
    for asked in ({"write": True}, {"read": True, "delete": True}):
        with pytest.raises(NotVisible):
            require(coach, athlete, form, **asked)
    with pytest.raises(ValueError, match="at least one"):
        require(coach, athlete, form)


def test_records_one_may_know_of(squad, athlete):
    form = make_form(fields={"mood": "integer"}, rights={roles.COACH: "c", roles.ATHLETE: "r"})
    other_form = make_form(fields={"mood": "integer"})
    record = make_record(form, athlete, {"mood": 1})
    mate = make_record(form, make_athlete(squad, "Otto"), {"mood": 2})
    make_record(form, make_athlete(first="Ottilie"), {"mood": 3})
    make_record(other_form, athlete, {"mood": 4})
    assert set(visible_records(make_coach(squad))) == {record, mate}
    assert set(visible_records(athlete)) == {record}
    assert not visible_records(AnonymousUser())
