"""A coach invites, an athlete connects from the chat; a link dies and heals; previews spend nothing."""

from datetime import timedelta

import pytest
from django.db.models import F
from playwright.sync_api import Page, expect

from invites.models import Invite
from people.models import Person
from sync.models import Connection
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import ADA
from tests.journeys.test_looks import complaints
from tests.journeys.walking import (
    agree_at_oura,
    await_scripts,
    expect_heading,
    expect_notice,
    fact,
    log_in,
    log_in_at_oura,
    open_menu,
)

pytestmark = pytest.mark.browser

PREVIEWS = (
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "facebookexternalhit/1.1",
    "Slackbot 1.0",
    "curl/8.14",
)


@pytest.fixture
def coach(ready_club: Club, new_page: NewPage) -> Page:
    page = new_page(DESKTOP)
    log_in(page, ready_club.coach)
    return page


def open_tab(coach: Page, athlete: Person) -> None:
    open_menu(coach, "Clients")
    coach.get_by_role("link", name=athlete.full_name).click()
    expect_heading(coach, "Oura Data")


def invite(coach: Page, athlete: Person) -> None:
    """*Send Connection Invite* in the site's own chat, and the message is out."""
    open_tab(coach, athlete)
    coach.get_by_label("Send through").select_option(value="site")
    coach.get_by_role("button", name="Send Connection Invite").click()
    expect_notice(coach, "The invite is on its way.")
    assert drain() > 0


def link_in_chat(phone: Page) -> str:
    """The address behind the newest button of the athlete's chat."""
    open_menu(phone, "Messages")
    await_scripts(phone)
    button = phone.get_by_role("link", name="Connect Oura").last
    expect(button).to_be_visible()
    return button.get_attribute("href") or ""


def connect_from(phone: Page, link: str) -> None:
    phone.goto(link)
    expect_heading(phone, "Connect Oura")
    phone.get_by_role("button", name="Go on to Oura").click()
    log_in_at_oura_as_ada(phone)
    expect_heading(phone, "You can close this page")
    expect_notice(phone, "Connected.")


def log_in_at_oura_as_ada(phone: Page) -> None:
    expect_heading(phone, "Log in to Oura")
    log_in_at_oura(phone, ADA)
    agree_at_oura(phone)


def let_minutes_pass(minutes: int) -> None:
    """The clock moves on for every link there is."""
    by = timedelta(minutes=minutes)
    Invite.objects.update(created_at=F("created_at") - by, sent_at=F("sent_at") - by, expires_at=F("expires_at") - by)


def newest_of(person: Person) -> Invite:
    return Invite.objects.filter(person=person).latest("pk")


def test_a_coach_invites_and_sees_the_first_data(ready_club: Club, coach: Page, new_page: NewPage) -> None:
    invite(coach, ready_club.ada)
    chat, phone = new_page(PHONE), new_page(PHONE)
    log_in(chat, ready_club.ada)
    connect_from(phone, link_in_chat(chat))
    assert Connection.objects.get().person == ready_club.ada

    assert drain() > 0
    open_tab(coach, ready_club.ada)
    for step in ("sent", "delivered", "opened", "at the provider", "granted", "first data"):
        expect(fact(coach, step)).not_to_have_text("not yet")
    expect(coach.get_by_role("heading", name="Connected", exact=True)).to_be_visible()
    expect(coach.get_by_role("row", name="Daily readiness yes")).to_be_visible()
    coach.get_by_role("link", name="Clients").last.click()
    expect(coach.get_by_role("row", name=ready_club.ada.full_name)).to_contain_text("first data")


def test_an_athlete_connects_by_the_button_in_the_chat_without_leaving_the_phone(
    ready_club: Club, coach: Page, phone: Page
) -> None:
    invite(coach, ready_club.ada)
    log_in(phone, ready_club.ada)
    open_menu(phone, "Messages")
    phone.get_by_role("link", name="Connect Oura").click()
    expect(phone.get_by_text("Cody Coachman of")).to_be_visible()
    phone.get_by_role("button", name="Go on to Oura").click()
    log_in_at_oura_as_ada(phone)
    expect_notice(phone, "Connected.")

    open_menu(phone, "Messages")
    expect(phone.get_by_role("link", name="Connect Oura")).to_have_count(0)
    expect(phone.get_by_text("This link has been used.")).to_be_visible()


def test_the_command_in_the_chat_answers_at_once_and_connects(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    open_menu(phone, "Messages")
    phone.get_by_label("Message").fill("/OURA")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".talk-text", has_text="your Oura is not connected")).to_be_visible()
    phone.get_by_role("link", name="Connect Oura").click()
    phone.get_by_role("button", name="Go on to Oura").click()
    log_in_at_oura_as_ada(phone)
    expect_notice(phone, "Connected.")
    assert drain() > 0

    open_menu(phone, "Messages")
    phone.get_by_label("Message").fill("/oura")
    phone.get_by_role("button", name="Send").click()
    expect(phone.locator(".talk-text", has_text="your Oura is connected")).to_be_visible()
    expect(phone.get_by_role("link", name="Open last night")).to_be_visible()


