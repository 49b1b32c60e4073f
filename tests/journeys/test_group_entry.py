"""A squad's day in the grid: by keys alone, from a spreadsheet, down a column, wrong, together, without network."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from forms_engine.models import FormDefinition, GridPresence, Record, Section
from people import roles
from people.models import Person
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.test_looks import complaints
from tests.journeys.troubles import Troubles
from tests.journeys.walking import expect_heading, log_in, log_in_by_hand, open_menu

pytestmark = pytest.mark.browser

RIGHTS = {roles.ATHLETE: "crw", roles.COACH: "crw"}
ATHLETES = 12
PASTE = """(cell, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
COPY = """cell => {
    const clipboardData = new DataTransfer();
    cell.dispatchEvent(new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true }));
    return clipboardData.getData("text/plain");
}"""


@pytest.fixture
def form(club: Club) -> FormDefinition:
    """Two sections with numbers, a scale, a choice, yes or no, words and a day; a table, which the grid leaves out."""
    form = make_form("Training Day", key="training_day", rights=RIGHTS)
    body, load = (Section.objects.create(form=form, title=title, order=n) for n, title in enumerate(("Body", "Load")))
    limits = {"minimum": 30, "maximum": 200, "soft_maximum": 120, "decimals": 1}
    make_field(form, "weight_kg", "number", section=body, label="Weight", unit="kg", order=1, **limits)
    make_field(form, "mood", "rating", section=body, label="Mood", order=2)
    make_field(form, "soreness", "choice", section=body, label="Soreness", choices=["none", "some", "much"], order=3)
    make_field(form, "is_ill", "yes_no", section=body, label="Ill", order=4)
    make_field(form, "minutes", "integer", section=load, label="Minutes", minimum=0, maximum=600, order=5)
    make_field(form, "effort", "integer", section=load, label="Effort", defaults_to_last=True, order=6)
    make_field(form, "began_on", "date", section=load, label="Camp began", order=7)
    make_field(form, "note", "paragraph", section=load, label="Note", order=8)
    table = Section.objects.create(form=form, title="Exercises", key="exercises", is_table=True, order=3)
    make_field(form, "sets", "integer", section=table)
    return form


@pytest.fixture
def squad_of_twelve(club: Club) -> list[Person]:
    more = [make_athlete(club.squad, f"Nova{number:02d}", "Samplewell") for number in range(ATHLETES - 2)]
    return sorted([club.ada, club.bo, *more], key=lambda one: (one.last_name, one.first_name))


def open_grid(page: Page, person: Person) -> None:
    log_in(page, person)
    open_menu(page, "Enter for a squad")
    expect_heading(page, "Enter for a squad")
    page.get_by_role("link", name="Training Day").click()
    expect_heading(page, "Training Day")
    expect(page.locator("#entry")).to_have_attribute("data-ready", "yes")


def cell(page: Page, person: Person, label: str) -> Locator:
    return page.locator(f'tr[data-person="{person.pk}"]').get_by_label(label, exact=True)


def said(page: Page) -> Locator:
    return page.locator(".entry-said")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def values_of(person: Person) -> dict[str, object]:
    return Record.objects.get(person=person, form__key="training_day").values


def test_a_day_is_entered_by_keys_alone(club: Club, form: FormDefinition, desktop: Page) -> None:
    open_grid(desktop, club.coach)
    cell(desktop, club.ada, "Weight").focus()
    desktop.keyboard.type("68.5")
    press(desktop, "Tab", "4", "Tab", "s", "Tab", "n")
    expect(cell(desktop, club.ada, "Mood")).to_have_value("4")
    expect(cell(desktop, club.ada, "Soreness")).to_have_value("some")
    press(desktop, "ArrowDown")
    expect(cell(desktop, club.bo, "Ill")).to_be_focused()
    press(desktop, "ArrowLeft", "ArrowLeft", "Shift+Tab")
    desktop.keyboard.type("80")
    press(desktop, "Shift+Enter")
    expect(cell(desktop, club.ada, "Weight")).to_be_focused()
    desktop.keyboard.type("99")
    press(desktop, "Escape")
    expect(cell(desktop, club.ada, "Weight")).to_have_value("68.5")
    press(desktop, "F2", "ArrowLeft", "ArrowLeft", "Backspace")
    desktop.keyboard.type("9")
    press(desktop, "Enter", "Control+s")
    expect(said(desktop)).to_have_text("2 rows saved.")
    assert values_of(club.ada) == {"weight_kg": 69.5, "mood": 4, "soreness": "some", "is_ill": False}
    assert values_of(club.bo) == {"weight_kg": 80}
    desktop.reload()
    expect(cell(desktop, club.ada, "Weight")).to_have_value("69.5")
    expect(desktop.get_by_text("Not in this grid: “Exercises”.")).to_be_visible()


def test_a_block_from_a_spreadsheet_is_shown_before_it_goes_in(
    club: Club, form: FormDefinition, squad_of_twelve: list[Person], desktop: Page
) -> None:
    open_grid(desktop, club.coach)
    people = squad_of_twelve[:10]
    lines = [[f"{60 + n}.5", str(n % 5 + 1), "Some", "no", str(40 + n)] for n in range(10)]
    lines[3][0], lines[4][2] = "heavy", "terrible"
    block = "\r\n".join("\t".join(line) for line in lines) + "\r\n"
    cell(desktop, people[0], "Weight").focus()
    cell(desktop, people[0], "Weight").evaluate(PASTE, block)
    dialog = desktop.get_by_role("dialog")
    expect(dialog).to_contain_text("50 cells change in 10 rows.")
    expect(dialog).to_contain_text("2 cells cannot be saved like this:")
    expect(dialog).to_contain_text(f"{people[3].full_name}, Weight: Write a number.")
    dialog.get_by_role("button", name="Put it in").click()
    desktop.get_by_role("button", name="Save 10 rows").click()
    expect(said(desktop)).to_have_text("8 rows saved. 2 rows are not saved: their marked cells say why.")
    expect(cell(desktop, people[3], "Weight")).to_be_focused()
    expect(cell(desktop, people[3], "Weight")).to_have_attribute("aria-invalid", "true")
    assert Record.objects.count() == 8
    desktop.keyboard.type("63.5")
    cell(desktop, people[4], "Soreness").select_option("much")
    desktop.get_by_role("button", name="Save 2 rows").click()
    expect(said(desktop)).to_have_text("2 rows saved.")
    assert values_of(people[3]) == {"weight_kg": 63.5, "mood": 4, "soreness": "some", "is_ill": False, "minutes": 43}
    cell(desktop, people[0], "Weight").focus()
    press(desktop, "Shift+ArrowRight", "Shift+ArrowDown")
    assert desktop.locator(":focus").evaluate(COPY) == "60.5\t1\n61.5\t2"


def test_a_value_goes_down_a_column_and_back(
    club: Club, form: FormDefinition, squad_of_twelve: list[Person], desktop: Page
) -> None:
    first, second, *_rest, last = squad_of_twelve
    open_grid(desktop, club.coach)
    cell(desktop, first, "Minutes").focus()
    desktop.keyboard.type("75")
    press(desktop, "Control+d")
    expect(said(desktop)).to_have_text("11 cells filled.")
    expect(cell(desktop, last, "Minutes")).to_have_value("75")
    desktop.get_by_role("button", name="Undo").click()
    expect(cell(desktop, last, "Minutes")).to_have_value("")
    press(desktop, "ArrowDown")
    desktop.keyboard.type("30")
    press(desktop, "Shift+ArrowDown")
    desktop.get_by_role("button", name="Fill down").click()
    desktop.get_by_role("button", name="Save 3 rows").click()
    expect(said(desktop)).to_have_text("3 rows saved.")
    assert [record.values["minutes"] for record in Record.objects.order_by("person__last_name", "pk")] == [75, 30, 30]


def test_what_is_unusual_is_asked_once_in_its_place(club: Club, form: FormDefinition, desktop: Page) -> None:
    open_grid(desktop, club.coach)
    cell(desktop, club.ada, "Weight").fill("130")
    press(desktop, "Control+s")
    expect(desktop.get_by_text("130.0 kg is unusually high. Is this right?")).to_be_visible()
    assert not Record.objects.exists()
    press(desktop, "Tab", "Enter")
    expect(said(desktop)).to_have_text("1 row saved.")
    assert values_of(club.ada) == {"weight_kg": 130}


def test_two_at_once_know_of_each_other_and_overwrite_nothing(
    club: Club, form: FormDefinition, new_page: NewPage
) -> None:
    bea = make_coach(club.squad, "Bea", "Besideley")
    one, other = new_page(DESKTOP), new_page(DESKTOP)
    for page, coach in ((one, club.coach), (other, bea)):
        page.clock.install()
        open_grid(page, coach)
    expect(other.get_by_text("Cody Coachman is also here.")).to_be_visible()
    ask_again_who_is_here(one)
    expect(one.get_by_text("Bea Besideley is also here.")).to_be_visible()
    cell(other, club.ada, "Minutes").fill("60")
    press(other, "Control+s")
    expect(said(other)).to_have_text("1 row saved.")
    cell(one, club.ada, "Minutes").fill("45")
    cell(one, club.ada, "Mood").select_option("3")
    cell(one, club.bo, "Minutes").fill("50")
    press(one, "Control+s")
    expect(said(one)).to_have_text("1 row saved. 1 row was changed by somebody else meanwhile: choose.")
    expect(one.get_by_text("Bea Besideley wrote “60” meanwhile. You typed “45”. Which one stays?")).to_be_visible()
    assert values_of(club.ada) == {"minutes": 60}
    one.get_by_role("button", name="Keep mine: 45").click()
    expect(said(one)).to_have_text("1 row saved.")
    assert values_of(club.ada) == {"minutes": 45, "mood": 3}
    cell(other, club.ada, "Minutes").fill("70")
    press(other, "Control+s")
    other.get_by_role("button", name="Take theirs: 45").click()
    expect(cell(other, club.ada, "Minutes")).to_have_value("45")
    ask_again_who_is_here(other)  # so that no such word is still under way while it leaves
    other.goto("/enter/")
    expect_heading(other, "Enter for a squad")
    ask_again_who_is_here(one)
    expect(one.get_by_text("is also here.")).to_have_count(0, timeout=15_000)
    assert [presence.person for presence in GridPresence.objects.all()] == [club.coach]


def ask_again_who_is_here(page: Page) -> None:
    """As the page does by itself every ten seconds."""
    with page.expect_response("**/here/"):
        page.clock.fast_forward(10_000)


def test_nothing_typed_is_lost_without_network_or_by_leaving(
    club: Club, form: FormDefinition, desktop: Page, troubles: Troubles
) -> None:
    open_grid(desktop, club.coach)
    cell(desktop, club.ada, "Minutes").fill("60")
    desktop.context.set_offline(True)
    press(desktop, "Control+s")
    expect(said(desktop)).to_contain_text("Not sent: there is no connection.")
    expect(cell(desktop, club.ada, "Minutes")).to_have_value("60")
    desktop.once("dialog", lambda dialog: dialog.dismiss())
    with desktop.expect_event("dialog") as asked:
        desktop.evaluate("window.location.assign('/enter/')")
    assert asked.value.type == "beforeunload"
    expect(said(desktop)).to_contain_text("Not sent")
    desktop.context.set_offline(False)
    desktop.get_by_role("button", name="Save 1 row").dblclick()
    expect(said(desktop)).to_have_text("1 row saved.")
    assert Record.objects.count() == 1
    desktop.goto("/enter/")
    desktop.go_back()
    expect(cell(desktop, club.ada, "Minutes")).to_have_value("60")
    troubles.heard = [one for one in troubles.heard if "ERR_INTERNET_DISCONNECTED" not in one]


def test_who_is_logged_out_meanwhile_logs_in_beside_and_saves(club: Club, form: FormDefinition, desktop: Page) -> None:
    open_grid(desktop, club.coach)
    cell(desktop, club.ada, "Minutes").fill("60")
    desktop.context.clear_cookies(name="sessionid")
    press(desktop, "Control+s")
    expect(said(desktop)).to_contain_text("You are logged out.")
    beside = desktop.context.new_page()
    log_in_by_hand(beside, club.coach)
    beside.close()
    press(desktop, "Control+s")
    expect(said(desktop)).to_have_text("1 row saved.")
    assert values_of(club.ada) == {"minutes": 60}


def test_a_finger_enters_on_a_phone(
    club: Club, form: FormDefinition, squad_of_twelve: list[Person], phone: Page
) -> None:
    open_grid(phone, club.coach)
    phone.get_by_role("button", name="Load").tap()
    expect(cell(phone, club.ada, "Weight")).to_be_hidden()
    minutes = cell(phone, club.ada, "Minutes")
    minutes.tap()
    minutes.fill("55")
    expect(cell(phone, club.ada, "Camp began")).to_have_attribute("type", "date")
    note = cell(phone, club.ada, "Note")
    note.scroll_into_view_if_needed()
    expect(phone.get_by_role("link", name=club.ada.full_name)).to_be_in_viewport()
    note.fill("Long row.")
    phone.get_by_role("button", name="Save 1 row").tap()
    expect(said(phone)).to_have_text("1 row saved.")
    assert values_of(club.ada) == {"minutes": 55, "note": "Long row."}


def test_the_pages_look_right_in_both_sizes_and_schemes(
    club: Club, form: FormDefinition, squad_of_twelve: list[Person], new_page: NewPage
) -> None:
    page = new_page(PHONE)
    log_in(page, club.coach)
    yesterday = timezone.localdate() - timedelta(days=1)
    grid = f"/enter/training_day/{club.squad.pk}/"
    assert complaints(page, ["/enter/", grid, f"{grid}?day={yesterday}"]) == []
