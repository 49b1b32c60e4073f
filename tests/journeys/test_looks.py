"""Every main page as a browser paints it: on a phone and on a desk, in light and in dark."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from forms_engine.models import FormDefinition, Record
from people import roles
from tests.builders.forms import make_form, make_record
from tests.builders.people import make_consultant, make_medical
from tests.journeys.axe import serious_issues
from tests.journeys.club import Club, connect
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import ADA, ONE_DAY, PretendOura
from tests.journeys.walking import MENU_BUTTON, log_in, main_menu

pytestmark = pytest.mark.browser

LOOK = Path(__file__).with_name("looks.js").read_text()
SIZES = {"phone": (390, 844), "desk": (1440, 900)}
AXE_LOOKS = (("phone", "light"), ("desk", "dark"))
FIELD_TYPES = {
    "note": "paragraph",
    "line": "text",
    "weight_kg": "number",
    "effort": "integer",
    "freshness": "score",
    "sleep_s": "duration",
    "began_on": "date",
    "woke": "time",
    "seen_at": "datetime",
    "is_ill": "yes_no",
    "mood": "choice",
    "pains": "choices",
}
CHOICES = ["good", "tired", "sore"]
# One more page of staff, or of ours in admin, is one more line here; what the main menu offers is looked at anyway.
STAFF_PAGES = (
    "/squad/distribution/",
    "/squad/two-fields/",
    "/squad/week/",
    "/dashboards/sleep_and_travel/",
    "/dashboards/load_and_recovery/",
    "/dashboards/connection_health/",
)
# Pages of admin are Django's: axe alone looks at ours among them.
ADMIN_PAGES = ("/admin/", "/admin/dashboards/dashboard/")
NIGHT, DAY = "oura_readiness_and_sleep_summary", "oura_activity_summary"


def complaints(page: Page, addresses: Iterable[str]) -> list[str]:
    """Opens each address and looks at it in both sizes and both schemes, by axe once in each of them."""
    found = []
    for address in addresses:
        page.goto(address)
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                told = page.evaluate(LOOK)
                if (size, scheme) in AXE_LOOKS:
                    told += serious_issues(page)
                found += [f"{address} ({size}, {scheme}): {one}" for one in told]
    return found


def menu_of(page: Page) -> list[str]:
    """Every address the main menu offers, but for admin, whose pages are Django's."""
    links = main_menu(page).get_by_role("link").all()
    return [address for one in links if (address := one.get_attribute("href") or "") and "/admin/" not in address]


@pytest.fixture
def lived_in(ready_club: Club, oura: PretendOura, settings: Settings) -> Club:
    """Ada is connected, long enough for every light to be judged, and has filled a form with a field of every kind;
    Bo has not connected."""
    settings.SYNC_FIRST_FILL_DAYS = 30
    connect(ready_club.ada, ADA)
    drain()
    rights = {roles.ATHLETE: "crwd", roles.COACH: "crwd"}
    form = make_form("Every kind", key="every_kind", fields=FIELD_TYPES, rights=rights)
    form.fields.filter(key__in=["mood", "pains"]).update(choices=CHOICES)
    form.fields.filter(key="weight_kg").update(help="Before breakfast.", unit="kg", is_required=True)
    make_record(form, ready_club.ada, {"note": "Long words: " + "w" * 120, "weight_kg": 68.5, "pains": ["sore"]})
    return ready_club


def test_the_pages_of_a_stranger(site: str, desktop: Page) -> None:
    accounts = ["login", "password/reset", "password/reset/done", "login/code", "signup"]
    addresses = [f"/accounts/{one}/" for one in accounts]
    assert complaints(desktop, [*addresses, "/no-such-page/", "/connect/oura/callback"]) == []


