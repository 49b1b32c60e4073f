"""Who reads who looked reads it in their own language, whatever whoever looked speaks."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from people.look_pages import page_words
from people.looks import note_looks
from tests.builders.people import make_athlete, make_coach

PAGES = {
    "morning board": "Morgenübersicht",
    "athlete page": "Athletenseite",
    "history": "Verlauf",
    "completeness": "Vollständigkeit",
    "squad, two fields": "Kader, zwei Felder",
    "dashboard: Sleep": "Dashboard „Sleep“",
    "export: Wellness: daily": "Wellness: daily, exportiert",
    "REST: Wellness": "Wellness, per REST",
    "connection: Oura": "Datenseite von Oura",
    "alert": "ein Alarm",
}


@pytest.mark.parametrize(("kept", "said"), PAGES.items())
def test_a_page_is_kept_by_its_key_and_said_in_the_readers_language(kept, said):
    with override("de"):
        assert page_words(kept) == said


@pytest.mark.parametrize("form", ["Wellness", "night: hard", "dashboard", "50 % effort"])
def test_a_form_is_called_by_its_own_name(form):
    assert page_words(form) == form


@pytest.mark.django_db
def test_an_athlete_who_reads_german_reads_german_pages(client):
    athlete = make_athlete(language="de")
    note_looks(make_coach(), [athlete], "squad, two fields", datetime(2026, 3, 3, 12, tzinfo=UTC))
    client.force_login(athlete)
    page = client.get("/me/looks/").content.decode()
    assert "Kader, zwei Felder" in page
    assert "squad, two fields" not in page
