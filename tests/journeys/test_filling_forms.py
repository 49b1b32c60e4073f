"""An athlete's morning on a phone: a form in a few taps, with a draft, without a network, and what comes next."""

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from forms_engine.definitions import ensure_section
from forms_engine.models import FormDefinition, Record
from people import roles
from tests.builders.forms import make_field, make_form, make_record
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.troubles import Troubles
from tests.journeys.walking import expect_heading, expect_notice, fact, log_in, open_menu

pytestmark = pytest.mark.browser

RIGHTS = {roles.ATHLETE: "crwd", roles.COACH: "crw"}
NEW = "Daily Wellness · New entry"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def wellness(club: Club) -> FormDefinition:
    """Five questions; whether it hurts opens a section on where."""
    form = make_form("Daily Wellness", key="wellness", rights=RIGHTS)
    ends = {"details": {"low": "Very poor", "high": "Excellent"}, "is_required": True}
    make_field(form, "sleep", "rating", label="How did you sleep?", order=1, **ends)
    make_field(form, "mood", "rating", label="How is your mood?", order=2, **ends)
    make_field(form, "energy", "slider", label="Energy", order=3, details={"low": "Empty", "high": "Full"})
    make_field(
        form, "weight_kg", "number", label="Weight", unit="kg", order=4, decimals=1, minimum=30, maximum=200,
        soft_minimum=45, soft_maximum=120, defaults_to_last=True,
    )  # fmt: skip
    make_field(form, "hurts", "yes_no", label="Does anything hurt?", order=5, is_required=True)
    where = ensure_section(form, "Where it hurts", 1)
    where.visibility = {"rule": "all", "conditions": [{"field": "hurts", "test": "is", "value": True}]}
    where.save()
    make_field(
        form, "place", "choice", label="Place", choices=["Back", "Knee", "Shoulder"], section=where, is_required=True
    )
    make_form("Training load", key="load", fields={"minutes": "integer"}, rights=RIGHTS)
    return form


def question(page: Page, label: str) -> Locator:
    return page.locator(".field").filter(has=page.get_by_text(label, exact=False)).first


def tap(page: Page, label: str, point: str) -> None:
    """On a point of a scale or an option, which is then the answer."""
    tapped = question(page, label).locator("label").filter(has_text=point).first
    tapped.tap()
    expect(tapped.locator("input")).to_be_checked()


def open_wellness(phone: Page) -> None:
    open_menu(phone, "Fill in")
    expect_heading(phone, "Fill in")
    phone.get_by_role("link", name="Daily Wellness").tap()
    expect_heading(phone, NEW)


def answer_all(phone: Page) -> None:
    """Five questions: five taps, one of them on the line of the slider."""
    tap(phone, "How did you sleep?", "4")
    tap(phone, "How is your mood?", "5")
    phone.locator("input[type=range]").tap()
    phone.get_by_label("Weight (kg)").fill("68.5")
    tap(phone, "Does anything hurt?", "No")


