"""From an empty site to a squad's morning: what the consultant, the athlete and the coach each do."""

from datetime import date, timedelta

import pytest
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from oura_connector.simulator.athletes import Athlete
from people.models import Person
from sync.setup import redirect_uri
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import CLIENT_ID, CLIENT_SECRET, PretendOura
from tests.journeys.walking import (
    agree_at_oura,
    await_scripts,
    expect_heading,
    expect_notice,
    fact,
    go_to_oura,
    log_in_at_oura,
    log_in_by_hand,
    open_authorise_form,
    open_board_of,
    open_menu,
    short_date,
)

pytestmark = pytest.mark.browser

CONFIGURATION = ["UUIDs", "Application", "Forms", "Rights", "Address", "Connector"]
ONE_DAY = timedelta(days=1)


def test_a_consultant_an_athlete_and_a_coach_live_the_whole_story(
    club: Club, oura: PretendOura, new_page: NewPage
) -> None:
    desktop, phone, coach = new_page(DESKTOP), new_page(PHONE), new_page(DESKTOP)
    ring, tuesday = oura.tuesday_sleeper()
    log_in_by_hand(desktop, club.consultant)
    log_in_by_hand(phone, club.ada)
    find_nothing_to_authorise(phone)
    make_everything_green_but_the_switch(desktop)
    find_the_link_disabled(phone)
    switch_on(desktop)
    connect_on_the_phone(phone, ring)
    assert drain() > 0
    read_monday_night(phone, oura, ring, tuesday)
    log_in_by_hand(coach, club.coach)
    see_the_tuesday_board(coach, club.ada, oura, ring, tuesday)
    find_who_looked(phone, club.coach)


def states_of(page: Page) -> dict[str, str]:
    """The checklist: title of the line → what its badge says."""
    steps = page.locator("ol.steps > li")
    await_scripts(page)
    expect(steps).not_to_have_count(0)
    return {step.locator(".step-words").inner_text(): step.locator(".badge").inner_text() for step in steps.all()}


def find_nothing_to_authorise(phone: Page) -> None:
    open_menu(phone, "Profiles")
    expect(phone.get_by_text("There is no profile form for you yet.")).to_be_visible()
    expect(phone.get_by_text("A consultant of your club sets up the forms")).to_be_visible()


def make_everything_green_but_the_switch(desktop: Page) -> None:
    open_menu(desktop, "Connectors")
    expect_heading(desktop, "Oura connector set-up")
    assert {states_of(desktop)[line] for line in CONFIGURATION if line != "Address"} == {"To do"}
    refuse_to_switch_on_without_uuids(desktop)
    switch_uuids_on(desktop)
    enter_the_application(desktop)
    desktop.get_by_role("button", name="Install forms").click()
    expect_notice(desktop, "Form made: Authorise Oura Data")
    states = states_of(desktop)
    assert [line for line in CONFIGURATION if states[line] != "Done"] == ["Connector"]
    expect(desktop.get_by_text("Athletes cannot connect yet")).to_be_visible()


def refuse_to_switch_on_without_uuids(desktop: Page) -> None:
    desktop.get_by_role("button", name="Switch on").click()
    expect_notice(desktop, "Enter the application first.")


def switch_uuids_on(desktop: Page) -> None:
    """The line's own button leads to Application details in admin."""
    desktop.locator("ol.steps > li", has_text="UUIDs").get_by_role("link", name="Open").click()
    desktop.get_by_label("UUID").select_option(value="generated")
    desktop.get_by_role("button", name="Save", exact=True).click()
    expect(desktop.get_by_text("was changed successfully")).to_be_visible()
    desktop.get_by_role("link", name="View site").click()
    open_menu(desktop, "Connectors")
    expect_heading(desktop, "Oura connector set-up")
    assert states_of(desktop)["UUIDs"] == "Done"


