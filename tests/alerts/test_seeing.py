"""Who may see an alert: the person and every field, for each viewer, at each look."""

import pytest
from django.contrib.auth.models import Group

from alerts.admin.rules import _cautions
from alerts.models import Alert
from alerts.seeing import colleagues_for, may_read_all, may_see, visible_alerts
from alerts.specs import from_json
from alerts.telling import for_whom
from forms_engine.models import FormPermission
from people import roles
from people.models import Membership
from tests.alerts.made import STAFF, condition, look, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_person,
    make_squad,
    make_staff,
)
from tests.dashboards.made import NIGHT, TUESDAY, put_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(ada):
    make_rule(condition("readiness_score", value=60))
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    return Alert.objects.get()


@pytest.fixture
def hot(ada):
    make_rule(condition("temperature_deviation_c", direction="above", value=0.5), name="Temperature")
    put_night(ada, TUESDAY, temperature_deviation_c=0.9)
    look()
    return Alert.objects.get()


def test_the_coach_of_the_squad_sees_it(alert, coach):
    assert list(visible_alerts(coach)) == [alert]


def test_a_coach_of_the_squad_above_sees_it_and_of_another_does_not(alert, squad):
    above = make_squad("Club")
    squad.parent = above
    squad.save()
    assert may_see(make_coach(above), alert)
    assert not may_see(make_coach(make_squad("Others")), alert)


def test_neither_the_athlete_nor_another_athlete_nor_a_stranger_sees_it(alert, ada, squad):
    assert not may_see(ada, alert)
    assert not may_see(make_athlete(squad, "Bo", "Testfield"), alert)
    assert not may_see(make_person(), alert)


def test_who_is_coach_and_athlete_sees_those_of_others_and_not_their_own(alert, ada, squad):
    Membership.objects.create(person=ada, squad=squad, role=Membership.Role.COACH)
    ada.groups.add(Group.objects.get(name=roles.COACH))
    ada = type(ada).objects.get(pk=ada.pk)
    assert not may_see(ada, alert)
    bo = make_athlete(squad, "Bo", "Testfield")
    put_night(bo, TUESDAY, readiness_score=40)
    look()
    assert [one.person for one in visible_alerts(ada)] == [bo]


def test_a_consultant_without_a_line_on_the_form_sees_nothing(alert):
    assert not may_see(make_consultant(), alert)


def test_what_only_medical_may_read_is_seen_by_medical_alone(hot, coach, medical, squad):
    assert may_see(medical, hot)
    assert not may_see(coach, hot)
    assert not may_see(make_staff(squad), hot)


def test_a_rule_over_two_fields_is_as_closed_as_the_more_closed_one(ada, coach, medical):
    hot = condition("temperature_deviation_c", direction="above", value=0.5)
    make_rule(condition("readiness_score", value=60), hot, joined="any")
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    assert visible_alerts(medical).count() == 1
    assert visible_alerts(coach).count() == 0


def test_a_calculation_is_as_closed_as_what_it_is_made_of(ada, squad, coach, medical):
    form = make_form("Wellness", key="wellness", rights=dict.fromkeys(STAFF, "r"))
    make_field(form, "soreness", "integer", visible_to=[roles.MEDICAL])
    total = make_field(form, "total", "calculation", formula="[soreness] + 1")
    rule = make_rule(condition("total", direction="above", value=5), way="email")
    make_record(form, ada, {"soreness": 9}, occurred_on=TUESDAY)
    look()
    raised = Alert.objects.get()
    assert (may_see(medical, raised), may_see(coach, raised)) == (True, False)
    assert colleagues_for(raised) == [medical]
    assert [person for person, _alerts in for_whom([raised])] == [medical]
    assert (may_read_all(medical, [total.pk]), may_read_all(coach, [total.pk])) == (True, False)
    cautions = _cautions(from_json(rule.versions.get().definition), {"roles": list(rule.roles.order_by("name"))})
    assert cautions == [
        f"{role} may not read Total and is not told by this role alone." for role in (roles.COACH, roles.STAFF)
    ]


def test_a_right_that_is_taken_away_takes_the_alert_away(alert, coach):
    FormPermission.objects.filter(form__key=NIGHT, role__name=roles.COACH).update(can_read=False)
    assert not may_see(coach, alert)


def test_who_is_not_active_sees_nothing(alert, coach):
    coach.is_active = False
    assert not may_see(coach, alert)


def test_colleagues_are_exactly_those_who_may_see_it(hot, squad, coach, medical):
    others = [make_consultant(), make_staff(squad), make_medical(make_squad("Others")), make_athlete(squad)]
    second = make_medical(squad, "Moe", "Mockley")
    everybody = [coach, medical, second, *others]
    assert colleagues_for(hot) == [medical, second]
    assert {one.pk for one in everybody if may_see(one, hot)} == {medical.pk, second.pk}


def test_one_look_costs_the_same_for_one_alert_and_for_many(alert, coach, squad, django_assert_num_queries):
    with django_assert_num_queries(6):  # the person, roles, squads, squads below, what definitions say, alerts
        list(visible_alerts(type(coach).objects.only("pk", "is_active").get(pk=coach.pk)))
