"""The frame around every page: menu, who is logged in, the content policy's conditions, a way past the menu."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from people.models import Person
from people.navigation import Entry
from tests.templates.rendering import Page

pytestmark = pytest.mark.django_db
MENU = (Entry("Morning board", "/board/", True), Entry("Profiles", "/profiles/", False))


def frame(rf: RequestFactory, user: Any, **context: Any) -> Page:
    request = rf.get("/board/")
    request.user = user
    named = {"frame": {"name": "Examplova Athletics", "navigation": MENU}}
    return Page(render_to_string("base.html", {**named, **context}, request=request))


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_user("ada", first_name="Ada", last_name="Examplova", known_as="Addie")


def test_the_menu_marks_the_page_one_is_on(rf: RequestFactory, ada: Person) -> None:
    links = frame(rf, ada).all("a")
    assert {"href": "/board/", "aria-current": "page"} in links
    assert {"href": "/profiles/"} in links


def test_it_says_who_is_logged_in_and_offers_to_log_out(rf: RequestFactory, ada: Person) -> None:
    page = frame(rf, ada)
    assert "Addie" in page.words
    assert "Logged in as Ada Examplova" in page.words
    assert {"method": "post", "action": "/accounts/logout/"} in page.all("form")


def test_the_first_link_leads_past_the_menu(rf: RequestFactory, ada: Person) -> None:
    page = frame(rf, ada)
    assert page.all("a")[0] == {"class": "skip-link", "href": "#main"}
    assert "main" in page.ids()


def test_htmx_is_told_to_keep_nothing_and_to_obey_the_content_policy(rf: RequestFactory, ada: Person) -> None:
    (meta,) = [one for one in frame(rf, ada).all("meta") if one.get("name") == "htmx-config"]
    settings = json.loads(meta["content"])
    assert settings["includeIndicatorStyles"] is False
    assert settings["allowEval"] is False
    assert settings["allowScriptTags"] is False
    assert settings["historyCacheSize"] == 0


def test_htmx_sends_the_token_django_asks_for(rf: RequestFactory, ada: Person) -> None:
    headers = json.loads(frame(rf, ada).all("body")[0]["hx-headers"])
    assert len(headers["X-CSRFToken"]) > 30


def test_a_stranger_gets_no_script_and_no_account_menu(rf: RequestFactory) -> None:
    page = frame(rf, AnonymousUser())
    assert page.all("script") == []
    assert page.all("details") == []


def test_every_script_and_sheet_is_our_own(rf: RequestFactory, ada: Person) -> None:
    page = frame(rf, ada)
    addresses = [one["src"] for one in page.all("script")] + [one["href"] for one in page.all("link")]
    assert addresses
    assert all(address.startswith("/static/") for address in addresses)


def test_a_name_is_escaped(rf: RequestFactory) -> None:
    person = Person.objects.create_user("eve", known_as="<b>Eve</b>")
    assert frame(rf, person).all("b") == []
