"""Queries put into words once: the same rows, whatever travels into them, and nothing of anybody else's."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from people import prepared as place
from people.access import reach_of, visible_people, visible_person
from people.models import Membership, Person, Squad
from people.prepared import NotPlaced, among, prepared, prepared_sql
from tests.builders.people import make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def joined_before(moment: datetime) -> QuerySet[Person]:
    return Person.objects.filter(date_joined__lt=moment).order_by("pk")


def test_another_moment_travels_into_the_same_statement() -> None:
    early, late = make_person(date_joined=NOON), make_person(date_joined=NOON + timedelta(days=2))
    assert prepared("joined", joined_before, NOON + timedelta(days=1)) == [early]
    assert prepared("joined", joined_before, NOON + timedelta(days=3)) == [early, late]


def test_it_is_one_query_and_the_second_time_makes_no_new_one() -> None:
    made: list[datetime] = []

    def make(moment: datetime) -> QuerySet[Person]:
        made.append(moment)
        return joined_before(moment)

    for days in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            prepared("counted", make, NOON + timedelta(days=days))
        assert len(asked) == 1
    assert len(made) == 1


def test_a_list_of_any_length_is_one_statement() -> None:
    people = [make_person() for _number in range(3)]
    for some in (people[:1], people, []):
        ids = [person.pk for person in some]
        found = prepared("some", lambda ids: Person.objects.filter(among("people_person.id", ids)).order_by("pk"), ids)
        assert found == some


def test_what_stands_within_a_larger_statement_takes_late_values_too() -> None:
    people = [make_person() for _number in range(2)]
    told = set()
    for person in people:
        ids = [person.pk]
        sql, parameters = prepared_sql("within", lambda ids: Person.objects.filter(among("people_person.id", ids)), ids)
        told.add(sql)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM ({sql}) AS one", parameters)  # noqa: S608 of the ORM
            assert cursor.fetchall() == [(person.pk,)]
    assert len(told) == 1
    assert prepared_sql("nobody", lambda ids: Person.objects.none(), []) == ("", ())


def test_related_rows_and_annotations_come_as_from_the_query_itself() -> None:
    squad = Squad.objects.create(name="Eights")
    member = Membership.objects.create(squad=squad, person=make_person())
    for _time in range(2):
        (found,) = prepared("members", lambda: Membership.objects.select_related("squad", "person"))
        assert (found.pk, found.squad, found.person) == (member.pk, squad, member.person)


def test_a_value_that_does_not_stand_in_the_query_is_refused() -> None:
    with pytest.raises(NotPlaced):
        prepared("misplaced", lambda _moment: Person.objects.all(), NOON)


def test_a_query_that_cannot_be_made_is_not_kept() -> None:
    with pytest.raises(FieldError):
        prepared("broken", lambda: Person.objects.filter(shoe_size=1))
    assert "broken" not in place._kept


def test_what_is_kept_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "MOST", 3)
    monkeypatch.setattr(place, "_kept", {})
    for number in range(10):
        prepared(("many", number), lambda: Person.objects.none().union(Person.objects.all()))
    assert len(place._kept) <= 3


def test_whoever_loses_a_squad_no_longer_sees_its_people() -> None:
    coach, athlete = make_person(), make_person()
    squad = Squad.objects.create(name="Eights")
    Membership.objects.create(squad=squad, person=athlete, role=Membership.Role.ATHLETE)
    coaching = Membership.objects.create(squad=squad, person=coach, role=Membership.Role.COACH)
    before = reach_of(coach)
    assert visible_person(coach, athlete.pk) == athlete
    coaching.delete()
    assert visible_person(Person.objects.get(pk=coach.pk), athlete.pk) is None
    assert reach_of(Person.objects.get(pk=coach.pk)) != before


def test_the_one_person_asked_for_is_found_however_small_the_numbers_are() -> None:
    people = [make_person() for _number in range(3)]
    viewer = people[0]
    for person in people:
        expected = visible_people(viewer).filter(pk=person.pk).first()
        assert visible_person(viewer, person.pk) == expected


def test_a_query_that_can_find_nothing_finds_nothing() -> None:
    for _time in range(2):
        assert prepared("nobody", lambda: Person.objects.filter(pk__in=[])) == []
    assert visible_person(make_person(is_active=False), make_person().pk) is None