def test_a_link_dies_after_its_minutes_and_heals_in_one_tap(ready_club: Club, coach: Page, new_page: NewPage) -> None:
    invite(coach, ready_club.ada)
    chat, phone = new_page(PHONE), new_page(PHONE)
    log_in(chat, ready_club.ada)
    dead = link_in_chat(chat)
    phone.goto(dead)
    expect_heading(phone, "Connect Oura")
    let_minutes_pass(6)
    phone.get_by_role("button", name="Go on to Oura").click()
    expect_heading(phone, "This link has expired")
    phone.get_by_role("button", name="Send me a new link").click()
    expect_heading(phone, "A new link is on its way")
    assert drain() > 0

    phone.goto(dead)
    expect_heading(phone, "There is a newer link")
    fresh = link_in_chat(chat)
    assert fresh != dead
    open_tab(coach, ready_club.ada)
    expect(coach.get_by_role("row", name="the expired link's page")).to_be_visible()
    connect_from(phone, fresh)


def test_previews_and_scanners_spend_nothing_and_count_as_nothing(
    ready_club: Club, coach: Page, new_page: NewPage
) -> None:
    invite(coach, ready_club.ada)
    chat = new_page(PHONE)
    log_in(chat, ready_club.ada)
    link = link_in_chat(chat)
    for agent in PREVIEWS:
        stranger = new_page(PHONE, user_agent=agent)
        assert stranger.request.get(link).status == 200
        assert stranger.request.head(link).status == 200
    assert newest_of(ready_club.ada).opened_at is None

    connect_from(new_page(PHONE), link)
    assert newest_of(ready_club.ada).opened_at is not None


def test_somebody_else_on_the_same_phone_is_refused_and_may_log_out(
    ready_club: Club, coach: Page, new_page: NewPage
) -> None:
    invite(coach, ready_club.ada)
    chat, phone = new_page(PHONE), new_page(PHONE)
    log_in(chat, ready_club.ada)
    link = link_in_chat(chat)
    log_in(phone, ready_club.bo)
    phone.goto(link)
    expect_heading(phone, "This link is for somebody else")
    phone.get_by_role("link", name="Log out").click()
    phone.get_by_role("button", name="Log out").first.click()
    expect(phone.get_by_text("Your account:")).to_have_count(0)
    connect_from(phone, link)
    assert Connection.objects.get().person == ready_club.ada


def test_a_squad_is_invited_at_once_and_who_is_stuck_is_nudged(ready_club: Club, coach: Page) -> None:
    open_menu(coach, "Clients")
    coach.get_by_label("Squad").select_option(label=ready_club.squad.name)
    coach.get_by_label("State").select_option(label="not connected")
    coach.get_by_role("button", name="Show").click()
    coach.get_by_role("link", name="Tick all who can be invited").click()
    coach.get_by_role("button", name="Invite who is ticked").click()
    expect(coach.get_by_role("heading", name="2 invites are on their way")).to_be_visible()
    assert drain() > 0
    assert Invite.objects.filter(sent_at__isnull=False).count() == 2

    coach.get_by_role("link", name="Clients").last.click()
    coach.get_by_role("link", name="How connecting goes").click()
    expect(coach.get_by_text("0 of 2 athletes are connected.")).to_be_visible()
    coach.get_by_role("button", name=f"Nudge {ready_club.bo.full_name}").click()
    expect_notice(coach, "The invite is on its way.")
    expect_heading(coach, "How connecting goes")
    assert Invite.objects.filter(person=ready_club.bo).count() == 2


def test_every_page_of_invites_looks_right(ready_club: Club, coach: Page, new_page: NewPage) -> None:
    invite(coach, ready_club.ada)
    chat = new_page(PHONE)
    log_in(chat, ready_club.ada)
    link = link_in_chat(chat)
    connect_from(new_page(PHONE), link)
    invite(coach, ready_club.bo)
    assert drain() == 0
    ada, bo = (f"/clients/{person.pk}/oura/" for person in (ready_club.ada, ready_club.bo))
    assert (
        complaints(coach, ["/clients/", "/clients/?pick=all", "/clients/?state=reconnect_needed", "/clients/funnel/"])
        == []
    )
    assert complaints(coach, [ada, bo]) == []
    stranger = new_page(PHONE)
    let_minutes_pass(6)
    assert complaints(stranger, ["/i/ended/", "/i/1-x/", link]) == []
