"""The weekly report as page and CSV: which nights and days a week is, causes of silence, rights, statements."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.models import WeeklyReader
from people.models import Look, Person
from sync.models import Connection
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.board.boards import put_load, put_wellness
from tests.dashboards.made import NOW, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db
# The last whole week before Tuesday 10 March.
MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
STATEMENTS = 17


def text_of(answer) -> str:
    return answer.content.decode()


def lines_of(client, query="") -> dict[str, dict[str, str]]:
    rows = csv.DictReader(StringIO(text_of(client.get(f"/squad/week.csv{query}"))))
    return {row["Athlete"]: row for row in rows}


def figure(line: dict[str, str], key: str) -> str:
    return next(value for name, value in line.items() if f"({key}," in name)


@pytest.fixture
def bo(squad):
    """Four usual weeks, then a week of four bad nights; the night before and the one after it do not count."""
    bo = make_athlete(squad, "Bo", "Samplesen")
    put_usual_nights(bo, MONDAY, 28, readiness_score=80)
    for morning in (MONDAY, *(SUNDAY - timedelta(days=back) for back in range(3))):
        put_night(bo, morning, readiness_score=70)
    put_night(bo, SUNDAY + timedelta(days=1), readiness_score=10)
    return bo


def test_a_week_is_the_nights_that_ended_in_it(client, coach, bo):
    line = lines_of(client)["Bo Samplesen"]
    assert figure(line, "readiness_score") == "70"
    assert line["Nights known (of 7)"] == "4"
    assert line["Strongest change"] == "Readiness 70, 4.9 SD below the four weeks before (80)"
    page = text_of(client.get("/squad/week/"))
    assert "Mon 2 Mar to Sun 8 Mar" in page
    assert "Nights Sun 1 → Mon 2 to Sat 7 → Sun 8; days 2 Mar to 8 Mar." in page
    assert "Bo Samplesen</a>: Readiness 70, 4.9 SD below" in page
    assert "Nights known: 4 of 7." in page


def test_the_week_is_chosen_by_any_of_its_days_and_the_running_one_is_not_over(client, coach, bo):
    assert lines_of(client, "?week=2026-03-05") == lines_of(client)
    running = lines_of(client, "?week=2026-03-10")["Bo Samplesen"]
    assert running["Nights known (of 7)"] == "1"
    assert figure(running, "readiness_score") == ""  # one night is no week
    page = text_of(client.get("/squad/week/?week=2026-03-10"))
    assert "Week after" not in page
    assert client.get("/squad/week/?week=2026-03-17").status_code == 400


def test_loads_are_days_of_the_week_and_partial_sums_say_so(client, squad, coach, bo):
    for back in (2, 3, 8, 9):  # Sunday, Saturday; Monday; and the Sunday before
        put_load(bo, back, 100)
    line = lines_of(client)["Bo Samplesen"]
    assert figure(line, "load_au") == "300"
    assert line["Load, days known"] == "3, partial"
    assert "partial: 3 of 7" in text_of(client.get("/squad/week/"))


def test_compliance_counts_due_days_of_forms_in_use(client, squad, coach, bo):
    Person.objects.filter(pk=bo.pk).update(date_joined=bo.date_joined - timedelta(days=999))
    assert lines_of(client)["Bo Samplesen"]["Compliance (%)"] == "57"  # four nights of seven; nobody fills wellness
    put_wellness(bo, 2, 20)
    assert lines_of(client)["Bo Samplesen"]["Compliance (%)"] == "36"  # five of fourteen


def test_the_csv_says_what_the_page_says(client, squad, coach, bo, ada):
    page = text_of(client.get("/squad/week/"))
    shown = [re.sub(r"<[^>]+>", "", name) for name in re.findall(r'<th scope="row">(.*?)(?:<small>|</th>)', page)]
    lines = lines_of(client)
    assert list(lines) == shown == ["Squad mean", "Ada Examplova", "Bo Samplesen"]
    assert float(figure(lines["Squad mean"], "readiness_score")) == pytest.approx((70 + 558 / 7) / 2)
    means = re.search(r'<tr class="squad-mean">.*?</tr>', page, re.DOTALL)[0]
    assert re.search(r'data-label="Readiness">75<small>2 of 2', means)


def test_somebody_new_is_told_to_be_new(client, squad, coach):
    cy = make_athlete(squad, "Cy", "Mockwell")
    put_night(cy, SUNDAY, readiness_score=70)
    page = text_of(client.get("/squad/week/"))
    assert "No change can be told yet" in page
    assert "1 of 7 days" in page


def test_a_week_without_values_says_why_on_the_page_and_in_the_csv(client, squad, coach, ada, bo):
    make_athlete(squad, "Cleo", "Neverton")
    late = make_athlete(squad, "Dana", "Lately")
    put_night(ada, SUNDAY, sleep_score=80)
    state = Connection.State.RECONNECT_NEEDED
    Connection.objects.create(person=late, provider="oura", state=state, state_since=NOW, authorised_at=NOW)
    lines = lines_of(client)
    known = {name: (line["Readiness, days known"], line["Wellness, days known"]) for name, line in lines.items()}
    assert known["Cleo Neverton"] == ("0, Not connected", "0, not filled in")
    # Of a trouble that began after the week nothing is said.
    assert known["Dana Lately"] == ("0, no data", "0, not filled in")
    assert lines["Bo Samplesen"]["Sleep, days known"] == "0, not measured"
    assert lines["Bo Samplesen"]["Readiness, days known"] == "4"
    page = text_of(client.get("/squad/week/"))
    row = page[page.index(">Cleo Neverton</a>") :]
    assert row[: row.index("</tr>")].count(">Not connected</small>") >= 1
    assert "<small>0 of 4</small>" in page  # wellness, of the squad


def test_a_coach_of_another_squad_gets_nothing(client, squad, bo):
    client.force_login(make_coach(make_squad("Chess Testers")))
    assert "Samplesen" not in text_of(client.get("/squad/week/"))
    assert client.get(f"/squad/week/?squad={squad.pk}").status_code == 404
    assert client.post("/squad/week/mail/", {"squad": squad.pk, "wants": "yes"}).status_code == 404
    assert not WeeklyReader.objects.exists()


def test_who_is_shown_gets_a_look_and_what_may_not_be_read_is_no_column(client, squad, coach, bo):
    client.get("/squad/week/")
    client.get("/squad/week.csv")
    assert [(look.person, look.page) for look in Look.objects.all()] == [(bo, "squad, weekly report")]
    client.force_login(make_medical(squad))
    assert "Temperature" not in text_of(client.get("/squad/week/"))


def test_the_page_has_a_fixed_number_of_statements(client, squad, coach, bo):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/squad/week/?squad={squad.pk}").status_code == 200
        return len(queries)

    client.get("/squad/week/")
    one = count()
    for number in range(6):
        other = make_athlete(squad, f"Test{number}", password="")
        put_night(other, TUESDAY - timedelta(days=4), readiness_score=80)
        put_load(other, 3, 300)
    assert count() == one <= STATEMENTS


def test_the_button_begins_and_ends_the_mail_for_oneself_alone(client, squad, coach):
    make_athlete(squad)
    address = f"/squad/week/?squad={squad.pk}"
    assert "Choose one squad to get its report by mail" in text_of(client.get("/squad/week/"))
    assert "Mail me the link each Monday" in text_of(client.get(address))
    for _twice in range(2):
        answer = client.post("/squad/week/mail/", {"squad": squad.pk, "wants": "yes"}, follow=True)
        assert "You get this report by mail each Monday morning." in text_of(answer)
    assert [(one.person, one.squad) for one in WeeklyReader.objects.all()] == [(coach, squad)]
    assert "Stop mailing me" in text_of(client.get(address))
    client.post("/squad/week/mail/", {"squad": squad.pk, "wants": "no"})
    assert not WeeklyReader.objects.exists()
    Person.objects.filter(pk=coach.pk).update(email="")
    assert "A consultant enters it in admin." in text_of(client.get(address))
    assert client.post("/squad/week/mail/", {"squad": squad.pk, "wants": "yes"}).status_code == 400
    assert client.post("/squad/week/mail/", {"wants": "yes"}).status_code == 400
