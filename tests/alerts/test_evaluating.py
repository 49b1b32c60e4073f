"""From a write to an alert: which days, whom, how often, and what becomes of it when values are revised."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from alerts.evaluating import evaluate_written
from alerts.models import Alert, Happening, ToEvaluate
from dashboards.projection import rebuild
from forms_engine.models import FormDefinition, Record
from forms_engine.records import withdraw_record
from people.models import Membership, Person
from tests.alerts.made import alerts_of, condition, look, make_rule
from tests.builders.forms import make_field, make_form, make_record, make_stamp
from tests.builders.people import make_athlete, make_squad
from tests.dashboards.made import MONDAY, NIGHT, NOW, RIGHTS, TUESDAY, put_night

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


def low(**more):
    return condition("readiness_score", "threshold", "below", 60, **more)


def test_a_night_below_the_threshold_raises_an_alert_with_its_numbers(ada):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=55)
    look()
    (alert,) = alerts_of(ada)
    assert alert.board_day == TUESDAY
    assert alert.facts == [{"holds": True, "nights": [{"on": MONDAY.isoformat(), "value": 55}]}]
    assert alert.version.text.startswith("Readiness score under 60.")


def test_a_value_that_does_not_meet_the_rule_raises_nothing(ada):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=60)
    look()
    assert alerts_of(ada) == []


@pytest.mark.parametrize(("details", "value"), [({}, 300), ({"daily": "sum"}, 800), ({"daily": "mean"}, 400)])
def test_a_rule_reads_the_number_the_board_shows_on_a_day_of_several_entries(ada, details, value):
    load = make_form("Training Load", key="load", rights=RIGHTS)
    make_field(load, "load_au", "integer", details=details)
    make_rule(condition("load_au", "threshold", "above", 250), condition("load_au", "no_value"), joined="any")
    make_rule(condition("load_au", "threshold", "above", 250), name="Loaded")
    for number, au in enumerate((500, 300)):
        make_record(load, ada, {"load_au": au}, occurred_on=TUESDAY, source_id=f"session-{number}")
    look()
    (alert,) = alerts_of(ada)
    assert alert.facts[0]["nights"] == [{"on": TUESDAY.isoformat(), "value": value}]


def test_a_rule_that_is_off_raises_nothing_and_notes_nothing(ada):
    make_rule(low(), is_on=False)
    put_night(ada, TUESDAY, readiness_score=55)
    assert not ToEvaluate.objects.exists()


def test_forms_no_rule_reads_leave_no_row(ada):
    make_rule(low())
    make_record(make_form(fields={"mood": "integer"}), ada, {"mood": 1})
    assert not ToEvaluate.objects.exists()


def test_a_first_fill_of_old_days_is_silent_but_for_today_and_yesterday(ada):
    make_rule(low(), cooldown_hours=1)
    for back in range(1, 30):
        put_night(ada, TUESDAY - back * DAY, readiness_score=40)
    look()
    assert [one.board_day for one in alerts_of(ada)] == [MONDAY]
    put_night(ada, TUESDAY, readiness_score=40)
    look(NOW + 2 * HOUR)
    assert [one.board_day for one in alerts_of(ada)] == [MONDAY, TUESDAY]


def test_today_speaks_before_yesterday_and_silences_it(ada):
    make_rule(low())
    put_night(ada, MONDAY, readiness_score=40)
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    assert [one.board_day for one in alerts_of(ada)] == [TUESDAY]


def test_an_alert_is_raised_once_however_often_the_day_is_written(ada):
    make_rule(low(), cooldown_hours=1)
    for value in (55, 54, 53):
        put_night(ada, TUESDAY, readiness_score=value)
        look(NOW + 3 * HOUR)
    assert len(alerts_of(ada)) == 1


def test_silence_lasts_its_hours_for_the_rule_and_the_athlete_alone(ada, squad):
    make_rule(low())
    bo = make_athlete(squad, "Bo", "Testfield")
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    put_night(bo, TUESDAY, readiness_score=40)
    put_night(ada, TUESDAY + DAY, readiness_score=40)
    look(NOW + 23 * HOUR)
    assert (len(alerts_of(ada)), len(alerts_of(bo))) == (1, 1)
    put_night(ada, TUESDAY + DAY, readiness_score=41)
    look(NOW + 24 * HOUR)
    assert [one.board_day for one in alerts_of(ada)] == [TUESDAY, TUESDAY + DAY]


def test_another_rule_is_not_silenced(ada):
    make_rule(low())
    make_rule(condition("sleep_score", value=60), name="Another")
    put_night(ada, TUESDAY, readiness_score=40, sleep_score=40)
    look()
    assert len(alerts_of(ada)) == 2


def test_a_snoozed_alert_keeps_its_rule_silent_for_that_athlete(ada):
    make_rule(low(), cooldown_hours=1)
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    Alert.objects.update(snoozed_until=NOW + 3 * DAY)
    put_night(ada, TUESDAY + DAY, readiness_score=40)
    look(NOW + DAY)
    assert len(alerts_of(ada)) == 1


def test_only_the_squad_of_the_rule_and_the_squads_below_it(ada, squad):
    below, aside = make_squad("Juniors", squad), make_squad("Others")
    bo, cy = make_athlete(below, "Bo", "Testfield"), make_athlete(aside, "Cy", "Sampleton")
    make_rule(low(), squad=squad)
    for person in (ada, bo, cy):
        put_night(person, TUESDAY, readiness_score=40)
    look()
    assert {one.person_id for one in Alert.objects.all()} == {ada.pk, bo.pk}


def test_who_is_not_active_raises_nothing(ada):
    make_rule(low())
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    assert alerts_of(ada) == []


def test_two_nights_in_a_row_travel_with_the_dates_of_the_night(ada):
    make_rule(low(days_in_a_row=2))
    put_night(ada, MONDAY, readiness_score=40)
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    (alert,) = alerts_of(ada)
    assert [night["on"] for night in alert.facts[0]["nights"]] == ["2026-03-08", "2026-03-09"]


def test_conditions_over_two_forms_are_joined_by_the_board_day(ada):
    form = make_form(key="mood_form", fields={"mood": "integer"})
    make_rule(low(), condition("mood", "threshold", "below", 3))
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    assert alerts_of(ada) == []
    make_record(form, ada, {"mood": 2}, occurred_on=TUESDAY)
    look()
    assert len(alerts_of(ada)) == 1


def test_a_revised_value_marks_the_alert_and_keeps_what_it_was(ada):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=55)
    look()
    put_night(ada, TUESDAY, readiness_score=75)
    look(NOW + HOUR)
    (alert,) = alerts_of(ada)
    assert alert.no_longer_since == NOW + HOUR
    assert alert.facts[0]["nights"][0]["value"] == 55
    put_night(ada, TUESDAY, readiness_score=50)
    look(NOW + 2 * HOUR)
    (alert,) = alerts_of(ada)
    assert alert.no_longer_since is None
    assert [one.kind for one in alert.happenings.all()] == ["raised", "no_longer", "again"]


def test_a_withdrawn_record_marks_the_alert(ada):
    make_rule(low())
    record = put_night(ada, TUESDAY, readiness_score=55)
    look()
    withdraw_record(record, make_stamp(ada))
    look(NOW + HOUR)
    assert alerts_of(ada)[0].no_longer_since == NOW + HOUR


def test_a_revision_days_later_finds_the_alert_of_that_day(ada):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=55)
    look()
    put_night(ada, TUESDAY, readiness_score=75)
    look(NOW + 5 * DAY)
    assert alerts_of(ada)[0].no_longer_since == NOW + 5 * DAY


def test_an_alert_is_judged_again_by_the_rule_as_it_was(ada):
    rule = make_rule(low())
    put_night(ada, TUESDAY, readiness_score=55)
    look()
    rule.conditions.update(value=30)
    put_night(ada, TUESDAY, readiness_score=58)
    look(NOW + HOUR)
    assert alerts_of(ada)[0].no_longer_since is None


def test_a_transaction_that_is_rolled_back_leaves_nothing_to_evaluate(ada):
    make_rule(low())
    with transaction.atomic():
        put_night(ada, TUESDAY, readiness_score=55)
        transaction.set_rollback(True)
    assert not ToEvaluate.objects.exists()


def test_a_burst_of_writes_enqueues_one_task(ada, django_capture_on_commit_callbacks):
    make_rule(low())
    with django_capture_on_commit_callbacks(execute=True):
        for back in range(5):
            put_night(ada, TUESDAY - back * DAY, readiness_score=55)
    assert [row.task["func"] for row in OrmQ.objects.all()] == ["alerts.tasks.evaluate"]
    assert OrmQ.objects.get().task["args"] == ()


# What it costs


def queries_for(people):
    form = FormDefinition.objects.get(key=NIGHT)
    with CaptureQueriesContext(connection) as caught:
        evaluate_written({person.pk: {form.pk} for person in people}, NOW)
    return len(caught)


def many_tired_athletes(squad, count):
    """Rows made at once: five hundred saved one by one would take half a minute."""
    made = Person.objects.bulk_create(Person(username=f"example-{number}") for number in range(count))
    Membership.objects.bulk_create(Membership(person=one, squad=squad) for one in made)
    form = FormDefinition.objects.get(key=NIGHT)
    Record.objects.bulk_create(
        Record(
            form=form,
            person=one,
            source="oura",
            source_id=str(TUESDAY),
            occurred_on=MONDAY,
            values={"readiness_score": 40},
            created_at=NOW,
            modified_at=NOW,
        )
        for one in made
    )
    rebuild(form.pk)
    return made


def test_five_hundred_people_cost_as_many_statements_as_one(squad):
    make_rule(low(), condition("hrv_rmssd_ms", "z_score", "below", 1, least_values=3), joined="any")
    people = many_tired_athletes(squad, 502)
    queries_for(people[:1])  # the rows of settings are made on first use
    one = queries_for(people[1:2])
    assert queries_for(people[2:]) == one
    assert one <= 14
    assert (Alert.objects.count(), Happening.objects.count()) == (502, 502)
