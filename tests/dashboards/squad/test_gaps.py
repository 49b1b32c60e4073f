"""Why a hole of the heatmap is there: asked when somebody stands on it, answered in words alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import Look
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import NIGHT, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db
READINESS = f"{NIGHT}.readiness_score"
TEMPERATURE = f"{NIGHT}.temperature_deviation_c"
# Of a coach: who asks, the squads, the athletes, their fields, then values, records without the field, the look.
STATEMENTS = 14


def ask(client, person, field=READINESS, **asked):
    return client.get("/squad/gap/", {"person": person.pk, "field": field, **asked})


@pytest.fixture
def cy(squad, gaps):
    """A ring not worn up to Saturday night, Sunday's night without readiness, last night still to come."""
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_usual_nights(cy, TUESDAY - timedelta(days=3), 20, readiness_score=80)
    put_night(cy, TUESDAY - timedelta(days=1), sleep_score=80)
    for back in (3, 4):
        gaps[cy.pk, TUESDAY - timedelta(days=back)] = "the ring was not worn"
    gaps[cy.pk, TUESDAY - timedelta(days=1)] = "waiting for the app"
    return cy


def test_a_hole_of_any_day_says_the_sources_own_cause(client, coach, cy):
    assert ask(client, cy).content.decode() == "Cy Mockwell. Night Mon 9 → Tue 10: waiting for the app."
    assert ask(client, cy, back=1).content.decode() == "Cy Mockwell. Night Sun 8 → Mon 9: not measured."
    joined = ask(client, cy, back=1, days=4).content.decode()
    assert joined == (
        "Cy Mockwell. Night Thu 5 → Fri 6: a value has come since, load the page anew. "
        "Night Fri 6 → Sat 7 to night Sat 7 → Sun 8: the ring was not worn. Night Sun 8 → Mon 9: not measured."
    )
    by_hand = ask(client, cy, "daily_wellness.wellness_total", back=27)
    assert by_hand.content.decode() == "Cy Mockwell. 11 Feb: not filled in."
    assert by_hand["Content-Type"] == "text/plain; charset=utf-8"


def test_the_page_says_where_to_ask_and_of_whom_its_rows_are(client, coach, ada, cy):
    page = client.get(f"/squad/?field={READINESS}&day=2026-03-09").content.decode()
    assert f'data-gaps="/squad/gap/?day=2026-03-09&amp;field={READINESS}" data-people="{ada.pk} {cy.pk}"' in page


def test_it_is_told_to_those_who_may_read_the_field_of_that_athlete_alone(client, squad, coach, cy):
    assert ask(client, cy, TEMPERATURE).status_code == 400
    for more in ({"back": 28}, {"days": 0}, {"days": "x"}, {"person": "x"}, {"person": ""}):
        assert client.get("/squad/gap/", {"field": READINESS, "person": cy.pk, **more}).status_code == 400
    client.force_login(make_coach(make_squad("Chess Testers")))
    assert ask(client, cy).status_code == 404
    client.logout()
    assert ask(client, cy).status_code == 302


def test_asking_is_the_same_look_as_the_page_and_costs_as_much_for_many_days(client, coach, cy):
    def count(**asked: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert ask(client, cy, **asked).status_code == 200
        return len(queries)

    client.get("/squad/")
    ask(client, cy)
    one = count()
    make_athlete(coach.memberships.get().squad, "Di", "Fakeson")
    assert count(back=0, days=28) == one <= STATEMENTS
    assert Look.objects.filter(viewer=coach, person=cy, page="squad heatmap").count() == 1
