"""A rule is written, an alert comes, is opened from the menu, noted, assigned and acknowledged; phone and desk."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from alerts.models import Alert, Rule
from forms_engine.definitions import ensure_permission
from forms_engine.models import FormDefinition
from people import roles
from people.models import Person
from tests.alerts.made import condition, make_rule
from tests.builders.people import make_medical
from tests.dashboards.made import NIGHT, make_forms, put_night
from tests.journeys.club import Club
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.test_looks import complaints
from tests.journeys.walking import expect_heading, expect_notice, log_in, main_menu, open_menu

pytestmark = pytest.mark.browser


@pytest.fixture
def rested(club: Club) -> Club:
    """The forms a morning is read from, and nobody tired yet."""
    make_forms()
    return club


def short_night(person: Person, readiness: int = 41) -> None:
    put_night(person, timezone.localdate(), readiness_score=readiness, total_sleep_s=18_600)
    assert drain() > 0


def watch_readiness() -> Rule:
    return make_rule(condition("readiness_score", value=60), condition("total_sleep_s", value=6 * 3600), severity="act")


def open_first(page: Page, name: str) -> None:
    open_menu(page, "Alerts")
    page.get_by_role("link", name=name).click()
    expect_heading(page, name)


def menu_count(page: Page, count: int) -> None:
    entry = main_menu(page).get_by_role("link", name=re.compile("^Alerts"))
    expect(entry).to_contain_text(f"{count} unread")


def test_an_alert_comes_is_noted_assigned_and_acknowledged(rested: Club, new_page: NewPage) -> None:
    watch_readiness()
    mia = make_medical(rested.squad)
    desktop, phone = new_page(DESKTOP), new_page(PHONE)
    log_in(desktop, rested.coach)
    short_night(rested.ada)
    desktop.reload()
    menu_count(desktop, 1)
    open_first(desktop, "Ada Examplova")
    expect(desktop.get_by_text("Readiness score under 60 and Total sleep s under 6 h 00 min").first).to_be_visible()
    desktop.get_by_label("Note").fill("Late bus home; asks to train.")
    desktop.get_by_role("button", name="Add the note").click()
    expect_notice(desktop, "Noted.")
    desktop.get_by_label("Colleague").select_option(label=mia.full_name)
    desktop.get_by_role("button", name="Assign").click()
    expect_notice(desktop, "Assigned to Mia Mockley.")

    log_in(phone, mia)
    menu_count(phone, 1)
    open_first(phone, "Ada Examplova")
    expect(phone.get_by_text("Late bus home; asks to train.")).to_be_visible()
    phone.get_by_role("button", name="Acknowledge").click()
    expect_notice(phone, "Acknowledged.")
    expect(phone.get_by_text("Mia Mockley: acknowledged")).to_be_visible()
    open_menu(phone, "Alerts")
    expect(phone.get_by_text("No open alert is yours.")).to_be_visible()
    phone.get_by_role("link", name="Acknowledged").click()
    expect(phone.get_by_role("link", name="Ada Examplova")).to_be_visible()


def test_an_open_list_shows_what_comes_and_what_no_longer_holds(rested: Club, desktop: Page) -> None:
    watch_readiness()
    log_in(desktop, rested.coach)
    desktop.goto("/alerts/?whose=squad")
    expect(desktop.get_by_text("No alert is open.")).to_be_visible()
    refresh = "document.querySelector('[data-poll]').dispatchEvent(new Event('refresh'))"
    short_night(rested.bo)
    desktop.evaluate(refresh)
    expect(desktop.get_by_role("link", name="Bo Testfield")).to_be_visible()
    short_night(rested.bo, readiness=80)
    desktop.evaluate(refresh)
    expect(desktop.get_by_text("No longer holds since")).to_be_visible()


def test_what_is_put_off_leaves_the_list_with_its_reason(rested: Club, phone: Page) -> None:
    watch_readiness()
    short_night(rested.ada)
    log_in(phone, rested.coach)
    open_first(phone, "Ada Examplova")
    phone.locator("summary", has_text="Put it off").click()
    phone.get_by_label("Reason").fill("Flew in last night")
    phone.get_by_role("button", name="Put it off").click()
    expect_notice(phone, "Put off.")
    expect(phone.get_by_text("1 is put off")).to_be_visible()
    assert Alert.objects.get().happenings.filter(kind="snoozed", note="Flew in last night").exists()


def test_a_consultant_writes_a_rule_reads_it_back_and_tries_it(rested: Club, desktop: Page) -> None:
    ensure_permission(FormDefinition.objects.get(key=NIGHT), roles.CONSULTANT, "r")
    Person.objects.update(date_joined=timezone.now() - timedelta(days=60))
    put_night(rested.ada, timezone.localdate(), readiness_score=41)
    log_in(desktop, rested.consultant)
    open_menu(desktop, "Admin")
    desktop.locator(".model-rule").first.get_by_role("link", name="Add").click()
    desktop.get_by_label("Name").fill("Tired")
    desktop.locator("[name=conditions-0-field]").select_option(label="Readiness score")
    desktop.locator("[name=conditions-0-value]").fill("60")
    preview = desktop.locator("#rule-preview")
    expect(preview).to_contain_text("Readiness score under 60.")
    expect(preview).to_contain_text("Nobody is named")
    desktop.get_by_label("Coach", exact=True).check()
    expect(preview).not_to_contain_text("Nobody is named")
    desktop.get_by_role("button", name="Try it on the last 28 days").click()
    expect(preview).to_contain_text("1 alert")
    expect(preview.get_by_role("row", name="Ada Examplova 1")).to_be_visible()
    desktop.get_by_label("On", exact=True).check()
    desktop.get_by_role("button", name="Save", exact=True).click()
    expect(desktop.get_by_text("was added successfully")).to_be_visible()
    expect(desktop.get_by_role("row", name="Tired Readiness score under 60")).to_be_visible()


def test_the_pages_of_alerts_as_a_browser_paints_them(rested: Club, desktop: Page) -> None:
    watch_readiness()
    short_night(rested.ada)
    short_night(rested.bo)
    short_night(rested.bo, readiness=80)
    alert = Alert.objects.get(person=rested.ada)
    log_in(desktop, rested.coach)
    addresses = ["/alerts/", "/alerts/?whose=squad", "/alerts/?state=acknowledged", f"/alerts/{alert.pk}/"]
    assert complaints(desktop, addresses) == []