def test_the_pages_of_an_athlete_and_of_one_who_has_nothing_yet(
    lived_in: Club, desktop: Page, new_page: NewPage
) -> None:
    log_in(desktop, lived_in.ada)
    her = f"/people/{lived_in.ada.pk}"
    night = Record.objects.filter(form__key=NIGHT).latest("occurred_on")
    note = Record.objects.get(form__key="every_kind")
    forms = [f"{her}/events/{key}/" for key in (NIGHT, DAY, "every_kind")]
    records = [f"{her}/events/{NIGHT}/{night.pk}/", f"{her}/events/every_kind/{note.pk}/"]
    filling = [f"{her}/events/every_kind/new/", f"{records[1]}edit/"]
    own = ["/profiles/oura_authorise/", "/me/", "/me/looks/", f"{her}/"]
    sync = ["/connect/oura/", "/connect/oura/disconnect", "/connect/oura/callback"]
    account = ["/accounts/password/change/", "/accounts/logout/", "/no-such-page/"]
    assert complaints(desktop, [*menu_of(desktop), *own, *forms, *records, *filling, *sync, *account]) == []
    other = new_page(DESKTOP)
    log_in(other, lived_in.bo)
    his = f"/people/{lived_in.bo.pk}"
    own = ["/", "/profiles/oura_authorise/", "/me/looks/", f"{his}/", f"{his}/events/{NIGHT}/"]
    assert complaints(other, own) == []


def test_the_pages_of_a_coach_and_of_medical_staff(lived_in: Club, desktop: Page, new_page: NewPage) -> None:
    log_in(desktop, lived_in.coach)
    ada, bo = f"/people/{lived_in.ada.pk}", f"/people/{lived_in.bo.pk}"
    days = [f"/board/?squad={lived_in.squad.pk}", "/board/?day=2020-01-01", "/board/?day=never"]
    theirs = [f"{ada}/", f"{ada}/events/{NIGHT}/", f"{ada}/profiles/oura_authorise/", f"{bo}/", "/profiles/"]
    assert complaints(desktop, [*menu_of(desktop), *days, *theirs, *STAFF_PAGES]) == []
    medical = new_page(DESKTOP)
    log_in(medical, make_medical(lived_in.squad))
    yesterday = timezone.localdate() - ONE_DAY
    assert complaints(medical, ["/board/", f"/board/?day={yesterday}", f"{ada}/"]) == []


def test_the_pages_of_a_consultant(lived_in: Club, desktop: Page) -> None:
    log_in(desktop, lived_in.consultant)
    assert complaints(desktop, ["/", "/setup/oura/", *menu_of(desktop)]) == []
    for address in ADMIN_PAGES:
        desktop.goto(address)
        assert (address, serious_issues(desktop)) == (address, [])


def test_a_form_with_long_sections_stays_within_the_window_in_admin(ready_club: Club, desktop: Page) -> None:
    log_in(desktop, ready_club.consultant)
    form = FormDefinition.objects.get(key=NIGHT)
    for width, height in [*SIZES.values(), (1280, 800)]:
        desktop.set_viewport_size({"width": width, "height": height})
        desktop.goto(f"/admin/forms_engine/formdefinition/{form.pk}/change/")
        expect(desktop.locator("#fields-group").get_by_role("row").nth(3)).to_be_visible()
        assert desktop.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_phone_opens_the_whole_menu_from_one_row(ready_club: Club, new_page: NewPage) -> None:
    boss = make_consultant(first="Root", last="Testfield", is_superuser=True)
    for person in (ready_club.ada, ready_club.coach, ready_club.consultant, boss):
        phone = new_page(PHONE)
        log_in(phone, person)
        bar = phone.locator(".site-bar").bounding_box()
        assert bar is not None
        assert bar["height"] < 60
        for entry in main_menu(phone).get_by_role("link").all():
            expect(entry).to_be_in_viewport(ratio=1)


def test_the_menu_of_a_phone_answers_the_keyboard(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    button, menu = phone.get_by_role("button", name=MENU_BUTTON), phone.get_by_role("navigation", name="Main menu")
    expect(menu).to_be_hidden()
    button.focus()
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    expect(menu.get_by_role("link").first).to_be_focused()
    phone.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_the_persons_own_menu_leads_to_their_chats(ready_club: Club, phone: Page) -> None:
    log_in(phone, ready_club.ada)
    phone.locator("summary", has_text="Your account:").click()
    phone.get_by_role("link", name="My chats").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("My chats")
