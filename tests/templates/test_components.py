"""Components say in words what they show in colour, and do what their parameters promise."""

from datetime import UTC, datetime

import pytest
from django.core.paginator import Paginator

from tests.templates.rendering import component


def test_a_judgement_has_its_tone_and_its_words() -> None:
    page = component("badge", tone="watch", words="Below own range")
    assert page.words == "Below own range"
    assert "is-watch" in page.all("span")[0]["class"].split()


def test_a_judgement_without_a_tone_is_grey() -> None:
    assert "is-none" in component("badge", words="No data").all("span")[0]["class"].split()


def test_a_button_with_an_address_is_a_link() -> None:
    page = component("button", words="Open", url="/there/")
    assert page.all("a")[0]["href"] == "/there/"
    assert page.all("button") == []


def test_a_button_without_one_submits_what_it_is_named() -> None:
    (button,) = component("button", words="On", name="switch", value="on", form="other").all("button")
    assert (button["type"], button["name"], button["value"], button["form"]) == ("submit", "switch", "on", "other")


def test_a_blocked_button_cannot_be_pressed_and_says_why() -> None:
    page = component("button", words="Authorisation Link", url="/go/", blocked="Your consultant has to finish set-up.")
    assert "disabled" in page.all("button")[0]
    assert page.all("a") == []
    assert page.words == "Authorisation Link Your consultant has to finish set-up."


def test_a_post_button_carries_the_token_it_was_given() -> None:
    page = component("post_button", url="/sync/", words="Sync now", csrf_token="the-token")
    assert page.all("form")[0] == {"method": "post", "action": "/sync/"}
    assert page.all("input")[0]["value"] == "the-token"


def test_a_blocked_post_button_has_no_form() -> None:
    assert component("post_button", url="/sync/", words="Sync now", blocked="Connect first.").all("form") == []


def test_freshness_gives_the_exact_moment_too() -> None:
    page = component("freshness", words="Last sync 12 minutes ago", at=datetime(2025, 6, 3, 5, 48, tzinfo=UTC))
    assert page.all("time") == [{"datetime": "2025-06-03T05:48:00+00:00", "title": "Tuesday 3 June 2025, 05:48 UTC"}]
    assert page.words == "Last sync 12 minutes ago"


@pytest.mark.parametrize("value", [None, ""])
def test_a_tile_without_a_value_shows_a_dash_and_the_cause(value: str | None) -> None:
    page = component("tile", label="HRV", value=value, unit="ms", cause="ring not worn")
    assert page.words == "HRV – ring not worn"


def test_a_tile_shows_nought_as_a_value() -> None:
    assert component("tile", label="Naps", value=0, age="yesterday").words == "Naps 0 yesterday"


def test_an_empty_place_says_what_to_do_next() -> None:
    page = component("empty", sentence="No forms yet.", next_step="Ask your coach.", url="/", action="Back")
    assert page.words == "No forms yet. Ask your coach. Back"


@pytest.mark.parametrize(("tone", "role"), [(None, None), ("warning", None), ("error", "alert")])
def test_a_notice_says_what_happened_and_interrupts_only_for_errors(tone: str | None, role: str | None) -> None:
    page = component("notice", tone=tone, title="Oura refused.", body="Try again.")
    assert page.words == "Oura refused. Try again."
    assert page.all("div")[0].get("role") == role
    assert f"notice-{tone or 'info'}" in page.all("div")[0]["class"].split()


def test_a_term_without_a_value_says_so() -> None:
    page = component("definition_list", entries=[("State", "Connected"), ("Last sync", None), ("Naps", 0)])
    assert page.words == "State Connected Last sync nothing yet Naps 0"


@pytest.mark.parametrize(
    ("state", "words", "tone"),
    [
        ("done", "Done", "is-fine"),
        ("to_do", "To do", "is-act"),
        ("warning", "Warning", "is-watch"),
        ("later", "Later", "is-none"),
    ],
)
def test_a_step_says_its_state_in_a_word(state: str, words: str, tone: str) -> None:
    page = component("step", state=state, words="Enter the application", help="You: copy the client id.")
    assert page.words == f"{words} Enter the application You: copy the client id."
    assert tone in page.all("span")[0]["class"].split()


def test_a_message_that_is_a_problem_says_so_in_words() -> None:
    assert component("message", words="It failed.", level="error").words == "Problem: It failed."
    assert component("message", words="Saved.", level="success").words == "Saved."


def test_a_pager_leads_both_ways_and_keeps_the_rest_of_the_query() -> None:
    page = component("pager", page=Paginator(list(range(30)), 10).page(2), query="squad=3")
    assert [link["href"] for link in page.all("a")] == ["?page=1&squad=3", "?page=3&squad=3"]
    assert "Page 2 of 3" in page.words


def test_a_pager_of_one_page_is_nothing() -> None:
    assert component("pager", page=Paginator([1], 10).page(1)).elements == []


def test_what_people_typed_is_escaped() -> None:
    page = component("notice", title="<script>alert(1)</script>")
    assert page.all("script") == []
