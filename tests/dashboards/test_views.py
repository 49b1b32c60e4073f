from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from forms_engine.extension import PersonBadge
from people import roles
from people.models import Look
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_consultant, make_person, make_squad
from tests.dashboards.made import NOW, TUESDAY, make_forms, put_activity, put_night, put_usual_nights

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def squad():
    make_forms()
    return make_squad()


@pytest.fixture
def coach(squad):
    return make_coach(squad)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/board/", "/board.csv", "/people/1/"])
def test_a_stranger_is_led_to_the_login(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("address", ["/", "/board/", "/board.csv", "/people/1/"])
def test_nothing_can_be_posted_here(client, squad, address):
    client.force_login(make_athlete(squad))
    assert client.post(address).status_code == 405


def test_the_board_shows_name_value_change_and_headings(client, squad, coach):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=70)
    put_activity(ada, TUESDAY - timedelta(days=1), steps=12345)
    client.force_login(coach)
    page = text_of(client.get("/board/"))
    for words in ("Ada Examplova", "Night Mon 9 → Tue 10", "Day Mon 9", "−10 · mean\u00a080", "12\u202f345", "1 act"):
        assert words in page
    assert "Readiness well below own normal" in page


def test_the_board_keeps_to_the_content_security_policy(client, squad, coach):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80)
    client.force_login(coach)
    for address in ("/board/", f"/people/{ada.pk}/"):
        page = text_of(client.get(address))
        assert "style=" not in page
        assert "<style" not in page
        assert "<script>" not in page


def test_a_name_is_text_and_never_markup(client, squad, coach):
    make_athlete(squad, "<script>x</script>", '"><img src=x>')
    client.force_login(coach)
    page = text_of(client.get("/board/"))
    assert "<script>x" not in page
    assert "<img src=x>" not in page


def test_words_of_a_source_are_text_and_never_markup(client, squad, coach, badges):
    ada = make_athlete(squad)
    badges[ada.pk] = PersonBadge("<b>Ring</b>", "act", "<i>gone</i>", detail="<u>now</u>")
    client.force_login(coach)
    page = text_of(client.get("/board/"))
    assert "<i>gone" not in page
    assert "<u>now" not in page


def test_everybody_shown_gets_a_look_and_the_viewer_none(client, squad, coach):
    ada, bo = make_athlete(squad), make_athlete(squad, "Bo")
    client.force_login(coach)
    client.get("/board/")
    assert {(look.viewer, look.person, look.page) for look in Look.objects.select_related("viewer", "person")} == {
        (coach, ada, "morning board"),
        (coach, bo, "morning board"),
    }


def test_a_board_without_values_is_no_look(client, squad):
    make_athlete(squad)
    client.force_login(make_consultant())
    page = text_of(client.get("/board/"))
    assert "none of the values" in page
    assert not Look.objects.exists()


def test_the_csv_holds_what_the_page_holds(client, squad, coach):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=70, hrv_rmssd_ms=55)
    client.force_login(coach)
    answer = client.get("/board.csv?day=2026-03-10")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    headings, _mean, line = text_of(answer).splitlines()
    assert headings.startswith("Athlete,Status,Reasons,")
    assert "temperature" not in headings
    assert line.startswith("Ada Examplova,act,Readiness well below own normal,70,−10 · mean\u00a080,act,,")
    assert Look.objects.get().person == ada


def test_the_csv_starts_no_formula(client, squad, coach):
    make_athlete(squad, "=HYPERLINK(1)", "X")
    client.force_login(coach)
    assert "'=HYPERLINK" in text_of(client.get("/board.csv"))


@pytest.mark.parametrize(
    "query", ["day=tomorrow", "day=2026-02-30", "day=2026-03-11", "squad=x", "squad=-1", "squad=²"]
)
def test_what_cannot_be_read_is_answered_with_what_to_write(client, coach, query):
    client.force_login(coach)
    for address in ("/board/", "/board.csv"):
        answer = client.get(f"{address}?{query}")
        assert answer.status_code == 400
        assert "That" in text_of(answer)
    assert not Look.objects.exists()


