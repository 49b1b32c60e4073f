"""Agreeing to other than what was asked, or with another ring than before: what is read, and who must act."""

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import Record
from oura_connector.simulator.athletes import Athlete
from people.models import Person
from sync.models import Connection
from tests.journeys.club import Club, connect
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.endings import begin, expect_ending
from tests.journeys.pretend_oura import ADA, CLEO, PretendOura
from tests.journeys.walking import (
    agree_at_oura,
    expect_heading,
    expect_notice,
    fact,
    log_in,
    log_in_at_oura,
    open_authorise_form,
)

pytestmark = pytest.mark.browser

DAILY = "Daily activity, Daily readiness, Daily sleep, Sleep, Sleep periods"
EVERYTHING = f"{DAILY}, Workouts"
MISSING = "You did not share every type of data. To share more, press the Authorisation Link again."
NIGHT_FORM, ACTIVITY_FORM = "oura_readiness_and_sleep_summary", "oura_activity_summary"
AGAIN, ONCE_MORE = "Connected: authorise again", "Authorisation Link: connect again"


def share_only(page: Page, *scopes: str) -> None:
    for box in page.get_by_role("checkbox").all():
        box.set_checked(box.get_attribute("value") in scopes)
    agree_at_oura(page)
    expect_heading(page, "Authorise Oura Data")
    expect_notice(page, "Connected. Your first data arrive within a minute.")
    drain()
    page.reload()


def go_once_more(page: Page, link: str, ring: Athlete) -> None:
    page.get_by_role("link", name=link).click()
    page.get_by_role("button", name="Go on to Oura").click()
    log_in_at_oura(page, ring)


def events_of(person: Person) -> list[tuple[object, ...]]:
    events = Record.objects.filter(person=person, form__kind="event").order_by("pk")
    return list(events.values_list("pk", "modified_at", "values"))


def expect_shared(page: Page, state: str, types: str) -> None:
    expect(fact(page, "State")).to_have_text(state)
    expect(fact(page, "Data types granted")).to_have_text(types)
    expect(page.get_by_text(MISSING)).to_have_count(0 if state == "connected" else 1)


def test_whoever_leaves_something_out_is_read_for_the_rest_and_shares_it_later(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    share_only(phone, "daily")
    expect_shared(phone, "type missing", DAILY)
    assert Connection.objects.get().scopes == ["daily"]
    first = events_of(ready_club.ada)
    assert first
    go_once_more(phone, ONCE_MORE, ADA)
    share_only(phone, "daily", "workout")
    expect_shared(phone, "connected", EVERYTHING)
    assert Connection.objects.get().scopes == ["daily", "workout"]
    assert {row[0] for row in first} <= {row[0] for row in events_of(ready_club.ada)}


def test_whoever_leaves_out_the_days_has_no_record_of_any(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    share_only(phone, "workout")
    expect_shared(phone, "type missing", "Workouts")
    of_days = Record.objects.filter(person=ready_club.ada, form__key__in=[NIGHT_FORM, ACTIVITY_FORM])
    assert not of_days.exists()
    go_once_more(phone, ONCE_MORE, ADA)
    share_only(phone, "daily", "workout")
    expect_shared(phone, "connected", EVERYTHING)
    assert of_days.exists()


def test_another_ring_is_refused_until_a_consultant_confirms_it_and_old_records_stay(
    ready_club: Club, oura: PretendOura, new_page: NewPage
) -> None:
    ada = ready_club.ada
    connection = connect(ada, ADA)
    drain()
    of_the_old_ring = events_of(ada)
    phone, desktop = new_page(PHONE), new_page(DESKTOP)
    log_in(phone, ada)
    open_authorise_form(phone)
    go_once_more(phone, AGAIN, CLEO)
    agree_at_oura(phone)
    expect_ending(phone, "different_ring")
    expect(fact(phone, "State")).to_have_text("connected")
    assert drain() == 0
    assert events_of(ada) == of_the_old_ring
    confirm_another_ring(desktop, ready_club.consultant, ada)
    go_once_more(phone, AGAIN, CLEO)
    agree_at_oura(phone)
    expect_heading(phone, "Authorise Oura Data")
    expect_notice(phone, "Connected. Your first data arrive within a minute.")
    drain()
    connection.refresh_from_db()
    assert (connection.account_id, connection.allows_new_account) == (oura.account_of(CLEO), False)
    assert {row[0] for row in of_the_old_ring} <= {row[0] for row in events_of(ada)}
    go_once_more(phone, AGAIN, ADA)
    agree_at_oura(phone)
    expect_ending(phone, "different_ring")


def confirm_another_ring(page: Page, consultant: Person, athlete: Person) -> None:
    """In admin, as the ending tells the athlete to ask for."""
    log_in(page, consultant)
    page.goto("/admin/sync/connection/")
    page.get_by_role("row", name=athlete.full_name).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("Allow another ring at the next authorisation")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("1 person may connect another ring.")).to_be_visible()
