"""The list, one alert and what is done with it, as somebody on the site meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alerts.models import Alert, Telling
from forms_engine.models import FieldDefinition, Standard
from people.models import Look
from tests.alerts.made import condition, look, make_rule
from tests.builders.people import make_athlete, make_coach, make_medical, make_person, make_squad
from tests.dashboards.made import put_night

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def alert(ada):
    make_rule(condition("readiness_score", value=60))
    put_night(ada, timezone.localdate(), readiness_score=41)
    look(timezone.now())
    return Alert.objects.get()


@pytest.fixture
def page(alert, coach, client):
    client.force_login(coach)
    return lambda **query: client.get(reverse("alerts:alerts"), query)


def do(client, alert, what, **said):
    return client.post(reverse(f"alerts:{what}", args=[alert.pk]), said)


def test_the_squads_list_shows_whom_which_rule_and_its_value(page):
    text = page(whose="squad").content.decode()
    assert "Ada Examplova" in text
    assert "Readiness score under 60" in text
    assert "Readiness score 41" in text


def test_mine_are_those_told_or_assigned_to_me(page, alert, coach):
    assert b"No open alert is yours" in page().content
    Telling.objects.create(alert=alert, person=coach, way="site", asked_at=timezone.now(), told_at=timezone.now())
    response = page()
    assert b"Ada Examplova" in response.content
    assert b'<span class="menu-count">1' in response.content


def test_acknowledged_alerts_leave_the_open_list_and_stand_under_their_own(page, alert, client, coach):
    assert do(client, alert, "acknowledge").status_code == 302
    assert b"Ada Examplova" not in page(whose="squad").content.partition(b"<main")[2]
    assert b"Ada Examplova" in page(whose="squad", state="acknowledged").content
    assert b"Ada Examplova" in page(whose="squad", state="all").content
    assert do(client, alert, "reopen").status_code == 302
    assert b"Ada Examplova" in page(whose="squad").content


def test_the_list_of_another_squad_is_empty(page, squad, coach):
    other = make_squad("Others")
    other.memberships.create(person=coach, role="coach")
    assert b"Ada Examplova" in page(whose="squad", squad=squad.pk).content
    assert b"Ada Examplova" not in page(whose="squad", squad=other.pk).content.partition(b"<main")[2]


def test_looking_at_the_list_and_at_an_alert_is_noted(page, alert, client, ada):
    page(whose="squad")
    client.get(reverse("alerts:alert", args=[alert.pk]))
    assert list(Look.objects.filter(person=ada).order_by("pk").values_list("page", flat=True)) == ["alerts", "alert"]


def test_a_poll_that_finds_nothing_new_says_nothing_and_is_no_look(page, client, alert, ada):
    text = page(whose="squad").content.decode()
    url = text.partition('hx-get="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(url, headers={"HX-Request": "true"}).status_code == 204
    assert Look.objects.filter(person=ada).count() == 1
    do(client, alert, "acknowledge")
    assert b"No alert is open" in client.get(url, headers={"HX-Request": "true"}).content


def test_a_poll_after_the_log_in_ended_loads_the_page_again(page, client):
    client.logout()
    answer = client.get(reverse("alerts:lines"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_an_alert_shows_its_rule_its_numbers_and_where_they_stand(page, alert, client, ada):
    text = client.get(reverse("alerts:alert", args=[alert.pk])).content.decode()
    record = ada.records.get()
    assert "Readiness score under 60" in text
    assert "41" in text
    assert reverse("person_record", args=[ada.pk, record.form.key, record.pk]) in text
    assert f"{reverse('athlete', args=[ada.pk])}?day={alert.board_day}" in text


def test_a_note_an_assignment_and_an_acknowledgement_stand_in_the_history(page, alert, client, squad, coach):
    mia = make_medical(squad)
    do(client, alert, "note", note="Slept badly in the bus.")
    do(client, alert, "assign", to=mia.pk)
    do(client, alert, "acknowledge")
    text = client.get(reverse("alerts:alert", args=[alert.pk])).content.decode()
    assert "Slept badly in the bus." in text
    assert "Bo Testfield: assigned to Mia Mockley" in text
    assert "Bo Testfield: acknowledged" in text
    assert [one.kind for one in alert.happenings.all()] == ["raised", "noted", "assigned", "acknowledged"]


def test_acknowledging_twice_is_one_line(page, alert, client):
    do(client, alert, "acknowledge")
    do(client, alert, "acknowledge")
    assert alert.happenings.filter(kind="acknowledged").count() == 1


def test_it_is_assigned_only_to_somebody_who_may_see_it(page, alert, client):
    stranger = make_coach(make_squad("Others"), "Far", "Testfield")
    answer = do(client, alert, "assign", to=stranger.pk)
    assert answer.status_code == 400
    assert Alert.objects.get().assigned_to is None
    do(client, alert, "assign", to="")
    assert Alert.objects.get().assigned_to is None


def test_an_assigned_alert_waits_in_the_menu_of_the_colleague(page, alert, client, squad):
    mia = make_medical(squad)
    do(client, alert, "assign", to=mia.pk)
    client.force_login(mia)
    assert b'<span class="menu-count">1' in page().content


def test_putting_it_off_needs_a_reason_and_an_end(page, alert, client):
    assert do(client, alert, "snooze", days=2, reason="").status_code == 400
    assert do(client, alert, "snooze", days=99, reason="Travel").status_code == 400
    assert do(client, alert, "snooze", days=2, reason="Travel").status_code == 302
    text = page(whose="squad").content.decode()
    assert "1 is put off" in text
    assert Alert.objects.get().snoozed_until > timezone.now() + DAY


def test_an_empty_note_is_refused(page, alert, client):
    assert do(client, alert, "note", note="  ").status_code == 400


@pytest.mark.parametrize("what", ["alert", "acknowledge", "reopen", "note", "assign", "snooze"])
def test_whoever_may_not_see_it_finds_nothing_at_any_door(alert, client, ada, squad, what):
    others = [make_coach(make_squad("Others"), "Far", "Testfield"), make_athlete(squad, "Bo", "Testfield"), ada]
    for viewer in [*others, make_person()]:
        client.force_login(viewer)
        url = reverse(f"alerts:{what}", args=[alert.pk])
        answer = client.get(url) if what == "alert" else client.post(url, {"note": "x", "days": 1, "reason": "x"})
        assert answer.status_code == 404
    assert [one.kind for one in alert.happenings.all()] == ["raised"]


def test_an_athlete_has_no_page_of_alerts_and_no_entry_in_the_menu(alert, client, ada):
    client.force_login(ada)
    assert client.get(reverse("alerts:alerts")).status_code == 404
    assert b"Alerts" not in client.get(reverse("home")).content


def test_nobody_logged_in_is_asked_to_log_in(alert, client):
    assert client.get(reverse("alerts:alert", args=[alert.pk])).status_code == 302


def test_what_no_longer_holds_says_since_when(page, alert, ada, client):
    put_night(ada, timezone.localdate(), readiness_score=80)
    look(timezone.now())
    text = page(whose="squad").content
    assert b"o longer holds since" in text
    assert b'<span class="badge is-none">No longer holds</span>' in text
    assert b"o longer holds since" in client.get(reverse("alerts:alert", args=[alert.pk])).content


def test_the_list_costs_the_same_for_one_alert_and_for_many(page, alert, squad):
    page(whose="squad")
    with CaptureQueriesContext(connection) as one:
        page(whose="squad")
    for number in range(20):
        put_night(make_athlete(squad, "Ada", f"Example{number}", password=""), timezone.localdate(), readiness_score=40)
    look(timezone.now())
    with CaptureQueriesContext(connection) as many:
        page(whose="squad")
    assert Alert.objects.count() == 21
    assert len(many) == len(one)


def test_what_standards_say_of_the_numbers_stands_with_them(page, alert, client, ada):
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, measure="percent", high=90, least_values=3, tone="watch", words="much lower")
    Standard.objects.create(field=field, order=1, high=50, sex="female", tone="act", words="send home")
    assert "41, send home" not in page(whose="squad").content.decode()
    type(ada).objects.filter(pk=ada.pk).update(sex="female")
    for address in (reverse("alerts:alerts") + "?whose=squad", reverse("alerts:alert", args=[alert.pk])):
        assert "41, send home" in client.get(address).content.decode()
    for back in range(1, 5):
        put_night(ada, timezone.localdate() - back * DAY, readiness_score=80)
    assert "41, much lower" in page(whose="squad").content.decode()


@pytest.mark.parametrize("asked", [{"whose": "zz"}, {"state": "zz"}, {"squad": "zz"}])
def test_what_cannot_be_read_of_an_address_is_refused_with_what_to_do(page, asked):
    answer = page(**asked)
    assert answer.status_code == 400
    assert b"hoose" in answer.content
