"""The athlete page as people get it."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dashboards.athlete.plans import STATUS
from dashboards.projection import rebuild
from forms_engine.definition_import import apply_document
from forms_engine.definitions import ensure_permission
from forms_engine.extension import PersonBadge
from forms_engine.models import FormDefinition, FormPermission, Record
from forms_engine.starters import read_starter
from people import prepared, roles
from people.looks import note_looks
from people.models import Look
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad
from tests.dashboards.made import (
    MONDAY,
    NIGHT,
    NOW,
    RIGHTS,
    TUESDAY,
    make_forms,
    make_hand_filled_forms,
    put,
    put_activity,
    put_night,
    put_usual_nights,
)

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


@pytest.fixture
def ada(squad):
    return make_athlete(squad)


@pytest.fixture
def page_of(client, ada):
    """`page_of(viewer, "days=90")` is the text of Ada's page."""

    def open_page(viewer, query: str = "") -> str:
        client.force_login(viewer)
        answer = client.get(f"/people/{ada.pk}/?{query}")
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    return open_page


def pane_of(page: str, key: str) -> str:
    return re.split(r'<section class="pane', page.split(f'id="{key}" aria')[1])[0]


def words_of(html: str) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", html))


def rows_of(pane: str) -> list[str]:
    return [words_of(row).strip() for row in re.findall(r"<tr>(.*?)</tr>", pane.partition("<tbody>")[2], re.DOTALL)]


def test_a_pane_says_the_morning_as_the_board_does_and_shows_the_days_behind_it(page_of, coach, ada):
    put_usual_nights(ada, TUESDAY, count=40, readiness_score=80)
    put_night(ada, TUESDAY, readiness_score=70)
    pane = pane_of(page_of(coach), "readiness")
    told = words_of(pane)
    for words in (
        "Night Mon 9 → Tue 10",
        "70",
        "−10 from own mean 80",
        "Own normal 78 to 82; 28 of 28 days with a value",
    ):
        assert words in told
    assert "z −4.91" in told
    assert f'href="/board/why/?person={ada.pk}&amp;column=readiness">act<' in pane
    assert "Readiness, 28 days up to Tue 10: 28 values from 70 to 82" in pane
    assert rows_of(pane)[0] == "Mon 9 → Tue 10 70 78 – 82"
    assert Look.objects.get().page == "athlete page"


def test_every_cell_of_the_board_leads_to_a_chart_that_is_there(client, page_of, coach, ada):
    make_hand_filled_forms()
    put_usual_nights(ada, TUESDAY, readiness_score=80, total_sleep_s=27_000, hrv_rmssd_ms=60)
    put("daily_wellness", ada, TUESDAY, "w", {"wellness_total": 20})
    put("training_load", ada, MONDAY, "l", {"load_au": 300})
    page = page_of(coach)
    anchors = set(re.findall(rf"/people/{ada.pk}/#([a-z_]+)", client.get("/board/").content.decode()))
    assert {"readiness", "sleep_hours", "hrv", "load", "wellness"} <= anchors
    assert anchors <= set(re.findall(r'<section class="pane" id="([a-z_]+)"', page))


@pytest.mark.parametrize(("query", "days"), [("", 28), ("days=7", 7), ("days=90", 90), ("days=365", 365)])
def test_zoom_is_in_the_address(page_of, coach, ada, query, days):
    put_usual_nights(ada, TUESDAY, count=3, readiness_score=80)
    page = page_of(coach, query)
    assert len(rows_of(pane_of(page, "readiness"))) == days
    assert f'viewBox="0 0 {days * 10} ' in page


def test_a_hole_breaks_the_line_is_hatched_and_says_why(page_of, coach, ada):
    put_night(ada, TUESDAY, readiness_score=70)
    put_night(ada, TUESDAY - timedelta(days=2), readiness_score=72)
    put_night(ada, TUESDAY - timedelta(days=1), sleep_score=72)
    pane = pane_of(page_of(coach, "days=7"), "readiness")
    assert "not measured" in rows_of(pane)[1]
    assert "no data yet" in rows_of(pane)[3]
    assert pane.count('class="trend-gap"') == 2
    assert re.search(r'trend-line series-1" d="M\d+ [\d.]+h0M\d+ [\d.]+h0"', pane)


def test_what_grows_until_the_day_is_over_is_told_the_day_after(page_of, coach, ada):
    put_activity(ada, MONDAY, steps=9_000)
    put_activity(ada, TUESDAY, steps=120)
    rows = rows_of(pane_of(page_of(coach, "days=7"), "steps"))
    assert rows[0] == "Tue 10 Mar – –"
    assert rows[1].startswith("Mon 9 Mar 9\u202f000")


