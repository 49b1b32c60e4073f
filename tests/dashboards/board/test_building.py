from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.board.building import Board, build_board
from dashboards.board.question import BoardQuestion
from dashboards.board.words import reasons_of
from dashboards.morning import ACTIVITY, NIGHT
from dashboards.statistics import Ground, Tone
from forms_engine.extension import Cause, PersonBadge
from forms_engine.models import FormDefinition, FormPermission
from forms_engine.records import withdraw_record
from people import roles
from people.models import Membership, Person
from people.remembering import remembering
from tests.builders.forms import make_stamp
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_person,
    make_squad,
)
from tests.dashboards.made import (
    MONDAY,
    NOW,
    TUESDAY,
    make_forms,
    put_activity,
    put_night,
    put_usual_nights,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def squad():
    make_forms()
    return make_squad()


def board_of(viewer: Person, squad=None, day=TUESDAY, now=NOW) -> Board:
    # A fresh row: what one request remembers of roles must not reach the next.
    return build_board(Person.objects.get(pk=viewer.pk), BoardQuestion(squad, day, has_day=True), now)


def cell_of(board: Board, person: Person, key: str):
    row = next(row for row in board.rows if row.person == person)
    return next(cell for cell in row.cells if cell.one.column.key == key)


def keys_of(board: Board) -> list[str]:
    return [one.column.key for one in board.columns]


def test_a_tuesday_wake_up_is_mondays_record_and_shows_on_tuesdays_board(squad, coach):
    ada = make_athlete(squad)
    record = put_night(ada, TUESDAY, readiness_score=81)
    assert record.occurred_on == MONDAY
    board = board_of(coach)
    cell = cell_of(board, ada, "readiness")
    assert (cell.value, cell.age_days) == (81, 0)
    assert next(one for one in board.columns if one.column.key == "readiness").due_on(board.day) == MONDAY
    assert cell_of(board_of(coach, day=MONDAY), ada, "readiness").value is None


def test_the_activity_of_monday_shows_on_tuesdays_board(squad, coach):
    ada = make_athlete(squad)
    put_activity(ada, MONDAY, steps=9000)
    put_activity(ada, TUESDAY, steps=20)
    cell = cell_of(board_of(coach), ada, "steps")
    assert (cell.value, cell.age_days) == (9000, 0)


def test_a_night_becomes_due_at_midnight_of_the_sites_zone(squad, coach):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY - timedelta(days=1), readiness_score=75)
    before = datetime(2026, 3, 9, 23, 59, tzinfo=UTC)
    assert board_of(coach, day=MONDAY, now=before).is_today
    assert cell_of(board_of(coach, day=MONDAY, now=before), ada, "readiness").age_days == 0
    after = datetime(2026, 3, 10, 0, 1, tzinfo=UTC)
    assert not board_of(coach, day=MONDAY, now=after).is_today
    assert cell_of(board_of(coach, day=TUESDAY, now=after), ada, "readiness").age_days == 1


def test_an_older_value_is_told_as_old_and_not_judged(squad, coach, badges):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY - timedelta(days=2), readiness_score=80)
    put_night(ada, TUESDAY - timedelta(days=2), readiness_score=40)
    night = FormDefinition.objects.get(key=NIGHT)
    badges[ada.pk] = PersonBadge("Testring", "fine", "Connected", causes={night.pk: Cause("worn", "ring not worn")})
    cell = cell_of(board_of(coach), ada, "readiness")
    assert (cell.value, cell.age_days, cell.cause) == (40, 2, "ring not worn")
    assert (cell.light.tone, cell.light.ground) == (Tone.NONE, Ground.MISSING)


def test_the_cause_is_the_one_of_the_form(squad, coach, badges):
    ada = make_athlete(squad)
    night, activity = (FormDefinition.objects.get(key=key) for key in (NIGHT, ACTIVITY))
    badges[ada.pk] = PersonBadge(
        "Testring",
        "watch",
        "Waiting",
        causes={night.pk: Cause("waiting", "app not opened since Sunday"), activity.pk: Cause("type", "not granted")},
    )
    board = board_of(coach)
    assert cell_of(board, ada, "hrv").cause == "app not opened since Sunday"
    assert cell_of(board, ada, "steps").cause == "not granted"


