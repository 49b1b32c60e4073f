"""Fragments that refresh themselves rest in a tab nobody looks at."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Page, sync_playwright

pytestmark = pytest.mark.browser
ASK = """id => document.getElementById(id).dispatchEvent(
    new CustomEvent("htmx:beforeRequest", {bubbles: true, cancelable: true}))"""
GENTLE = '<div id="gentle" data-poll="gently"><details><summary>Numbers</summary></details><button>Show</button></div>'
LOOK_AWAY = """isAway => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => isAway});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def page(chromium_path: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content('<p id="polled" data-poll></p><p id="clicked"></p>' + GENTLE)
        page.add_script_tag(content=(settings.BASE_DIR / "static/js/refresh.js").read_text(), type="module")
        page.evaluate(
            "window.asked = 0; document.getElementById('polled').addEventListener('refresh', () => window.asked++)"
        )
        yield page
        browser.close()


def test_it_asks_while_somebody_looks(page: Page) -> None:
    assert page.evaluate(ASK, "polled") is True


def test_it_rests_in_a_hidden_tab_and_asks_once_when_looked_at_again(page: Page) -> None:
    page.evaluate(LOOK_AWAY, True)
    assert page.evaluate(ASK, "polled") is False
    assert page.evaluate(ASK, "polled") is False
    page.evaluate(LOOK_AWAY, False)
    assert page.evaluate("window.asked") == 1
    assert page.evaluate(ASK, "polled") is True


def test_what_is_no_poll_goes_on_in_a_hidden_tab(page: Page) -> None:
    page.evaluate(LOOK_AWAY, True)
    assert page.evaluate(ASK, "clicked") is True


def test_a_gentle_fragment_waits_while_somebody_is_in_it_or_has_opened_a_part(page: Page) -> None:
    assert page.evaluate(ASK, "gentle") is True
    page.locator("summary").click()
    page.evaluate("document.activeElement.blur()")
    assert page.evaluate(ASK, "gentle") is False
    page.locator("details").evaluate("one => { one.open = false }")
    assert page.evaluate(ASK, "gentle") is True
    page.locator("button").focus()
    assert page.evaluate(ASK, "gentle") is False