def test_sleep_is_stacked_by_stages_and_times_float_by_the_athletes_clock(page_of, coach, ada):
    night = FormDefinition.objects.get(key=NIGHT)
    for key in ("deep_sleep_s", "light_sleep_s", "rem_sleep_s"):
        make_field(night, key, "duration")
    for key in ("bedtime_start", "bedtime_end"):
        make_field(night, key, "datetime")
    put_night(
        ada,
        TUESDAY,
        total_sleep_s=27_000,
        deep_sleep_s=5_400,
        light_sleep_s=14_400,
        rem_sleep_s=7_200,
        bedtime_start="2026-03-09T22:40:00+02:00",
        bedtime_end="2026-03-10T06:50:40+02:00",
    )
    page = page_of(coach, "days=7")
    sleep, timing = pane_of(page, "sleep_hours"), pane_of(page, "timing")
    assert [f"trend-bars series-{number}" in sleep for number in (1, 5, 3)] == [True] * 3
    assert "7\u00a0h\u00a030 1\u00a0h\u00a030 4\u00a0h\u00a000 2\u00a0h\u00a000" in rows_of(sleep)[0]
    assert rows_of(timing)[0] == "Mon 9 → Tue 10 22:40 06:50"
    assert "22:40 to 06:50" in words_of(timing)


def test_hrv_is_nights_as_dots_their_weeks_as_a_line_and_the_own_band(page_of, coach, ada):
    put_usual_nights(ada, TUESDAY, count=60, hrv_rmssd_ms=60)
    assert "This night alone" not in pane_of(page_of(coach), "hrv")
    put_night(ada, TUESDAY, hrv_rmssd_ms=61)
    pane = pane_of(page_of(coach), "hrv")
    assert all(name in pane for name in ("trend-dots series-1", "trend-line series-2", "trend-band"))
    assert re.match(r"Mon 9 → Tue 10 61 60 7 of 7 5\d – 6\d", rows_of(pane)[0])
    assert re.search(r"Mean of 7 nights up to Mon 9 → Tue 10 *60 ms .*This night alone: 61 ms", words_of(pane))


def test_a_sum_over_missing_days_is_marked_and_never_compared(page_of, coach, ada):
    make_hand_filled_forms()
    for back in range(1, 15):
        put("training_load", ada, TUESDAY - timedelta(days=back), f"s{back}", {"load_au": 200 if back < 8 else 100})
    told = words_of(pane_of(page_of(coach, "days=7"), "load"))
    assert "+100\u00a0% to the week before" in told
    assert "Load, sums of 7 days: 1\u202f400 from Tue 3 to Mon 9" in page_of(coach, "days=7")
    assert rows_of(pane_of(page_of(coach, "days=7"), "load"))[0] == "Tue 10 Mar – –"
    Record.objects.filter(form__key="training_load", occurred_on=TUESDAY - timedelta(days=3)).update(withdrawn_at=NOW)
    rebuild(FormDefinition.objects.get(key="training_load").pk)
    pane = pane_of(page_of(coach, "days=7"), "load")
    assert "missing is not nought" in words_of(pane)
    assert "1\u202f200 (partial: 6 of 7)" in rows_of(pane)[1]
    assert "not filled in" in rows_of(pane)[3]


@pytest.mark.parametrize(
    ("compared", "back", "words"),
    [("before", 7, "Tue 24 Feb to Tue 3 Mar"), ("4weeks", 28, "4 weeks earlier"), ("year", 365, "a year earlier")],
)
def test_another_period_is_a_ghost_line_and_a_difference_in_words(page_of, coach, ada, compared, back, words):
    for day in range(7):
        put_night(ada, TUESDAY - timedelta(days=day), readiness_score=78)
        put_night(ada, TUESDAY - timedelta(days=day + back), readiness_score=81)
    pane = pane_of(page_of(coach, f"days=7&with={compared}"), "readiness")
    assert "trend-ghost" in pane
    told = words_of(pane)
    assert ": −3 (7 and 7 values)" in told
    assert "81" in rows_of(pane)[0]
    if compared != "before":
        assert f"Mean 78, {words} 81" in told


