"""Coming back from Oura too late, twice, or while something breaks: the words, nothing half-made, and the way on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection as database
from django.utils import timezone
from playwright.sync_api import Page, expect

from forms_engine.models import Record
from sync import tasks
from sync.models import AuthorisationState, Connection
from tests.journeys.club import Club
from tests.journeys.draining import drain
from tests.journeys.endings import (
    begin,
    expect_ending,
    expect_not_connected,
    hold_back_the_return,
    return_address,
)
from tests.journeys.pretend_oura import ADA, PretendOura
from tests.journeys.troubles import Troubles
from tests.journeys.walking import agree_at_oura, expect_heading, expect_notice, fact, go_to_oura, log_in_at_oura

pytestmark = pytest.mark.browser

SIXTEEN_MINUTES, ELEVEN_MINUTES = timedelta(minutes=16), timedelta(minutes=11)


@contextmanager
def dying_at_an_insert_into(table: str) -> Iterator[None]:
    """Whoever inserts into `table` loses the database session and everything not committed, as in a crash."""
    with database.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        cursor.execute(f"CREATE TRIGGER dying BEFORE INSERT ON {table} EXECUTE FUNCTION die()")
    try:
        yield
    finally:
        with database.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER dying ON {table}")
            cursor.execute("DROP FUNCTION die()")


def kept_grants() -> list[str]:
    """What Oura granted and no connection has come of yet."""
    return [state.grant for state in AuthorisationState.objects.all() if state.grant]


def try_again(page: Page) -> None:
    """From the form once more to Oura and back: this time it works, and data come."""
    go_to_oura(page)
    log_in_at_oura(page, ADA)
    agree_at_oura(page)
    expect_connected_with_data(page)


def expect_connected_with_data(page: Page) -> None:
    expect_heading(page, "Authorise Oura Data")
    expect_notice(page, "Connected. Your first data arrive within a minute.")
    drain()
    page.reload()
    expect(fact(page, "State")).to_have_text("connected")
    assert Connection.objects.count() == 1
    assert Record.objects.filter(form__kind="event").exists()


def test_whoever_takes_over_fifteen_minutes_is_told_so_and_a_second_try_works(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    callback = hold_back_the_return(phone)
    AuthorisationState.objects.update(made_at=timezone.now() - SIXTEEN_MINUTES)
    phone.goto(callback)
    expect_ending(phone, "state_expired")
    expect_not_connected(phone, ready_club.ada)
    try_again(phone)


def test_a_denied_step_cannot_be_used_once_more(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    with phone.expect_request("**/connect/oura/callback?*") as coming_back:
        phone.get_by_role("button", name="Deny").click()
    expect_ending(phone, "denied")
    phone.goto(coming_back.value.url)
    expect_ending(phone, "state_used")
    expect_not_connected(phone, ready_club.ada)
    try_again(phone)


def test_a_code_that_oura_refuses_because_it_is_too_old_connects_nobody_and_a_second_try_works(
    ready_club: Club, oura: PretendOura, phone: Page
) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    callback = hold_back_the_return(phone)
    oura.simulator.clock.advance(ELEVEN_MINUTES)
    phone.goto(callback)
    expect_ending(phone, "code_refused")
    expect_not_connected(phone, ready_club.ada)
    try_again(phone)


def test_a_crash_after_the_exchange_loses_nothing_for_whoever_loads_the_page_again(
    ready_club: Club, oura: PretendOura, phone: Page, troubles: Troubles
) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    with dying_at_an_insert_into("sync_connection"):
        address = return_address(phone)
        expect_heading(phone, "The fault is ours")
    troubles.heard.remove(f"{address} answered 500")
    expect(phone.get_by_text("Try again in a few minutes")).to_be_visible()
    assert not Connection.objects.exists()
    assert len(kept_grants()) == 1
    phone.reload()
    expect_connected_with_data(phone)
    assert kept_grants() == []
    assert len(oura.simulator.ledger.grants) == 1
    phone.goto(address)
    expect_ending(phone, "state_used")
    expect(fact(phone, "State")).to_have_text("connected")


def test_whoever_begins_anew_after_a_crash_is_connected_too_and_what_was_kept_is_forgotten(
    ready_club: Club, phone: Page, troubles: Troubles
) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    with dying_at_an_insert_into("sync_connection"):
        address = return_address(phone)
        expect_heading(phone, "The fault is ours")
    troubles.heard.remove(f"{address} answered 500")
    phone.get_by_role("link", name="Go to your page").click()
    phone.get_by_role("link", name="Connect Oura").click()
    try_again(phone)
    tasks.sync_round()
    assert len(kept_grants()) == 1
    AuthorisationState.objects.update(made_at=timezone.now() - SIXTEEN_MINUTES)
    tasks.sync_round()
    assert kept_grants() == []
