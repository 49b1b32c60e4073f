"""Pages that people tap stand still from the first sight on: a script that comes late moves nothing under a finger."""

from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route

from alerts.models import Alert
from forms_engine.definitions import ensure_section
from forms_engine.models import Draft, FormDefinition
from tests.alerts.made import condition, make_rule
from tests.builders.forms import make_field, make_form, make_record
from tests.dashboards.made import make_forms, make_hand_filled_forms, put_night, put_usual_nights
from tests.journeys.club import Club
from tests.journeys.draining import drain
from tests.journeys.test_filling_forms import RIGHTS, wellness
from tests.journeys.test_looks import menu_of
from tests.journeys.walking import await_scripts, log_in

__all__ = ["wellness"]
pytestmark = pytest.mark.browser

IS_READ = """() => document.readyState !== "loading"
    && [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet)"""
REMEMBER = """() => {
    const all = [...document.querySelectorAll("a, button, input, label, select, summary, textarea")];
    const place = (one) => {
        const { x, y, width, height } = one.getBoundingClientRect();
        return [x, y + scrollY, width, height];
    };
    const seen = all.filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false }));
    window.stood = () => seen
        .filter((one) => one.isConnected)
        .map((one) => `${one.localName} ${one.name ?? ""} ${one.textContent.trim().slice(0, 30)} ${place(one)}`);
    return window.stood();
}"""


def moved(page: Page, address: str) -> list[str]:
    """What of `address` can be tapped and stands elsewhere once its scripts are there."""
    held: list[Route] = []
    is_late = True
    page.route("**/*.js", lambda route: held.append(route) if is_late else route.continue_())
    page.goto(address, wait_until="commit")
    page.wait_for_function(IS_READ)
    before = page.evaluate(REMEMBER)
    assert before, f"{address} has nothing to tap"
    assert held, f"{address} has no script to wait for"
    is_late = False
    for route in held:
        route.continue_()
    await_scripts(page)
    after = page.evaluate("window.stood()")
    page.unroute_all()
    return [f"{address}: {one} → {other}" for one, other in zip(before, after, strict=False) if one != other]


@pytest.fixture
def lived_in(club: Club) -> Club:
    """A month of nights, an alert, and the forms people fill."""
    make_forms()
    make_hand_filled_forms()
    make_rule(condition("readiness_score", value=60), severity="act")
    today = timezone.localdate()
    for athlete in (club.ada, club.bo):
        put_usual_nights(athlete, today, readiness_score=80, total_sleep_s=27000)
        put_night(athlete, today, readiness_score=41, total_sleep_s=25200)
    drain()
    return club


def test_the_forms_an_athlete_fills(club: Club, wellness: FormDefinition, phone: Page) -> None:
    gym = make_form("Gym session", key="gym", rights=RIGHTS)
    table = ensure_section(gym, "Exercises", 1)
    table.key, table.is_table = "exercises", True
    table.save()
    make_field(gym, "exercise", "text", section=table)
    make_field(gym, "sheet", "attachment", label="Sheet")
    hurt = make_record(wellness, club.ada, {"hurts": True, "place": "Knee"})
    squat = make_record(gym, club.ada, {"exercises": [{"exercise": "Squat"}]})
    Draft.objects.create(
        by=club.ada, person=club.ada, form=wellness, source_id=uuid4(), answers={"hurts": ["yes"], "sleep": ["3"]},
        saved_at=timezone.now(),
    )  # fmt: skip
    log_in(phone, club.ada)
    pages = ("wellness/new/", f"wellness/{hurt.pk}/edit/", "load/new/", "gym/new/", f"gym/{squat.pk}/edit/")
    assert [moved(phone, f"/people/{club.ada.pk}/events/{page}") for page in pages] == [[]] * len(pages)


def test_the_pages_of_an_athlete_and_of_a_coach(lived_in: Club, phone: Page) -> None:
    alert = Alert.objects.filter(person=lived_in.ada).latest("pk")
    hers = [f"/people/{lived_in.ada.pk}/"]
    for person, more in ((lived_in.ada, hers), (lived_in.coach, [*hers, f"/alerts/{alert.pk}/", "/clients/"])):
        log_in(phone, person)
        for address in [*menu_of(phone), *more]:
            assert moved(phone, address) == []
