"""Steps that many walks share, each clicked as a person clicks."""

import re
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from playwright.sync_api import Locator, Page, expect

from demo.walking import session_of
from oura_connector.simulator.athletes import PASSWORD as RING_PASSWORD
from oura_connector.simulator.athletes import Athlete
from people.models import Person
from tests.builders.people import PASSWORD

MENU_BUTTON = re.compile("^Menu")
Sent = dict[str, str | float | bool]  # a form sent by hand, as Playwright types it


def log_in(page: Page, person: Person) -> None:
    """On the person's own first page, logged in without the page for it: most walks are not about that one."""
    name, session = settings.SESSION_COOKIE_NAME, session_of(person)
    page.context.add_cookies([{"name": name, "value": session, "url": settings.SITE_URL}])
    page.goto("/")
    expect_logged_in(page)


def log_in_by_hand(page: Page, person: Person) -> None:
    """Through the page where everybody does; ends on the person's own first page."""
    page.goto("/accounts/login/")
    fill_log_in(page, person)


def fill_log_in(page: Page, person: Person) -> None:
    page.get_by_label("Username or e-mail").fill(person.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect_logged_in(page)


def expect_logged_in(page: Page) -> None:
    expect(page.get_by_text("Your account:")).to_be_attached()


def await_scripts(page: Page) -> None:
    """Until all of the page is there and its scripts are at work: for what needs them, and what is counted at once."""
    page.wait_for_load_state("load")


def main_menu(page: Page) -> Locator:
    """The entries, in sight: on a phone behind a button."""
    menu = page.get_by_role("navigation", name="Main menu")
    button = page.get_by_role("button", name=MENU_BUTTON)
    await_scripts(page)
    if button.is_visible() and not menu.is_visible():
        button.click()
    expect(menu).to_be_visible()
    return menu


def open_menu(page: Page, name: str) -> None:
    main_menu(page).get_by_role("link", name=name).click()


def open_authorise_form(page: Page) -> None:
    open_menu(page, "Profiles")
    page.get_by_role("link", name="Authorise Oura Data").click()
    expect_heading(page, "Authorise Oura Data")


def go_to_oura(page: Page) -> None:
    """From the athlete's form over the consent page to Oura's log-in page."""
    page.get_by_role("link", name="Authorisation Link").click()
    expect_heading(page, "Connect Oura")
    page.get_by_role("button", name="Go on to Oura").click()
    expect_heading(page, "Log in to Oura")


def log_in_at_oura(page: Page, ring: Athlete) -> None:
    page.get_by_label("E-mail").fill(ring.email)
    page.get_by_label("Password").fill(RING_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect_heading(page, "Share your Oura data?")
    expect(page.get_by_role("button", name="Allow")).to_be_visible()


def agree_at_oura(page: Page) -> None:
    page.get_by_role("button", name="Allow").click()


def open_board_of(page: Page, day: date) -> None:
    open_menu(page, "Morning board")
    page.get_by_label("Morning of").fill(day.isoformat())
    page.get_by_role("button", name="Show").click()
    expect_heading(page, f"Morning board, {date_format(day, 'l j F Y')}")


def expect_heading(page: Page, words: str) -> None:
    """The page's one heading of the first level says exactly this."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def expect_notice(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def fact(page: Page, term: str) -> Locator:
    """What stands beside exactly `term` in a list of terms."""
    named = page.locator("dt").filter(has=page.get_by_text(term, exact=True))
    return page.locator("dl.terms > div").filter(has=named).locator("dd")


def short_date(day: date) -> str:
    """As lists of records write it: Mon 9 Mar 2026."""
    return date_format(day, "D j M Y")
