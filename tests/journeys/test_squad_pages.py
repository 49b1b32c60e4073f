"""A coach looks at the whole squad: heatmap by keyboard, distribution, two fields, the week; on a desk and a phone."""

import random
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from dashboards.board.columns import AVAILABILITY, LOAD, WELLNESS
from dashboards.models import WeeklyReader
from dashboards.morning import NIGHT
from people import roles
from people.models import Membership, Person
from people.zones import day_in
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.dashboards.made import make_forms, make_hand_filled_forms, put, put_many
from tests.journeys.axe import serious_issues
from tests.journeys.walking import await_scripts, log_in

pytestmark = pytest.mark.browser

NAMES = ("Ada Examplova", "Bo Samplesen", "Cy Mockwell", "Di Fakeson", "Eve Inventedsen", "Flo Placeholdt")
NIGHTS = 45
# Words of lights that lie over a name once a board is scrolled sideways.
COVERED = """() => {
  const scroll = document.querySelector(".board-wrap");
  const found = [];
  let met = 0;
  for (scroll.scrollLeft = 0; ; scroll.scrollLeft += 20) {
    for (const light of scroll.querySelectorAll("tbody a.light")) {
      const [name, word] = [light.closest("tr").firstElementChild, light].map((one) => one.getBoundingClientRect());
      const [left, right] = [Math.max(name.left, word.left), Math.min(name.right, word.right)];
      const y = (word.top + word.bottom) / 2;
      if (right - left < 2 || y > innerHeight) continue;
      met += 1;
      const top = document.elementFromPoint((left + right) / 2, y);
      if (top && light.contains(top)) found.push(light.textContent);
    }
    if (scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 1) break;
  }
  return met ? found : ["nothing went by"];
}"""
# Words of a card that are wider than their cell.
OUTSIDE = """() => [...document.querySelectorAll(".board td.cell > *")]
  .filter((one) => {
    const cell = one.parentElement.getBoundingClientRect();
    const isCut = one.clientWidth && one.scrollWidth > one.clientWidth + 1;
    return isCut || one.getBoundingClientRect().right > cell.right + 1;
  })
  .map((one) => one.textContent)"""
# Nobody wears the ring on these nights before the last one.
UNWORN = {"Bo Samplesen": (4, 5, 6, 7), "Cy Mockwell": (0, 9), "Flo Placeholdt": (2,)}


@pytest.fixture
def coach(site: str) -> Person:
    make_forms()
    make_hand_filled_forms()
    squad = make_squad("Rowing Testers")
    today = day_in("UTC", timezone.now())
    dice = random.Random(5)  # noqa: S311 the same numbers at each run
    for number, name in enumerate(NAMES):
        athlete = make_athlete(squad, *name.split())
        nights: dict[date, tuple[str, dict[str, object]]] = {}
        loads: dict[date, tuple[str, dict[str, object]]] = {}
        for back in range(NIGHTS):
            if back in UNWORN.get(name, ()):
                continue
            tired = 12 if number == 0 and back < 2 else 0
            morning = today - timedelta(days=back)
            said = {
                "readiness_score": round(dice.gauss(80 - tired, 5)),
                "total_sleep_s": round(dice.gauss(27_000, 2_400)),
                "hrv_rmssd_ms": round(dice.gauss(60 - tired, 6)),
            }
            nights[morning - timedelta(days=1)] = str(morning), said
            if back and back % 3:
                loads[morning] = str(morning), {"load_au": round(dice.gauss(400, 90))}
        put_many(NIGHT, athlete, nights)
        put_many(LOAD, athlete, loads)
    return make_coach(squad, "Cody", "Coachman", email="cody@example.org")


def test_a_coach_reads_the_squad(desktop: Page, coach: Person) -> None:
    log_in(desktop, coach)
    desktop.goto("/squad/")
    ada = desktop.get_by_role("row", name="Ada Examplova")
    expect(ada.get_by_role("cell")).to_have_count(28)
    desktop.get_by_label("Order").select_option("worst")
    desktop.get_by_role("button", name="Show", exact=True).click()
    expect(desktop.locator("tbody th").first).to_have_text("Ada Examplova")
    await_scripts(desktop)
    # A hole says why when somebody goes to it.
    desktop.locator("td.is-missing > a").first.focus()
    expect(desktop.locator(".heat-live")).to_contain_text("no data")
    # By keyboard: from the name into the row, down, to the end, and on to the day behind the value.
    desktop.get_by_role("link", name="Ada Examplova").focus()
    desktop.keyboard.press("ArrowRight")
    desktop.keyboard.press("ArrowDown")
    desktop.keyboard.press("ArrowUp")
    expect(ada.get_by_role("link").nth(1)).to_be_focused()
    desktop.keyboard.press("End")
    expect(ada.get_by_role("link").last).to_be_focused()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Ada Examplova")

    desktop.goto("/squad/distribution/")
    desktop.locator("a.dot-of").first.focus()
    expect(desktop.locator("a.dot-of").first.locator(".dot-name")).to_be_visible()
    desktop.keyboard.press("ArrowRight")
    expect(desktop.locator("a.dot-of").nth(1)).to_be_focused()
    expect(desktop.get_by_role("table")).to_contain_text("Di Fakeson")
    expect(desktop.get_by_text("Not connected: 1")).to_be_visible()

    desktop.get_by_role("link", name="Two fields").click()
    desktop.get_by_label("Across").select_option(label="Load au")
    desktop.get_by_label("Of whom").select_option(label="Ada Examplova")
    desktop.get_by_role("button", name="Show", exact=True).click()
    expect(desktop.get_by_label("Of whom").locator(":checked")).to_have_text("Ada Examplova")
    await_scripts(desktop)
    expect(desktop.get_by_role("heading", level=2)).to_contain_text("n = ")
    assert serious_issues(desktop) == []


