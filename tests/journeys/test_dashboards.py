"""A consultant builds a dashboard from nothing; coaches see their own athletes on it and none of another squad."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import FrameLocator, Locator, Page, expect

from dashboards.models import Dashboard
from people.models import Look
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import make_forms, make_hand_filled_forms, put_activity, put_night, put_usual_nights
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.test_building_forms import serious_issues
from tests.journeys.test_looks import complaints
from tests.journeys.walking import expect_heading, log_in, open_menu

pytestmark = pytest.mark.browser

DESIGNER = "/admin/dashboards/dashboard/designer/"
READINESS = "Readiness score"
TEMPERATURE = "Temperature deviation c"


@pytest.fixture
def lived_in(club: Club) -> Club:
    """A month of nights of Ada and Bo, and the forms people fill."""
    make_forms()
    make_hand_filled_forms()
    today = timezone.localdate()
    for athlete, readiness in ((club.ada, 58), (club.bo, 83)):
        put_usual_nights(athlete, today, readiness_score=80, total_sleep_s=27000)
        put_night(athlete, today, readiness_score=readiness, total_sleep_s=25200)
        put_activity(athlete, today - timedelta(days=1), steps=9876)
    return club


def tiles(page: Page) -> Locator:
    return page.locator("#paper").get_by_role("list", name="Tiles in order").get_by_role("listitem")


def panel(page: Page) -> Locator:
    return page.locator("#panel")


def preview(page: Page) -> FrameLocator:
    return page.frame_locator("#preview-frame")


def begin_tile(page: Page, kind: str) -> None:
    if page.locator("#palette").get_attribute("open") is None:
        page.locator("#palette summary").click()
    page.locator("#palette").get_by_role("link", name=kind, exact=True).click()
    expect(panel(page).get_by_role("heading", name="New tile")).to_be_visible()


def add_tile(page: Page, title: str) -> None:
    panel(page).get_by_label("Title").fill(title)
    panel(page).get_by_role("button", name="Add the tile").click()
    expect(page.locator("#builder-live")).to_have_text(f"“{title}” added.")
    expect(tiles(page).get_by_role("link", name=title, exact=True)).to_be_visible()


def build(page: Page) -> None:
    page.goto(DESIGNER)
    page.get_by_label("Name").fill("Before training")
    page.get_by_role("button", name="Make the dashboard").click()
    expect_heading(page, "Before training")
    begin_tile(page, "Number")
    # What is not right is said beside the boxes, and nothing is saved.
    panel(page).get_by_role("button", name="Add the tile").click()
    expect(panel(page).get_by_text("Choose a field.")).to_be_visible()
    panel(page).get_by_label("Field").select_option(label=READINESS)
    panel(page).get_by_label("Shown").select_option(label="athletes outside their own normal")
    add_tile(page, "Outside own normal")
    begin_tile(page, "Table")
    panel(page).get_by_label("Field").select_option(label=READINESS)
    panel(page).get_by_role("button", name="Add a field").click()
    panel(page).get_by_label("Field").last.select_option(label=TEMPERATURE)
    # The preview follows what is typed, with invented athletes, as each role would see it.
    page.get_by_label("as", exact=True).select_option("Medical")
    expect(preview(page).get_by_role("columnheader", name=TEMPERATURE)).to_be_visible()
    page.get_by_label("as", exact=True).select_option("Coach")
    expect(preview(page).get_by_role("columnheader", name=TEMPERATURE)).to_have_count(0)
    expect(preview(page).get_by_text("1 field of this tile is not yours to read.")).to_be_visible()
    expect(preview(page).get_by_text("Cleo Sampleton")).to_be_visible()
    add_tile(page, "Each athlete")
    begin_tile(page, "Text")
    panel(page).get_by_label("Text").fill("Ask the physio.")
    add_tile(page, "Whom to ask")


def put_in_order(page: Page) -> None:
    """By the arrows with the keyboard, and by dragging with the mouse."""
    up = page.get_by_role("button", name="Move “Whom to ask” up")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#builder-live")).to_have_text("“Whom to ask” is now 2 of 3.")
    expect(up).to_be_focused()
    grip = tiles(page).nth(1).locator("[data-grip-tile]").bounding_box()
    goal = tiles(page).nth(0).locator("[data-grip-tile]").bounding_box()
    assert grip is not None
    assert goal is not None
    page.mouse.move(grip["x"] + 10, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + 10, goal["y"] + 10, steps=12)
    for step in range(60):
        if "Whom to ask" in tiles(page).first.inner_text():
            break
        page.mouse.move(goal["x"] + 10, goal["y"] + 20 - step % 30)
    page.mouse.up()
    expect(page.locator("#builder-live")).to_have_text("“Whom to ask” is now 1 of 3.")


def show_it(page: Page) -> None:
    page.get_by_role("link", name="Dashboard settings").click()
    panel(page).get_by_label("Show it to those it is for").check()
    panel(page).get_by_role("button", name="Save").click()
    expect(page.locator("#builder-live")).to_have_text("Settings saved.")


def test_a_dashboard_is_built_from_nothing_and_each_coach_sees_their_own_athletes_on_it(
    lived_in: Club, new_page: NewPage
) -> None:
    desk = new_page(DESKTOP)
    log_in(desk, lived_in.consultant)
    build(desk)
    put_in_order(desk)
    show_it(desk)
    assert serious_issues(desk) == []
    dashboard = Dashboard.objects.get(name="Before training")
    assert [tile.kind for tile in dashboard.tiles.all()] == ["text", "number", "table"]

    coach = new_page(DESKTOP)
    log_in(coach, lived_in.coach)
    open_menu(coach, "Dashboards")
    coach.get_by_role("link", name="Before training").click()
    expect_heading(coach, "Before training")
    expect(coach.get_by_role("row", name="Ada Examplova").get_by_text("well below own normal")).to_be_visible()
    expect(coach.get_by_text("Temperature")).to_have_count(0)
    assert serious_issues(coach) == []
    assert Look.objects.filter(viewer=lived_in.coach, person=lived_in.ada).exists()

    other = make_squad("Sailing Testers")
    make_athlete(other, "Eve", "Elsewhere")
    coach_of_other = make_coach(other, "Olga", "Othercoach")
    phone = new_page(PHONE)
    log_in(phone, coach_of_other)
    phone.goto(f"/dashboards/{dashboard.key}/")
    expect(phone.get_by_text("Eve Elsewhere")).to_be_visible()
    for name in ("Examplova", "Testfield"):
        expect(phone.get_by_text(name)).to_have_count(0)
    phone.goto(f"/dashboards/{dashboard.key}/?squad={lived_in.squad.pk}")
    expect(phone.get_by_text("Examplova")).to_have_count(0)
    assert not Look.objects.filter(viewer=coach_of_other, person=lived_in.ada).exists()


def test_every_page_of_dashboards_looks_right_on_a_phone_and_a_desk_in_light_and_dark(
    lived_in: Club, desktop: Page, new_page: NewPage
) -> None:
    Dashboard.objects.all().delete()  # the club threw away what ships, and starts from it anew
    log_in(desktop, lived_in.consultant)
    for name in ("Sleep and travel", "Load and recovery"):
        desktop.goto(DESIGNER)
        desktop.get_by_role("button", name=f"Start from {name}").click()
        expect_heading(desktop, name)
    Dashboard.objects.update(is_shown=True)
    dashboard = Dashboard.objects.get(key="sleep_and_travel")
    here = f"{DESIGNER}one/{dashboard.key}/"
    table, words = dashboard.tiles.get(kind="table"), dashboard.tiles.get(kind="text")
    pages = [DESIGNER, f"{DESIGNER}import/", f"{here}?settings=1", f"{here}?tile={table.pk}", f"{here}?tile={words.pk}"]
    pages.append(f"{here}preview/?_role=Staff")
    assert complaints(desktop, pages) == []
    coach = new_page(DESKTOP)
    log_in(coach, lived_in.coach)
    pages = ["/dashboards/", "/dashboards/sleep_and_travel/", "/dashboards/load_and_recovery/"]
    assert complaints(coach, pages) == []
