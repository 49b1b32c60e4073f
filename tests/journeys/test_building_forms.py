"""A consultant builds Daily Wellness from nothing: with the mouse, with the keyboard alone, seeing what it will be."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from forms_engine.models import FormDefinition
from people import roles
from tests.journeys.axe import serious_issues
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.test_looks import complaints
from tests.journeys.walking import expect_heading, log_in

pytestmark = pytest.mark.browser

BUILDER = "/admin/forms_engine/formdefinition/builder/"
SCALES = {
    "Sleep quality": ("hardly slept", "slept very well"),
    "Fatigue": ("exhausted", "fresh"),
    "Soreness": ("very sore", "nothing hurts"),
    "Stress": ("very tense", "relaxed"),
    "Mood": ("low", "very good"),
}
TOTAL = "[Sleep quality] + [Fatigue] + [Soreness] + [Stress] + [Mood]"


def test_daily_wellness_is_built_from_nothing_with_the_mouse(club: Club, desktop: Page) -> None:
    log_in(desktop, club.consultant)
    make_blank_form(desktop)
    add_section(desktop, "This morning")
    for label, ends in SCALES.items():
        add_scale(desktop, label, ends)
    expect(sheet(desktop).get_by_role("listitem")).to_have_count(len(SCALES))
    add_note(desktop)
    add_total(desktop)
    drag_above(desktop, "Mood", "Sleep quality")
    see_as_others_see_it(desktop)
    be_refused_another_key(desktop)
    form = FormDefinition.objects.get(key="daily_wellness")
    assert list(form.fields.order_by("order").values_list("key", flat=True)) == [
        "mood",
        "sleep_quality",
        "fatigue",
        "soreness",
        "stress",
        "note",
        "wellness",
    ]
    assert form.fields.get(key="wellness").formula == "[sleep_quality] + [fatigue] + [soreness] + [stress] + [mood]"
    assert form.fields.get(key="fatigue").details == {"low": "exhausted", "high": "fresh"}
    assert serious_issues(desktop) == []


def sheet(page: Page) -> Locator:
    return page.locator("#paper")


def panel(page: Page) -> Locator:
    return page.locator("#panel")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("#preview-frame")


def make_blank_form(page: Page) -> None:
    page.goto(BUILDER)
    page.get_by_label("Name").fill("Daily Wellness")
    page.get_by_role("button", name="Make the form").click()
    expect_heading(page, "Daily Wellness")
    expect(page.get_by_text("This sheet is blank.")).to_be_visible()


def add_section(page: Page, title: str) -> None:
    page.get_by_role("link", name="Add a section").click()
    panel(page).get_by_label("Title").fill(title)
    panel(page).get_by_role("button", name="Add the section").click()
    expect(sheet(page).get_by_role("heading", name=title)).to_be_visible()


def choose_type(page: Page, type_name: str) -> None:
    page.get_by_text("Add a field to “This morning”").click()
    sheet(page).get_by_role("link", name=type_name, exact=True).last.click()
    expect(panel(page).get_by_role("heading", name="New field")).to_be_visible()
    expect(panel(page).get_by_label("Label")).to_be_focused()


def add_scale(page: Page, label: str, ends: tuple[str, str]) -> None:
    choose_type(page, "rating scale")
    panel(page).get_by_label("Label").fill(label)
    # The preview follows what is typed, before anything is saved.
    expect(preview(page).get_by_role("group", name=label)).to_be_visible()
    panel(page).get_by_label("Words at the low end").fill(ends[0])
    panel(page).get_by_label("Words at the high end").fill(ends[1])
    panel(page).get_by_label("Required").check()
    add_what_is_in_hand(page, label)
    expect(preview(page).get_by_text(ends[1]).first).to_be_visible()


def add_what_is_in_hand(page: Page, label: str) -> None:
    panel(page).get_by_role("button", name="Add the field").click()
    expect(page.locator("#builder-live")).to_have_text(f"“{label}” added.")
    expect(sheet(page).get_by_role("link", name=label, exact=True)).to_be_visible()


def add_note(page: Page) -> None:
    choose_type(page, "paragraph")
    panel(page).get_by_label("Label").fill("Note")
    add_what_is_in_hand(page, "Note")


def add_total(page: Page) -> None:
    """A wrong formula is marked where it is wrong, in words; the right one says what it gives."""
    choose_type(page, "calculation: number")
    panel(page).get_by_label("Label").fill("Wellness")
    panel(page).get_by_label("Formula").fill("[Sleep quality] + [Fatige]")
    expect(panel(page).locator("mark")).to_have_text("[Fatige]")
    expect(panel(page)).to_contain_text("Did you mean “Fatigue”")
    panel(page).get_by_label("Formula").fill(TOTAL)
    expect(panel(page).get_by_text("This gives a number.")).to_be_visible()
    add_what_is_in_hand(page, "Wellness")
    expect(preview(page).get_by_text("filled in by Ringside")).to_be_visible()


def drag_above(page: Page, label: str, other: str) -> None:
    grips = {name: row(page, name).locator("[data-grip-field]") for name in (label, other)}
    row(page, other).evaluate("one => one.scrollIntoView({ block: 'start' })")
    start, goal = grips[label].bounding_box(), grips[other].bounding_box()
    assert start is not None
    assert goal is not None
    page.mouse.move(start["x"] + 10, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + 10, goal["y"] + 30, steps=12)
    # The rows make way while the mouse moves; a person lets go when they have.
    first = sheet(page).get_by_role("listitem").first
    for step in range(60):
        if label in first.inner_text():
            break
        page.mouse.move(goal["x"] + 10, goal["y"] + 20 - step % 30)
    page.mouse.up()
    expect(page.locator("#builder-live")).to_contain_text(f"“{label}” is now 1 of 7")
    expect(sheet(page).get_by_role("listitem").first).to_contain_text(label)


def row(page: Page, label: str) -> Locator:
    return sheet(page).get_by_role("listitem").filter(has=page.get_by_role("link", name=label, exact=True))


def take_in_hand(page: Page, label: str) -> None:
    sheet(page).get_by_role("link", name=label, exact=True).click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(label)


def see_as_others_see_it(page: Page) -> None:
    """The note is for medical staff: in a coach's preview it disappears; on a desk the page is wide."""
    take_in_hand(page, "Note")
    panel(page).get_by_text("Who and where").click()
    panel(page).get_by_role("group", name="Visible to").get_by_label("Medical").check()
    panel(page).get_by_role("button", name="Save").click()
    expect(page.locator("#builder-live")).to_have_text("“Note” saved.")
    for role, count in (("Medical", 1), ("Coach", 0)):
        page.get_by_label("as", exact=True).select_option(role)
        expect(preview(page).get_by_role("group", name="Mood")).to_be_visible()
        expect(preview(page).get_by_label("Note")).to_have_count(count)
    page.get_by_role("button", name="Desktop").click()
    expect(page.get_by_role("button", name="Desktop")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#preview-frame")).to_have_css("width", re.compile(r"^1\d{3}(\.\d+)?px$"))
    page.get_by_label("as", exact=True).select_option("Consultant")
    expect(preview(page).get_by_text("Consultant does not see this form.")).to_be_visible()
    page.get_by_role("button", name="Phone").click()
    page.get_by_label("as", exact=True).select_option("Athlete")
    expect(preview(page).get_by_label("Note")).to_be_visible()
    expect(page.locator("#preview-frame")).to_have_css("width", "390px")


def be_refused_another_key(page: Page) -> None:
    """Not by the page, which does not offer it, but by the site, whoever asks."""
    take_in_hand(page, "Stress")
    panel(page).get_by_text("What stays for ever").click()
    key = panel(page).get_by_label("Key")
    expect(key).to_have_attribute("readonly", "")
    key.evaluate("box => { box.readOnly = false; box.value = 'tension'; }")
    panel(page).get_by_role("button", name="Save").click()
    expect(panel(page).get_by_text("“Stress” keeps its key “stress” for ever")).to_be_visible()
    assert FormDefinition.objects.get().fields.filter(key="stress").exists()
    page.reload()


def press_until(page: Page, target: Locator, key: str = "Tab", most: int = 150) -> None:
    """Goes from stop to stop as a person without a mouse does."""
    for _stop in range(most):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"never came to {target}")