def enter_the_application(desktop: Page) -> None:
    expect(desktop.get_by_role("code").filter(has_text=redirect_uri("oura"))).to_be_visible()
    desktop.get_by_label("Where the application is registered").select_option(label="Oura simulator (demo)")
    desktop.get_by_label("Client id").fill(CLIENT_ID)
    desktop.get_by_label("Client secret").fill(CLIENT_SECRET)
    desktop.get_by_role("button", name="Store the application").click()
    expect_notice(desktop, "The application is stored.")
    expect(desktop.get_by_label("Client secret")).to_have_value("")


def find_the_link_disabled(phone: Page) -> None:
    open_authorise_form(phone)
    expect(phone.get_by_role("button", name="Authorisation Link")).to_be_disabled()
    expect(phone.get_by_role("link", name="Authorisation Link")).to_have_count(0)
    expect(phone.get_by_text("Connecting is not possible yet. A consultant switches the connector on")).to_be_visible()


def switch_on(desktop: Page) -> None:
    desktop.get_by_role("button", name="Switch on").click()
    expect_notice(desktop, "The connector is switched on.")
    states = states_of(desktop)
    assert [line for line in CONFIGURATION if states[line] != "Done"] == []
    expect(desktop.get_by_text("Athletes can connect")).to_be_visible()


def connect_on_the_phone(phone: Page, ring: Athlete) -> None:
    open_authorise_form(phone)
    expect(fact(phone, "State")).to_have_text("not connected")
    go_to_oura(phone)
    log_in_at_oura(phone, ring)
    agree_at_oura(phone)
    expect_heading(phone, "Authorise Oura Data")
    expect_notice(phone, "Connected.")
    expect(phone.get_by_role("link", name="Connected: authorise again")).to_be_visible()
    expect(fact(phone, "Data types granted")).to_contain_text("Daily readiness")


def read_monday_night(phone: Page, oura: PretendOura, ring: Athlete, tuesday: date) -> None:
    """Who woke up on Tuesday slept Monday's night: that is the record's date, whatever Oura calls the day."""
    phone.reload()
    expect(fact(phone, "State")).to_have_text("connected")
    open_menu(phone, "Profiles")
    phone.get_by_role("link", name="Oura Readiness and Sleep Summary").click()
    phone.get_by_role("link", name=short_date(tuesday - ONE_DAY), exact=True).click()
    expect_heading(phone, f"Oura Readiness and Sleep Summary · {short_date(tuesday - ONE_DAY)}")
    expect(fact(phone, "Oura day of the readiness")).to_have_text(date_format(tuesday, "j M Y"))
    expect(fact(phone, "Readiness score")).to_have_text(str(oura.score(ring, "daily_readiness", tuesday)))
    expect(fact(phone, "Sleep score").first).to_have_text(str(oura.score(ring, "daily_sleep", tuesday)))


def see_the_tuesday_board(coach: Page, ada: Person, oura: PretendOura, ring: Athlete, tuesday: date) -> None:
    open_board_of(coach, tuesday)
    row = coach.get_by_role("row", name=ada.full_name)
    readiness = row.locator("td[data-label='Readiness'] .cell-value")
    expect(readiness).to_have_text(str(oura.score(ring, "daily_readiness", tuesday)))
    (monday_walked,) = oura.bodies(ring, "daily_activity", tuesday - ONE_DAY)
    moved = row.locator("td[data-label='Activity score'] .cell-value")
    expect(moved).to_have_text(str(monday_walked["score"]))
    row.get_by_role("link", name=ada.full_name).click()
    expect_heading(coach, ada.full_name)
    expect(coach.get_by_role("heading", name="Readiness")).to_be_visible()


def find_who_looked(phone: Page, coach: Person) -> None:
    phone.locator("summary", has_text="Your account:").click()
    phone.get_by_role("link", name="Who has looked at my data").click()
    for page_seen in ("morning board", "athlete page"):
        looks = phone.get_by_role("row").filter(has_text=coach.full_name).filter(has_text=page_seen)
        expect(looks.first).to_be_visible()
