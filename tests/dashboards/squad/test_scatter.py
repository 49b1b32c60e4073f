import re
from datetime import timedelta

import pytest

from people.models import Look
from tests.builders.people import make_athlete
from tests.dashboards.board.boards import put_load
from tests.dashboards.made import NIGHT, TUESDAY, put_night

pytestmark = pytest.mark.django_db
LOAD, HRV = "training_load.load_au", f"{NIGHT}.hrv_rmssd_ms"


@pytest.fixture
def bo(squad):
    """Loads of 100, 200, 300 on the three days before Tuesday, and after each a night of 60, 50, 40 ms."""
    bo = make_athlete(squad, "Bo", "Samplesen")
    for back, load, hrv in ((3, 100, 60), (2, 200, 50), (1, 300, 40)):
        put_load(bo, back, load)
        put_night(bo, TUESDAY - timedelta(days=back - 1), hrv_rmssd_ms=hrv)
    return bo


def points_of(client, **asked) -> list[tuple[str, str]]:
    """(where a point leads, its words)"""
    page = client.get("/squad/two-fields/", {"across": LOAD, "up": HRV, "span": "28", **asked}).content.decode()
    points_of.page = page
    return re.findall(r'<a class="dot-of" href="([^"]*)" aria-label="([^"]*)"', page)


def test_a_load_is_paired_with_the_night_after_it(client, coach, bo):
    points = points_of(client, person=bo.pk)
    assert [words.rpartition(": ")[2] for _url, words in points] == ["100, 60", "200, 50", "300, 40"]
    assert points[0][0] == f"/people/{bo.pk}/?day=2026-03-08#hrv"
    assert points[2][0] == f"/people/{bo.pk}/#hrv"
    assert "n = 3 days of 28" in points_of.page
    assert "25 days are left out: nobody has both values." in points_of.page
    assert "Nothing is tested here." in points_of.page


def test_a_lag_pairs_with_later_nights_and_leads_to_them(client, coach, bo):
    points = points_of(client, person=bo.pk, lag="1")
    assert [words.rpartition(": ")[2] for _url, words in points] == ["100, 50", "200, 40"]
    assert points[0][0] == f"/people/{bo.pk}/?day=2026-03-09#hrv"


def test_the_squads_point_is_the_mean_of_whoever_has_both(client, squad, coach, bo):
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_load(cy, 1, 500)
    put_night(cy, TUESDAY, hrv_rmssd_ms=60)
    put_load(make_athlete(squad, "Di", "Fakeson"), 1, 9000)  # without a night: left out
    points = points_of(client)
    assert points[2][1].endswith("2 athletes: 400, 50")
    assert points[2][0] == "/board/?day=2026-03-10"
    assert points[0][1].endswith("1 athlete: 100, 60")
    assert Look.objects.filter(page="squad, two fields").count() == 3


def test_one_athletes_points_are_a_look_at_that_one(client, squad, coach, bo, ada):
    points_of(client, person=bo.pk)
    assert [look.person for look in Look.objects.all()] == [bo]


def test_somebody_out_of_sight_is_not_there(client, coach, bo):
    stranger = make_athlete(None, "Eve", "Elsewhere")
    assert client.get(f"/squad/two-fields/?person={stranger.pk}").status_code == 404
    assert client.get("/squad/two-fields/?person=x").status_code == 400
    assert client.get("/squad/two-fields/?lag=4").status_code == 400


def test_nothing_in_common_is_said(client, coach, ada):
    assert points_of(client) == []
    assert "No day of this span has both values." in points_of.page