def test_what_happened_stands_on_the_axis_as_far_as_the_viewer_may_read_it(page_of, coach, squad, ada):
    apply_document(read_starter("note"), NOW)
    apply_document(read_starter("injury_and_availability"), NOW)
    note = FormDefinition.objects.get(key="note")
    injury = FormDefinition.objects.get(key="injury_and_availability")
    make_record(note, ada, {"kind": "travel", "text": "Night bus from Sampleton"}, occurred_on=MONDAY)
    values = {"status": "modified", "body_area": "Knee", "medical_note": "Swollen"}
    make_record(injury, ada, values, occurred_on=date(2026, 3, 5))
    secret = make_form("Interview", key="interview", fields={"said": "text"}, rights={roles.MEDICAL: "r"})
    make_record(secret, ada, {"said": "Not for coaches"}, occurred_on=MONDAY)
    put_night(ada, TUESDAY, readiness_score=70)
    page = page_of(coach)
    told = words_of(page)
    assert "Mon 9 Mar Note travel · Night bus from Sampleton" in told
    assert "Thu 5 Mar Injury and Availability modified, trains with changes · Knee" in told
    assert "Swollen" not in page
    assert "Not for coaches" not in page
    assert "modified since Thu 5 Mar, trains with changes" in told
    assert pane_of(page, "readiness").count('class="trend-mark') == 2
    assert f"/people/{ada.pk}/events/note/new/?day=2026-03-10" in page
    medical = page_of(make_medical(squad))
    assert "Swollen" in medical
    assert "Not for coaches" in medical


def test_what_a_ring_tells_is_said_in_words_and_what_athletes_wrote_stays(page_of, coach, ada):
    fields = {"activity": "text", "intensity": "text", "workout_label": "text"}
    workouts = make_form("Oura Workouts", key="oura_workouts", fields=fields, rights=RIGHTS, managed_by="oura")
    values = {"activity": "strength_training", "intensity": "hard", "workout_label": "leg_day No 2"}
    make_record(workouts, ada, values, occurred_on=MONDAY)
    assert "Oura Workouts Strength training · hard · leg_day No 2" in words_of(page_of(coach))


def test_who_may_not_write_notes_is_offered_none(page_of, coach, ada):
    apply_document(read_starter("note"), NOW)
    FormPermission.objects.filter(form__key="note").update(can_write=False)
    assert "Add a note" not in page_of(coach)
    assert "Add a note" not in page_of(ada)


def test_a_note_begins_on_the_day_of_the_page_it_was_asked_from(client, coach, ada):
    apply_document(read_starter("note"), NOW)
    client.force_login(coach)
    asked = client.get(f"/people/{ada.pk}/events/note/new/?day=2026-03-05").content.decode()
    assert 'value="2026-03-05"' in asked
    for day in ("2026-03-11", "never"):
        assert 'value="2026-03-10"' in client.get(f"/people/{ada.pk}/events/note/new/?day={day}").content.decode()


def test_critical_information_stands_beside_the_name(page_of, coach, ada):
    about = make_form("About", kind=FormDefinition.Kind.PROFILE, rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, ada, {"allergies": "Peanuts"})
    assert "Peanuts" in page_of(coach)


def test_athletes_read_their_own_range_without_z_and_who_has_looked(page_of, coach, ada, badges):
    put_usual_nights(ada, TUESDAY, readiness_score=80, temperature_deviation_c=0.1)
    put_night(ada, TUESDAY, readiness_score=70)
    badges[ada.pk] = PersonBadge(
        "Testring",
        "act",
        "Reconnect needed",
        url="/profiles/x/",
        advice="Reconnect your ring.",
        action="Reconnect Testring",
    )
    page_of(coach)
    page = page_of(ada)
    told = words_of(page)
    assert "Own normal 78 to 82" in told
    assert "; z " not in told
    assert ">well below own normal<" in page
    assert ">act<" not in page
    assert "/board/why/" not in page
    assert "Temperature deviation" in told
    assert "Reconnect your ring." in told
    assert 'href="/profiles/x/"' in page
    assert "Bo Testfield just now" in told
    assert Look.objects.count() == 1


def test_what_athletes_have_not_filled_in_leads_to_the_form_of_its_day(page_of, coach, ada):
    make_hand_filled_forms()
    FormPermission.objects.filter(form__key__in=("daily_wellness", "training_load")).update(can_write=True)
    put("training_load", ada, MONDAY, "l", {"load_au": 300})
    address = f"/people/{ada.pk}/events/daily_wellness/new/?day=2026-03-10"
    page = page_of(ada)
    assert f'href="{address}">Fill it in<' in pane_of(page, "wellness")
    assert "Fill it in" not in pane_of(page, "load")
    assert "Fill it in" not in page_of(coach)
    FormPermission.objects.filter(form__key="daily_wellness").update(can_write=False)
    assert "Fill it in" not in page_of(ada)


def test_temperature_is_for_medical_staff_and_the_athlete(page_of, coach, squad, ada):
    put_night(ada, TUESDAY, temperature_deviation_c=0.4)
    assert "Temperature" not in page_of(coach)
    assert "+0.40" in page_of(make_medical(squad))
    assert "+0.40" in page_of(ada)


