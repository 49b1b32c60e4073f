"""Compliance counts due days only, and is there for help."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboards.board.sparks import bars, path
from dashboards.board.words import kept_words
from dashboards.models import BoardChoice
from dashboards.statistics import rolling, rolling_means
from people.models import Person
from tests.builders.people import make_athlete, make_coach
from tests.dashboards.board.boards import board_of, put_wellness, row_of
from tests.dashboards.made import NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db


def joined(person, days_ago):
    at = datetime(2026, 3, 10, 8, tzinfo=UTC) - timedelta(days=days_ago)
    Person.objects.filter(pk=person.pk).update(date_joined=at)
    return person


def kept(board, person):
    keeping = row_of(board, person).judged.keeping
    return (keeping.week.there, keeping.week.due), (keeping.month.there, keeping.month.due)


def test_it_counts_the_due_days_of_forms_in_use(squad, coach):
    ada = joined(make_athlete(squad), 400)
    for back in range(28):
        if back % 2 == 0:
            put_wellness(ada, back, 20)
    assert kept(board_of(coach), ada) == ((4, 7), (14, 27))


def test_who_hides_columns_reads_the_compliance_of_those_who_do_not(squad, coach):
    ada = joined(make_athlete(squad), 400)
    for back in range(8):
        put_wellness(ada, back, 20)
        if back % 2 == 0:
            put_night(ada, TUESDAY - timedelta(days=back), readiness_score=80)
    other = make_coach(squad)
    BoardChoice.objects.create(person=other, hidden=["readiness", "wellness"])
    mine, theirs = board_of(coach), board_of(other)
    assert {"readiness", "wellness"} & {one.column.key for one in theirs.columns} == set()
    assert kept(mine, ada) == kept(theirs, ada) == ((11, 14), (12, 15))
    assert mine.keeping == theirs.keeping


def test_a_form_nobody_ever_filled_is_not_due(squad, coach):
    ada = joined(make_athlete(squad), 400)
    assert kept(board_of(coach), ada) == ((0, 0), (0, 0))
    assert kept_words(row_of(board_of(coach), ada).judged.keeping) == ("–", "")


def test_the_days_own_record_is_not_due_before_it_is_there(squad, coach):
    ada = joined(make_athlete(squad), 400)
    for back in range(1, 8):
        put_wellness(ada, back, 20)
    assert kept(board_of(coach), ada)[0] == (6, 6)
    put_wellness(ada, 0, 20)
    assert kept(board_of(coach), ada)[0] == (7, 7)


def test_nothing_was_due_before_somebody_joined(squad, coach):
    ada, bo = joined(make_athlete(squad), 400), joined(make_athlete(squad, "Bo"), 3)
    for back in range(28):
        put_wellness(ada, back, 20)
    put_wellness(bo, 1, 20)
    assert kept(board_of(coach), bo) == ((1, 3), (1, 3))


def test_the_squads_is_of_all_due_days(squad, coach):
    ada, bo = joined(make_athlete(squad), 400), joined(make_athlete(squad, "Bo"), 400)
    for back in range(7):
        put_wellness(ada, back, 20)
    put_wellness(bo, 0, 20)
    board = board_of(coach)
    assert (board.keeping.week.there, board.keeping.week.due) == (8, 14)
    assert kept_words(board.keeping)[0] == "57\u00a0%"


def test_a_path_breaks_at_gaps_and_keeps_lonely_days():
    assert path([14, 12, None, 10, None, 8, 8, 20]) == "M4 14l4-2M16 10h0M24 8l4 0 4 12"
    assert path([None, None]) == ""


def test_bars_stand_for_days_with_a_load_and_a_zero_is_seen():
    assert bars([10, None, 0, 5], 10) == '<path class="spark-line spark-bars" d="M4 26v-24M12 26v-1M16 26v-12"/>'


@pytest.mark.parametrize("values", [[1, 2, None, 4, 5.5, None, None, 8, 9], [None] * 4, [3.0]])
def test_means_in_one_pass_are_those_of_rolling_windows(values):
    assert rolling_means(values, 3, 2) == pytest.approx([one.mean for one in rolling(values, 3, 2)])


def test_the_board_is_of_its_day(squad, coach):
    ada = joined(make_athlete(squad), 400)
    put_wellness(ada, 1, 20)
    assert kept(board_of(coach, day=TUESDAY - timedelta(days=1), now=NOW), ada)[0] == (1, 1)
