"""After the first fill: nothing new, a score that was revised, one that was deleted, a grant that ended."""

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import Record, RecordChange
from oura_connector.simulator.athletes import Athlete
from people.models import Person
from sync import tasks
from sync.models import Connection
from tests.journeys.club import Club, connect
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import ONE_DAY, PretendOura
from tests.journeys.walking import (
    expect_heading,
    fact,
    log_in,
    open_authorise_form,
    open_board_of,
    open_menu,
    short_date,
)

pytestmark = pytest.mark.browser

NIGHT_FORM = "Oura Readiness and Sleep Summary"


@dataclass(frozen=True)
class Synced:
    """An athlete whose first fill is done, the ring, and a morning with a whole night before it."""

    person: Person
    ring: Athlete
    morning: date


@pytest.fixture
def synced(ready_club: Club, oura: PretendOura) -> Synced:
    ring, morning = oura.recent_sleeper()
    connect(ready_club.ada, ring)
    drain()
    return Synced(ready_club.ada, ring, morning)


def what_is_written() -> tuple[list[tuple[object, ...]], int]:
    """Every record of a night or a day as it stands, and how many changes there have been."""
    rows = Record.objects.filter(form__kind="event").order_by("pk")
    changes = RecordChange.objects.filter(record__form__kind="event")
    return list(rows.values_list("pk", "modified_at", "values")), changes.count()


def sync_now(page: Page, words: str) -> None:
    """Presses the button, lets the worker work, and waits until the page says by itself what came of it."""
    open_authorise_form(page)
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("Waiting for a free worker.")).to_be_visible()
    assert drain() > 0
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("link", name="Back to the form").click()
    expect_heading(page, "Authorise Oura Data")


def open_night(page: Page, morning: date) -> None:
    open_menu(page, "Profiles")
    page.get_by_role("link", name=NIGHT_FORM).click()
    page.get_by_role("link", name=short_date(morning - ONE_DAY), exact=True).click()
    expect_heading(page, f"{NIGHT_FORM} · {short_date(morning - ONE_DAY)}")


def expect_it_said(page: Page, change: str) -> None:
    history = page.get_by_role("table", name="Changes of this record, newest first")
    expect(history.get_by_role("row").filter(has_text=change)).to_have_count(1)


def test_a_second_sync_finds_nothing_new_and_writes_nothing(synced: Synced, phone: Page) -> None:
    before = what_is_written()
    log_in(phone, synced.person)
    sync_now(phone, "Nothing new")
    assert what_is_written() == before
    assert before[0]


def test_a_revised_score_arrives_by_itself_and_the_record_keeps_what_it_said(
    synced: Synced, ready_club: Club, oura: PretendOura, desktop: Page, phone: Page
) -> None:
    old = oura.score(synced.ring, "daily_readiness", synced.morning)
    new = old - 7
    log_in(desktop, ready_club.coach)
    open_board_of(desktop, synced.morning)
    readiness = desktop.get_by_role("row", name=synced.person.full_name).locator(
        "td[data-label='Readiness'] .cell-value"
    )
    expect(readiness).to_have_text(str(old))
    revised = {"athlete": synced.ring.email, "collection": "daily_readiness", "day": synced.morning.isoformat()}
    oura.order("revise", **revised, values={"score": new})
    Connection.objects.update(plan={}, asks_next_at=None)  # some hours later, when revisions are looked for
    tasks.sync_round()
    assert drain() == 1
    desktop.reload()
    expect(readiness).to_have_text(str(new))
    log_in(phone, synced.person)
    open_night(phone, synced.morning)
    expect(fact(phone, "Readiness score")).to_have_text(str(new))
    expect_it_said(phone, f"Readiness score: {old} → {new}")


def test_a_score_deleted_at_oura_goes_from_the_record_and_stays_in_its_history(
    synced: Synced, oura: PretendOura, phone: Page
) -> None:
    old = oura.score(synced.ring, "daily_sleep", synced.morning)
    gone = {"athlete": synced.ring.email, "collection": "daily_sleep", "day": synced.morning.isoformat()}
    oura.order("delete", **gone)
    log_in(phone, synced.person)
    sync_now(phone, "1 changed.")
    open_night(phone, synced.morning)
    expect(fact(phone, "Sleep score").first).to_have_text("nothing yet")
    expect(fact(phone, "Readiness score")).not_to_have_text("nothing yet")
    expect_it_said(phone, f"Sleep score: {old} → –")


def test_a_grant_ended_at_oura_asks_the_athlete_and_tells_the_coach(
    synced: Synced, ready_club: Club, oura: PretendOura, desktop: Page, phone: Page
) -> None:
    kept = Record.objects.filter(form__kind="event").count()
    oura.order("revoke", athlete=synced.ring.email)
    log_in(phone, synced.person)
    sync_now(phone, "That did not work this time. Press the Authorisation Link once more")
    expect(fact(phone, "State")).to_have_text("reconnect needed")
    expect(phone.get_by_role("link", name="Authorisation Link: connect again")).to_be_visible()
    expect(phone.get_by_role("button", name="Sync now")).to_have_count(0)
    log_in(desktop, ready_club.coach)
    open_menu(desktop, "Morning board")
    row = desktop.get_by_role("row", name=synced.person.full_name)
    expect(row.get_by_text("Reconnect needed").first).to_be_visible()
    assert Record.objects.filter(form__kind="event").count() == kept
