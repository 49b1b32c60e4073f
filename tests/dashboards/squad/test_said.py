"""What the club's standards say, and what must be known of an athlete, on every page of a squad."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms_engine.models import FieldDefinition, Standard
from people import roles
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_medical
from tests.dashboards.board.boards import say_status
from tests.dashboards.made import NIGHT, TUESDAY, put_night, put_usual_nights

pytestmark = pytest.mark.django_db
HRV = f"{NIGHT}.hrv_rmssd_ms"
TEMPERATURE = f"{NIGHT}.temperature_deviation_c"


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rule(key: str, **said) -> None:
    field = FieldDefinition.objects.get(key=key)
    Standard.objects.create(field=field, order=field.standards.count(), **said)


@pytest.fixture
def rules(squad):
    """Of readiness by sex and by the value, of HRV by the own baseline of a week, of temperature for medical alone."""
    rule("readiness_score", sex="male", tone="act", words="never of a woman")
    rule("readiness_score", high=75, tone="act", words="send home")
    rule("readiness_score", low=75, high=79, tone="watch", words="ask them")
    rule("readiness_score", low=79, tone="good", words="train")
    rule(
        "hrv_rmssd_ms", measure="percent", high=95, window_days=3, least_values=3, tone="watch", words="under its week"
    )
    rule("temperature_deviation_c", low=1, tone="act", words="feverish")


@pytest.fixture
def known(squad, ada):
    """Ada is allergic; Cy has nothing to tell and no value."""
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r", roles.MEDICAL: "r"})
    make_field(about, "allergies", "text", label="Allergies", is_critical=True)
    make_record(about, ada, {"allergies": "nuts & shells"})
    make_record(about, make_athlete(squad, "Cy", "Mockwell"), {"allergies": "none"})


SIGN = 'title="Critical information: Allergies: nuts &amp; shells"'


def test_a_cell_of_the_heatmap_says_it_by_a_sign_and_in_words_and_the_legend_lists_both(client, coach, ada, rules):
    page = page_of(client, "/squad/")
    assert re.search(r'<td class="d3 sa" title="send home"><a [^>]+>70<b>, send home</b></a></td>', page)
    assert page.count("<b>, ask them</b>") == page.count("78<b>") == 13  # every other usual night
    assert page.count("<b>, train</b>") == page.count("82<b>") == 14
    assert '<span class="heat sa"></span>never of a woman, send home' in page
    assert '<span class="heat sw"></span>ask them' in page
    steps = page_of(client, "/squad/?show=z")
    assert re.search(r'<td class="d3 sa" title="send home"><a [^>]+>−\d\.\d<b>, send home</b>', steps)


def test_a_rule_that_looks_back_counts_other_days_than_the_shown_ones(client, coach, ada, rules):
    put_night(ada, TUESDAY, readiness_score=70, hrv_rmssd_ms=50)
    page = page_of(client, f"/squad/?field={HRV}")
    assert "50<b>, under its week</b>" in page
    # 58 is above 95 percent of the usual nights, which take turns between 58 and 62.
    assert page.count("<b>, under its week</b>") == 1
    first = TUESDAY - timedelta(days=27)
    put_night(ada, first, readiness_score=70, hrv_rmssd_ms=40)
    shown = page_of(client, f"/squad/?field={HRV}")
    assert "40<b>, under its week</b>" in shown, "the three nights before the first shown one are read too"
    assert "Ada Examplova: 50, under its week" in page_of(client, f"/squad/distribution/?field={HRV}")


def test_age_on_the_day_of_the_value_decides(client, coach, ada):
    rule("readiness_score", age_below=18, tone="watch", words="of youth")
    ada.date_of_birth = date(2026 - 18, 2, 28)
    ada.save()
    page = page_of(client, "/squad/")
    # Records of 10 to 27 February; on the 28th she is eighteen.
    assert page.count("<b>, of youth</b>") == 18


def test_dots_points_and_their_tables_say_it(client, coach, ada, rules):
    page = page_of(client, "/squad/distribution/")
    assert 'aria-label="Ada Examplova: 70, send home"' in page
    assert '<rect class="dot is-act"' in page
    assert 'is-number">70 <span class="light is-act">send home</span></td>' in page
    assert '<figure class="said-legend">' in page
    one = page_of(client, f"/squad/two-fields/?across={NIGHT}.readiness_score&up={HRV}&lag=1&person={ada.pk}")
    assert 'is-number">78 <span class="light is-watch">ask them</span></td>' in one
    assert '<path class="dot is-watch"' in one
    together = page_of(client, f"/squad/two-fields/?across={NIGHT}.readiness_score&up={HRV}")
    assert "ask them" not in together, "a mean of many is nobody's value"


def test_a_week_counts_the_days_on_which_it_was_said(client, coach, ada, rules):
    page = page_of(client, "/squad/week/?week=2026-03-04")
    assert re.search(r'<span class="light is-watch">ask them, [34] days</span>', page)
    assert "train," not in page
    this = page_of(client, "/squad/week/?week=2026-03-10")
    assert '<span class="light is-act">send home, 1 day</span>' in this


def test_the_files_say_in_columns_of_their_own_what_the_pages_say(client, coach, ada, rules, known):
    days, *lines = csv.reader(StringIO(page_of(client, "/squad/heatmap.csv")))
    of_ada = dict(zip(days, next(line for line in lines if line[0] == "Ada Examplova"), strict=True))
    assert of_ada[days[28]] == "70"
    assert of_ada[f"{days[28]}, standard"] == "send home"
    assert of_ada["Critical information"] == "Allergies: nuts & shells"
    assert {len(line) for line in lines} == {len(days)} == {1 + 28 + 1 + 28}
    week, *lines = csv.reader(StringIO(page_of(client, "/squad/week.csv?week=2026-03-10")))
    assert {len(line) for line in lines} == {len(week)}
    of_ada = dict(zip(week, next(line for line in lines if line[0] == "Ada Examplova"), strict=True))
    assert of_ada["Readiness, standards"] == "send home, 1 day"
    assert of_ada["Critical information"] == "Allergies: nuts & shells"


def test_a_file_of_a_field_without_standards_has_no_column_for_them(client, coach, ada, known):
    for address in ("/squad/heatmap.csv", "/squad/week.csv"):
        assert ", standard" not in page_of(client, address)


def test_who_may_not_read_a_field_meets_no_word_of_its_standards(client, squad, coach, ada, rules):
    put_night(ada, TUESDAY, readiness_score=70, temperature_deviation_c=1.2)
    assert "feverish" not in page_of(client, "/squad/") + page_of(client, "/squad/week/?week=2026-03-10")
    client.force_login(make_medical(squad))
    assert "+1.20<b>, feverish</b>" in page_of(client, f"/squad/?field={TEMPERATURE}")


def test_what_must_be_known_stands_beside_every_name(client, coach, ada, known):
    heatmap = page_of(client, "/squad/")
    assert heatmap.count(SIGN) == heatmap.count("critical-mark") == 1
    distribution = page_of(client, "/squad/distribution/")
    assert distribution.count(SIGN) == 1
    assert 'aria-label="Ada Examplova: 70. Critical information: Allergies: nuts &amp; shells"' in distribution
    tomorrow = page_of(client, f"/squad/distribution/?field={NIGHT}.sleep_score")
    assert SIGN in tomorrow, "who has no value is named too"
    points = page_of(client, f"/squad/two-fields/?person={ada.pk}")
    assert 'Allergies <span class="badge-detail">nuts &amp; shells</span>' in points
    assert "nuts" not in page_of(client, "/squad/two-fields/")
    week = page_of(client, "/squad/week/?week=2026-03-10")
    assert week.count(SIGN) >= 1


def test_however_many_athletes_and_rules_take_as_many_statements(client, squad, coach, ada, rules, known):
    addresses = ("/squad/", f"/squad/?field={HRV}", "/squad/distribution/", "/squad/week/")

    def counts() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                page_of(client, address)
            found.append(len(queries))
        return found

    counts()
    before = counts()
    for number in range(6):
        other = make_athlete(squad, f"Test{number}", password="")
        put_usual_nights(other, TUESDAY, 20, readiness_score=70, hrv_rmssd_ms=50)
    rule("readiness_score", low=100, tone="good", words="best")
    counts()
    assert counts() == before


def test_a_word_on_the_board_has_the_words_of_its_standard_too(client, coach, ada):
    rule("status", options=["modified"], tone="watch", words="trains with changes")
    say_status(ada, 1, "modified")
    assert '<span class="cell-change">trains with changes</span>' in page_of(client, "/board/")
