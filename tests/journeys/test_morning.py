"""A morning: from the board to the reason, to the athlete, to the night, to a note and an alert acknowledged."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from dashboards.days import night_words
from forms_engine.definition_import import apply_document
from forms_engine.ledger import Stamp
from forms_engine.models import FormDefinition, Record
from forms_engine.records import edit_record
from forms_engine.starters import read_starter
from people import roles
from people.models import Person
from tests.alerts.made import condition, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_medical
from tests.journeys.club import Club, connect
from tests.journeys.conftest import DESKTOP, PHONE, NewPage
from tests.journeys.draining import drain
from tests.journeys.pretend_oura import ADA, PretendOura
from tests.journeys.walking import await_scripts, expect_heading, expect_notice, log_in, open_menu

pytestmark = pytest.mark.browser
NIGHT = "oura_readiness_and_sleep_summary"
# What is wider or higher than its place.
CUT = """() => [...document.querySelectorAll(".paper-words, .pane-morning, .critical, .site-footer, main")]
  .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
  .map(one => one.className + ": " + one.textContent.trim())"""


@pytest.fixture
def morning(ready_club: Club, oura: PretendOura, settings: Settings) -> Club:
    """Ada's ring has told of four weeks; last night was far below them, and there is a form for notes."""
    settings.SYNC_FIRST_FILL_DAYS = 30
    # Whatever the hour, the ring has told of the night: soon after midnight it has not come to its end.
    noon = timezone.now().replace(hour=12, minute=0)
    oura.simulator.clock.set(max(timezone.now(), noon), frozen=True)
    connect(ready_club.ada, ADA)
    drain()
    with transaction.atomic():
        apply_document(read_starter("note"), timezone.now())
    make_rule(condition("readiness_score", value=45), severity="act")
    last = Record.objects.filter(form__key=NIGHT, person=ready_club.ada).latest("occurred_on")
    edit_record(last, {"readiness_score": 31}, Stamp(now=timezone.now(), by=None, owner="oura:daily_readiness"))
    drain()
    return ready_club


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_morning_from_the_board_to_an_acknowledged_alert(
    morning: Club, new_page: NewPage, size: dict[str, object], scheme: str
) -> None:
    page = new_page(size, color_scheme=scheme)
    log_in(page, morning.coach)
    open_menu(page, "Morning board")
    row = page.get_by_role("row").filter(has_text="Ada Examplova")
    expect(row).to_contain_text("Readiness well below own normal")
    await_scripts(page)

    row.get_by_role("link", name="act").first.click()
    why = page.get_by_role("dialog")
    expect(why).to_contain_text("Readiness")
    why.get_by_role("link", name="Open the athlete's page").click()

    expect_heading(page, "Ada Examplova")
    await_scripts(page)
    readiness = page.locator("#readiness")
    expect(readiness.get_by_role("link", name="act")).to_be_visible()
    read_with_arrow_keys(page)

    page.get_by_role("link", name="Last night in detail").click()
    expect_heading(page, f"Night {night_words(timezone.localdate() - timedelta(days=1))}")
    for picture in ("Phases of sleep", "Heart rate through the night", "HRV through the night"):
        expect(page.get_by_role("img", name=re.compile(picture))).to_be_visible()
    page.get_by_text("What it is made of").first.click()
    expect(page.get_by_text("HRV balance")).to_be_visible()

    page.get_by_role("link", name="Add a note").click()
    expect_heading(page, "Note · New entry")
    page.get_by_text("travel", exact=True).click()
    expect(page.get_by_role("radio", name="travel")).to_be_checked()
    page.get_by_label("Text").fill("Late bus home; asks to train.")
    page.get_by_role("button", name="Save").click()
    expect_notice(page, "Saved.")
    page.goto(f"/people/{morning.ada.pk}/")
    expect(page.get_by_text("travel · Late bus home; asks to train.").last).to_be_attached()

    open_menu(page, "Alerts")
    page.get_by_role("link", name="Ada Examplova").click()
    page.get_by_role("button", name="Acknowledge").click()
    expect_notice(page, "Acknowledged.")


