"""A value that changed after somebody had looked is marked, with what stood there before."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.athlete.page import build_page
from dashboards.athlete.question import Question
from dashboards.board.building import build_board
from dashboards.board.csv_file import board_csv
from dashboards.board.page import show_board
from dashboards.board.question import BoardQuestion
from forms_engine.ledger import Stamp
from forms_engine.records import edit_record
from people.looks import note_looks
from people.models import Person
from people.remembering import remembering
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.made import NOW, TUESDAY, make_forms, put_night

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def squad():
    make_forms()
    return make_squad()


@pytest.fixture
def coach(squad):
    return make_coach(squad)


@pytest.fixture
def athlete(squad):
    return make_athlete(squad)


def revise(record, at, **values):
    return edit_record(record, values, Stamp(now=at, by=None, owner="people"))


def board_of(viewer, now=NOW):
    return build_board(Person.objects.get(pk=viewer.pk), BoardQuestion(None, TUESDAY), now)


def cell_of(viewer, key="readiness", now=NOW):
    board = board_of(viewer, now)
    return next(cell for cell in board.rows[0].cells if cell.one.column.key == key)


def test_a_value_revised_after_a_look_is_marked_with_what_was_seen(coach, athlete):
    record = put_night(athlete, TUESDAY, readiness_score=74)
    looked_at = record.created_at + HOUR
    note_looks(coach, [athlete], "morning board", looked_at)
    revise(record, looked_at + HOUR, readiness_score=81)
    revision = cell_of(coach).revision
    assert (revision.before, revision.at) == (74, looked_at + HOUR)


def test_what_changed_before_anybody_looked_is_no_news(coach, athlete):
    record = put_night(athlete, TUESDAY, readiness_score=74)
    revise(record, record.created_at + HOUR, readiness_score=81)
    note_looks(coach, [athlete], "morning board", record.created_at + 2 * HOUR)
    assert cell_of(coach).revision is None


def test_a_look_of_a_colleague_counts_too(coach, squad, athlete):
    record = put_night(athlete, TUESDAY, readiness_score=74)
    note_looks(make_medical(squad), [athlete], "athlete page", record.created_at + HOUR)
    revise(record, record.created_at + 2 * HOUR, readiness_score=81)
    assert cell_of(coach).revision.before == 74


def test_only_the_value_that_changed_is_marked(coach, athlete):
    record = put_night(athlete, TUESDAY, readiness_score=74, sleep_score=70)
    note_looks(coach, [athlete], "morning board", record.created_at + HOUR)
    revise(record, record.created_at + 2 * HOUR, sleep_score=60)
    assert cell_of(coach).revision is None
    assert cell_of(coach, "sleep_score").revision.before == 70


def test_a_value_that_came_after_a_look_says_so(coach, athlete):
    record = put_night(athlete, TUESDAY, sleep_score=70)
    note_looks(coach, [athlete], "morning board", record.created_at + HOUR)
    revise(record, record.created_at + 2 * HOUR, readiness_score=81)
    assert cell_of(coach).revision.before is None


def test_a_revision_of_another_morning_marks_nothing_today(coach, athlete):
    earlier = put_night(athlete, TUESDAY - timedelta(days=1), readiness_score=74)
    put_night(athlete, TUESDAY, readiness_score=80)
    note_looks(coach, [athlete], "morning board", earlier.created_at + HOUR)
    revise(earlier, earlier.created_at + 2 * HOUR, readiness_score=60)
    assert cell_of(coach).revision is None


def test_board_csv_and_athlete_page_say_the_same_words(coach, athlete):
    record = put_night(athlete, TUESDAY, readiness_score=74)
    note_looks(coach, [athlete], "morning board", record.created_at + HOUR)
    revise(record, record.created_at + 2 * HOUR, readiness_score=81)
    viewer = Person.objects.get(pk=coach.pk)
    board = board_of(coach)
    words = "revised Tue 11:30, was 74"
    assert words in list(show_board(board).rows)[0]
    assert words in board_csv(board)
    page = build_page(viewer, athlete, Question(TUESDAY), NOW)
    assert page.panes[0].cell.revision.before == 74


def test_marking_costs_one_query_however_many_changed(coach, squad):
    def count_queries():
        with remembering(), CaptureQueriesContext(connection) as queries:
            board_of(coach)
        return len(queries)

    def add(number):
        record = put_night(make_athlete(squad, f"Test{number}"), TUESDAY, readiness_score=74)
        note_looks(coach, [record.person], "morning board", record.created_at + HOUR)
        revise(record, record.created_at + 2 * HOUR, readiness_score=81)

    add(0)
    count_queries()
    add(1)
    with_two = count_queries()
    for number in range(2, 7):
        add(number)
    assert count_queries() == with_two
