"""What is missing: due days that are over, that a sync has looked for, and that nobody failed."""

from datetime import timedelta

import pytest

from alerts.evaluating import evaluate_missing
from forms_engine.extension import Cause, PersonBadge
from forms_engine.models import FormDefinition
from people.models import Person
from tests.alerts.made import alerts_of, condition, look, make_rule
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete
from tests.dashboards.made import MONDAY, NIGHT, NOW, TUESDAY, put_night

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def wellness(squad):
    return make_form("Daily wellness", key="daily_wellness", fields={"fatigue": "integer"})


def long_here(person):
    Person.objects.filter(pk=person.pk).update(date_joined=NOW - 90 * DAY)


def no_entry(**more):
    return condition("fatigue", "no_entry", days_in_a_row=3, **more)


def test_a_questionnaire_missing_three_days_is_found_in_the_morning(ada, wellness):
    make_rule(no_entry())
    long_here(ada)
    assert evaluate_missing(None, NOW) == 1
    nights = alerts_of(ada)[0].facts[0]["nights"]
    assert [night["on"] for night in nights] == ["2026-03-07", "2026-03-08", "2026-03-09"]


def test_one_filled_day_of_the_three_is_enough(ada, wellness):
    make_rule(no_entry())
    long_here(ada)
    make_record(wellness, ada, {"fatigue": 3}, occurred_on=MONDAY - DAY)
    assert evaluate_missing(None, NOW) == 0


def test_days_before_somebody_joined_are_not_missing(ada, wellness):
    make_rule(no_entry())
    Person.objects.filter(pk=ada.pk).update(date_joined=NOW - 2 * DAY)
    assert evaluate_missing(None, NOW) == 0


def test_what_comes_late_marks_the_alert_of_a_missing_day(ada, wellness):
    make_rule(no_entry())
    long_here(ada)
    evaluate_missing(None, NOW)
    make_record(wellness, ada, {"fatigue": 3}, occurred_on=MONDAY)
    look(NOW + HOUR)
    assert alerts_of(ada)[0].no_longer_since == NOW + HOUR


def ring_is_missing(badges, person, code, synced_at):
    form = FormDefinition.objects.get(key=NIGHT)
    FormDefinition.objects.filter(pk=form.pk).update(managed_by="oura")
    badges[person.pk] = PersonBadge("Oura", "watch", "…", last_sync_at=synced_at, causes={form.pk: Cause(code, "…")})


@pytest.mark.parametrize(
    ("code", "synced_at", "raised"),
    [
        ("not_worn", NOW - HOUR, 1),
        ("no_document", NOW - HOUR, 1),
        ("waiting", NOW - HOUR, 0),
        ("not_worn", NOW - DAY, 0),
        ("not_worn", None, 0),
        ("our_failure", NOW - HOUR, 0),
        ("rate_limited", NOW - HOUR, 0),
        ("not_connected", NOW - HOUR, 0),
        ("not_due", NOW - HOUR, 0),
    ],
)
def test_a_missing_night_is_one_a_sync_has_looked_for_and_nobody_failed(ada, badges, code, synced_at, raised):
    long_here(ada)
    ring_is_missing(badges, ada, code, synced_at)
    make_rule(condition("hrv_rmssd_ms", "no_value"))
    assert evaluate_missing(None, NOW) == raised


def test_sources_are_asked_once_a_due_day_and_only_about_who_lacks_data(ada, squad, badges, asked):
    bo = make_athlete(squad, "Bo", "Testfield")
    for person in (ada, bo):
        long_here(person)
        ring_is_missing(badges, person, "not_worn", NOW - HOUR)
    put_night(bo, TUESDAY, hrv_rmssd_ms=50)
    make_rule(condition("hrv_rmssd_ms", "no_value", days_in_a_row=2))
    evaluate_missing(None, NOW)
    assert asked == [(MONDAY, 1), (TUESDAY, 1)]
