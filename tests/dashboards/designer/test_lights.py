"""What tiles say of one athlete: by the standards of a consultant, by their own need; and what a light opens."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.board.columns import AVAILABILITY, WELLNESS
from dashboards.models import BoardChoice
from forms_engine.models import FieldDefinition, Standard
from people import roles
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete, make_coach
from tests.dashboards.board.boards import put_wellness, say_status
from tests.dashboards.designer.boards import HRV, READINESS, SLEEP, STEPS, make_dashboard
from tests.dashboards.designer.test_pages import page_of, put_month, squad
from tests.dashboards.made import (
    RIGHTS,
    TUESDAY,
    make_hand_filled_forms,
    put_night,
    put_usual_nights,
)

__all__ = ["squad"]

pytestmark = pytest.mark.django_db


def test_a_tile_says_what_the_board_says_by_the_standards_of_a_consultant(client, squad):
    make_hand_filled_forms()
    ada, bo = make_athlete(squad), make_athlete(squad, "Bo", "Samplesen")
    for athlete in (ada, bo):
        put_usual_nights(athlete, TUESDAY, readiness_score=80)
    for back in range(1, 20):
        put_wellness(bo, back, 20 + back % 2)
    put_night(ada, TUESDAY, readiness_score=80)
    put_night(bo, TUESDAY, readiness_score=60)
    put_wellness(bo, 0, 15)
    field = FieldDefinition.objects.get(key="readiness_score")
    # One by the value alone, one over a window other than that of the stored normals.
    rules = (
        {"measure": "value", "low": 79, "tone": "watch", "words": "rather high"},
        {
            "measure": "z_score",
            "high": -2,
            "tone": "act",
            "words": "far down",
            "window_days": 10,
        },
    )
    for order, said in enumerate(rules):
        Standard.objects.create(field=field, order=order, **said)
    status = FieldDefinition.objects.get(key="status")
    scores = {"available": {"score": 2}, "modified": {"score": 1}, "unavailable": {"score": 0}}
    FieldDefinition.objects.filter(pk=status.pk).update(details={"options": scores})
    Standard.objects.create(field=status, tone="act", words="cannot train", options=["unavailable"])
    say_status(ada, 0, "unavailable")
    measures = [READINESS, f"{WELLNESS}.wellness_total", f"{AVAILABILITY}.status"]
    dashboard, coach = (
        make_dashboard([{"kind": "table", "options": {"figures": [{"measure": one} for one in measures]}}]),
        make_coach(squad),
    )
    page = page_of(client, coach, dashboard)
    board = client.get(f"/board/?day={TUESDAY}").content.decode()
    for words in ("rather high", "far down", "far below own usual"):
        assert words in page
        assert words in board
    assert "cannot train" in page
    assert "own normal" not in page


def test_a_light_of_a_table_opens_why_it_is_lit_also_of_a_column_the_viewer_hides(client, squad):
    put_month(ada := make_athlete(squad), 41)
    coach = make_coach(squad)
    BoardChoice.objects.create(person=coach, hidden=["readiness"])
    figures = [{"measure": READINESS}, {"measure": READINESS, "statistic": "mean"}, {"measure": STEPS}]
    page = page_of(client, coach, make_dashboard([{"kind": "table", "options": {"figures": figures}}]))
    (why,) = re.findall(r'<a href="(/board/why/[^"]*)" class="light is-act">well below own normal', page)
    assert why == f"/board/why/?day={TUESDAY}&amp;person={ada.pk}&amp;column=readiness"
    told = client.get(unescape(why))
    assert told.status_code == 200
    assert "Own mean" in told.content.decode()


def test_the_sleep_debt_is_of_the_need_of_the_own_profile_where_the_viewer_may_read_it(client, squad):
    profile = make_form(
        "Athlete Profile", key="athlete_profile", kind="profile", fields={"sleep_need": "duration"}, rights=RIGHTS
    )
    ada, bo = make_athlete(squad), make_athlete(squad, "Bo", "Samplesen")
    make_record(profile, ada, {"sleep_need": 9 * 3600})
    for athlete in (ada, bo):
        for back in range(5):
            put_night(athlete, TUESDAY - timedelta(days=back), total_sleep_s=8 * 3600 - 360)
    figure = {"measure": SLEEP, "statistic": "sleep_debt"}
    dashboard = make_dashboard([{"kind": "table", "options": {"figures": [figure], "has_mean": False}}])
    coach = make_coach(squad)

    def notes():
        page = page_of(client, coach, dashboard).replace("\u00a0", " ")
        return re.findall(r'class="cell-age">([^<]*)', page)

    assert notes() == ["over 5 h; need 9 h 00; 5 of 14 nights", "under 2 h; need 8 h 00; 5 of 14 nights"]
    with CaptureQueriesContext(connection) as asked:
        page_of(client, coach, dashboard)
    make_record(profile, make_athlete(squad, "Cleo"), {"sleep_need": 7 * 3600})
    with CaptureQueriesContext(connection) as asked_of_more:
        page_of(client, coach, dashboard)
    assert len(asked_of_more) == len(asked)
    profile.fields.get().visible_to.set([Group.objects.get(name=roles.MEDICAL)])
    assert notes()[0] == "under 2 h; need 8 h 00; 5 of 14 nights"


def test_worst_first_is_one_order_on_the_board_and_in_a_table(client, squad):
    make_hand_filled_forms()
    mornings = {
        "Ada": (80, 60),  # fine
        "Bo": (75, 60),  # act, 2.5 SD
        "Cy": (60, 60),  # act, 10 SD: worse than Bo, after him by name
        "Dee": (77, 60),  # watch
        "Eli": (None, None),  # only well in their own words
        "Flo": (80, 40),  # act by the week of HRV, far from the band
    }
    usual = {"readiness_score": 80, "hrv_rmssd_ms": 60}
    for first, (readiness, hrv) in mornings.items():
        athlete = make_athlete(squad, first, f"{first}-Test")
        put_usual_nights(athlete, TUESDAY, 40, **usual)
        for back in range(20):
            put_wellness(athlete, back, 19 + (back + 1) % 2)
        if readiness is None:
            continue
        put_night(athlete, TUESDAY, readiness_score=readiness, hrv_rmssd_ms=hrv)
        for back in range(1, 7):
            put_night(athlete, TUESDAY - timedelta(days=back), **usual | {"hrv_rmssd_ms": hrv})
    figures = [
        {"measure": READINESS},
        {"measure": HRV, "statistic": "hrv_band"},
        {"measure": f"{WELLNESS}.wellness_total"},
    ]
    dashboard = make_dashboard([{"kind": "table", "options": {"figures": figures, "order": "worst"}}])
    coach = make_coach(squad)
    page = page_of(client, coach, dashboard)
    board = client.get(f"/board/?day={TUESDAY}").content.decode()
    of_table, of_board = (re.findall(r"<a href=[^>]*>(\w+) \w+-Test</a>", one) for one in (page, board))
    assert of_table == of_board
    assert of_board == ["Flo", "Cy", "Bo", "Dee", "Eli", "Ada"]
