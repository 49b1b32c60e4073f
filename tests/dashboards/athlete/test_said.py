"""What the club's standards say of every value on an athlete's own pages: day by day, in a night, of what happened."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.models import FieldDefinition, FormDefinition, Standard
from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.made import (
    NIGHT,
    NOW,
    RIGHTS,
    TUESDAY,
    make_forms,
    make_hand_filled_forms,
    put,
    put_night,
    put_usual_nights,
)

pytestmark = pytest.mark.django_db
PARTS = ("deep_sleep_s", "light_sleep_s", "rem_sleep_s")


@pytest.fixture(autouse=True)
def _tuesday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def squad():
    make_forms()
    make_hand_filled_forms()
    night = FormDefinition.objects.get(key=NIGHT)
    for key in PARTS:
        make_field(night, key, "duration")
    make_field(night, "contributor_hrv_balance_score", "score")
    return make_squad()


@pytest.fixture
def ada(squad):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, 34, readiness_score=80, hrv_rmssd_ms=60)
    hours = dict.fromkeys(PARTS, 3600)
    put_night(ada, TUESDAY, readiness_score=60, hrv_rmssd_ms=50, total_sleep_s=5 * 3600, **hours)
    return ada


def rule(key: str, **said) -> None:
    field = FieldDefinition.objects.get(key=key)
    Standard.objects.create(field=field, order=field.standards.count(), **said)


def light(tone: str, words: str) -> str:
    return f'<span class="light is-{tone}">{words}</span>'


def page_of(client, viewer, address: str) -> str:
    client.force_login(viewer)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def table_of(page: str, key: str) -> list[str]:
    """The rows of a chart's table, newest first, as words."""
    part = page.split(f'id="{key}" aria')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part)
    return [re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", row))).strip() for row in rows]


def test_every_day_of_a_chart_says_it_in_its_table_to_staff_and_athlete(client, squad, ada):
    rule("readiness_score", high=70, tone="act", words="send home")
    rule("readiness_score", high=79, tone="watch", words="ask them")
    rule(
        "hrv_rmssd_ms", measure="percent", high=95, window_days=3, least_values=3, tone="watch", words="under its week"
    )
    rule("deep_sleep_s", high=2 * 3600, tone="watch", words="little deep sleep")
    for viewer in (make_coach(squad), ada):
        page = page_of(client, viewer, f"/people/{ada.pk}/?days=7&with=before")
        rows = table_of(page, "readiness")
        assert "60 send home" in rows[0]
        assert "78 ask them" in rows[2]
        # The days compared with stand there with their own words.
        assert "78 ask them" in rows[1]
        assert "50 under its week" in table_of(page, "hrv")[0]
        assert "1 h 00 little deep sleep" in table_of(page, "sleep_hours")[0]
        assert light("act", "send home") in page


def test_what_is_drawn_without_its_own_normal_is_judged_by_it_all_the_same(client, squad, ada):
    """Of HRV and of a stage of sleep the normal of each day is read for standards alone."""
    before = dict.fromkeys(PARTS, 4000)
    for back in range(1, 21):
        put_night(ada, TUESDAY - timedelta(days=back), hrv_rmssd_ms=60 + back % 2, total_sleep_s=5 * 3600, **before)
    rule("hrv_rmssd_ms", measure="percent", high=90, least_values=7, tone="watch", words="below usual")
    rule("rem_sleep_s", measure="percent", high=95, least_values=7, tone="act", words="less REM")
    page = page_of(client, make_coach(squad), f"/people/{ada.pk}/?days=7")
    assert "50 below usual" in table_of(page, "hrv")[0]
    assert "1 h 00 less REM" in table_of(page, "sleep_hours")[0]


def test_a_day_to_watch_or_to_act_on_has_its_shape_in_the_chart_too(client, squad, ada):
    coach, address = make_coach(squad), f"/people/{ada.pk}/?days=7"
    assert "trend-said" not in page_of(client, coach, address)
    rule("readiness_score", high=70, tone="act", words="send home")
    rule("readiness_score", high=79, tone="watch", words="ask them")
    rule("readiness_score", low=79, tone="good", words="train")
    page = page_of(client, coach, address)
    said = re.findall(
        r'<svg class="trend-said"[^>]*><title>([^<]*)</title><(rect|path) class="dot is-(act|watch)"', page
    )
    assert said[-1] == ("Tue 10: 60, send home", "rect", "act")
    assert said[:-1] == [(f"{day}: 78, ask them", "path", "watch") for day in ("Wed 4", "Fri 6", "Sun 8")]
    assert "points.css" in page


def test_a_night_says_it_of_scores_what_they_are_made_of_and_numbers(client, squad, ada):
    rule("readiness_score", high=70, tone="act", words="send home")
    rule("contributor_hrv_balance_score", high=70, tone="watch", words="out of balance")
    rule("total_sleep_s", high=6 * 3600, tone="act", words="too short")
    rule("temperature_deviation_c", low=1, tone="act", words="feverish")
    put_night(
        ada,
        TUESDAY,
        readiness_score=60,
        total_sleep_s=5 * 3600,
        contributor_hrv_balance_score=55,
        temperature_deviation_c=1.4,
    )
    address = f"/people/{ada.pk}/nights/{TUESDAY}/"
    for viewer, is_told in ((make_coach(squad), False), (make_medical(squad), True), (ada, True)):
        page = page_of(client, viewer, address)
        for said in (light("act", "send home"), light("watch", "out of balance"), light("act", "too short")):
            assert page.count(said) == 1
        assert (light("act", "feverish") in page) == is_told


def test_a_period_of_sleep_says_it_too(client, squad, ada):
    periods = {"bedtime_start": "datetime", "bedtime_end": "datetime", "total_sleep_s": "duration"}
    form = make_form("Oura Sleep Periods", key="oura_sleep_periods", fields=periods, rights=RIGHTS, managed_by="oura")
    make_field(form, "deep_sleep_s", "duration")
    for key, words in (("total_sleep_s", "short nap"), ("deep_sleep_s", "no depth")):
        Standard.objects.create(field=form.fields.get(key=key), high=3600, tone="watch", words=words)
    put("oura_sleep_periods", ada, TUESDAY, "one", {"total_sleep_s": 1800, "deep_sleep_s": 600})
    page = page_of(client, make_coach(squad), f"/people/{ada.pk}/nights/{TUESDAY}/")
    assert light("watch", "short nap") in page
    assert ", no depth</td>" in page


def test_what_happened_says_it_in_words_and_colour_to_whoever_may_see_the_field(client, squad, ada):
    form = make_form("Treatment", key="treatment", rights=RIGHTS)
    where = make_field(form, "where", "choice", choices=["knee", "back"])
    pain = make_field(form, "pain", "choice", choices=["much", "none"])
    pain.visible_to.set(Group.objects.filter(name=roles.MEDICAL))
    Standard.objects.create(field=where, options=["knee"], tone="watch", words="see the physio")
    Standard.objects.create(field=pain, options=["much"], tone="act", words="no training")
    put("treatment", ada, TUESDAY - timedelta(days=1), "one", {"where": "knee", "pain": "much"})
    told = page_of(client, make_coach(squad), f"/people/{ada.pk}/")
    assert light("watch", "knee, see the physio") in told
    assert "no training" not in told
    assert "knee, see the physio · much, no training" in page_of(client, make_medical(squad), f"/people/{ada.pk}/")


def test_standards_cost_no_statement_of_their_own_however_many_there_are(client, squad, ada):
    coach, addresses = make_coach(squad), (f"/people/{ada.pk}/", f"/people/{ada.pk}/nights/{TUESDAY}/")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page_of(client, coach, address)
            found.append(len(queries))
        return found

    counts()
    before = counts()
    for key in ("readiness_score", "hrv_rmssd_ms", "total_sleep_s", *PARTS):
        rule(key, low=0, tone="good", words="there")
    counts()
    assert counts() == before