def test_the_same_form_is_built_with_the_keyboard_alone(club: Club, desktop: Page) -> None:
    page = desktop
    log_in(page, club.consultant)
    page.goto(BUILDER)
    press_until(page, page.get_by_label("Name"))
    page.keyboard.type("Daily Wellness")
    page.keyboard.press("Enter")
    expect_heading(page, "Daily Wellness")
    for number, label in enumerate(["Sleep quality", "Fatigue"], start=1):
        press_until(page, sheet(page).locator("summary").first)
        page.keyboard.press("Enter")
        press_until(page, sheet(page).get_by_role("link", name="rating scale"))
        page.keyboard.press("Enter")
        expect(panel(page).get_by_label("Label")).to_be_focused()
        page.keyboard.type(label)
        page.keyboard.press("Enter")
        expect(page.locator("#builder-live")).to_have_text(f"“{label}” added.")
        expect(sheet(page).get_by_role("listitem")).to_have_count(number)
    up = sheet(page).get_by_role("button", name="Move “Fatigue” up")
    press_until(page, up, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#builder-live")).to_have_text("“Fatigue” is now 1 of 2 in the beginning.")
    # The button pressed is still the one in hand, so that it can be pressed again.
    expect(up).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#builder-live")).to_have_text("“Fatigue” is at the end already.")
    keys = FormDefinition.objects.get().fields.order_by("order").values_list("key", flat=True)
    assert list(keys) == ["fatigue", "sleep_quality"]


def test_the_second_of_two_consultants_is_told_and_keeps_what_was_typed(club: Club, new_page: NewPage) -> None:
    first, second = new_page(DESKTOP), new_page(DESKTOP)
    log_in(first, club.consultant)
    first.goto(BUILDER)
    first.get_by_role("button", name="Start from Injury and Availability").click()
    expect_heading(first, "Injury and Availability")
    log_in(second, club.consultant)
    for page in (first, second):
        page.goto(f"{BUILDER}form/injury_and_availability/")
        take_in_hand(page, "Side")
    panel(first).get_by_label("Help").fill("Of the body.")
    panel(first).get_by_role("button", name="Save").click()
    expect(first.locator("#builder-live")).to_have_text("“Side” saved.")
    panel(second).get_by_label("Label").fill("Which side")
    panel(second).get_by_role("button", name="Save").click()
    expect(second.get_by_role("alert")).to_contain_text(re.compile(r"changed this form at \d\d:\d\d"))
    expect(panel(second).get_by_label("Label")).to_have_value("Which side")
    panel(second).get_by_role("button", name="Save").click()
    expect(second.locator("#builder-live")).to_have_text("“Which side” saved.")


def test_every_page_of_the_builder_looks_right_on_a_phone_and_a_desk_in_light_and_dark(
    club: Club, desktop: Page
) -> None:
    log_in(desktop, club.consultant)
    for name in ("Daily Wellness", "Injury and Availability", "Athlete Profile", "Training Load"):
        desktop.goto(BUILDER)
        desktop.get_by_role("button", name=f"Start from {name}").click()
        expect_heading(desktop, name)
    pages = [BUILDER, f"{BUILDER}import/"]
    for key in ("daily_wellness", "injury_and_availability"):
        form = FormDefinition.objects.get(key=key)
        here = f"{BUILDER}form/{key}/"
        pages += [here, f"{here}?settings=1", f"{here}?section={form.sections.last().pk}", f"{here}preview/"]
        ends = form.fields.first().pk, form.fields.last().pk
        pages += [f"{here}?{what}={pk}" for pk in ends for what in ("field", "standards")]
    assert complaints(desktop, pages) == []


def test_a_definition_goes_out_and_comes_in_with_the_difference_first(club: Club, new_page: NewPage) -> None:
    page = new_page(DESKTOP, accept_downloads=True)
    log_in(page, club.consultant)
    page.goto(BUILDER)
    page.get_by_role("button", name="Start from Daily Wellness").click()
    expect_heading(page, "Daily Wellness")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export", exact=True).click()
    written = Path(download.value.path()).read_text().replace("Before breakfast", "After breakfast")
    page.goto(f"{BUILDER}import/")
    sent = {"name": "daily_wellness.json", "mimeType": "application/json", "buffer": written.encode()}
    page.get_by_label("File").set_input_files(sent)
    page.get_by_role("button", name="Show the difference").click()
    expect_heading(page, "What “Daily Wellness” would change")
    expect(page.locator("main li li").filter(has_text="After breakfast")).to_be_visible()
    assert FormDefinition.objects.get().description.startswith("Before")
    page.get_by_role("button", name="Import it").click()
    expect_heading(page, "Daily Wellness")
    assert FormDefinition.objects.get().description.startswith("After")


def test_an_athlete_never_comes_in(club: Club, phone: Page) -> None:
    log_in(phone, club.ada)
    assert phone.goto(BUILDER).status == 403
    assert roles.CONSULTANT not in phone.content()


def test_the_builder_can_be_used_on_a_phone(club: Club, new_page: NewPage) -> None:
    page = new_page(PHONE)
    log_in(page, club.consultant)
    make_blank_form(page)
    sheet(page).get_by_text("Add a field").tap()
    sheet(page).get_by_role("link", name="yes or no", exact=True).tap()
    panel(page).get_by_label("Label").fill("Ill today")
    panel(page).get_by_role("button", name="Add the field").tap()
    expect(sheet(page).get_by_role("link", name="Ill today")).to_be_visible()
    expect(preview(page).get_by_role("group", name="Ill today")).to_be_visible()


def test_whoever_was_logged_out_meanwhile_gets_to_the_log_in_and_not_an_empty_page(club: Club, desktop: Page) -> None:
    log_in(desktop, club.consultant)
    make_blank_form(desktop)
    desktop.context.clear_cookies()
    desktop.get_by_role("link", name="Add a section").click()
    expect(desktop.get_by_label("Username or e-mail")).to_be_visible()
