"""Dashboards as staff open them: whom and what each viewer sees, looks, statements, addresses."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.extension import PersonBadge
from forms_engine.models import FieldDefinition, FormDefinition
from people import roles
from people.models import Look
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad, make_staff
from tests.dashboards.designer.boards import HRV, READINESS, SLEEP, STEPS, TEMPERATURE, make_dashboard
from tests.dashboards.made import (
    MONDAY,
    NIGHT,
    NOW,
    TUESDAY,
    make_forms,
    make_hand_filled_forms,
    put_activity,
    put_night,
    put_usual_nights,
)

pytestmark = pytest.mark.django_db
EVERY_KIND = [
    {"kind": "number", "options": {"figures": [{"measure": READINESS}], "together": "lit"}},
    {"kind": "table", "options": {"figures": [{"measure": READINESS}, {"measure": STEPS, "statistic": "mean"}]}},
    {"kind": "trend", "options": {"measures": [READINESS]}},
    {"kind": "heatmap", "options": {"measures": [READINESS]}},
    {"kind": "bar", "options": {"figures": [{"measure": READINESS}]}},
    {"kind": "scatter", "options": {"figures": [{"measure": READINESS}, {"measure": STEPS}]}},
    {"kind": "text", "options": {"body": "Ask the physio.", "page": "board"}},
    {"kind": "alerts", "options": {}},
    {"kind": "completeness", "options": {"measures": [READINESS]}},
]


@pytest.fixture
def squad(db):
    make_forms()
    return make_squad("Rowing Testers")


def put_month(athlete, readiness):
    put_usual_nights(athlete, TUESDAY, readiness_score=80)
    put_night(athlete, TUESDAY, readiness_score=readiness)
    put_activity(athlete, MONDAY, steps=9876)


def page_of(client, viewer, dashboard, **query):
    client.force_login(viewer)
    answer = client.get(f"/dashboards/{dashboard.key}/", {"day": TUESDAY.isoformat(), **query})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_kind_of_tile_shows_the_squad_and_the_coach_of_another_sees_none_of_it(client, squad, badges):
    other = make_squad("Sailing Testers")
    ada, bo = make_athlete(squad), make_athlete(other, "Bo", "Elsewhere")
    put_month(ada, 88)
    put_month(bo, 41)
    dashboard = make_dashboard(EVERY_KIND)
    coach, coach_of_other = make_coach(squad), make_coach(other)
    page = page_of(client, coach, dashboard)
    assert page.count("Examplova") >= len(EVERY_KIND) - 4
    assert "Ask the physio." in page
    assert "Not shown" not in page
    assert "Elsewhere" not in page
    assert Look.objects.filter(viewer=coach, person=ada, page=f"dashboard: {dashboard.name}").count() == 1
    assert not Look.objects.filter(person=bo).exists()
    page = page_of(client, coach_of_other, dashboard)
    assert "Elsewhere" in page
    assert "well below own normal" in page
    assert "Examplova" not in page
    client.force_login(coach)
    assert client.get(f"/dashboards/{dashboard.key}/?squad={other.pk}").status_code == 404


def test_the_days_of_a_trend_are_reached_by_keyboard(client, squad):
    coach = make_coach(squad)
    put_month(make_athlete(squad), 80)
    dashboard = make_dashboard(tiles=[{"kind": "trend", "options": {"measures": [READINESS], "days": 7}}])
    page = page_of(client, coach, dashboard)
    assert 'tabindex="0" role="group" aria-label="Readiness score" data-trend' in page
    assert 'class="trend-live" role="status"' in page
    assert "dashboards/timeline.js" in page
    rows = page.partition('class="pane-table"')[2].partition("</table>")[0].partition("<tbody>")[2]
    assert rows.count("<tr") == 7


def test_an_open_page_asks_again_without_looking_again(client, squad):
    put_month(make_athlete(squad), 88)
    dashboard, coach = make_dashboard(EVERY_KIND), make_coach(squad)
    page = page_of(client, coach, dashboard)
    assert 'hx-trigger="every 60s, refresh"' in page
    assert "data-poll" in page
    client.get(f"/dashboards/{dashboard.key}/", headers={"HX-Request": "true"})
    assert Look.objects.filter(viewer=coach).count() == 1


def test_the_open_page_of_today_goes_with_the_clock_and_one_of_a_day_gone_by_stays(client, squad):
    dashboard, coach = make_dashboard(EVERY_KIND), make_coach(squad)
    here = f'hx-get="/dashboards/{dashboard.key}/'
    with time_machine.travel(NOW, tick=False):
        assert f'{here}" hx-trigger="every 60s' in page_of(client, coach, dashboard)
        past = page_of(client, coach, dashboard, day=str(MONDAY))
    assert f'{here}?day={MONDAY}" hx-trigger="every 60s' in past


def test_an_old_value_never_stands_as_one_of_the_morning(client, squad):
    ada, bo = make_athlete(squad), make_athlete(squad, "Bo", "Samplesen")
    put_night(ada, TUESDAY, readiness_score=88)
    put_night(bo, TUESDAY - timedelta(days=2), readiness_score=41)
    for athlete in (ada, bo):
        put_activity(athlete, MONDAY, steps=9000)
    dashboard = make_dashboard(
        [
            {"kind": "number", "options": {"figures": [{"measure": READINESS}], "together": "athletes"}},
            {"kind": "bar", "options": {"figures": [{"measure": READINESS}]}},
            {"kind": "scatter", "options": {"figures": [{"measure": READINESS}, {"measure": STEPS}]}},
        ]
    )
    number, bars, scatter = page_of(client, make_coach(squad), dashboard).split('id="tile-')[1:]
    assert '<p class="tile-value">1</p>' in number
    assert bars.count('class="bar is-stale"') == 1
    assert "41, 2 days old" in bars
    assert "mean 88" in bars
    assert "Samplesen" not in scatter
    assert "1 athlete has only an older value and is left out." in scatter


def test_what_a_viewer_may_not_read_is_not_told_even_by_a_title(client, squad):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY, readiness_score=77, temperature_deviation_c=0.83)
    secret = "Fever watch of the week"
    dashboard = make_dashboard(
        [
            {"kind": "number", "title": secret, "options": {"figures": [{"measure": TEMPERATURE}]}},
            {
                "kind": "table",
                "title": secret,
                "options": {"figures": [{"measure": READINESS}, {"measure": TEMPERATURE}]},
            },
            {"kind": "scatter", "options": {"figures": [{"measure": READINESS}, {"measure": TEMPERATURE}]}},
            {"kind": "completeness", "title": secret, "options": {"measures": [TEMPERATURE]}},
        ]
    )
    page = page_of(client, make_coach(squad), dashboard)
    for word in (secret, "emperature", "0.8"):
        assert word not in page
    assert page.count("This tile shows what you may not read") == 2
    assert page.count("1 field of this tile is not yours to read.") == 2
    assert ">77<" in page
    page = page_of(client, make_medical(squad), dashboard)
    assert secret in page
    assert "0.8" in page


def test_a_calculation_of_closed_fields_is_as_closed_as_they_are(client, squad):
    put_night(make_athlete(squad), TUESDAY, readiness_score=77)
    field = FieldDefinition.objects.get(form__key="oura_readiness_and_sleep_summary", key="readiness_score")
    dashboard = make_dashboard([{"kind": "bar", "options": {"figures": [{"measure": READINESS}]}}])
    coach = make_coach(squad)
    assert "77" in page_of(client, coach, dashboard)
    field.visible_to.set([Group.objects.get(name=roles.MEDICAL)])
    page = page_of(client, coach, dashboard)
    assert "This tile shows what you may not read" in page
    assert "Readiness" not in page


def test_roles_and_squads_say_whom_it_is_offered_to_and_never_widen_what_they_see(client, squad):
    below = make_squad("Rowing Juniors", parent=make_squad("Rowing Youth", parent=squad))
    other = make_squad("Sailing Testers")
    make_athlete(below, "Cleo", "Junior")
    make_athlete(other, "Bo", "Elsewhere")
    dashboard = make_dashboard([{"kind": "completeness", "options": {}}])
    dashboard.roles.set(Group.objects.filter(name=roles.STAFF))
    dashboard.squads.set([squad])
    staff, coach, staff_of_other = make_staff(squad), make_coach(squad), make_staff(other)
    page = page_of(client, staff, dashboard)
    assert "Junior" in page
    assert "Elsewhere" not in page
    # Who looks after the squad at the bottom alone is meant too.
    assert "Junior" in page_of(client, make_staff(below), dashboard)
    for viewer in (coach, staff_of_other, make_athlete(squad)):
        client.force_login(viewer)
        assert client.get(f"/dashboards/{dashboard.key}/").status_code == 404
        assert dashboard.name not in client.get("/dashboards/").content.decode()
    consultant = page_of(client, make_consultant(), dashboard)
    assert "Junior" in consultant
    assert "Elsewhere" not in consultant
    dashboard.is_shown = False
    dashboard.save()
    client.force_login(staff)
    assert client.get(f"/dashboards/{dashboard.key}/").status_code == 404


def test_the_statements_do_not_grow_with_the_athletes(client, squad, badges):
    dashboard, coach = make_dashboard(EVERY_KIND), make_coach(squad)
    put_month(make_athlete(squad), 88)
    page_of(client, coach, dashboard)
    counts = []
    for added in (0, 6):
        for number in range(added):
            put_month(make_athlete(squad, f"A{number}"), 70 + number)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page_of(client, coach, dashboard)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_table_marks_whose_profile_says_what_must_be_known_for_who_may_read_it(client, squad):
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    ada = make_athlete(squad)
    put_month(ada, 88)
    make_record(about, ada, {"allergies": "nuts"})
    dashboard = make_dashboard([one for one in EVERY_KIND if one["kind"] == "table"])
    assert "nuts" in page_of(client, make_coach(squad), dashboard)
    about.permissions.all().delete()
    assert "nuts" not in page_of(client, make_coach(squad), dashboard)


def test_a_broken_a_foreign_and_an_unknown_tile_say_so_and_the_others_stand(client, squad):
    dashboard = make_dashboard(
        [
            {"kind": "weather", "options": {}},
            {"kind": "bar", "options": {"figures": [{"measure": "no_form.no_field"}]}},
            {"kind": "text", "options": {"body": "Still here."}},
        ]
    )
    dashboard.tiles.create(kind="trend", order=9, options={"days": "many"})
    page = page_of(client, make_coach(squad), dashboard)
    assert "Tiles of this kind are not installed on this site." in page
    assert "This tile is not set up." in page
    assert "what is not on this site" in page
    assert "Still here." in page


def test_a_past_day_is_shown_as_it_was_and_a_day_that_is_none_is_refused(client, squad):
    ada = make_athlete(squad)
    put_night(ada, TUESDAY - timedelta(days=9), total_sleep_s=8 * 3600)
    dashboard, coach = (
        make_dashboard([{"kind": "table", "options": {"figures": [{"measure": SLEEP}]}}]),
        make_coach(squad),
    )
    past = (TUESDAY - timedelta(days=7)).isoformat()
    page = page_of(client, coach, dashboard, day=past)
    assert "2 days old" in page
    assert f"/people/{ada.pk}/?day={past}" in page
    assert '<span class="cell-cause">Not connected</span>' in page_of(client, coach, dashboard)
    assert client.get(f"/dashboards/{dashboard.key}/?day=never").status_code == 400


def test_a_hole_says_why_it_is_one_in_the_words_of_the_board(client, squad, badges):
    make_hand_filled_forms()
    ada, bo = make_athlete(squad), make_athlete(squad, "Bo", "Samplesen")
    badges[ada.pk] = PersonBadge("Ring", "none", "Not connected")
    put_night(bo, MONDAY, readiness_score=70)
    put_night(bo, TUESDAY, sleep_score=80)
    figures = [
        {"measure": READINESS},
        {"measure": HRV, "statistic": "hrv_band"},
        {"measure": "daily_wellness.wellness_total", "statistic": "mean"},
    ]
    dashboard = make_dashboard(
        [
            {"kind": "table", "options": {"figures": figures, "has_mean": False}},
            {"kind": "heatmap", "options": {"measures": [READINESS], "days": 7}},
        ]
    )
    page = page_of(client, make_coach(squad), dashboard)
    table, heatmap = page.split("dash-tile is-")[1:]
    causes = re.findall(r'cell-cause">([^<]*)<', table)
    assert causes == ["Not connected", "Not connected", "not filled in", "not measured", "not filled in"]
    heatmap = heatmap.partition("</table>")[0]
    assert "no value" not in heatmap
    assert heatmap.count(">not measured") + heatmap.count("> not measured<") == 1
    assert "no data" in heatmap


def test_a_squad_without_athletes_says_what_to_do_instead_of_tiles_of_nobody(client, squad):
    page = page_of(client, make_coach(squad), make_dashboard(EVERY_KIND))
    assert "This squad has no active athletes yet." in page
    assert "of 0" not in page


def test_a_tile_of_a_retired_field_says_so_and_who_can_change_it(client, squad):
    put_night(make_athlete(squad), TUESDAY, readiness_score=77, sleep_score=66)
    both = [{"measure": READINESS}, {"measure": f"{NIGHT}.sleep_score"}]
    dashboard = make_dashboard(
        [
            {"kind": "number", "options": {"figures": [{"measure": READINESS}]}},
            {"kind": "table", "options": {"figures": both}},
        ]
    )
    coach = make_coach(squad)
    assert "retired" not in page_of(client, coach, dashboard)
    field = FieldDefinition.objects.filter(form__key=NIGHT, key="readiness_score")
    field.update(retired_at=NOW)
    number, _mark, table = page_of(client, coach, dashboard).partition('id="tile-2"')
    assert "What this tile shows was retired. A consultant can choose another field in the designer" in number
    assert "1 field of this tile was retired and gets no new values. A consultant can choose" in table
    assert ">66<" in table
    assert "not yours to read" not in table
    field.update(retired_at=None)
    FormDefinition.objects.filter(key=NIGHT).update(retired_at=NOW)
    number, _mark, table = page_of(client, coach, dashboard).partition('id="tile-2"')
    assert "1 field of this tile was retired" in number
    assert "2 fields of this tile were retired" in table
