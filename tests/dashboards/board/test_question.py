"""What an address asks of a board: order, light, availability, connection, name; and what it must not reach."""

from datetime import timedelta

import pytest
import time_machine

from dashboards.athlete.opening import open_page
from dashboards.athlete.plans import PLANS
from dashboards.board.building import Wanted
from dashboards.board.changes import cursor_words
from dashboards.board.opening import open_columns
from forms_engine.extension import PersonBadge
from forms_engine.models import FormDefinition, FormPermission
from people import roles
from people.models import Look, Membership, Person
from tests.builders.forms import make_field
from tests.builders.people import make_athlete, make_medical, make_person
from tests.dashboards.board.boards import WELLNESS, board_of, keys_of, names_of, put_wellness, say_status
from tests.dashboards.made import NOW, TUESDAY, put, put_night, put_usual_nights

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(squad):
    """Ada acts, Bo is watched, Cy has nothing, Dee is fine."""
    found = {first: make_athlete(squad, first, f"{first}-Test") for first in ("Ada", "Bo", "Cy", "Dee")}
    for first, score in (("Ada", 60), ("Bo", 77), ("Dee", 80)):
        put_usual_nights(found[first], TUESDAY, 14, readiness_score=80)
        put_night(found[first], TUESDAY, readiness_score=score)
    return found


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Ada", "Bo", "Cy", "Dee"]),
        ("readiness", ["Ada", "Bo", "Dee", "Cy"]),
        ("-readiness", ["Dee", "Bo", "Ada", "Cy"]),
        ("-name", ["Dee", "Cy", "Bo", "Ada"]),
        ("status", ["Dee", "Cy", "Bo", "Ada"]),
        ("-wellness", ["Cy", "Dee", "Ada", "Bo"]),
        ("temperature", ["Ada", "Bo", "Cy", "Dee"]),
    ],
)
def test_it_sorts_by_any_column_and_what_is_missing_comes_last(coach, people, sort, names):
    put_wellness(people["Cy"], 0, 20)
    put_wellness(people["Dee"], 0, 15)
    assert names_of(board_of(coach, sort=sort)) == names


def test_it_narrows_by_light_name_and_availability(coach, people):
    say_status(people["Dee"], 3, "unavailable")
    assert names_of(board_of(coach, light="watch")) == ["Bo"]
    assert names_of(board_of(coach, q="dee-t")) == ["Dee"]
    assert names_of(board_of(coach, availability="act")) == ["Dee"]
    assert names_of(board_of(coach, availability="none")) == ["Ada", "Bo", "Cy"]
    assert names_of(board_of(coach, light="act", q="bo")) == []


def test_it_narrows_by_connection(coach, people, badges):
    badges[people["Bo"].pk] = PersonBadge("Testring", "act", "Reconnect needed")
    for first in ("Ada", "Dee"):
        badges[people[first].pk] = PersonBadge("Testring", "fine", "Connected")
    assert names_of(board_of(coach, connection="trouble")) == ["Bo", "Cy"]
    assert names_of(board_of(coach, connection="fine")) == ["Ada", "Dee"]
    assert names_of(board_of(coach, sort="connection"))[0] == "Bo"


def test_counts_and_mean_are_the_squads_whatever_is_narrowed(coach, people):
    board = board_of(coach, q="ada")
    assert (board.athletes, board.found) == (4, 1)
    assert board.means[1].count == 3


def test_worst_first_reaches_over_the_rows_that_are_not_shown(coach, people):
    assert names_of(board_of(coach, wanted=Wanted(count=1))) == ["Ada"]
    assert names_of(board_of(coach, wanted=Wanted(first=1, count=None))) == ["Bo", "Cy", "Dee"]


def by_rights(viewer: Person, athlete: Person) -> list[str]:
    return [one.column.key for one in open_page(viewer, athlete, PLANS).columns]


@pytest.mark.parametrize("role", [roles.COACH, roles.STAFF, roles.MEDICAL, roles.ATHLETE, roles.CONSULTANT])
def test_columns_are_those_the_rights_of_forms_give(squad, role):
    ada = make_athlete(squad)
    viewer = make_person("Sam", role=role, squad=squad, squad_role=Membership.Role.COACH)
    FormPermission.objects.filter(role__name=roles.STAFF, form__key="training_load").update(can_read=False)
    opened = open_columns(Person.objects.get(pk=viewer.pk))
    # The athlete page asks the forms themselves; the board asks once for everybody.
    assert [one.column.key for one in opened.columns] == by_rights(viewer, ada)