def test_other_peoples_pages_are_not_found(client, squad, ada):
    bo, other = make_athlete(squad, "Bo"), make_coach(make_squad("Sprint Testers"))
    for viewer in (bo, other):
        client.force_login(viewer)
        for address in (f"/people/{ada.pk}/", f"/people/{ada.pk}/nights/2026-03-10/"):
            assert client.get(address).status_code == 404
    assert client.get("/people/99999999999999999999999/").status_code == 404
    assert not Look.objects.exists()


def test_who_may_read_nothing_is_told_who_must_act_and_leaves_no_look(page_of, ada):
    assert "A consultant of your club gives the right to read" in page_of(make_consultant())
    assert not Look.objects.exists()


def test_without_a_chart_the_athlete_reads_what_to_do_and_who_has_seen_them(page_of, coach, ada):
    note_looks(coach, [ada], "athlete page", timezone.now())
    FormPermission.objects.all().delete()
    page = page_of(ada)
    assert "There is no chart to show yet." in page
    assert "A consultant" not in page.partition("<main")[2]
    assert reverse("profiles") in page.partition('class="empty"')[2]
    assert coach.full_name in page


def test_what_happened_stands_there_without_a_chart(page_of, ada):
    make_hand_filled_forms()
    injuries = FormDefinition.objects.get(key=STATUS.form_key)
    make_record(injuries, ada, {STATUS.field_key: "unavailable"}, occurred_on=MONDAY)
    FormPermission.objects.exclude(form=injuries).delete()
    consultant = make_consultant()
    ensure_permission(injuries, roles.CONSULTANT, "r")
    assert "What happened" in page_of(consultant)


def test_availability_or_critical_information_alone_is_a_look_too(page_of, ada):
    make_hand_filled_forms()
    about = make_form("About", kind=FormDefinition.Kind.PROFILE)
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, ada, {"allergies": "Peanuts"})
    injuries = FormDefinition.objects.get(key=STATUS.form_key)
    make_record(injuries, ada, {STATUS.field_key: "unavailable"}, occurred_on=MONDAY)
    consultant = make_consultant()
    for form, words in ((about, "peanuts"), (injuries, "unavailable")):
        FormPermission.objects.filter(role__name=roles.CONSULTANT).delete()
        ensure_permission(form, roles.CONSULTANT, "r")
        assert words in page_of(consultant).lower()
    assert list(Look.objects.values_list("viewer", "person")) == [(consultant.pk, ada.pk)] * 2


@pytest.mark.parametrize(
    "query", ["day=soon", "day=1999-01-01", "day=2026-03-11", "days=30", "days=x", "with=everybody"]
)
def test_what_cannot_be_read_is_answered_with_what_to_write(client, coach, ada, query):
    client.force_login(coach)
    answer = client.get(f"/people/{ada.pk}/?{query}")
    assert answer.status_code == 400
    assert "That is" in answer.content.decode() or "That day" in answer.content.decode()


def test_words_of_people_are_text_and_never_markup(page_of, coach, ada):
    form = make_form("Remark <b>", key="remark", fields={"said": "text"}, rights={roles.COACH: "r"})
    make_record(form, ada, {"said": '"><script>x</script>'}, occurred_on=MONDAY)
    put_night(ada, TUESDAY, readiness_score=70)
    page = page_of(coach)
    assert "<script>x" not in page
    assert "Remark <b>" not in page
    assert "style=" not in page


def test_the_statements_of_a_page_do_not_grow_with_its_days(client, coach, ada, django_assert_num_queries):
    make_hand_filled_forms()
    apply_document(read_starter("note"), NOW)
    put_usual_nights(ada, TUESDAY, count=40, readiness_score=80, hrv_rmssd_ms=60)
    client.force_login(coach)
    client.get(f"/people/{ada.pk}/")
    for query in ("days=7", "days=365&with=year"):
        with django_assert_num_queries(15):
            client.get(f"/people/{ada.pk}/?{query}")


def test_earlier_and_later_stay_within_what_there_can_be(page_of, coach, ada):
    put_night(ada, TUESDAY, readiness_score=70)
    page = page_of(coach, "day=2026-03-01&days=7")
    assert f"/people/{ada.pk}/?day=2026-02-22&amp;days=7" in page
    assert f"/people/{ada.pk}/?day=2026-03-08&amp;days=7" in page
    newest = page_of(coach)
    assert ">Later<" not in newest


def test_the_cells_of_many_athletes_are_asked_with_one_prepared_statement(client, squad):
    client.force_login(make_coach(squad))
    athletes = [make_athlete(squad, f"Test{number}", password="") for number in range(3)]
    client.get(f"/people/{athletes[0].pk}/")
    kept = len(prepared._kept)
    for athlete in athletes[1:]:
        assert athlete.first_name in client.get(f"/people/{athlete.pk}/").content.decode()
    assert len(prepared._kept) == kept
