from datetime import UTC, datetime, timedelta

import pytest

from people.looks import looks_at, note_looks
from tests.builders.people import make_athlete, make_coach, make_squad

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_a_look_at_several_people_is_one_row_each_in_one_insert(django_assert_num_queries):
    coach, first, second = make_coach(), make_athlete(), make_athlete()
    with django_assert_num_queries(1):
        note_looks(coach, [first, second], "morning board", NOON)
    for athlete in (first, second):
        look = looks_at(athlete).get()
        assert (look.viewer, look.page, look.at) == (coach, "morning board", NOON)


def test_a_look_at_oneself_is_none():
    athlete = make_athlete()
    note_looks(athlete, [athlete], "athlete page", NOON)
    assert not looks_at(athlete).exists()


def test_a_person_reads_the_looks_at_themselves_newest_first():
    squad = make_squad()
    coach, athlete, other = make_coach(squad), make_athlete(squad), make_athlete(squad)
    note_looks(coach, [athlete], "morning board", NOON)
    note_looks(coach, [athlete], "athlete page", NOON + timedelta(hours=1))
    note_looks(coach, [other], "athlete page", NOON + timedelta(hours=2))
    assert [look.page for look in looks_at(athlete)] == ["athlete page", "morning board"]
