"""A month comes in from a file on a desktop, is seen, and goes out again equal."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import Record
from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_staff
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.walking import expect_heading, log_in, open_menu

pytestmark = pytest.mark.browser

HEAD = ["Name", "Day", "Mood", "Note", "Weight"]
FIRST, DAYS = date(2026, 3, 1), 31


def month() -> list[list[str]]:
    people = ["Ada Examplova", "Testfield, Bo"]
    return [
        [
            who,
            f"{FIRST + timedelta(days=n):%d/%m/%Y}",
            str(n % 10),
            f"=day {n}; quiet",
            f"{60 + n / 4:.2f}".replace(".", ","),
        ]
        for who in people
        for n in range(DAYS)
    ]


def write_file(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", newline="", encoding="cp1252") as file:
        csv.writer(file, delimiter=";").writerows([HEAD, *rows])
    return path


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_month_comes_in_is_seen_and_goes_out_equal(
    club: Club, new_page: NewPage, tmp_path: Path, size: dict[str, object]
) -> None:
    form = make_form("Wellness", key="wellness", fields={"mood": "integer", "note": "text"}, rights={roles.STAFF: "rw"})
    make_field(form, "weight_kg", "number", label="Weight", unit="kg")
    page = new_page(size)
    log_in(page, make_staff(club.squad))
    rows = month()
    send_wrong_file_first(
        page, write_file(tmp_path / "wrong.csv", [*rows[:3], ["Nobody Known", "32/03/2026", "x", "", ""]])
    )
    assert not Record.objects.exists()
    bring_in(page, write_file(tmp_path / "march.csv", rows))
    assert Record.objects.count() == len(rows)
    see_it(page, club)
    exported = take_out(page)
    compare(exported, rows)
    bring_back(page, tmp_path, exported)
    assert Record.objects.count() == len(rows)


def open_import(page: Page) -> None:
    open_menu(page, "Import and export")
    page.get_by_role("link", name="Import Wellness").click()
    expect_heading(page, "Import records")


def send(page: Page, file: Path) -> None:
    open_import(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Read the file").click()
    expect_heading(page, "Which column is what?")


def let_the_worker_work(page: Page, heading: str) -> None:
    drain()
    page.reload()
    expect_heading(page, heading)


def check(page: Page) -> None:
    page.get_by_role("button", name="See what would happen").click()
    expect_heading(page, "Reading the file")
    let_the_worker_work(page, "What would happen")


def send_wrong_file_first(page: Page, file: Path) -> None:
    send(page, file)
    page.get_by_label("Column of the date").select_option(label="Day")
    page.get_by_label("Dates are written").select_option(label="day, month, year: 31/03/2026")
    page.get_by_label("Numbers have a").select_option(label="decimal comma: 7,5")
    check(page)
    expect(page.get_by_text("Nothing can be written yet.")).to_be_visible()
    problems = page.locator("tr", has=page.get_by_role("rowheader", name="Row 5"))
    expect(problems).to_have_count(3)
    page.get_by_role("button", name="Drop the file").click()


def bring_in(page: Page, file: Path) -> None:
    send(page, file)
    expect(page.get_by_label("Dates are written")).to_have_value("dmy")
    expect(page.get_by_label("Numbers have a")).to_have_value(",")
    check(page)
    expect(page.get_by_text("Sun 1 March 2026")).to_be_visible()
    page.get_by_role("button", name=f"Write {2 * DAYS} records").click()
    expect_heading(page, "Writing the records")
    let_the_worker_work(page, "All of it is written")


def see_it(page: Page, club: Club) -> None:
    page.goto(f"/people/{club.ada.pk}/events/wellness/")
    expect(page.get_by_text("=day 30; quiet")).to_be_visible()


def take_out(page: Page) -> str:
    open_menu(page, "Import and export")
    page.get_by_role("link", name="Export Wellness").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To").fill("2026-03-31")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Export").click()
    return Path(coming.value.path()).read_text(encoding="utf-8-sig")


def compare(exported: str, rows: list[list[str]]) -> None:
    heading, *found = csv.reader(io.StringIO(exported, newline=""))
    places = [heading.index(name) for name in ("Person", "Date", "Mood", "Note", "Weight (kg)")]
    told = sorted([row[place] for place in places] for row in found)
    wanted = [
        [
            "Bo Testfield" if who == "Testfield, Bo" else who,
            "-".join(reversed(day.split("/"))),
            mood,
            f"'{note}",
            f"{float(weight.replace(',', '.')):g}",
        ]
        for who, day, mood, note, weight in rows
    ]
    assert told == sorted(wanted)


def bring_back(page: Page, folder: Path, exported: str) -> None:
    file = folder / "again.csv"
    file.write_text(exported, encoding="utf-8-sig", newline="")
    send(page, file)
    check(page)
    expect(page.get_by_text("There is nothing to write")).to_be_visible()
