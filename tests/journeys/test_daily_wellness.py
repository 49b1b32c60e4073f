"""The one walk through forms: built from nothing, filled, entered, combined, coloured, brought in and taken out."""

import csv
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from forms_engine.models import Record
from people import roles
from people.models import Person
from tests.builders.forms import make_form, make_record
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.test_building_forms import (
    add_section,
    add_what_is_in_hand,
    choose_type,
    make_blank_form,
    panel,
    sheet,
)
from tests.journeys.test_filling_forms import tap
from tests.journeys.test_group_entry import cell
from tests.journeys.test_importing import check, let_the_worker_work
from tests.journeys.walking import expect_heading, fact, log_in, open_menu, short_date

pytestmark = pytest.mark.browser

FORM = "Daily Wellness"
READY = "[Sleep quality] * 10 + [Night / Readiness | the night before] / 2"
# Labels say “optional” besides; ages have bounds too.
FROM, BELOW, WORDS = (re.compile(f"^{label}") for label in ("From", "Below", "Words"))
HEAD = ["Name", "Day", "Sleep quality", "Fatigue"]
DAYS = 28


def test_a_form_is_built_filled_entered_combined_coloured_brought_in_and_taken_out(
    club: Club, new_page: NewPage, tmp_path: Path
) -> None:
    today = timezone.localdate()
    remember_the_night(club, today - timedelta(days=1))
    desktop, phone = new_page(DESKTOP), new_page(PHONE)
    log_in(desktop, club.consultant)
    build(desktop)
    set_standards(desktop)
    open_it_to_the_squad(desktop)
    log_in(phone, club.ada)
    fill_on_a_phone(phone, club.ada, today)
    desktop.context.clear_cookies()
    log_in(desktop, club.coach)
    enter_for_the_squad(desktop, club.bo)
    month = [row_of(name, today - timedelta(days=back), back) for name in NAMES for back in range(1, DAYS + 1)]
    bring_in(desktop, month, tmp_path)
    told = take_out(desktop, today)
    assert sorted(told) == sorted(month)


NAMES = ("Ada Examplova", "Bo Testfield")


def row_of(name: str, day: date, number: int) -> list[str]:
    return [name, day.isoformat(), str(number % 5 + 1), str(number % 4 + 1)]


def remember_the_night(club: Club, night: date) -> None:
    """What a ring brought of Ada; nothing of Bo."""
    rights = {roles.ATHLETE: "lcr", roles.COACH: "lcr"}
    form = make_form("Night", key="night", fields={"readiness": "score"}, rights=rights, dates_the_night=True)
    make_record(form, club.ada, {"readiness": 80}, occurred_on=night)


def build(page: Page) -> None:
    make_blank_form(page)
    add_section(page, "This morning")
    for label in ("Sleep quality", "Fatigue"):
        choose_type(page, "rating scale")
        panel(page).get_by_label("Label").fill(label)
        panel(page).get_by_label("Required").check()
        add_what_is_in_hand(page, label)
    choose_type(page, "calculation: number")
    panel(page).get_by_label("Label").fill("Ready")
    panel(page).get_by_label("Formula").fill(READY)
    expect(panel(page).get_by_text("This gives a number.")).to_be_visible()
    add_what_is_in_hand(page, "Ready")


def set_standards(page: Page) -> None:
    """Typed by keys, read back while typing, tried, saved, put in order with a button, and each refusal explained."""
    page.get_by_role("link", name="Standards: colours and words").click()
    add_rule(page, "good", "ready", low="60")
    rule = panel(page).get_by_role("group", name="New rule")
    rule.get_by_label("Colour").select_option(label="act")
    rule.get_by_label(WORDS).fill("hold back")
    rule.get_by_label(FROM).fill("70")
    said = page.locator("#standards-said")
    expect(said).to_contain_text("rule 1, which comes first, speaks of all this already")
    rule.get_by_label(FROM).fill("")
    rule.get_by_label(BELOW).fill("60")
    page.get_by_label("Try a value").fill("59")
    expect(said).to_contain_text("act: hold back (the value below 60)")
    expect(said.locator(".light.is-act")).to_have_text("hold back")
    page.keyboard.press("Enter")
    expect(sheet(page).get_by_text("2 standards")).to_be_visible()
    up = panel(page).get_by_role("button", name="Move rule 2 up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#builder-live")).to_have_text("Rule “hold back” is now 1 of 2.")
    expect(panel(page).get_by_label(WORDS).first).to_have_value("hold back")
    # The button that was pressed moved along and is still in hand.
    expect(panel(page).get_by_role("button", name="Move rule 1 up")).to_be_focused()


