"""The board over HTTP: a fixed number of statements, explanations, updates, the rest of the rows, the same as CSV."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from dashboards.board import building
from dashboards.board.changes import OLDEST_QUESTION, cursor_words
from dashboards.board.views import ROWS_AT_FIRST
from dashboards.models import WriteMark
from dashboards.projection import rebuild
from forms_engine.erasing import erase_source
from forms_engine.ledger import Stamp
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from forms_engine.records import edit_record, withdraw_record
from people import roles
from people.models import Look
from sync.models import Connection
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.dashboards.board.boards import WELLNESS, put_load, put_wellness, say_status
from tests.dashboards.made import (
    NIGHT,
    NOW,
    TUESDAY,
    put_activity,
    put_night,
    put_usual_nights,
)

pytestmark = pytest.mark.django_db
# Of the page as a coach opens it, frame and all.
STATEMENTS = 14
MINUTE = timedelta(minutes=1)
# After whatever the builders write.
LATER = NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(squad):
    ada = make_athlete(squad)
    put_usual_nights(ada, TUESDAY, 28, readiness_score=80, hrv_rmssd_ms=60)
    put_night(ada, TUESDAY, readiness_score=70, hrv_rmssd_ms=61)
    return ada


def text_of(answer) -> str:
    return answer.content.decode()


def stamp(now, coach=None) -> Stamp:
    return Stamp(now=now, by=coach, owner="people")


def count_statements(client, address="/board/") -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_page_has_a_fixed_number_of_statements(client, squad, coach, ada):
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, ada, {"allergies": "nuts"})
    client.force_login(coach)
    client.get("/board/")
    assert count_statements(client) <= STATEMENTS
    for number in range(12):
        other = make_athlete(squad, f"Test{number}", password="")
        put_night(other, TUESDAY, readiness_score=80)
        put_activity(other, TUESDAY - timedelta(days=1), steps=9000)
        put_wellness(other, 0, 20)
        put_load(other, 1, 300)
        say_status(other, 3, "modified")
    put_usual_nights(ada, TUESDAY - timedelta(days=28), 60, readiness_score=80)
    for address in ("/board/", "/board/?sort=connection&light=watch&q=test"):
        assert count_statements(client, address) <= STATEMENTS
    make_field(FormDefinition.objects.get(key=WELLNESS), "soreness", "integer", visible_to=[roles.MEDICAL])
    for key, formula in (("wellness_total", "[soreness] + 1"), ("load_au", f"[{WELLNESS} / Soreness | same day] + 1")):
        reckoned = {"type": "calculation", "formula": formula, "written_by": "calculation"}
        FieldDefinition.objects.filter(key=key).update(**reckoned)
    client.get("/board/")
    assert count_statements(client) <= STATEMENTS


def test_the_csv_is_the_view(client, squad, coach, ada):
    bo = make_athlete(squad, "Bo", "Testfield")
    put_night(bo, TUESDAY - timedelta(days=2), readiness_score=66)
    put_load(bo, 1, 300)
    say_status(ada, 3, "modified")
    client.force_login(coach)
    for query in ("", "?sort=-name", "?q=bo", "?light=act"):
        page = text_of(client.get(f"/board/{query}"))
        table = list(csv.DictReader(StringIO(text_of(client.get(f"/board.csv{query}")))))
        rows = re.findall(r'<tr id="a\d+">.*?</tr>', page)
        assert [line["Athlete"] for line in table[1:]] == [
            re.search(r'scope="row"><a[^>]*>([^<]*)', row)[1] for row in rows
        ]
        for line, row in zip(table[1:], rows, strict=True):
            words = strip_tags(row.replace("&#x27;", "'"))
            for value in (line["Status"], line["Reasons"], *[line[name] for name in line if "light" in name]):
                assert value in words
        headings = re.findall(r'<th class="is-number"[^>]*><a[^>]*>([^<]*)', page)
        named = [name.rpartition(" (")[0] for name in table[0] if re.search(r"\(\w+, \d{4}-", name)]
        assert named == headings


def test_the_csv_has_the_change_a_column_leads_with(client, squad, coach, ada):
    put_usual_nights(ada, TUESDAY, 28, lowest_heart_rate_bpm=50)
    put_night(ada, TUESDAY, lowest_heart_rate_bpm=53)
    for back in range(1, 15):
        put_load(ada, back, 110 if back < 8 else 100)
    say_status(ada, 3, "modified")
    say_status(make_athlete(squad, "Bo"), 3, "modified")
    client.force_login(coach)
    page = strip_tags(text_of(client.get("/board/")))
    names, means, line, _bo = csv.reader(StringIO(text_of(client.get("/board.csv"))))

    def beside(key):
        place = next(at for at, name in enumerate(names) if f"({key}," in name)
        return line[place], line[place + 1]

    assert beside("lowest_heart_rate_bpm") == ("53", "'+3 · mean\u00a050")
    assert "+3" in page
    assert "53 · mean\u00a050" in page
    assert beside("load_au") == ("110", "7\u00a0days\u00a0770 · +10\u00a0% to the week before")
    assert "7\u00a0days\u00a0770 · +10\u00a0% to the week before" in page
    assert "2 modified" in means
    assert means[names.index(next(name for name in names if "(lowest_heart_rate_bpm," in name)) + 1] == "'+3"
    assert "2 modified" in page


def test_the_csv_says_what_must_be_known_and_when_the_last_sync_was(client, squad, coach, ada):
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, ada, {"allergies": "nuts"})
    since = {"state_since": NOW, "authorised_at": NOW, "last_synced_at": NOW - MINUTE}
    Connection.objects.create(person=ada, provider="oura", state=Connection.State.RECONNECT_NEEDED, **since)
    client.force_login(coach)
    _mean, line = csv.DictReader(StringIO(text_of(client.get("/board.csv"))))
    assert line["Critical information"] == "Allergies: nuts"
    assert line["Last sync"] == "2026-03-10T07:29+00:00"
    assert line["Connection, detail"]


def test_everybody_is_in_the_csv_and_the_rest_is_there_on_demand(client, squad, coach, monkeypatch):
    for number in range(ROWS_AT_FIRST + 2):
        make_athlete(squad, f"Test{number:03}", password="")
    client.force_login(coach)
    page = text_of(client.get("/board/?sort=name"))
    assert page.count('<tr id="a') == ROWS_AT_FIRST
    assert "100 athletes are shown, 2 more are not." in page
    rest = text_of(client.get("/board/rest/?sort=name"))
    assert rest.count('<tr id="a') == 2
    assert not set(re.findall(r'<tr id="(a\d+)"', rest)) & set(re.findall(r'<tr id="(a\d+)"', page))
    assert text_of(client.get("/board/?rows=all")).count('<tr id="a') == ROWS_AT_FIRST + 2
    assert len(text_of(client.get("/board.csv")).splitlines()) == ROWS_AT_FIRST + 4
    assert building.ROWS_AT_FIRST == ROWS_AT_FIRST


def test_only_those_whose_rows_are_made_get_a_look(client, squad, coach, ada):
    bo = make_athlete(squad, "Bo")
    client.force_login(coach)
    client.get("/board/?q=ada")
    assert [look.person for look in Look.objects.all()] == [ada]
    client.get(f"/board/why/?person={bo.pk}")
    assert Look.objects.filter(person=bo, page="morning board").count() == 1


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("readiness", ["28 of 28 days with a value", "−4.91", "78 to 82", "Own mean", "Mon 9 Feb to Sun 8 Mar"]),
        ("hrv", ["Own band", "Nights of the week", "7 / 7", "Variation of the week", "smallest worthwhile change"]),
        ("load", ["not coloured", "Yesterday", "not filled in"]),
        ("availability", ["holds until something else is", "nothing entered"]),
        (
            "",
            ["A row takes the heaviest of its lights", "own band of the 60 nights", "Readiness well below own normal"],
        ),
        ("", ["Compliance, 28 days", "28 of 28 due days of one form", "60 ms"]),
    ],
)
def test_every_light_opens_its_rule_window_and_numbers(client, coach, ada, column, words):
    client.force_login(coach)
    address = f"/board/why/?person={ada.pk}&column={column}"
    part, page = (text_of(client.get(address, headers=headers)) for headers in ({"X-Fragment": "why"}, {}))
    assert "<html" not in part
    assert "<html" in page
    for word in words:
        assert word in part
        assert word in page
    assert 'href="/board/why/?person=' in text_of(client.get("/board/"))


def test_a_consultants_rules_are_told_with_the_light(client, coach, ada):
    field = FieldDefinition.objects.get(key="readiness_score")
    Standard.objects.create(field=field, measure="z_score", high=-2, tone="act", words="far below", window_days=14)
    client.force_login(coach)
    page = text_of(client.get(f"/board/why/?person={ada.pk}&column=readiness"))
    assert "act: far below (standard deviations from own baseline below -2, 14 days, from 7 values)" in page


def test_nobody_asks_why_about_what_they_may_not_see(client, squad, coach, ada):
    put_night(ada, TUESDAY - timedelta(days=1), temperature_deviation_c=0.3)
    client.force_login(coach)
    for query in (f"person={ada.pk}&column=temperature", "person=999999", "person=x", "", f"person={ada.pk}&column=x"):
        assert client.get(f"/board/why/?{query}").status_code == 404
    client.force_login(make_coach(make_squad("Sprint Testers")))
    assert client.get(f"/board/why/?person={ada.pk}&column=readiness").status_code == 404
    client.force_login(make_medical(squad))
    assert client.get(f"/board/why/?person={ada.pk}&column=temperature").status_code == 200


def ask(client, since=LATER, tag="", query=""):
    headers = {"If-None-Match": tag} if tag else {}
    return client.get(f"/board/changes/?since={cursor_words(since)}{query}", headers=headers)


def mark(at) -> None:
    """The clock of the database does not travel: what was written since this was called last was written at `at`."""
    WriteMark.objects.exclude(at__range=(NOW, NOW + timedelta(days=1))).update(at=at)


def revise(person, score, at) -> None:
    edit_record(person.records.get(form__key=NIGHT, source_id=str(TUESDAY)), {"readiness_score": score}, stamp(at))
    mark(at)


def test_an_open_board_is_told_of_the_rows_that_changed_and_then_of_nothing(client, clock, squad, coach, ada):
    bo = make_athlete(squad, "Bo")
    mark(NOW)
    clock.move_to(LATER)
    client.force_login(coach)
    quiet = ask(client, LATER)
    assert (quiet.status_code, text_of(quiet)) == (200, "")
    assert ask(client, LATER, quiet["ETag"]).status_code == 304
    revise(ada, 81, LATER + MINUTE)
    clock.move_to(LATER + 2 * MINUTE)
    news = ask(client, LATER, quiet["ETag"])
    assert news.status_code == 200
    assert f'<tr id="a{ada.pk}">' in text_of(news)
    assert f'id="a{bo.pk}"' not in text_of(news)
    assert ">81<" in text_of(news)
    assert ask(client, LATER, news["ETag"]).status_code == 304
    page = text_of(client.get("/board/"))
    row, means, counts = re.fullmatch(r"(<tr id=.*?</tr>)(<tr .*?</tr>)(.*)", text_of(news)).groups()
    assert row in page
    # Head and means of the open page are those that a reload would bring.
    assert means in page
    assert 'id="board-mean"' in means
    told = dict(re.findall(r'<template data-count="(\w+)">([^<]*)</template>', counts))
    assert told == dict(re.findall(r'<a class="light is-(\w+)" href="[^"]*">(\d[^<]*)</a>', page))
    assert (told["act"], told["fine"]) == ("0 act", "1 fine")


def test_news_with_means_and_counts_cost_a_fixed_number_of_statements(client, clock, squad, coach, ada):
    client.force_login(coach)
    clock.move_to(LATER)
    since = f"/board/changes/?since={cursor_words(LATER)}"

    def count() -> int:
        mark(LATER)
        return count_statements(client, since)

    count()
    with_one = count()
    for number in range(12):
        put_night(make_athlete(squad, f"Test{number}", password=""), TUESDAY, readiness_score=80)
    assert count() <= with_one + 1
    assert with_one <= STATEMENTS


def test_a_record_that_is_withdrawn_or_new_changes_the_row(client, clock, coach, ada):
    mark(NOW)
    client.force_login(coach)
    clock.move_to(LATER + 5 * MINUTE)
    since = LATER
    assert text_of(ask(client, since)) == ""
    withdraw_record(ada.records.get(form__key=NIGHT, source_id=str(TUESDAY)), stamp(LATER + 4 * MINUTE))
    mark(LATER + 4 * MINUTE)
    assert "1 day old" in text_of(ask(client, since))


def test_what_was_erased_or_made_anew_with_other_scores_reaches_an_open_board(client, clock, coach, ada):
    mark(NOW)
    client.force_login(coach)
    clock.move_to(LATER + MINUTE)
    quiet = ask(client)
    assert text_of(quiet) == ""
    rebuild(FormDefinition.objects.get(key=NIGHT).pk)
    mark(LATER)
    news = ask(client, tag=quiet["ETag"])
    assert ">70<" in text_of(news)
    assert ask(client, tag=news["ETag"]).status_code == 304
    FieldDefinition.objects.filter(form__key=NIGHT).update(written_by="oura")
    erase_source(ada, "oura", LATER)
    mark(LATER + MINUTE)
    row = text_of(ask(client, tag=news["ETag"]))
    assert f'<tr id="a{ada.pk}">' in row
    assert ">70<" not in row


def test_no_page_is_answered_that_slept_until_marks_may_be_gone(client, clock, coach, ada):
    client.force_login(coach)
    clock.move_to(LATER)
    assert ask(client, LATER - OLDEST_QUESTION).status_code == 200
    assert ask(client, LATER - OLDEST_QUESTION - timedelta(seconds=1)).status_code == 410


def test_changes_are_of_the_viewers_people_alone(client, clock, squad, ada):
    revise(ada, 81, LATER)
    clock.move_to(LATER + MINUTE)
    client.force_login(make_coach(make_squad("Sprint Testers")))
    assert text_of(ask(client)) == ""
    client.logout()
    assert ask(client).status_code == 302


@pytest.mark.parametrize("since", ["", "yesterday", "20200101T000000"])
def test_a_page_that_slept_too_long_is_loaded_anew(client, coach, since):
    client.force_login(coach)
    assert client.get(f"/board/changes/?since={since}").status_code == 410


def test_the_open_board_of_today_is_loaded_anew_once_today_is_over(client, clock, coach, ada):
    client.force_login(coach)
    # Who chose a squad has named the day with it: today all the same.
    for query in ("", f"?day={TUESDAY}"):
        page = text_of(client.get(f"/board/{query}"))
        assert 'data-changes="/board/changes/" data-again="/board/"' in page
    past = f"&day={TUESDAY - timedelta(days=1)}"
    assert past[1:] in re.search(r'data-changes="([^"]*)"', text_of(client.get(f"/board/?{past}")))[1]
    evening = NOW + timedelta(hours=14)
    clock.move_to(evening)
    assert ask(client, evening - MINUTE).status_code == 200
    clock.move_to(evening + timedelta(hours=3))
    before_midnight = evening + timedelta(hours=2)
    assert ask(client, before_midnight).status_code == 410
    assert ask(client, before_midnight, query=past).status_code == 200


def test_a_look_is_noted_for_rows_that_came_by_themselves(client, clock, coach, ada):
    mark(NOW)
    client.force_login(coach)
    clock.move_to(LATER)
    ask(client)
    assert not Look.objects.exists()
    revise(ada, 81, LATER)
    ask(client)
    assert Look.objects.get().person == ada


def test_revised_rows_keep_their_mark(client, clock, coach, ada):
    client.force_login(coach)
    record = ada.records.get(form__key=NIGHT, source_id=str(TUESDAY))
    clock.move_to(record.created_at + 60 * MINUTE)
    client.get("/board/?day=2026-03-10")
    edit_record(record, {"readiness_score": 79}, stamp(record.created_at + 90 * MINUTE))
    assert "was 70" in text_of(client.get("/board/?day=2026-03-10"))
