"""A form a consultant made by clicking, filled on a phone: wrong, oversize and twice, and nothing lost."""

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import FormDefinition, Record
from people import roles
from people.models import Person
from tests.builders.forms import make_form
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.troubles import Troubles
from tests.journeys.walking import await_scripts, expect_heading, fact, log_in, open_menu

pytestmark = pytest.mark.browser

LONGEST_LINE = 500
OVER_THE_LIMIT_OF_A_REQUEST = 3_000_000
ENTRY = "Daily note · New entry"


def test_a_consultant_makes_a_form_and_an_athlete_fills_it_wrong_then_right(club: Club, new_page: NewPage) -> None:
    desktop, phone = new_page(DESKTOP), new_page(PHONE)
    log_in(desktop, club.consultant)
    make_daily_note(desktop)
    give_choices(desktop, "Mood", ["good", "tired"])
    give_limits(desktop, "Weight", lowest="30", highest="200")
    log_in(phone, club.ada)
    open_new_entry(phone)
    fill_it_wrong(phone)
    read_what_is_wrong(phone)
    assert not Record.objects.exists()
    fill_it_right(phone)
    read_it_back(phone, club.ada)


def make_daily_note(desktop: Page) -> None:
    open_menu(desktop, "Admin")
    desktop.locator(".model-formdefinition").first.get_by_role("link", name="Add").click()
    desktop.get_by_label("Key").fill("daily_note")
    desktop.get_by_label("Name").fill("Daily note")
    desktop.get_by_label("Kind").select_option(label="event form")
    desktop.get_by_role("button", name="Save and continue editing").click()
    expect(desktop.get_by_text("was added successfully")).to_be_visible()
    rows = [("note", "Note", "text", ""), ("weight_kg", "Weight", "number", "kg"), ("mood", "Mood", "one choice", "")]
    for place, (key, label, type, unit) in enumerate(rows):
        desktop.get_by_text("Add another Field").click()
        row = desktop.locator(f"#fields-{place}")
        row.locator("[name$=-key]").fill(key)
        row.locator("[name$=-label]").fill(label)
        row.locator("[name$=-type]").select_option(label=type)
        row.locator("[name$=-unit]").fill(unit)
        row.locator("[name$=-is_required]").set_checked(key == "note")
    desktop.get_by_text("Add another Form permission").click()
    line = desktop.locator("#permissions-0")
    line.locator("[name$=-role]").select_option(label=roles.ATHLETE)
    for right in ("can_read", "can_write"):
        line.locator(f"[name$={right}]").check()
    save_and_stay(desktop)


def save_and_stay(desktop: Page) -> None:
    desktop.get_by_role("button", name="Save and continue editing").click()
    expect(desktop.get_by_text("was changed successfully")).to_be_visible()


def open_field(desktop: Page, label: str) -> None:
    """From the form's page to the field's own, where the rest of it is."""
    row = desktop.locator("tr.has_original").filter(has_text=label)
    row.get_by_role("link", name="Change").click()
    expect(desktop.get_by_label("Label")).to_have_value(label)


def give_choices(desktop: Page, label: str, choices: list[str]) -> None:
    open_field(desktop, label)
    desktop.get_by_label("choices").fill("\n".join(choices))
    save_and_stay(desktop)
    desktop.get_by_role("link", name="Daily note").click()


def give_limits(desktop: Page, label: str, *, lowest: str, highest: str) -> None:
    open_field(desktop, label)
    desktop.get_by_label("Lowest allowed").fill(lowest)
    desktop.get_by_label("Highest allowed").fill(highest)
    save_and_stay(desktop)


def open_new_entry(phone: Page) -> None:
    open_menu(phone, "Profiles")
    phone.get_by_role("link", name="Daily note").click()
    expect(phone.get_by_text("There is no record here yet.")).to_be_visible()
    phone.get_by_role("link", name="New entry").click()
    expect_heading(phone, ENTRY)
    await_scripts(phone)


def fill_it_wrong(phone: Page) -> None:
    """As a browser that checks nothing itself, which any script can be."""
    phone.locator("main form").evaluate(
        """form => {
            for (const field of form.querySelectorAll("input[type=number], input[type=date]")) field.type = "text";
            for (const field of form.querySelectorAll("[maxlength]")) field.removeAttribute("maxlength");
            form.querySelector("[value=tired]").value = "furious";
        }"""
    )
    phone.get_by_label("Date").fill("the day before")
    phone.get_by_label("Note").fill("n" * (LONGEST_LINE + 1))
    phone.get_by_label("Weight (kg)").fill("heavy")
    phone.get_by_label("tired").check()
    phone.get_by_role("button", name="Send").click()


