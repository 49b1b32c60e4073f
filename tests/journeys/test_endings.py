"""Connecting that ends otherwise: each on a page that says what happened and what to do, and nothing half-made."""

import re

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import Record
from sync.models import Connection
from tests.journeys.club import Club, connect
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.endings import WORDS, begin, expect_ending, expect_not_connected, hold_back_the_return
from tests.journeys.pretend_oura import ADA, BO, CLEO, PretendOura
from tests.journeys.walking import (
    agree_at_oura,
    await_scripts,
    expect_heading,
    expect_notice,
    fact,
    fill_log_in,
    go_to_oura,
    log_in,
    log_in_at_oura,
    open_authorise_form,
)

pytestmark = pytest.mark.browser


def test_whoever_denies_is_told_that_this_is_fine_and_may_change_their_mind(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    phone.get_by_role("button", name="Deny").click()
    expect_ending(phone, "denied")
    expect_not_connected(phone, ready_club.ada)
    go_to_oura(phone)
    log_in_at_oura(phone, ADA)
    agree_at_oura(phone)
    expect_notice(phone, "Connected.")


def test_a_double_click_and_the_back_button_make_one_connection(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    open_authorise_form(phone)
    phone.get_by_role("link", name="Authorisation Link").click()
    phone.get_by_role("button", name="Go on to Oura").dblclick()
    log_in_at_oura(phone, ADA)
    with phone.expect_request("**/connect/oura/callback?*") as coming_back:
        phone.get_by_role("button", name="Allow").dblclick()
    expect_heading(phone, "Authorise Oura Data")
    drain()
    written = Record.objects.count()
    phone.go_back()
    phone.goto(coming_back.value.url)
    expect_ending(phone, "state_used")
    expect(fact(phone, "State")).to_have_text("connected")
    drain()
    assert (Connection.objects.count(), Record.objects.count()) == (1, written)


def test_another_browser_or_somebody_else_cannot_finish_what_was_begun(
    ready_club: Club, oura: PretendOura, new_page: NewPage
) -> None:
    phone, thief, shared = new_page(PHONE), new_page(DESKTOP), new_page(DESKTOP)
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    callback = hold_back_the_return(phone)
    thief.goto(callback)
    expect_heading(thief, WORDS["other_browser"][0])
    log_in(shared, ready_club.bo)
    shared.goto(callback)
    expect_ending(shared, "other_browser")
    expect_not_connected(shared, ready_club.bo)
    phone.goto(callback)
    expect_heading(phone, "Authorise Oura Data")
    expect_notice(phone, "Connected.")


def test_somebody_else_at_the_same_browser_does_not_get_the_ring(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    callback = hold_back_the_return(phone)
    phone.goto("/accounts/logout/")
    phone.get_by_role("main").get_by_role("button", name="Log out").click()
    expect(phone.get_by_text("Your account:")).to_have_count(0)
    log_in(phone, ready_club.bo)
    phone.goto(callback)
    expect_ending(phone, "other_person")
    expect_not_connected(phone, ready_club.bo)


def test_a_ring_that_is_somebody_elses_is_refused_and_the_first_athlete_goes_on_syncing(
    ready_club: Club, oura: PretendOura, new_page: NewPage
) -> None:
    connect(ready_club.ada, ADA)
    drain()
    hers = list(Record.objects.order_by("pk").values_list("pk", "modified_at"))
    phone = new_page(PHONE)
    begin(phone, ready_club.bo)
    log_in_at_oura(phone, ADA)
    agree_at_oura(phone)
    expect_heading(phone, WORDS["ring_taken"][0])
    await_scripts(phone)
    expect(phone.get_by_text("Ada", exact=False)).to_have_count(0)
    expect_ending(phone, "ring_taken")
    drain()
    expect_not_connected(phone, ready_club.bo)
    assert list(Record.objects.order_by("pk").values_list("pk", "modified_at")) == hers
    owner = new_page(PHONE)
    log_in(owner, ready_club.ada)
    open_authorise_form(owner)
    expect(fact(owner, "State")).to_have_text("connected")
    owner.get_by_role("button", name="Sync now").click()
    expect(owner.get_by_text("Waiting for a free worker.")).to_be_visible()
    drain()
    expect(owner.get_by_text("Nothing new")).to_be_visible()
    go_to_oura(phone)
    log_in_at_oura(phone, BO)
    agree_at_oura(phone)
    expect_notice(phone, "Connected.")


def test_a_coach_who_tries_the_athletes_link_reads_who_has_to_click(ready_club: Club, desktop: Page) -> None:
    log_in(desktop, ready_club.coach)
    desktop.goto(f"/people/{ready_club.ada.pk}/profiles/oura_authorise/")
    expect(desktop.get_by_role("button", name="Authorisation Link")).to_be_disabled()
    expect(desktop.get_by_text("Only Ada Examplova can press this link: log in as Ada Examplova")).to_be_visible()
    assert "/connect/" not in desktop.locator("main").inner_html()


def test_a_coach_at_the_athletes_address_connects_nobody_but_themselves(ready_club: Club, desktop: Page) -> None:
    log_in(desktop, ready_club.coach)
    desktop.goto("/connect/oura/")
    desktop.get_by_role("button", name="Go on to Oura").click()
    log_in_at_oura(desktop, CLEO)
    agree_at_oura(desktop)
    expect_heading(desktop, "Authorise Oura Data")
    assert list(Connection.objects.values_list("person", flat=True)) == [ready_club.coach.pk]


def test_before_set_up_the_address_of_the_link_says_who_must_do_what_and_nothing_leads_nowhere(
    club: Club, oura: PretendOura, phone: Page
) -> None:
    log_in(phone, club.ada)
    expect(phone.get_by_text("Oura: Not connected.")).to_be_visible()
    expect(phone.get_by_role("link", name="Connect Oura")).to_have_count(0)
    phone.goto("/connect/oura/")
    expect_heading(phone, "Connecting is not possible yet")
    expect(phone.get_by_text("A consultant switches UUIDs on in Application details.")).to_be_visible()
    expect(phone.get_by_role("main").get_by_role("button")).to_have_count(0)
    expect(phone.get_by_role("main").get_by_role("link")).to_have_count(0)


def test_whoever_was_logged_out_meanwhile_logs_in_and_presses_once_more(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    open_authorise_form(phone)
    phone.get_by_role("link", name="Authorisation Link").click()
    expect_heading(phone, "Connect Oura")
    phone.context.clear_cookies(name="sessionid")
    phone.get_by_role("button", name="Go on to Oura").click()
    fill_log_in(phone, ready_club.ada)
    expect_heading(phone, "Connect Oura")
    phone.get_by_role("button", name="Go on to Oura").click()
    expect_heading(phone, "Log in to Oura")


def test_a_token_service_that_is_down_leaves_nothing_and_a_second_try_works(
    ready_club: Club, oura: PretendOura, phone: Page
) -> None:
    oura.order("answer", remaining=9, status=500, path="token")
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    agree_at_oura(phone)
    expect_ending(phone, "vendor_down")
    expect_not_connected(phone, ready_club.ada)
    oura.order("reset", what="faults")
    go_to_oura(phone)
    log_in_at_oura(phone, ADA)
    agree_at_oura(phone)
    expect_notice(phone, "Connected.")


def test_whoever_shares_nothing_is_connected_and_reads_what_is_missing(ready_club: Club, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    for box in phone.get_by_role("checkbox").all():
        box.uncheck()
    agree_at_oura(phone)
    expect_heading(phone, "Authorise Oura Data")
    drain()
    phone.reload()
    expect(fact(phone, "Data types granted")).to_have_text("none")
    expect(phone.get_by_text("You did not share every type of data.")).to_be_visible()
    assert not Record.objects.filter(person=ready_club.ada, form__kind="event").exists()


MALFORMED = (
    "",
    "?state=",
    "?state=never-given&code=x",
    "?code=x",
    "?error=access_denied",
    "?error=%3Cscript%3E&state=%00",
    "?state=" + "s" * 5000,
    "?state=a&state=b&code=%ff%fe",
)


def test_malformed_returns_from_oura_get_a_clear_page_and_repeat_nothing(
    ready_club: Club, oura: PretendOura, phone: Page
) -> None:
    log_in(phone, ready_club.ada)
    for query in MALFORMED:
        answer = phone.goto(f"/connect/oura/callback{query}")
        assert answer is not None
        assert answer.status == 400, query[:40]
        expect_heading(phone, WORDS["state_unknown"][0])
        assert not any(word in phone.content() for word in ("script&gt;", "never-given", "sssss"))
    expect_ending(phone, "state_unknown")
    expect_not_connected(phone, ready_club.ada)


def test_a_forged_code_with_a_true_state_connects_nobody(ready_club: Club, oura: PretendOura, phone: Page) -> None:
    begin(phone, ready_club.ada)
    log_in_at_oura(phone, ADA)
    callback = hold_back_the_return(phone)
    phone.goto(re.sub(r"code=[^&]+", "code=forged", callback))
    expect_ending(phone, "code_refused")
    expect_not_connected(phone, ready_club.ada)


def test_a_connector_nobody_installed_is_not_found(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    for address in ("/connect/garment/", "/connect/garment/callback?state=x", "/connect/garment/disconnect"):
        answer = phone.goto(address)
        assert answer is not None
        assert answer.status == 404
        expect_heading(phone, "There is nothing here for you")
