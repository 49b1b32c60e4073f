"""What a whole row comes to: only what was measured says that somebody is fine; missing looks missing everywhere."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.utils.html import strip_tags

from dashboards.board.words import sentence_of
from dashboards.statistics import Tone
from forms_engine.extension import PersonBadge
from forms_engine.models import FormPermission
from people import roles
from tests.builders.people import make_athlete
from tests.dashboards.board.boards import board_of, names_of, put_wellness, row_of, say_status
from tests.dashboards.made import ACTIVITY, NIGHT, NOW, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db

SCORES = {"readiness_score": 80, "sleep_score": 80, "lowest_heart_rate_bpm": 48, "hrv_rmssd_ms": 60}


@pytest.fixture
def people(squad, badges):
    """All of them can train and feel as usual; Dee alone has a night to judge."""
    found = {first: make_athlete(squad, first, f"{first}-Test") for first in ("Ada", "Bo", "Cy", "Dee")}
    for person in found.values():
        badges[person.pk] = PersonBadge("Testring", "fine", "Connected")
        say_status(person, 3, "available")
        for back in range(20):
            put_wellness(person, back, 18 + (back + 1) % 3)
    badges[found["Ada"].pk] = PersonBadge("Testring", "none", "Not connected")
    put_usual_nights(found["Bo"], TUESDAY, 12, **SCORES)
    put_night(found["Bo"], TUESDAY, **SCORES)
    put_usual_nights(found["Cy"], TUESDAY - timedelta(days=2), 40, **SCORES)
    put_usual_nights(found["Dee"], TUESDAY, 20, readiness_score=80)
    put_night(found["Dee"], TUESDAY, readiness_score=80)
    return found


def test_a_word_and_a_questionnaire_do_not_make_somebody_fine(coach, people):
    board = board_of(coach)
    assert names_of(board) == ["Ada", "Bo", "Cy", "Dee"]
    assert [row.tone for row in board.rows] == [Tone.NONE, Tone.NONE, Tone.NONE, Tone.FINE]
    assert (board.counts[Tone.NONE], board.counts[Tone.FINE]) == (3, 1)
    assert names_of(board_of(coach, light="none")) == ["Ada", "Bo", "Cy"]
    assert names_of(board_of(coach, light="fine")) == ["Dee"]
    told = {row.person.first_name: sentence_of(row, TUESDAY) for row in board.rows}
    assert told["Ada"] == "Not connected"
    assert told["Bo"] == "Learning, 12 of 14; not measured"
    assert told["Cy"].startswith("3 days old")
    assert told["Dee"] == ""


def test_page_file_and_explanation_say_so_alike(client, coach, people):
    client.force_login(coach)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/board/?light=none").content.decode()
        lines = list(csv.DictReader(StringIO(client.get("/board.csv?light=none").content.decode())))[1:]
        why = client.get(f"/board/why/?person={people['Ada'].pk}", headers={"X-Fragment": "why"}).content.decode()
    assert "3 no data" in strip_tags(page)
    assert [(line["Athlete"], line["Status"]) for line in lines] == [
        (f"{name} {name}-Test", "no data") for name in ("Ada", "Bo", "Cy")
    ]
    assert lines[0]["Reasons"] == "Not connected"
    assert '<span class="light is-none">no data</span>' in why
    assert "<strong>Not connected</strong>" in why


def test_who_cannot_train_or_feels_bad_is_lit_without_a_ring(coach, people):
    say_status(people["Ada"], 0, "unavailable")
    put_wellness(people["Cy"], 0, 10)
    board = board_of(coach)
    assert row_of(board, people["Ada"]).tone is Tone.ACT
    assert row_of(board, people["Cy"]).tone is Tone.ACT


def test_the_week_of_hrv_does_not_stand_for_a_night_that_is_missing(squad, coach):
    eli = make_athlete(squad, "Eli")
    put_usual_nights(eli, TUESDAY, 60, hrv_rmssd_ms=60)
    assert row_of(board_of(coach), eli).tone is Tone.NONE
    put_night(eli, TUESDAY, hrv_rmssd_ms=60)
    assert row_of(board_of(coach), eli).tone is Tone.FINE


def test_where_nothing_measured_is_on_the_board_the_questionnaire_counts(coach, people):
    FormPermission.objects.filter(role__name=roles.COACH, form__key__in=(NIGHT, ACTIVITY)).update(can_read=False)
    assert {row.tone for row in board_of(coach).rows} == {Tone.FINE}
