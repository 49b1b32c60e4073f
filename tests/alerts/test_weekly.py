"""The alerts of a week in the squad's weekly report: counted, and only those the viewer may see."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.handling import acknowledge
from dashboards.models import WeeklyReader
from dashboards.squad.mailing import send_weekly_letters
from tests.alerts.made import alerts_of, condition, look, make_rule
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import NOW, TUESDAY, put_night

pytestmark = pytest.mark.django_db
# The last whole week before Tuesday 10 March.
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)


@pytest.fixture(autouse=True)
def week(squad, ada, medical):
    """Of Ada two alerts of the week, one acknowledged, one of Medical's field, one of the week before; of Bo none."""
    make_rule(condition("readiness_score", value=60), cooldown_hours=0)
    make_rule(condition("temperature_deviation_c", direction="above", value=0.5), name="Temperature")
    with time_machine.travel(NOW, tick=False) as clock:
        for morning in (MONDAY - timedelta(days=1), MONDAY, SUNDAY):
            put_night(ada, morning, readiness_score=40, temperature_deviation_c=0.9 if morning == SUNDAY else 0.1)
            look(NOW - (TUESDAY - morning))
        make_athlete(squad, "Bo", "Samplesen")
        acknowledge(next(one for one in alerts_of(ada) if one.board_day == MONDAY), medical, NOW)
        yield clock


def lines_of(client, who, query="") -> dict[str, tuple[str, str]]:
    client.force_login(who)
    rows = csv.DictReader(StringIO(client.get(f"/squad/week.csv{query}").content.decode()))
    return {row["Athlete"]: (row["Alerts raised"], row["Alerts still open"]) for row in rows}


def test_page_and_csv_count_what_the_viewer_may_see(client, squad, ada, coach, medical):
    assert lines_of(client, coach) == {
        "Squad mean": ("2", "1"),
        "Ada Examplova": ("2", "1"),
        "Bo Samplesen": ("0", "0"),
    }
    page = client.get("/squad/week/").content.decode()
    assert "Alerts you may see: 2 raised, 1 still open." in page
    assert page.count('data-label="Alerts">2, 1 still open<') == 2
    assert '<td class="is-number" data-label="Alerts">0<' in page
    assert lines_of(client, medical)["Ada Examplova"] == ("3", "2")
    assert lines_of(client, coach, "?week=2026-02-24")["Ada Examplova"] == ("1", "1")
    assert lines_of(client, make_coach(make_squad("Chess Testers"))) == {"Squad mean": ("0", "0")}


def test_the_mail_of_monday_has_the_counts_alone(week, squad, coach):
    WeeklyReader.objects.create(person=coach, squad=squad)
    assert send_weekly_letters(NOW) == 1
    assert "Alerts you may see: 2 raised, 1 still open." in mail.outbox[0].body
    assert "Examplova" not in mail.outbox[0].body


def test_counting_costs_the_same_for_many(client, squad, coach):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/squad/week/").status_code == 200
        return len(queries)

    client.force_login(coach)
    client.get("/squad/week/")
    one = count()
    for number in range(4):
        put_night(make_athlete(squad, f"Test{number}"), SUNDAY, readiness_score=30)
    look()
    assert count() == one