@pytest.mark.parametrize("squad_id", ["999999", "999999999999999999"])
def test_an_unknown_squad_is_not_found(client, coach, squad_id):
    client.force_login(coach)
    assert client.get(f"/board/?squad={squad_id}").status_code == 404


def test_somebody_elses_squad_is_not_found(client, coach):
    other = make_squad("Sprint Testers")
    client.force_login(coach)
    assert client.get(f"/board/?squad={other.pk}").status_code == 404
    assert client.get(f"/board.csv?squad={other.pk}").status_code == 404


def test_the_chosen_squad_and_day_stay_in_the_addresses(client, squad, coach):
    make_athlete(squad)
    client.force_login(coach)
    page = text_of(client.get(f"/board/?squad={squad.pk}&day=2026-03-09"))
    assert f"/board/?squad={squad.pk}&amp;day=2026-03-08" in page
    assert f"/board.csv?squad={squad.pk}&amp;day=2026-03-09" in page
    assert "?day=2026-03-09" in page


def test_an_empty_board_says_what_to_do_next(client, coach, squad):
    client.force_login(coach)
    assert "A consultant adds athletes" in text_of(client.get("/board/"))
    client.force_login(make_athlete(squad))
    assert "There is no squad for you here." in text_of(client.get("/board/"))


def test_staff_with_squads_are_led_from_home_to_the_board(client, coach):
    client.force_login(coach)
    assert client.get("/")["Location"] == "/board/"


def test_home_of_a_consultant_lists_the_places(client):
    client.force_login(make_consultant())
    page = text_of(client.get("/"))
    assert "Morning board" in page
    assert reverse("admin:index") in page


def test_home_of_somebody_without_a_role_says_who_must_act(client):
    client.force_login(make_person())
    assert "A consultant of your club gives you a role" in text_of(client.get("/"))


def test_home_of_an_athlete_tells_the_connection_and_last_night(client, squad, badges):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=81, total_sleep_s=26100)
    badges[ada.pk] = PersonBadge(
        "Testring", "fine", "Connected", since=NOW, last_sync_at=NOW - timedelta(minutes=12), url="/profiles/x/"
    )
    client.force_login(ada)
    page = text_of(client.get("/"))
    for words in ("Testring: Connected.", "Last sync 12 min ago.", "Mon 9 → Tue 10", "+1 from own mean 80"):
        assert words in page
    assert "7\u00a0h\u00a015" in page
    assert 'href="/profiles/x/"' in page
    assert "See the connection" in page


def test_home_says_how_many_nights_a_mean_rests_on_when_the_last_is_missing(client, squad):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, count=70, readiness_score=80, hrv_rmssd_ms=60)
    client.force_login(ada)
    page = text_of(client.get("/"))
    assert "6\u00a0of\u00a07" in page
    assert "1 day old" in page


def test_home_of_an_unconnected_athlete_has_the_one_thing_to_do(client, squad, badges):
    ada = make_athlete(squad)
    badges[ada.pk] = PersonBadge("Testring", "none", "Not connected", url="/profiles/x/", action="Connect Testring")
    client.force_login(ada)
    page = text_of(client.get("/"))
    assert "Connect Testring" in page
    assert "There is nothing to show of your nights yet." in page


def test_home_of_an_athlete_begins_with_what_waits_for_today_until_it_is_filled(client, squad, badges):
    ada = make_athlete(squad)
    badges[ada.pk] = PersonBadge("Testring", "none", "Not connected", url="/profiles/x/", action="Connect Testring")
    wellness = make_form("Daily Wellness", fields={"sleep": "rating"}, rights={roles.ATHLETE: "lcrw"})
    client.force_login(ada)
    page = text_of(client.get("/"))
    assert reverse("new_record", args=[ada.pk, wellness.key]) in page
    assert page.index("For today") < page.index("Connect Testring")
    make_record(wellness, ada, {"sleep": 3}, occurred_on=TUESDAY)
    assert "For today" not in text_of(client.get("/"))


def test_the_menu_offers_the_board_to_those_who_look_after_athletes(client, squad, coach):
    client.force_login(coach)
    assert 'href="/board/"' in text_of(client.get("/board/"))
    client.force_login(make_athlete(squad))
    assert 'href="/board/"' not in text_of(client.get("/"))
