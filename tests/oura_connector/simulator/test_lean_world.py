"""The world for benchmarks: a thousand athletes who cost what 24 cost, and still are a thousand."""

from datetime import UTC, date, datetime

import pytest

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.catalogue import SERIES
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.faults import UNWORN
from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.world import World
from tests.oura_connector.simulator import schemas

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
SPAN = (date(2026, 11, 7), date(2026, 11, 20))


@pytest.fixture(scope="module")
def lean():
    return World(athletes=1000, is_lean=True)


def read(world, number, collection):
    span = (date(2022, 1, 1), SPAN[1]) if collection in ("rest_mode_period", "ring_configuration") else SPAN
    return list(world.documents(world.athletes[number], collection, *span, NOW))


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_first_athletes_are_those_of_the_ordinary_world(lean, collection):
    assert read(lean, 5, collection) == read(World(), 5, collection)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_later_athlete_repeats_one_of_the_first_under_ids_of_their_own(lean, collection):
    model, twin = (read(lean, number, collection) for number in (5, 5 + 24 * 30))
    assert model
    assert [{**d.body(), "id": None} for d in twin] == [{**d.body(), "id": None} for d in model]
    assert not {document.id for document in model} & {document.id for document in twin}
    for document in twin:
        assert document.body()["id"] == document.id
        assert schemas.complain(document.body(), collection) == []


@pytest.mark.parametrize("series", SERIES)
def test_a_later_athlete_has_the_rows_of_one_of_the_first(lean, series):
    model, twin = (lean.athletes[number] for number in (5, 5 + 24 * 30))
    rows = lean.samples_of_day(model, series, SPAN[0])
    assert len(rows.times_ms) > 20
    assert lean.samples_of_day(twin, series, SPAN[0]) is rows
    assert lean.reached_s(twin, NOW) == lean.reached_s(model, NOW)


def test_ids_lead_back_to_whom_they_belong(lean):
    twin = lean.athletes[5 + 24 * 30]
    for document in lean.documents(twin, "sleep", *SPAN, NOW):
        assert lean.find_document(document.id, NOW) == (twin, document)


def test_everybody_has_an_account_of_their_own(lean):
    assert len({lean.traits(athlete).user_id for athlete in lean.athletes}) == 1000
    ages = {lean.personal_info(athlete, NOW)["weight"] for athlete in lean.athletes[5::24]}
    assert len(ages) > 10


def test_in_an_ordinary_world_later_athletes_have_days_of_their_own():
    world = World(athletes=60)
    scores = [[d.body()["score"] for d in read(world, number, "daily_sleep")] for number in (5, 29)]
    assert scores[0] != scores[1]


@pytest.mark.parametrize("is_lean", [True, False])
def test_a_thousand_athletes_connect_and_read(is_lean):
    simulator = Simulator(athletes=1000, is_lean=is_lean, clock=Clock(lambda: NOW))
    for athlete in simulator.world.athletes[::111]:
        token = simulator.connect(athlete)["access_token"]
        answer = simulator.answer(
            "GET", "/v2/usercollection/daily_sleep", "start_date=2026-11-07", {"Authorization": f"Bearer {token}"}
        )
        assert answer.status == 200
        assert answer.json()["data"]


def test_faults_reach_one_of_the_twins_only(lean):
    simulator = Simulator(athletes=60, is_lean=True, clock=Clock(lambda: NOW))
    twin = simulator.world.athletes[29]
    simulator.faults.delete(simulator.world.identify(twin, "daily_sleep", date(2026, 11, 18)))

    def days(number):
        token = simulator.connect(simulator.world.athletes[number])["access_token"]
        query, headers = "start_date=2026-11-18&end_date=2026-11-18", {"Authorization": f"Bearer {token}"}
        return len(simulator.answer("GET", "/v2/usercollection/daily_sleep", query, headers).json()["data"])

    assert (days(5), days(29)) == (1, 0)


def test_an_unworn_ring_is_one_of_the_twins_only():
    simulator = Simulator(athletes=60, is_lean=True, clock=Clock(lambda: NOW))
    model, twin = simulator.world.athletes[5], simulator.world.athletes[29]
    simulator.faults.withhold(simulator.world.traits(twin).user_id, UNWORN, date(2026, 11, 1))
    counts = []
    for athlete in (model, twin):
        headers = {"Authorization": f"Bearer {simulator.connect(athlete)['access_token']}"}
        answer = simulator.answer("GET", "/v2/usercollection/heartrate", "", headers)
        counts.append(len(answer.json()["data"]))
    assert counts[0] > 100
    assert counts[1] == 0