def test_a_late_answer_for_one_hole_does_not_overwrite_that_of_the_next(desktop: Page, coach: Person) -> None:
    log_in(desktop, coach)
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.fulfill(body="of the second hole")
        else:
            held.append(route)

    desktop.route("**/squad/gap/**", hold_first)
    desktop.goto("/squad/")
    holes, live = desktop.locator("td.is-missing > a"), desktop.locator(".heat-live")
    with desktop.expect_request("**/squad/gap/**"):
        holes.nth(0).focus()
    holes.nth(1).focus()
    expect(live).to_have_text("of the second hole")
    with desktop.expect_response("**/squad/gap/**"):
        held[0].fulfill(body="of the first hole")
    # Until the page has done with the late answer.
    desktop.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    # Gone back to the first one, it is said: nothing is asked twice.
    expect(live).to_have_text("of the second hole")
    holes.nth(0).focus()
    expect(live).to_have_text("of the first hole")


def test_a_finger_reads_the_cause_of_a_hole_first_and_opens_it_with_a_second_tap(phone: Page, coach: Person) -> None:
    log_in(phone, coach)
    phone.goto("/squad/")
    hole = phone.locator("td.is-missing > a").last
    hole.tap()
    expect(phone.locator(".heat-live")).to_contain_text("no data")
    expect(phone.locator(".heat-live")).to_contain_text("Tap again to open it.")
    hole.tap()
    expect(phone.get_by_role("heading", level=1)).not_to_contain_text("Heatmap")
    expect(phone).not_to_have_url(re.compile("/squad/"))


def test_the_news_of_an_open_board_name_people_and_nothing_that_stands_beside_them(
    desktop: Page, coach: Person
) -> None:
    ada = Person.objects.get(first_name="Ada")
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", is_critical=True)
    make_record(about, ada, {"allergies": "nuts"})
    log_in(desktop, coach)
    desktop.goto("/board/")
    row = desktop.locator(f"#a{ada.pk}")
    expect(row.locator("th")).to_contain_text("nuts")
    today = day_in("UTC", timezone.now())
    head, means = desktop.locator(".board-count"), desktop.locator("#board-mean")
    before = head.inner_text(), means.inner_text()
    put(WELLNESS, ada, today, str(today), {"wellness_total": 20})
    put(AVAILABILITY, ada, today, str(today), {"status": "unavailable"})
    flo = Person.objects.get(first_name="Flo")
    put(AVAILABILITY, flo, today, str(today), {"status": "unavailable"})
    desktop.evaluate("document.dispatchEvent(new Event('board:ask'))")
    expect(desktop.locator(".board-news")).to_have_text("New data: Ada Examplova, Flo Placeholdt")
    # Head and means go with the rows: a reload tells nothing else.
    after = head.inner_text(), means.inner_text()
    assert after[0] != before[0]
    assert "2 unavailable" in after[1]
    desktop.reload()
    assert (head.inner_text(), means.inner_text()) == after
    # On paper nothing is pointed at, and the foot with the newest sync comes after the last row.
    desktop.set_viewport_size({"width": 1047, "height": 400})
    desktop.emulate_media(media="print")
    told, table, foot = (
        desktop.locator(one).bounding_box() for one in (f"#a{ada.pk} .critical-mark > span + span", ".board", "footer")
    )
    assert told
    assert told["height"] > 5
    assert table
    assert foot
    assert foot["y"] >= table["y"] + table["height"]


def test_names_stay_above_what_goes_by_and_words_within_their_cards(desktop: Page, coach: Person) -> None:
    for person in Person.objects.filter(memberships__role=Membership.Role.ATHLETE):
        for back in range(20):
            day = day_in("UTC", timezone.now()) - timedelta(days=back)
            put(WELLNESS, person, day, str(day), {"wellness_total": 19 + back % 2 if back else 12})
    log_in(desktop, coach)
    desktop.set_viewport_size({"width": 800, "height": 900})
    desktop.goto("/board/")
    assert desktop.evaluate(COVERED) == []
    desktop.set_viewport_size({"width": 390, "height": 844})
    assert desktop.locator(".board .cell .light").first.is_visible()
    assert desktop.evaluate(OUTSIDE) == []
    expect(desktop.locator(".board .spark").first).to_be_visible()
    expect(desktop.locator("caption")).to_contain_text("Night")
    assert serious_issues(desktop) == []


def test_a_coach_asks_for_the_week_on_a_phone(phone: Page, coach: Person) -> None:
    log_in(phone, coach)
    phone.goto("/squad/week/")
    phone.get_by_label("Squad", exact=True).select_option("Rowing Testers")
    phone.get_by_role("button", name="Show", exact=True).click()
    expect(phone.get_by_role("heading", name="Strongest changes")).to_be_visible()
    phone.get_by_role("button", name="Mail me the link each Monday").click()
    expect(phone.get_by_text("You get this report by mail each Monday morning.")).to_be_visible()
    assert WeeklyReader.objects.get().person == coach
    for address in ("/squad/", "/squad/distribution/", "/squad/two-fields/", "/squad/week/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert serious_issues(phone) == [], address