def read_what_is_wrong(phone: Page) -> None:
    """One complaint beside each field, tied to it for whoever cannot see, and every word still there."""
    expect(phone.locator(".field:has([aria-invalid=true])")).to_have_count(4)
    complaints = {
        "Date": "Enter a valid date",
        "Note": "at most 500 characters",
        "Weight (kg)": "Enter a number",
        "Mood": "furious is not one of the available choices",
    }
    for label, complaint in complaints.items():
        field = phone.locator(".field").filter(has=phone.locator("label, legend").get_by_text(label))
        expect(field.locator(".errorlist")).to_contain_text(complaint)
    expect(phone.get_by_label("Note")).to_have_value("n" * (LONGEST_LINE + 1))
    expect(phone.get_by_label("Weight (kg)")).to_have_attribute("value", "heavy")


def fill_it_right(phone: Page) -> None:
    phone.get_by_label("Date").fill("2026-03-10")
    phone.get_by_label("Note").fill("Slept well after the race.")
    phone.get_by_label("Weight (kg)").fill("20")
    phone.get_by_label("tired").check()
    phone.get_by_role("button", name="Send").click()
    # The page itself refuses what is below the lowest allowed.
    weight = phone.locator(".field").filter(has=phone.get_by_label("Weight (kg)"))
    expect(weight.locator(".errorlist")).to_contain_text("30")
    phone.get_by_label("Weight (kg)").fill("68.5")
    phone.get_by_role("button", name="Send").dblclick()
    expect_heading(phone, "Sent. Thank you.")
    phone.get_by_role("link", name="See or change what you sent").click()
    expect_heading(phone, "Daily note · Tue 10 Mar 2026")


def read_it_back(phone: Page, ada: Person) -> None:
    expect(fact(phone, "Note")).to_have_text("Slept well after the race.")
    expect(fact(phone, "Weight")).to_have_text("68.5 kg")
    expect(fact(phone, "Mood")).to_have_text("tired")
    record = Record.objects.get()
    assert (record.person, record.values["weight_kg"]) == (ada, 68.5)


def make_quick_note(person_role: str = roles.ATHLETE) -> FormDefinition:
    return make_form("Quick note", key="quick_note", fields={"note": "paragraph"}, rights={person_role: "crwd"})


def test_a_page_sent_twice_makes_one_record(club: Club, phone: Page) -> None:
    make_quick_note()
    log_in(phone, club.ada)
    phone.goto(f"/people/{club.ada.pk}/events/quick_note/new/")
    phone.get_by_label("Note").fill("sent over a shaky line")
    filled = phone.locator("main form").evaluate("form => Object.fromEntries(new FormData(form))")
    for _time in range(2):
        assert phone.request.post(phone.url, form=filled).status == 200
    assert Record.objects.get().values == {"note": "sent over a shaky line"}


def test_more_than_the_site_takes_in_gets_a_clear_page_and_the_words_are_still_there(
    club: Club, phone: Page, troubles: Troubles
) -> None:
    make_quick_note()
    log_in(phone, club.ada)
    phone.goto(f"/people/{club.ada.pk}/events/quick_note/new/")
    note = phone.get_by_label("Note")
    note.evaluate("(field, length) => { field.value = 'w'.repeat(length) }", OVER_THE_LIMIT_OF_A_REQUEST)
    phone.get_by_role("button", name="Send").click()
    expect_heading(phone, "We could not read that request")
    assert [one for one in troubles.heard if not one.endswith("answered 400")] == []
    troubles.heard.clear()
    assert not Record.objects.exists()
    phone.go_back()
    expect(note).to_be_visible()


def test_words_that_look_like_a_page_are_shown_as_words(club: Club, phone: Page) -> None:
    make_quick_note()
    log_in(phone, club.ada)
    phone.goto(f"/people/{club.ada.pk}/events/quick_note/new/")
    phone.get_by_label("Note").fill("<script>document.title = 'taken'</script><b>bold</b>")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("link", name="See or change what you sent").click()
    expect(phone.locator("dd", has_text="<script>document.title")).to_be_visible()
    assert "taken" not in phone.title()
    assert phone.locator("main b").count() == 0