def kept_on(phone: Page) -> int:
    return int(phone.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ringside.')).length"))


def test_an_athlete_fills_a_form_by_tapping_and_reads_what_comes_next(
    club: Club, wellness: FormDefinition, phone: Page
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    expect(phone.get_by_text("0 of 5")).to_be_visible()
    answer_all(phone)
    expect(phone.get_by_text("5 of 5")).to_be_visible()
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    expect(phone.get_by_role("heading", name="What comes next")).to_be_visible()
    expect(phone.get_by_role("link", name="Training load")).to_be_visible()
    record = Record.objects.get()
    assert record.values == {"sleep": 4, "mood": 5, "energy": 50, "weight_kg": 68.5, "hurts": False}
    assert (record.person, record.occurred_on) == (club.ada, timezone.localdate())
    open_menu(phone, "Fill in")
    expect(phone.get_by_role("region", name="For today").get_by_role("link", name="Daily Wellness")).to_have_count(0)


def test_what_is_missing_is_said_beside_its_question_and_gets_the_focus(
    club: Club, wellness: FormDefinition, phone: Page
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    tap(phone, "How did you sleep?", "4")
    phone.get_by_role("button", name="Send").tap()
    expect(question(phone, "How is your mood?").locator(".errorlist")).to_have_text("This is required.")
    expect(question(phone, "How is your mood?").locator("input").first).to_be_focused()
    expect(question(phone, "How did you sleep?").locator(".errorlist")).to_have_count(0)
    tap(phone, "How is your mood?", "2")
    expect(question(phone, "How is your mood?").locator(".errorlist")).to_have_count(0)
    assert not Record.objects.exists()


def test_a_press_before_the_scripts_are_there_is_answered_by_the_server_in_the_same_words(
    club: Club, wellness: FormDefinition, phone: Page, troubles: Troubles
) -> None:
    phone.route("**/filling/page*.js", lambda route: route.abort())
    log_in(phone, club.ada)
    open_wellness(phone)
    tap(phone, "How did you sleep?", "4")
    phone.unroute("**/filling/page*.js")
    phone.get_by_role("button", name="Send").tap()
    expect(question(phone, "How is your mood?").locator(".errorlist")).to_have_text("This is required.")
    expect(question(phone, "How is your mood?").locator("input").first).to_be_focused()
    expect(question(phone, "How did you sleep?").locator("[value='4']")).to_be_checked()
    troubles.heard[:] = [one for one in troubles.heard if "ERR_FAILED" not in one]


def test_an_unusual_answer_is_asked_about_once_and_then_taken(
    club: Club, wellness: FormDefinition, phone: Page
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    answer_all(phone)
    phone.get_by_label("Weight (kg)").fill("40")
    phone.get_by_role("button", name="Send").tap()
    expect(question(phone, "Weight (kg)").locator(".errorlist")).to_contain_text("40 is unusually low. Is this right?")
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    assert Record.objects.get().values["weight_kg"] == 40


def test_a_section_opens_and_closes_with_the_answer_it_hangs_on(
    club: Club, wellness: FormDefinition, phone: Page
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    answer_all(phone)
    section = phone.get_by_role("group", name="Where it hurts")
    expect(section).to_be_hidden()
    tap(phone, "Does anything hurt?", "Yes")
    expect(section).to_be_visible()
    expect(phone.get_by_text("5 of 6")).to_be_visible()
    phone.get_by_role("button", name="Send").tap()
    expect(section.locator(".errorlist")).to_have_text("This is required.")
    tap(phone, "Place", "Knee")
    tap(phone, "Does anything hurt?", "No")
    expect(section).to_be_hidden()
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    assert "place" not in Record.objects.get().values


def test_an_entry_sent_without_a_network_waits_on_the_phone_and_is_sent_once(
    club: Club, wellness: FormDefinition, phone: Page, troubles: Troubles
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    lose_the_network(phone)
    answer_all(phone)
    phone.get_by_role("button", name="Send").tap()
    expect(
        phone.get_by_text("Kept on this phone, will be sent as soon as there is a network: Daily Wellness")
    ).to_be_visible()
    expect(phone.get_by_role("button", name="Send")).to_be_hidden()
    assert kept_on(phone) == 1
    assert not Record.objects.exists()
    phone.context.set_offline(False)
    expect_heading(phone, "Sent. Thank you.")
    assert kept_on(phone) == 0
    assert Record.objects.get().values["sleep"] == 4
    forget_the_network(troubles)


def test_what_waits_on_the_phone_is_sent_by_the_next_page_and_only_as_who_filled_it(
    club: Club, wellness: FormDefinition, phone: Page, troubles: Troubles
) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    lose_the_network(phone)
    answer_all(phone)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_text("Kept on this phone")).to_be_visible()
    kept = phone.evaluate("({...localStorage})")
    elsewhere = phone.context.browser.new_context(base_url=phone.url.split("/people/")[0], **PHONE)
    phone.close()
    other = elsewhere.new_page()
    log_in(other, club.bo)
    other.evaluate("kept => Object.entries(kept).forEach(([key, value]) => localStorage.setItem(key, value))", kept)
    other.goto("/fill-in/")
    expect_heading(other, "Fill in")
    assert kept_on(other) == 1
    other.context.clear_cookies()
    log_in(other, club.ada)
    expect(other.get_by_text("Sent: Daily Wellness")).to_be_visible()
    assert kept_on(other) == 0
    elsewhere.close()
    assert [record.person for record in Record.objects.all()] == [club.ada]
    forget_the_network(troubles)


def lose_the_network(phone: Page) -> None:
    """With the page open and its scripts at work."""
    expect(phone.get_by_text("0 of 5")).to_be_visible()
    phone.context.set_offline(True)


def forget_the_network(troubles: Troubles) -> None:
    """What a browser says of a network that was taken away on purpose."""
    troubles.heard[:] = [one for one in troubles.heard if "ERR_INTERNET_DISCONNECTED" not in one]


def test_a_form_begins_with_what_was_answered_last(club: Club, wellness: FormDefinition, phone: Page) -> None:
    make_record(wellness, club.ada, {"weight_kg": 70.5, "sleep": 2})
    log_in(phone, club.ada)
    phone.goto(f"/people/{club.ada.pk}/events/wellness/new/")
    expect(phone.get_by_label("Weight (kg)")).to_have_value("70.5")
    expect(question(phone, "How did you sleep?").locator(":checked")).to_have_count(0)


def test_rows_of_a_table_and_a_file_go_with_a_record_at_a_desk(
    club: Club, wellness: FormDefinition, new_page: NewPage
) -> None:
    gym = make_form("Gym session", key="gym", rights=RIGHTS)
    table = ensure_section(gym, "Exercises", 1)
    table.key, table.is_table = "exercises", True
    table.save()
    make_field(gym, "exercise", "text", section=table, order=1, is_required=True)
    make_field(gym, "sets", "integer", section=table, order=2, maximum=20)
    make_field(gym, "sheet", "attachment", label="Sheet")
    desktop = new_page(DESKTOP)
    log_in(desktop, club.coach)
    desktop.goto(f"/people/{club.ada.pk}/events/gym/new/")
    expect_heading(desktop, "Gym session · New entry")
    desktop.get_by_label("Exercise").fill("Squat")
    desktop.get_by_role("button", name="Add a row").click()
    desktop.get_by_label("Exercise").nth(1).fill("Row")
    desktop.get_by_label("Sets").nth(1).fill("4")
    desktop.get_by_label("Sheet").set_input_files({"name": "plan.png", "mimeType": "image/png", "buffer": PNG})
    expect(desktop.locator(".attachment-name")).to_contain_text("plan.png")
    desktop.get_by_role("button", name="Save").click()
    expect_notice(desktop, "Saved.")
    expect(desktop.get_by_role("table", name="Exercises").get_by_role("row")).to_have_count(3)
    expect(fact(desktop, "Sheet").get_by_role("link", name="plan.png")).to_be_visible()
    assert Record.objects.get().values["exercises"] == [{"exercise": "Squat"}, {"exercise": "Row", "sets": 4}]


def test_without_scripts_a_form_is_a_plain_form(club: Club, wellness: FormDefinition, new_page: NewPage) -> None:
    phone = new_page(PHONE, java_script_enabled=False)
    log_in(phone, club.ada)
    open_wellness(phone)
    tap(phone, "How did you sleep?", "4")
    tap(phone, "How is your mood?", "5")
    phone.get_by_label("Energy").fill("60")
    tap(phone, "Does anything hurt?", "Yes")
    tap(phone, "Place", "Back")
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    assert Record.objects.get().values == {"sleep": 4, "mood": 5, "energy": 60, "hurts": True, "place": "Back"}