def read_with_arrow_keys(page: Page) -> None:
    """The charts are one stop each; arrows move along the days and what stands there is said."""
    said = page.locator(".trend-live")
    page.get_by_role("group", name="Readiness").focus()
    expect(said).to_have_text("Arrow keys move along the days.")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Readiness 31")
    newest = said.text_content()
    page.keyboard.press("ArrowLeft")
    expect(said).not_to_have_text(newest or "")
    assert page.locator(".trend-cursor").count() == page.locator(".pane-drawing .trend-plot").count()
    page.keyboard.press("End")
    expect(said).to_have_text(newest or "")


@pytest.fixture
def full_page(morning: Club) -> Person:
    """A physio, to whom Ada's page says all it can: every chart, what must be known, ten days on which it was noted."""
    with transaction.atomic():
        for starter in ("daily_wellness", "training_load"):
            apply_document(read_starter(starter), timezone.now())
    about = make_form("About", key="about", kind="profile", rights={roles.MEDICAL: "r"})
    for key in ("allergies", "medication", "conditions"):
        make_field(about, key, "text", is_critical=True)
    told = "Exercise-induced asthma, inhaler in the bag of the physio"
    make_record(about, morning.ada, {"allergies": "Peanuts", "medication": "Salbutamol", "conditions": told})
    note = FormDefinition.objects.get(key="note")
    long = "Late bus home after the match, slept in the hotel, stiff left ankle, asks to train apart until looked at."
    for back in range(0, 70, 7):
        day = timezone.localdate() - timedelta(days=back)
        make_record(note, morning.ada, {"kind": "illness", "text": long}, occurred_on=day)
    drain()
    return make_medical(morning.squad)


def test_an_athletes_page_prints_on_one_sheet(
    morning: Club, full_page: Person, desktop: Page, new_page: NewPage
) -> None:
    log_in(desktop, full_page)
    for asked in ("days=7&with=before", "days=28&with=4weeks", "days=365&with=year", "days=90&with=before"):
        desktop.goto(f"/people/{morning.ada.pk}/?{asked}")
        expect(desktop.locator(".pane[id]")).to_have_count(12)
        assert sheets_of(desktop) == 1, asked
    look_at_paper(desktop)
    # A night too, and it says whose it is.
    desktop.goto(f"/people/{morning.ada.pk}/nights/{timezone.localdate() - timedelta(days=1)}/")
    assert sheets_of(desktop) == 1
    expect(desktop.locator("main").get_by_text("Ada Examplova")).to_be_visible()
    # The athlete's own copy has how the data arrive in a card of its own.
    own = new_page(DESKTOP)
    log_in(own, morning.ada)
    own.goto(f"/people/{morning.ada.pk}/?days=90&with=before")
    assert sheets_of(own) == 1


def sheets_of(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True, print_background=True)))


def look_at_paper(page: Page) -> None:
    """As wide as the sheet: what must be known, how old it is and what the lines stand for; all of it to be read."""
    lines = page.locator(".paper-lines > li")
    expect(lines.first).to_be_hidden()
    page.set_viewport_size({"width": 733, "height": 1062})
    page.emulate_media(media="print")
    expect(lines).to_have_count(8)
    expect(lines.last).to_be_visible()
    expect(page.get_by_text("2 earlier days have lines without a number.")).to_be_visible()
    for told in ("Peanuts", "Salbutamol", "inhaler in the bag", "Newest sync", "As of"):
        expect(page.get_by_text(told).last).to_be_visible()
    assert page.evaluate(CUT) == []
    heights = page.locator("#temperature .trend-label").evaluate_all(
        "labels => labels.map(label => label.getBoundingClientRect().height)"
    )
    assert min(heights) > 8