def test_a_record_without_the_value_says_that_it_was_not_measured(squad, coach):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY, readiness_score=80)
    cell = cell_of(board_of(coach), ada, "hrv")
    assert (cell.value, cell.cause) == (None, "not measured")


def test_somebody_without_a_connection_stands_on_the_board_and_says_so(squad, coach, badges):
    ada = make_athlete(squad)
    badges[ada.pk] = PersonBadge("Testring", "none", "Not connected")
    row = board_of(coach).rows[0]
    assert (row.tone, reasons_of(row, TUESDAY)) == (Tone.NONE, (row.cells[0].cause,))
    assert row.cells[0].cause.lower() == "not connected"
    assert all(cell.value is None for cell in row.cells)


def test_a_measured_zero_is_a_value(squad, coach):
    ada = make_athlete(squad)
    put_activity(ada, MONDAY, steps=0)
    cell = cell_of(board_of(coach), ada, "steps")
    assert (cell.value, cell.age_days, cell.cause) == (0, 0, "")


def test_a_withdrawn_record_is_not_shown(squad, coach):
    ada = make_athlete(squad)
    withdraw_record(put_night(ada, TUESDAY, readiness_score=80), make_stamp(coach, reason="wrong person"))
    assert cell_of(board_of(coach), ada, "readiness").value is None


def test_the_worst_come_first_then_no_data_then_fine_by_name(squad, coach):
    people = {}
    for first, last in [("Ada", "A-fine"), ("Bo", "B-act"), ("Cy", "C-none"), ("Dee", "D-watch"), ("Eli", "E-act")]:
        people[last] = make_athlete(squad, first, last)
    mornings = {"A-fine": 80, "B-act": 70, "D-watch": 77, "E-act": 60}
    for last, score in mornings.items():
        put_usual_nights(people[last], TUESDAY, readiness_score=80)
        put_night(people[last], TUESDAY, readiness_score=score)
    board = board_of(coach)
    assert [row.person.last_name for row in board.rows] == ["E-act", "B-act", "D-watch", "C-none", "A-fine"]
    assert [row.tone for row in board.rows] == [Tone.ACT, Tone.ACT, Tone.WATCH, Tone.NONE, Tone.FINE]
    assert board.counts[Tone.ACT] == 2


def test_the_strongest_deviations_are_said_in_words(squad, coach):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80, hrv_rmssd_ms=60, lowest_heart_rate_bpm=48)
    put_night(ada, TUESDAY, readiness_score=77, hrv_rmssd_ms=61, lowest_heart_rate_bpm=60)
    assert reasons_of(board_of(coach).rows[0], TUESDAY) == (
        "Resting heart rate well above own normal, second day",
        "Readiness below own normal",
    )


def test_the_squad_mean_counts_this_mornings_values_only(squad, coach):
    ada, bo, _cy = (make_athlete(squad, first) for first in ("Ada", "Bo", "Cy"))
    put_night(ada, TUESDAY, readiness_score=70)
    put_night(bo, TUESDAY - timedelta(days=1), readiness_score=10)
    mean = board_of(coach).means[0]
    assert (mean.one.column.key, mean.mean, mean.count) == ("readiness", 70, 1)


def test_without_a_value_the_squad_has_no_mean(squad, coach):
    make_athlete(squad)
    assert (board_of(coach).means[0].mean, board_of(coach).means[0].count) == (None, 0)


@pytest.mark.parametrize("role", [roles.COACH, roles.STAFF])
def test_temperature_is_no_column_for_coaches_and_staff(squad, role):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY, temperature_deviation_c=0.4, readiness_score=80)
    viewer = make_person("Sam", role=role, squad=squad, squad_role=Membership.Role.COACH)
    assert "temperature" not in keys_of(board_of(viewer))
    assert "readiness" in keys_of(board_of(viewer))


