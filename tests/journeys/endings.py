"""How a walk to Oura can end other than well: the words a person must read, and what must not have been made."""

from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from forms_engine.models import Record
from people.models import Person
from sync.models import Connection
from tests.journeys.draining import drain
from tests.journeys.walking import Sent, agree_at_oura, expect_heading, fact, go_to_oura, log_in, open_authorise_form

# Code for support → title and advice, word by word as the page must say them.
WORDS = {
    "denied": (
        "You did not agree, so nothing was connected",
        "That is fine: no data will be read. If you change your mind, press the Authorisation Link again.",
    ),
    "state_unknown": (
        "This link does not belong to anything begun here",
        "Nothing was changed. Begin again with the Authorisation Link on your profile page.",
    ),
    "other_browser": (
        "This was begun in another browser",
        "Nothing was changed. Finish where you began, or press the Authorisation Link again here.",
    ),
    "other_person": (
        "Somebody else began this",
        "Nothing was changed. Log in as the person who pressed the Authorisation Link, or press your own.",
    ),
    "state_used": (
        "This step was already done",
        "Nothing was changed by coming here again. Your form says whether you are connected.",
    ),
    "state_expired": (
        "This took longer than 15 minutes",
        "Nothing was connected. Press the Authorisation Link again and finish within 15 minutes.",
    ),
    "code_refused": (
        "The agreement could not be completed",
        "Nothing was connected. Press the Authorisation Link again.",
    ),
    "vendor_down": ("The other side did not answer", "Nothing was connected. Try again in a few minutes."),
    "ring_taken": (
        "This ring is already connected to somebody else",
        "Nothing was changed. Log in with the account of your own ring, or ask your coach for help.",
    ),
    "different_ring": (
        "This is a different ring account than before",
        "Nothing was changed. If you really changed accounts, ask your consultant to confirm it, then try again.",
    ),
}


def expect_ending(page: Page, code: str) -> None:
    """The page of this ending says its words and no others, and its button leads back to the person's form."""
    title, advice = WORDS[code]
    expect_heading(page, title)
    expect(page.get_by_role("main")).to_have_text(f"{title} {advice} Back to the form For support: {code}")
    page.get_by_role("link", name="Back to the form").click()
    expect_heading(page, "Authorise Oura Data")


def expect_not_connected(page: Page, person: Person) -> None:
    """On the form the page shows, and in the rows: no connection, no record, no work waiting."""
    expect(fact(page, "State")).to_have_text("not connected")
    expect(page.get_by_role("link", name="Authorisation Link")).to_be_visible()
    assert not Connection.objects.filter(person=person).exists()
    assert not Record.objects.filter(person=person).exists()
    assert drain() == 0


def begin(page: Page, person: Person) -> None:
    log_in(page, person)
    open_authorise_form(page)
    go_to_oura(page)


def hold_back_the_return(page: Page) -> str:
    """Agrees at Oura, and keeps the address it sends the browser to instead of going there."""
    address = urljoin(page.url, page.locator("form").get_attribute("action"))
    boxes = page.get_by_role("checkbox")
    ticket = page.locator("input[name=ticket]").input_value()
    answer: Sent = {"decision": "allow", "ticket": ticket, "scope": boxes.first.get_attribute("value") or ""}
    return page.request.post(address, form=answer, max_redirects=0).headers["location"]


def return_address(page: Page) -> str:
    """Agrees at Oura and goes back; answers the address it sent the browser to."""
    with page.expect_request("**/connect/oura/callback?*") as coming_back:
        agree_at_oura(page)
    return coming_back.value.url
