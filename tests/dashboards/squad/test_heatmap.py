"""The squad heatmap: due days, own normals, causes of holes, rights, a fixed number of statements, the same as CSV."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.squad.heatmap_rows import remembered
from forms_engine.extension import Cause, PersonBadge
from forms_engine.models import FormDefinition
from people.models import Look
from tests.builders.forms import make_form
from tests.builders.people import make_athlete, make_coach, make_consultant, make_medical, make_squad
from tests.dashboards.board.boards import put_load
from tests.dashboards.made import NIGHT, NOW, RIGHTS, TUESDAY, put, put_night, put_usual_nights
from tests.dashboards.squad.heatmaps import rows_of, text_of

pytestmark = pytest.mark.django_db
READINESS = f"{NIGHT}.readiness_score"
TEMPERATURE = f"{NIGHT}.temperature_deviation_c"
# Of a page as a coach opens it, frame and all, sources of badges asked.
STATEMENTS = 17


def test_a_night_stands_under_the_morning_it_was_due_and_is_tinted_by_the_own_normal(client, coach, ada):
    page = text_of(client.get("/squad/"))
    cells = rows_of(page)["Ada Examplova"]
    assert len(cells) == 28
    assert cells[-1] == ("d3", "70")  # the night Mon 9 → Tue 10 on Tuesday's board
    assert "night Mon 9 → Tue 10" in page
    assert "is-turned" in page  # of readiness low is to watch
    assert f'href="/people/{ada.pk}/#readiness"' in page
    assert f'href="/people/{ada.pk}/?day=2026-03-09#readiness"' in page
    yesterday = rows_of(text_of(client.get("/squad/?day=2026-03-09")))["Ada Examplova"]
    assert yesterday[-1][1] == "82"


def test_few_days_are_not_tinted(client, squad, coach):
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_usual_nights(cy, TUESDAY, 10, readiness_score=80)
    put_night(cy, TUESDAY, readiness_score=50)
    assert rows_of(text_of(client.get("/squad/")))["Cy Mockwell"][-1] == ("n", "50")
    assert rows_of(text_of(client.get("/squad/?show=z")))["Cy Mockwell"][-1] == ("n", "too few days")


def test_holes_say_why(client, squad, coach, ada, badges):
    night = FormDefinition.objects.get(key=NIGHT)
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_night(cy, TUESDAY - timedelta(days=1), sleep_score=80)
    badges[cy.pk] = PersonBadge("Oura", "watch", "Waiting", causes={night.pk: Cause("waiting", "waiting for the app")})
    cells = rows_of(text_of(client.get("/squad/")))["Cy Mockwell"]
    assert [words for _kind, words in cells[-3:]] == ["no data", "not measured", "waiting for the app"]
    assert {kind for kind, _words in cells} == {"is-missing"}
    filled = rows_of(text_of(client.get("/squad/?field=daily_wellness.wellness_total")))["Cy Mockwell"]
    assert filled[-1] == ("is-missing", "not filled in")


def test_the_worst_of_a_week_come_first(client, squad, coach, ada):
    fine = make_athlete(squad, "Abe", "Alwaysfine")
    put_usual_nights(fine, TUESDAY, 29, readiness_score=80)
    put_night(fine, TUESDAY, readiness_score=81)
    make_athlete(squad, "Aaron", "Absentson")
    assert list(rows_of(text_of(client.get("/squad/")))) == ["Aaron Absentson", "Abe Alwaysfine", "Ada Examplova"]
    worst = list(rows_of(text_of(client.get("/squad/?sort=worst"))))
    assert worst == ["Ada Examplova", "Abe Alwaysfine", "Aaron Absentson"]


def test_the_csv_is_the_view(client, squad, coach, ada):
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_night(cy, TUESDAY - timedelta(days=2), readiness_score=66)
    for query in ("", "?sort=worst", f"?field={READINESS}&show=z", "?day=2026-03-08"):
        shown = rows_of(text_of(client.get(f"/squad/{query}")))
        lines = list(csv.reader(StringIO(text_of(client.get(f"/squad/heatmap.csv{query}")))))
        assert [line[0] for line in lines[1:]] == list(shown)
        for name, *cells, critical in lines[1:]:
            assert critical == ""
            for cell, (_kind, words) in zip(cells, shown[name], strict=True):
                if re.fullmatch(r"-?[\d.]+", cell):
                    assert float(cell) == pytest.approx(float(words.replace("−", "-")), abs=0.051)
                else:
                    assert cell == words
    assert lines[0][-2] == "readiness_score, night Sat 7 → Sun 8 (2026-03-07)"


def test_a_coach_of_another_squad_sees_nobody(client, squad, ada):
    other = make_squad("Chess Testers")
    client.force_login(make_coach(other))
    page = text_of(client.get("/squad/"))
    assert "Examplova" not in page
    assert "This squad has no active athletes yet." in page
    for address in ("/squad/", "/squad/heatmap.csv", "/squad/distribution/", "/squad/two-fields/"):
        assert client.get(f"{address}?squad={squad.pk}").status_code == 404
    assert client.get(f"/squad/record/{ada.pk}/{NIGHT}/2026-03-09/").status_code == 404


def test_what_a_role_may_not_read_is_no_field_to_choose(client, squad, coach, ada):
    assert TEMPERATURE not in text_of(client.get("/squad/"))
    assert client.get(f"/squad/?field={TEMPERATURE}").status_code == 400
    client.force_login(make_medical(squad))
    assert TEMPERATURE in text_of(client.get("/squad/"))
    client.force_login(make_consultant())  # configures, but reads nothing
    assert "You may read no numbers about these athletes." in text_of(client.get("/squad/"))
    assert client.get("/squad/heatmap.csv").status_code == 400


@pytest.mark.parametrize("query", ["sort=age", "show=colour", "day=tomorrow", "squad=x", "field=a.b"])
def test_an_address_that_cannot_be_read_is_refused_with_a_sentence(client, coach, ada, query):
    answer = client.get(f"/squad/?{query}")
    assert answer.status_code == 400
    assert "<h1>" in text_of(answer)


def test_everybody_shown_gets_a_look_once(client, coach, ada):
    client.get("/squad/")
    client.get("/squad/?sort=worst")
    assert [(look.person, look.page) for look in Look.objects.all()] == [(ada, "squad heatmap")]


def test_a_cell_of_a_form_people_fill_leads_to_its_record(client, coach, ada):
    make_form("Sprint Test", key="sprint_test", fields={"sprint_s": "number"}, rights=RIGHTS)
    put("sprint_test", ada, TUESDAY, "one", {"sprint_s": 4.2})
    page = text_of(client.get("/squad/?field=sprint_test.sprint_s"))
    address = f"/squad/record/{ada.pk}/sprint_test/2026-03-10/"
    assert f'href="{address}"' in page
    assert re.fullmatch(rf"/people/{ada.pk}/events/sprint_test/\d+/", client.get(address)["Location"])
    before = client.get(address.replace("03-10", "03-09"))
    assert before["Location"] == f"/people/{ada.pk}/events/sprint_test/"
    assert client.get(address.replace("2026-03-10", "2026-13-10")).status_code == 404


@pytest.mark.parametrize("page", ["", "distribution/", "two-fields/", "week/"])
def test_every_page_of_the_squad_says_how_old_it_is(client, coach, ada, badges, page):
    badges[ada.pk] = PersonBadge("Oura", "fine", "Connected", last_sync_at=NOW - timedelta(minutes=5))
    assert "Newest sync 5 min ago. Days of UTC." in text_of(client.get(f"/squad/{page}"))


ADDRESSES = ("/squad/?sort=worst", "/squad/heatmap.csv", "/squad/distribution/", "/squad/two-fields/?span=365")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_a_fixed_number_of_statements(client, squad, coach, ada, address):
    def count() -> int:
        remembered.forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make_athlete(squad, "Cy", "Mockwell")  # somebody without this morning's value: then sources are asked why
    client.get(address)
    one = count()
    for number in range(8):
        other = make_athlete(squad, f"Test{number}", password="")
        put_usual_nights(other, TUESDAY, 20, readiness_score=80)
        put_load(other, 1, 300)
    assert count() == one <= STATEMENTS