def make_wellness_of_medical_answers() -> None:
    """The total is reckoned of an answer that Medical alone may see."""
    wellness = FormDefinition.objects.get(key=WELLNESS)
    make_field(wellness, "soreness", "integer", visible_to=[roles.MEDICAL])
    reckoned = {"type": "calculation", "formula": "[soreness] + 1", "written_by": "calculation"}
    wellness.fields.filter(key="wellness_total").update(**reckoned)


@pytest.mark.parametrize(("role", "sees"), [(roles.COACH, False), (roles.STAFF, False), (roles.MEDICAL, True)])
def test_a_column_made_of_what_is_closed_is_closed_through_every_door_of_the_board(client, squad, role, sees):
    make_wellness_of_medical_answers()
    ada = make_athlete(squad)
    for back in range(15):
        put(WELLNESS, ada, TUESDAY - timedelta(days=back), str(back), {"soreness": 730 + back % 2})
    viewer = make_person("Sam", role=role, squad=squad, squad_role=Membership.Role.COACH)
    assert ("wellness" in keys_of(board_of(viewer)), "wellness" in by_rights(viewer, ada)) == (sees, sees)
    client.force_login(viewer)
    with time_machine.travel(NOW, tick=False):
        changed = f"/board/changes/?since={cursor_words(NOW - timedelta(hours=1))}"
        for address in ("/board/", "/board.csv", changed, f"/board/why/?person={ada.pk}"):
            assert ("731" in client.get(address).content.decode(), address) == (sees, address)
        why = client.get(f"/board/why/?person={ada.pk}&column=wellness")
    assert (why.status_code == 200) is sees


def test_nobody_sorts_or_filters_by_what_they_may_not_see(squad, coach):
    warm, cool = make_athlete(squad, "Ada"), make_athlete(squad, "Bo")
    put_night(warm, TUESDAY, temperature_deviation_c=0.9)
    put_night(cool, TUESDAY, temperature_deviation_c=0.1)
    assert names_of(board_of(coach, sort="-temperature")) == names_of(board_of(coach))
    assert names_of(board_of(make_medical(squad), sort="temperature")) == ["Bo", "Ada"]


@pytest.mark.parametrize("query", ["sort=secret", "light=green", "connection=x", "rows=7", "availability=gone"])
def test_what_cannot_be_chosen_is_refused_in_words(client, coach, query):
    client.force_login(coach)
    answer = client.get(f"/board/?{query}")
    assert answer.status_code == 400
    assert "Open the board" in answer.content.decode()


def test_the_address_keeps_sort_and_filters(client, coach, people):
    client.force_login(coach)
    with time_machine.travel(NOW, tick=False):
        page = client.get("/board/?light=act&sort=readiness&q=a").content.decode()
    assert "/board.csv?day=2026-03-10&amp;light=act&amp;q=a&amp;sort=readiness" in page
    assert 'aria-sort="ascending"><a href="/board/?light=act&amp;q=a&amp;sort=-readiness"' in page
    assert '<option value="act" selected>' in page


def test_narrowing_an_open_board_is_the_same_look(client, coach, people):
    client.force_login(coach)
    with time_machine.travel(NOW, tick=False):
        client.get("/board/?q=ada")
        client.get("/board/?q=ad", headers={"HX-Request": "true"})
        client.get("/board/", headers={"HX-Request": "true"})
    assert Look.objects.filter(person=people["Ada"]).count() == 1
    assert Look.objects.filter(person=people["Bo"]).count() == 1


def test_somebody_keeps_columns_and_density_for_themselves(client, squad, coach, people):
    client.force_login(coach)
    asked = {"columns": ["readiness", "temperature"], "density": "dense", "query": "sort=name&next=//elsewhere"}
    answer = client.post("/board/choice/", asked)
    assert answer["Location"].startswith("/board/?sort=name")
    assert keys_of(board_of(coach)) == ["readiness"]
    assert board_of(coach).opened.is_dense
    assert "hrv" in keys_of(board_of(make_medical(squad)))


def test_steps_step_back_where_there_is_a_score(coach, people):
    assert "steps" in keys_of(board_of(coach))
    form = FormPermission.objects.filter(form__key="oura_activity_summary").first().form
    form.fields.create(key="activity_score", label="Activity score", api_name="activity score", type="score")
    assert "steps" not in keys_of(board_of(coach))
    assert "activity_score" in keys_of(board_of(coach))
