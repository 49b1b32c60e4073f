"""Other people's pages, ids nobody has, addresses nobody can read: a clear page each time, and nothing lost."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from forms_engine.models import Record, RecordChange
from people import roles
from people.models import Person
from sync.models import Connection, Run
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.journeys.club import Club, connect
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import ADA, PretendOura
from tests.journeys.walking import Sent, expect_heading, fill_log_in, log_in

pytestmark = pytest.mark.browser

NOT_HERE = "There is nothing here for you"
NOBODY = 999_999
NUMBERS = (NOBODY, 0, 10**30)


@dataclass(frozen=True)
class Ada:
    """Ada, connected, with a note of her own; and the run that her connection made."""

    person: Person
    note: Record
    run: Run

    @property
    def pages(self) -> list[str]:
        her, note = f"/people/{self.person.pk}", self.note.pk
        return [
            f"{her}/",
            f"{her}/profiles/oura_authorise/",
            f"{her}/events/note/",
            f"{her}/events/note/new/",
            f"{her}/events/note/{note}/",
            f"{her}/events/note/{note}/edit/",
            f"{her}/events/oura_readiness_and_sleep_summary/",
            f"/connect/oura/runs/{self.run.pk}",
        ]


@pytest.fixture
def ada(ready_club: Club, oura: PretendOura) -> Ada:
    connection = connect(ready_club.ada, ADA)
    drain()
    rights = {roles.ATHLETE: "crwd", roles.COACH: "crwd"}
    form = make_form("Note", key="note", fields={"said": "text"}, rights=rights)
    note = make_record(form, ready_club.ada, {"said": "My knee hurts."})
    return Ada(ready_club.ada, note, Run.objects.filter(connection=connection).latest("pk"))


def everything() -> list[object]:
    records = Record.objects.order_by("pk").values_list("pk", "values", "withdrawn_at", "modified_at")
    connections = Connection.objects.order_by("pk").values_list("pk", "state", "account_id")
    return [*records, RecordChange.objects.count(), *connections]


def expect_answer(page: Page, address: str, status: int, heading: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert (address, answer.status) == (address, status)
    expect_heading(page, heading)
    assert "knee" not in page.content()


def test_a_stranger_is_asked_to_log_in_and_then_brought_where_they_wanted_to_go(ada: Ada, phone: Page) -> None:
    for address in ada.pages:
        expect_answer(phone, address, 200, "Log in")
    phone.goto(f"/people/{ada.person.pk}/events/note/")
    fill_log_in(phone, ada.person)
    expect_heading(phone, "Note")


@pytest.mark.parametrize("who", ["another athlete", "a coach of another squad"])
def test_somebody_elses_pages_are_not_there(ada: Ada, ready_club: Club, phone: Page, who: str) -> None:
    elsewhere = make_squad("Sculling Testers")
    viewer = ready_club.bo if who == "another athlete" else make_coach(elsewhere, "Olga", "Otherside")
    before = everything()
    log_in(phone, viewer)
    for address in ada.pages:
        expect_answer(phone, address, 404, NOT_HERE)
    expect_answer(phone, f"/board/?squad={ready_club.squad.pk}", 404, NOT_HERE)
    send_to(phone, f"/people/{ada.person.pk}/events/note/{ada.note.pk}/withdraw/", 404)
    send_to(phone, f"/people/{ada.person.pk}/events/note/new/", 404)
    send_to(phone, f"/people/{ada.person.pk}/events/note/{ada.note.pk}/edit/", 404)
    send_to(phone, "/connect/oura/sync-now", 404)
    assert everything() == before


def send_to(page: Page, address: str, status: int) -> None:
    """A form sent by hand, with this browser's own token against forged requests."""
    page.goto("/me/")
    token = page.locator("main input[name=csrfmiddlewaretoken]").input_value()
    form: Sent = {"csrfmiddlewaretoken": token, "said": "changed", "_occurred_on": "2026-03-10"}
    answer = page.request.post(address, form=form, max_redirects=0)
    assert (address, answer.status) == (address, status)


def test_a_request_forged_by_another_site_is_refused_with_a_clear_page(ada: Ada, phone: Page) -> None:
    log_in(phone, ada.person)
    before = everything()
    answer = phone.request.post(f"/people/{ada.person.pk}/events/note/{ada.note.pk}/withdraw/", form={})
    assert answer.status == 403
    assert "<h1>" in answer.text()
    assert everything() == before


def test_ids_and_keys_that_nobody_has_are_not_found(ada: Ada, phone: Page) -> None:
    her = f"/people/{ada.person.pk}"
    log_in(phone, ada.person)
    for number in NUMBERS:
        for address in (f"/people/{number}/", f"{her}/events/note/{number}/", f"/connect/oura/runs/{number}"):
            expect_answer(phone, address, 404, NOT_HERE)
    for address in ("/people/x/", f"{her}/events/no-such/", "/profiles/no-such/", f"{her}/events/oura_authorise/"):
        expect_answer(phone, address, 404, NOT_HERE)


def test_a_board_asked_for_in_words_it_cannot_read_says_what_to_write(ready_club: Club, desktop: Page) -> None:
    log_in(desktop, ready_club.coach)
    for query in ("day=yesterday", "day=2026-13-45", "day=9999-12-31", "squad=x", "squad=1e9", "day=%00"):
        expect_answer(desktop, f"/board/?{query}", 400, "That address cannot be read")
        expect(desktop.get_by_role("link", name="Open today's board")).to_be_visible()
    expect_answer(desktop, f"/board/?squad={NOBODY}", 404, NOT_HERE)


def test_what_a_consultant_does_is_closed_to_athletes_and_coaches(ready_club: Club, phone: Page, desktop: Page) -> None:
    for page, person in ((phone, ready_club.ada), (desktop, ready_club.coach)):
        log_in(page, person)
        expect_answer(page, "/setup/oura/", 403, "This page is not open to you")
        for address in ("/setup/oura/application", "/setup/oura/forms", "/setup/oura/switch"):
            send_to(page, address, 403)
        expect_answer(page, "/admin/people/person/", 403, "This page is not open to you")


def test_a_coach_sees_their_own_athletes_and_nobody_of_another_squad(ready_club: Club, desktop: Page) -> None:
    make_athlete(make_squad("Sculling Testers"), "Elsa", "Elsewhere")
    log_in(desktop, ready_club.coach)
    board = desktop.get_by_role("table")
    expect(board.get_by_role("rowheader", name="Ada Examplova")).to_be_visible()
    expect(board.get_by_role("rowheader", name="Elsa Elsewhere")).to_have_count(0)
    expect(desktop.get_by_label("Squad").get_by_role("option", name="Sculling Testers")).to_have_count(0)
