"""What is typed is kept while one types, goes on on another device, and is called saved when all of it is."""

import pytest
from playwright.sync_api import Page, Route, expect

from forms_engine.models import Draft, FormDefinition, Record
from tests.journeys.club import Club
from tests.journeys.conftest import PHONE, NewPage
from tests.journeys.test_filling_forms import answer_all, open_wellness, question, tap, wellness
from tests.journeys.walking import expect_heading, log_in, open_menu

__all__ = ["wellness"]
pytestmark = pytest.mark.browser


def test_what_was_typed_is_there_again_on_another_device(
    club: Club, wellness: FormDefinition, new_page: NewPage
) -> None:
    phone, tablet = new_page(PHONE), new_page(PHONE)
    log_in(phone, club.ada)
    open_wellness(phone)
    tap(phone, "How did you sleep?", "3")
    phone.get_by_label("Weight (kg)").fill("67")
    expect(phone.locator(".filling-saved")).to_have_text("saved")
    log_in(tablet, club.ada)
    open_menu(tablet, "Fill in")
    expect(tablet.get_by_text("go on")).to_be_visible()
    tablet.get_by_role("link", name="Daily Wellness").tap()
    expect(tablet.get_by_text("are still here")).to_be_visible()
    expect(tablet.get_by_label("Weight (kg)")).to_have_value("67")
    expect(question(tablet, "How did you sleep?").get_by_role("radio", name="3")).to_be_checked()
    expect(tablet.get_by_text("2 of 5")).to_be_visible()
    answer_all(tablet)
    tablet.get_by_role("button", name="Send").tap()
    expect_heading(tablet, "Sent. Thank you.")
    assert not Draft.objects.exists()
    # The phone still shows its page; sending it is sending the same entry.
    answer_all(phone)
    phone.get_by_role("button", name="Send").tap()
    expect_heading(phone, "Sent. Thank you.")
    assert Record.objects.count() == 1


def test_it_is_called_saved_when_the_newest_answer_is(club: Club, wellness: FormDefinition, phone: Page) -> None:
    log_in(phone, club.ada)
    open_wellness(phone)
    expect(phone.get_by_text("0 of 5")).to_be_visible()
    held: list[Route] = []
    phone.route("**/draft/", lambda route: held.append(route))
    saved, weight = phone.locator(".filling-saved"), phone.get_by_label("Weight (kg)")
    with phone.expect_request("**/draft/"):
        weight.fill("67")
    weight.fill("68")
    # The older request is answered first, and the newer one is asked after it: so the page has heard that answer.
    with phone.expect_request("**/draft/"):
        held[0].continue_()
    expect(saved).to_have_text("")
    held[1].continue_()
    expect(saved).to_have_text("saved")
    assert Draft.objects.get().answers["weight_kg"] == ["68"]
