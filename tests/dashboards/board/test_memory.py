"""What a board remembers of athletes, and that it never shows what is no longer so."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from dashboards.board.everybody import remembered
from dashboards.models import DailyValue, WriteMark
from dashboards.models.marks import LIVES
from dashboards.projection import rebuild
from dashboards.tasks import clear_marks
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission, Standard
from forms_engine.records import restore_record, withdraw_record
from people import roles
from people.models import Person
from tests.builders.forms import make_stamp
from tests.builders.people import make_athlete, make_medical
from tests.dashboards.board.boards import AVAILABILITY, board_of, cell_of, put_load, put_wellness, say_status
from tests.dashboards.made import MONDAY, NOW, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db


def readiness_of(coach, person):
    return cell_of(board_of(coach), person, "readiness").value


def test_who_has_no_new_mark_is_not_read_again(squad, coach, ada):
    bea = make_athlete(squad, "Bea")
    for person in (ada, bea):
        put_night(person, TUESDAY, readiness_score=81)
    board_of(coach)
    # Past the projection: only whoever is read anew can show it.
    DailyValue.objects.filter(field__key="readiness_score").update(value=44)
    put_wellness(bea, 0, 20)
    assert (readiness_of(coach, ada), readiness_of(coach, bea)) == (81, 44)
    rebuild(FormDefinition.objects.get(key="oura_readiness_and_sleep_summary").pk)
    assert (readiness_of(coach, ada), readiness_of(coach, bea)) == (81, 81)


def test_whatever_is_written_shows_on_the_next_board(squad, coach, ada):
    def shown():
        board = board_of(coach)
        return [cell_of(board, ada, key).value for key in ("readiness", "wellness", "load")], [
            cell_of(board, ada, "availability").word,
            cell_of(board, ada, "wellness").cause,
        ]

    assert shown() == ([None, None, None], ["", "not filled in"])
    night = put_night(ada, TUESDAY, readiness_score=81)
    put_wellness(ada, 0, 20)
    put_load(ada, 1, 300)
    say_status(ada, 3, "modified")
    assert shown() == ([81, 20, 300], ["modified", ""])
    put_night(ada, TUESDAY, readiness_score=64)
    put_load(ada, 1, 200, number=2)
    say_status(ada, 0, "available")
    assert shown()[0][0] == 64
    assert shown()[1][0] == "available"
    withdraw_record(night, make_stamp(coach))
    assert shown()[0][0] is None
    restore_record(night, make_stamp(coach))
    assert shown()[0][0] == 64


def test_a_night_that_comes_late_changes_the_normal_beside_a_value_that_stays(coach, ada):
    put_usual_nights(ada, TUESDAY, 20, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=81)
    before = cell_of(board_of(coach), ada, "readiness").own
    put_night(ada, TUESDAY - timedelta(days=25), readiness_score=40)
    after = cell_of(board_of(coach), ada, "readiness").own
    assert (after.count, after.value) == (before.count + 1, before.value)
    assert after.mean < before.mean


def test_another_rule_sex_or_age_judges_anew(coach, ada):
    put_night(ada, TUESDAY, readiness_score=81)

    def light():
        return cell_of(board_of(coach), ada, "readiness").light.words

    assert light() == ""
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, low=80, tone="watch", words="for women", sex="f")
    assert light() == ""
    Person.objects.filter(pk=ada.pk).update(sex="f")
    assert light() == "for women"
    Standard.objects.update(age_from=18)
    assert light() == ""
    Person.objects.filter(pk=ada.pk).update(date_of_birth=NOW.date() - timedelta(days=20 * 366))
    assert light() == "for women"


def test_what_one_viewer_may_see_reaches_nobody_else_from_memory(squad, coach, ada):
    put_night(ada, TUESDAY, temperature_deviation_c=0.7, readiness_score=81)
    medic = make_medical(squad)
    assert cell_of(board_of(medic), ada, "temperature").value == 0.7
    assert "temperature" not in [cell.one.column.key for cell in board_of(coach).rows[0].cells]


def test_pages_show_a_change_of_the_definitions_at_once(client, coach, ada):
    put_night(ada, TUESDAY, readiness_score=81)
    say_status(ada, 0, "modified")
    client.force_login(coach)

    def page():
        return client.get(f"/board/?day={TUESDAY}").content.decode()

    assert ">modified</a>" in page()
    status = FieldDefinition.objects.get(key="status", form__key=AVAILABILITY)
    status.visible_to.set([Group.objects.get(name=roles.MEDICAL)])
    assert ">modified</a>" not in page()
    assert ">81</span>" in page()
    FormPermission.objects.filter(form__key="oura_readiness_and_sleep_summary").delete()
    assert ">81</span>" not in page()


def test_a_row_is_drawn_anew_for_another_cause_and_another_day(client, coach, ada):
    client.force_login(coach)

    def row(day):
        return client.get(f"/board/?day={day}").content.decode()

    put_night(ada, MONDAY, readiness_score=81)
    assert ">81</span>" in row(MONDAY)
    assert "1 day old" in row(TUESDAY)
    put_wellness(ada, 0, 20)
    assert "1 day old" in row(TUESDAY)


def test_a_board_under_another_language_is_not_the_remembered_one(client, coach, ada):
    client.force_login(coach)
    assert "not filled in" in client.get(f"/board/?day={TUESDAY}").content.decode()
    Person.objects.filter(pk=coach.pk).update(language="de")
    page = client.get(f"/board/?day={TUESDAY}").content.decode()
    assert "nicht ausgefüllt" in page
    assert "not filled in" not in page


def test_marks_go_long_after_everything_known_under_them_and_not_before_they_have_lived(coach, ada):
    put_wellness(ada, 0, 20)
    new = WriteMark.objects.order_by("at").last()
    young = WriteMark.objects.create(person=ada, at=new.at - LIVES + timedelta(minutes=3))
    old = WriteMark.objects.create(person=ada, at=new.at - LIVES - timedelta(minutes=3))
    clear_marks()
    assert set(WriteMark.objects.values_list("pk", flat=True)) & {old.pk, young.pk, new.pk} == {young.pk, new.pk}


def test_nothing_is_known_before_a_board(squad):
    assert remembered.view("anything").known == {}