def test_medical_staff_see_temperature(squad):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY, temperature_deviation_c=0.4)
    assert cell_of(board_of(make_medical(squad)), ada, "temperature").value == 0.4


def test_a_coach_who_is_also_an_athlete_does_not_see_others_with_an_athletes_rights(squad):
    FormPermission.objects.filter(role__name=roles.COACH).delete()
    both = make_coach(squad)
    both.groups.add(Group.objects.get(name=roles.ATHLETE))
    Membership.objects.create(squad=squad, person=both)
    make_athlete(squad)
    assert keys_of(board_of(both)) == []


def test_who_may_not_read_the_form_sees_no_column_of_it(squad, coach):
    make_athlete(squad)
    FormPermission.objects.filter(role__name=roles.COACH, form__key=ACTIVITY).update(can_read=False)
    assert "steps" not in keys_of(board_of(coach))
    assert "readiness" in keys_of(board_of(coach))


def test_a_consultant_sees_everybody_but_values_only_by_right(squad):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY, readiness_score=80)
    board = board_of(make_consultant())
    assert (board.people, keys_of(board)) == ([ada], [])
    assert board.rows[0].cells == []


def test_a_coach_of_another_squad_sees_nobody_of_this_one(squad):
    make_athlete(squad)
    board = board_of(make_coach(make_squad("Sprint Testers")))
    assert board.rows == ()
    assert squad not in board.squads


def test_an_athlete_sees_nobody_on_the_board(squad):
    ada = make_athlete(squad)
    make_athlete(squad, "Bo")
    board = board_of(ada)
    assert (board.rows, board.squads) == ((), ())


def test_a_coach_of_the_parent_squad_sees_the_athletes_below(squad, coach):
    below = make_squad("Junior Testers", parent=squad)
    ada, bo = make_athlete(squad, "Ada", "A"), make_athlete(below, "Bo", "B")
    assert board_of(coach).people == [ada, bo]
    assert board_of(coach, squad).people == [ada, bo]
    assert board_of(coach, below).people == [bo]


def test_squads_are_offered_with_the_ones_below_them(squad, coach):
    below = make_squad("A Junior Squad", parent=squad)
    assert board_of(coach).squads == (squad, below)
    assert board_of(make_coach(below)).squads == (below,)


def test_who_is_inactive_is_not_on_the_board(squad, coach):
    make_athlete(squad, is_active=False)
    assert board_of(coach).rows == ()


def test_an_athlete_of_two_squads_stands_there_once(squad, coach):
    ada = make_athlete(squad)
    Membership.objects.create(squad=make_squad("Junior Testers", parent=squad), person=ada)
    assert board_of(coach).people == [ada]


def test_a_coach_is_no_athlete_of_the_board(squad, coach):
    make_coach(squad, "Other")
    assert board_of(coach).rows == ()


def test_without_the_forms_there_are_people_and_no_columns():
    squad = make_squad()
    ada = make_athlete(squad)
    board = board_of(make_coach(squad))
    assert (board.people, board.columns) == ([ada], ())


def test_the_number_of_queries_does_not_depend_on_the_athletes(squad, coach, asked):
    def count_queries() -> int:
        with remembering(), CaptureQueriesContext(connection) as queries:
            board_of(coach)
        return len(queries)

    add_athletes(squad, 4)
    count_queries()
    add_athletes(squad, 1)
    with_five = count_queries()
    add_athletes(squad, 45)
    assert count_queries() == with_five
    assert [call for call in asked if call[1]] == [(TUESDAY, 4), (TUESDAY, 5), (TUESDAY, 50)]


def add_athletes(squad, count: int) -> None:
    for number in range(count):
        put_night(make_athlete(squad, f"Test{number}", password=""), TUESDAY, readiness_score=80)