def add_rule(page: Page, colour: str, words: str, low: str) -> None:
    rule = panel(page).get_by_role("group", name="New rule")
    rule.get_by_label("Colour").select_option(label=colour)
    rule.get_by_label(WORDS).fill(words)
    rule.get_by_label(FROM).fill(low)
    panel(page).get_by_role("button", name="Save").click()
    expect(page.locator("#builder-live")).to_have_text("Standards of “Ready” saved.")


def open_it_to_the_squad(page: Page) -> None:
    page.get_by_role("link", name="Form settings").click()
    for role, rights in ((roles.ATHLETE, ("read", "write")), (roles.COACH, ("read", "write", "import", "export"))):
        for right in rights:
            panel(page).get_by_label(f"{role}: {right}", exact=True).check()
    panel(page).get_by_role("button", name="Save").click()
    expect(page.locator("#builder-live")).to_have_text("Settings saved.")


def fill_on_a_phone(phone: Page, athlete: Person, today: date) -> None:
    """1 of 5 after a night of 80: 10 + 40 = 50."""
    open_menu(phone, "Fill in")
    phone.get_by_role("link", name=FORM).tap()
    expect_heading(phone, f"{FORM} · New entry")
    for label, point in (("Sleep quality", "1"), ("Fatigue", "2")):
        tap(phone, label, point)
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    phone.get_by_role("link", name="See or change what you sent").tap()
    expect_heading(phone, f"{FORM} · {short_date(today)}")
    expect(fact(phone, "Ready")).to_contain_text("50")
    expect(fact(phone, "Ready").locator(".light.is-act")).to_have_text("hold back")


def enter_for_the_squad(page: Page, other: Person) -> None:
    """Bo's calculation has no night to look at, and his record says so."""
    open_menu(page, "Enter for a squad")
    page.get_by_role("link", name=FORM).click()
    expect(page.locator("#entry")).to_have_attribute("data-ready", "yes")
    cell(page, other, "Sleep quality").focus()
    for key in ("5", "Tab", "4"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Save 1 row").click()
    expect(page.locator(".entry-said")).to_have_text("1 row saved.")
    record = Record.objects.get(person=other, form__name=FORM)
    page.goto(f"/people/{other.pk}/events/{record.form.key}/{record.pk}/")
    expect(fact(page, "Ready")).to_contain_text("“Readiness” is missing on")


def bring_in(page: Page, rows: list[list[str]], folder: Path) -> None:
    file = folder / "month.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows([HEAD, *rows])
    open_menu(page, "Import and export")
    page.get_by_role("link", name=f"Import {FORM}").click()
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect_heading(page, "Which column is what?")
    check(page)
    page.get_by_role("button", name=f"Write {len(rows)} records").click()
    expect_heading(page, "Writing the records")
    let_the_worker_work(page, "All of it is written")


def take_out(page: Page, today: date) -> list[list[str]]:
    """The rows of the days before today, as they came in."""
    open_menu(page, "Import and export")
    page.get_by_role("link", name=f"Export {FORM}").click()
    page.get_by_label("To").fill((today - timedelta(days=1)).isoformat())
    with page.expect_download() as coming:
        page.get_by_role("button", name="Export").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    places = [heading.index(name) for name in ("Person", "Date", "Sleep quality", "Fatigue")]
    return [[row[place] for place in places] for row in rows]
