"""What must be known of somebody stands where staff meet them in numbers, for whoever may read it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.daily import daily_row
from alerts.models import Alert
from forms_engine.critical import critical_information, critical_of, critical_words
from forms_engine.definition_memory import definitions_version
from forms_engine.models import Standard
from people import roles
from people.remembering import remembering
from tests.alerts.made import condition, look, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad, make_staff
from tests.dashboards.made import make_forms, put_night
from tests.forms_engine.group_entry.grids import grid_url, make_wellness

pytestmark = pytest.mark.django_db
WORDS = "Allergies: nuts"


@pytest.fixture
def squad():
    return make_squad()


@pytest.fixture
def about():
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r", roles.MEDICAL: "r"})
    make_field(about, "allergies", "text", label="Allergies", is_critical=True)
    return about


@pytest.fixture
def ada(squad, about):
    ada = make_athlete(squad)
    make_record(about, ada, {"allergies": "nuts"})
    return ada


NOTHINGS = ("none", "None.", " no ", "-", "keine", "nil", "No known allergies.", "Keine bekannt", "")


@pytest.mark.parametrize("nothing", NOTHINGS)
def test_a_text_that_says_none_is_nothing_to_know(about, squad, nothing):
    bo, coach = make_athlete(squad), make_coach(squad)
    make_record(about, bo, {"allergies": nothing})
    assert critical_information(coach, [bo]) == {}


def test_no_nought_and_a_choice_of_none_are_nothing_to_know(about, squad):
    make_field(about, "asthma", "yes_no", is_critical=True)
    make_field(about, "concussions", "integer", is_critical=True)
    make_field(about, "illness", "choices", choices=["None", "asthma"], is_critical=True)
    bo, coach = make_athlete(squad), make_coach(squad)
    make_record(about, bo, {"asthma": False, "concussions": 0, "illness": ["None"]})
    assert critical_information(coach, [bo]) == {}


def test_an_empty_table_of_answers_is_nothing_to_know(about, squad):
    details = {
        "rows": [{"key": "left", "label": "Left"}],
        "columns": [{"key": "knee", "label": "Knee"}],
        "cell": {"type": "integer", "maximum": 10},
    }
    make_field(about, "pain", "matrix", label="Pain", details=details, is_critical=True)
    bo, coach = make_athlete(squad), make_coach(squad)
    make_record(about, bo, {"pain": {}})
    assert critical_information(coach, [bo]) == {}


def test_rows_of_many_say_what_the_page_of_one_says_and_to_the_same_viewers(about, ada, squad):
    asthma = make_field(about, "asthma", "yes_no", label="Asthma", is_critical=True, visible_to=[roles.MEDICAL])
    Standard.objects.create(field=asthma, options=["yes"], age_below=18, tone="act", words="tell the parents")
    Standard.objects.create(field=asthma, options=["yes"], sex="female", tone="watch", words="carries a spray")
    bo = make_athlete(squad)
    bo.sex, bo.date_of_birth = "female", timezone.localdate() - timedelta(days=30 * 365)
    bo.save()
    make_record(about, bo, {"allergies": "none", "asthma": True})
    for viewer in (make_coach(squad), make_medical(squad), make_staff(squad), ada):
        of_one = {one.pk: critical_of(viewer, one) for one in (ada, bo)}
        assert critical_information(viewer, [ada, bo]) == {pk: told for pk, told in of_one.items() if told}
        assert critical_of(viewer, viewer) == []
    assert critical_words(make_coach(squad), [ada, bo]) == {ada.pk: WORDS}
    assert critical_words(make_medical(squad), [ada, bo]) == {ada.pk: WORDS, bo.pk: "Asthma: Yes, carries a spray"}


def test_however_many_people_take_one_statement_and_none_for_who_may_read_nothing_of_it(about, squad):
    people = [make_athlete(squad, password="") for _number in range(5)]
    for viewer, statements in ((make_coach(squad), 1), (make_staff(squad), 0)):
        with remembering():
            critical_words(viewer, people)
        with remembering():
            definitions_version()
            with CaptureQueriesContext(connection) as queries:
                critical_words(viewer, people)
        assert len(queries) == statements


def test_it_stands_on_the_board_the_week_the_grid_and_with_alerts(client, ada, squad):
    make_forms()
    daily_row()
    today = timezone.localdate()
    make_rule(condition("readiness_score", value=60))
    for ago in (0, 8):
        put_night(ada, today - timedelta(days=ago), readiness_score=41)
    look(timezone.now())
    form, coach = make_wellness(), make_coach(squad)
    pages = [
        reverse("board"),
        reverse("squad_week"),
        grid_url(form, squad),
        reverse("alerts:alerts") + "?whose=squad",
        reverse("board_why") + f"?person={ada.pk}",
    ]
    client.force_login(coach)
    for address in pages:
        assert WORDS in client.get(address).content.decode(), address
    alert = client.get(reverse("alerts:alert", args=[Alert.objects.get().pk])).content.decode()
    assert 'Allergies <span class="badge-detail">nuts</span>' in alert
    coach.groups.set(Group.objects.filter(name=roles.STAFF))
    for address in pages:
        assert "nuts" not in client.get(address).content.decode(), address
