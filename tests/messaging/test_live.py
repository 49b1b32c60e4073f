"""A conversation in a real browser: it grows without a reload, sends once, fits a phone."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, Route, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from messaging.conversations import Saying, conversation_of, say
from messaging.models import Message
from people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
PATIENCE_MS = 9_000
HIDE = """isAway => {
    Object.defineProperty(document, "hidden", {configurable: true, get: () => isAway});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def browser(chromium_path: str):
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
        opened = playwright.chromium.launch(executable_path=chromium_path, args=flags)
        yield opened
        opened.close()


@pytest.fixture
def open_talk(browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_talk(viewer, athlete)`: the conversation of `athlete` on the phone of `viewer`."""
    contexts, complaints = [], []

    def opening(viewer: Person, athlete: Person, **options) -> Page:
        client = Client()
        client.force_login(viewer)
        context = browser.new_context(base_url=live_server.url, **PHONE, **options)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None
        )
        page.goto(f"/messages/{athlete.pk}/")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert complaints == []


def speak(athlete: Person, author: Person, text: str) -> None:
    say(conversation_of(athlete), Saying(author, author.full_name, text, f"o-{text}"[:24]), timezone.now())


def lines(page: Page):
    return page.locator(".talk-text")


def test_what_the_other_says_appears_without_a_reload_and_is_marked_read(open_talk, ada, coach):
    page = open_talk(ada, ada)
    page.evaluate("window.isTheSamePage = true")
    page.get_by_label("Message", exact=True).fill("Half a sen")

    speak(ada, coach, "Training moves to nine.")

    expect(lines(page)).to_have_text(["Training moves to nine."], timeout=PATIENCE_MS)
    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a sen")
    expect(page.get_by_role("status").filter(has_text="Training moves to nine.")).to_have_count(1)
    assert page.evaluate("window.isTheSamePage")

    staffs = open_talk(coach, ada)
    expect(staffs.locator(".talk-read")).to_have_text("Read by Ada")


def test_sending_empties_the_box_and_a_second_press_says_nothing_twice(open_talk, ada):
    page = open_talk(ada, ada)

    for number in (1, 2):
        page.get_by_label("Message", exact=True).fill(f"Number {number}")
        page.get_by_role("button", name="Send").dblclick()
        expect(lines(page)).to_have_count(number)
        expect(page.get_by_label("Message", exact=True)).to_have_value("")
        expect(page.get_by_label("Message", exact=True)).to_be_focused()

    assert list(Message.objects.values_list("text", flat=True)) == ["Number 1", "Number 2"]
    assert "/messages/" in page.url


def test_the_command_is_answered_and_its_button_can_be_pressed_on_a_phone(open_talk, ada, coach, ring):
    page = open_talk(ada, ada)

    page.get_by_label("Message", exact=True).fill("/ring")
    page.get_by_label("Message", exact=True).press("Control+Enter")

    button = page.get_by_role("link", name="Connect")
    expect(button).to_have_attribute("href", f"https://ringside.example/c/{ada.pk}-1")
    assert button.bounding_box()["height"] >= 44
    staffs = open_talk(coach, ada)
    expect(staffs.get_by_text("A link was given to the athlete, open until")).to_be_visible()
    expect(staffs.get_by_role("link", name="Connect")).to_have_count(0)


def test_what_cannot_be_sent_is_kept_and_said(open_talk, ada, coach, ring):
    page = open_talk(coach, ada)

    page.get_by_label("Message", exact=True).fill("/ring")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Only Ada can ask with /ring here")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("/ring")


def test_without_a_connection_the_words_stay_and_go_out_once_later(open_talk, ada):
    page = open_talk(ada, ada)
    is_down = {"now": True}

    def cut(route: Route) -> None:
        route.abort() if is_down["now"] and route.request.method == "POST" else route.continue_()

    page.route("**/messages/**", cut)
    page.get_by_label("Message", exact=True).fill("Hello?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Not sent: there is no connection.")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Hello?")

    is_down["now"] = False
    page.get_by_role("button", name="Send").click()

    expect(lines(page)).to_have_text(["Hello?"])
    expect(page.get_by_text("Not sent: there is no connection.")).to_be_hidden()


def test_without_javascript_everything_is_there(open_talk, ada, coach):
    page = open_talk(ada, ada, java_script_enabled=False)

    page.get_by_label("Message", exact=True).fill("Good morning")
    page.get_by_role("button", name="Send").click()

    expect(lines(page)).to_have_text(["Good morning"])
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


def test_markup_in_messages_does_nothing(open_talk, ada, coach):
    speak(ada, ada, "<img src=x onerror='window.isTaken = true'><script>window.isTaken = true</script>")

    page = open_talk(coach, ada)

    expect(lines(page)).to_contain_text("<script>window.isTaken = true</script>")
    assert page.evaluate("window.isTaken") is None


def test_a_tab_looked_at_again_shows_what_was_said(open_talk, ada, coach):
    page = open_talk(ada, ada)
    page.evaluate(HIDE, True)
    speak(ada, coach, "Are you there?")

    page.evaluate(HIDE, False)

    expect(lines(page)).to_have_text(["Are you there?"], timeout=PATIENCE_MS)


def test_a_phone_shows_the_end_of_a_long_talk_and_nothing_to_the_side(open_talk, ada, coach):
    for number in range(40):
        speak(
            ada,
            ada if number % 3 else coach,
            f"Number {number}: {'wordwithoutanend' * 12 if number == 39 else 'hello'}",
        )

    page = open_talk(ada, ada)

    expect(page.get_by_text("Number 39")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
