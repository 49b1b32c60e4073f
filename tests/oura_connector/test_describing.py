"""docs/oura.md is what the feeds say."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from oura_connector.describing import describe_feeds
from oura_connector.feeds import FEEDS, FORMS
from oura_connector.routes import route_of


def test_the_page_in_docs_is_up_to_date():
    out = StringIO()
    call_command("document_oura", check=True, stdout=out)
    assert "says what the feeds say" in out.getvalue()


def test_a_page_that_says_something_else_is_found_and_written_anew(tmp_path: Path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    page = tmp_path / "docs" / "oura.md"
    with pytest.raises(CommandError, match="out of date"):
        call_command("document_oura", check=True)
    assert not page.exists()

    call_command("document_oura", stdout=StringIO())

    assert page.read_text(encoding="utf-8") == describe_feeds()


def test_it_names_every_collection_form_field_and_rule():
    page = describe_feeds()
    for feed in FEEDS:
        assert f"## {feed.name}\n" in page
        assert f"`{route_of(feed.key).collection}`" in page
        assert all(words in page for words in (feed.words, feed.date_rule, feed.known_gap, f"`{feed.scope}`"))
        assert all(f"`{value.key}`" in page and value.label in page for value in feed.values)
    assert all(plan.name in page for plan in FORMS)


def test_it_says_who_sees_what_is_private():
    lines = describe_feeds().splitlines()
    (weight,) = [line for line in lines if "`weight_kg`" in line]
    assert weight == "| Weight | `weight_kg` | number, kg | `PersonalInfoResponse.weight` | Medical |"
    (steps,) = [line for line in lines if "`steps`" in line]
    assert steps.endswith("| readers of the form |")
