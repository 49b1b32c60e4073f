"""The main pages in German: no sentence of ours is left in English, and long words stay within their windows."""

from collections.abc import Iterable

import pytest
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from forms_engine.models import FieldDefinition, Record
from people.models import Person
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, NewPage
from tests.journeys.test_looks import CHOICES, LOOK, NIGHT, SIZES, lived_in, menu_of
from tests.journeys.walking import log_in
from tests.translating.leftovers import english_left

__all__ = ["lived_in"]
pytestmark = pytest.mark.browser
# Words of the vendor, shown as they are.
KINDS_OF_NOTICES = {"create", "update", "delete"}


def flaws(page: Page, addresses: Iterable[str]) -> list[str]:
    own = {*KINDS_OF_NOTICES, *CHOICES, *FieldDefinition.objects.filter(written_by="").values_list("label", flat=True)}
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        if 'lang="de"' not in answer.text():
            found.append(f"{address} is not in German")
        found += [f"{address} says “{one}”" for one in set(english_left(answer.text())) - own]
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            found += [f"{address} ({size}): {one}" for one in page.evaluate(LOOK)]
    return found


def in_german(new_page: NewPage, person: Person) -> tuple[Page, list[str]]:
    """Logged in, with the addresses of the menu; the language is chosen last, for walks know English words."""
    page = new_page(DESKTOP)
    log_in(page, person)
    menu = menu_of(page)
    Person.objects.filter(pk=person.pk).update(language="de")
    return page, menu


def test_the_pages_of_an_athlete(lived_in: Club, new_page: NewPage) -> None:
    page, menu = in_german(new_page, lived_in.ada)
    her = f"/people/{lived_in.ada.pk}"
    night = Record.objects.filter(form__key=NIGHT).latest("occurred_on")
    records = [f"{her}/events/{NIGHT}/", f"{her}/events/{NIGHT}/{night.pk}/", f"{her}/events/every_kind/new/"]
    own = [f"{her}/", "/me/", "/me/looks/", "/me/tokens/", "/profiles/oura_authorise/", "/connect/oura/disconnect"]
    assert flaws(page, [*menu, *records, *own, "/accounts/logout/", "/no-such-page/"]) == []
    page.goto(f"{her}/events/{NIGHT}/{night.pk}/")
    assert night.occurred_on is not None
    with translation.override("de"):
        expect(page.get_by_role("heading", level=1)).to_contain_text(date_format(night.occurred_on, "D j M Y"))


def test_the_pages_of_a_coach(lived_in: Club, new_page: NewPage) -> None:
    page, menu = in_german(new_page, lived_in.coach)
    ada, bo = f"/people/{lived_in.ada.pk}", f"/people/{lived_in.bo.pk}"
    board = f"/board/?day={timezone.localdate()}"
    theirs = [f"{ada}/", f"{ada}/events/{NIGHT}/", f"{ada}/profiles/oura_authorise/", f"{bo}/", "/board/?day=never"]
    assert flaws(page, [*menu, board, *theirs]) == []


def test_the_pages_of_a_consultant(lived_in: Club, new_page: NewPage) -> None:
    page, menu = in_german(new_page, lived_in.consultant)
    assert flaws(page, ["/", "/setup/oura/", *menu]) == []


def test_the_pages_of_a_stranger(site: str, desktop: Page) -> None:
    desktop.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "de", "url": site}])
    accounts = ["login", "password/reset", "password/reset/done", "login/code", "signup"]
    assert flaws(desktop, [f"/accounts/{one}/" for one in accounts]) == []
