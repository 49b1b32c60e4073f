"""Every collection over its routes: kind of bounds, single documents, fields, latest, scope, the end of a window."""

import json
from datetime import UTC, date, datetime

import pytest

from oura_connector.simulator.catalogue import CATALOGUE, DOCUMENTS, SERIES
from oura_connector.simulator.oauth import SCOPES
from tests.oura_connector.simulator import schemas

AUTUMN = {"start_date": "2026-04-01", "end_date": "2026-11-18"}
DATED = [name for name in DOCUMENTS if name != "ring_configuration"]
IGNORES_FIELDS = ("daily_resilience", "enhanced_tag", "tag")
NEEDED = {
    "daily": (
        "daily_activity", "daily_readiness", "daily_sleep", "sleep", "sleep_time", "rest_mode_period", "daily_stress",
    ),
    "workout": ("workout",),
    "session": ("session",),
    "tag": ("enhanced_tag", "tag"),
    "spo2": ("daily_spo2",),
    "stress": ("daily_resilience",),
    "heart_health": ("daily_cardiovascular_age", "vO2_max"),
    "heartrate": ("heartrate",),
    "ring_configuration": ("ring_configuration", "ring_battery_level"),
}  # fmt: skip


@pytest.fixture
def sue(simulator):
    """She is ill often, so that nothing is missing."""
    return next(athlete for athlete in simulator.world.athletes if athlete.first_name == "Sue")


@pytest.fixture
def sue_token(simulator, sue):
    return simulator.connect(sue)["access_token"]


def listed(answer):
    assert answer.status == 200, answer.body
    return answer.json()["data"]


def test_the_catalogue_has_what_oura_has():
    assert (len(DOCUMENTS), len(SERIES)) == (16, 2)
    assert {collection.scope for collection in CATALOGUE.values()} <= SCOPES.keys()
    path = schemas.oura_file()
    if path is None:
        pytest.skip("OURA_OPENAPI is not set: the catalogue was NOT compared with Oura's OpenAPI file.")
    paths = schemas.read_oura(path)["paths"]
    for name, collection in CATALOGUE.items():
        described = {one["name"] for one in paths[f"/v2/usercollection/{name}"]["get"]["parameters"]}
        wanted = {"date": {"start_date"}, "datetime": {"start_datetime", "latest"}, "none": set()}
        assert described & {"start_date", "start_datetime", "latest"} == wanted[collection.filtered_by]
        assert (f"/v2/usercollection/{name}/{{document_id}}" in paths) == (not collection.is_series)


@pytest.mark.parametrize("collection", DOCUMENTS)
def test_each_document_listed_is_found_alone_and_for_nobody_else(simulator, read, sue_token, ada_token, collection):
    documents = listed(read(collection, sue_token, **AUTUMN))
    assert documents
    for document in documents[:: max(1, len(documents) // 5)]:
        assert read(f"{collection}/{document['id']}", sue_token).json() == document
        assert read(f"{collection}/{document['id']}", ada_token).status == 404
        for other in ("sleep", "workout"):
            if other != collection:
                assert read(f"{other}/{document['id']}", sue_token).status == 404


@pytest.mark.parametrize("path", ["heartrate/x", "ring_battery_level/x", "nonsense", "vo2_max", "vO2_max/a/b"])
def test_what_is_no_route_is_not_found(read, sue_token, path):
    answer = read(path, sue_token)
    assert (answer.status, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize("collection", DOCUMENTS)
def test_fields_are_heeded_or_ignored(read, sue_token, collection):
    whole = listed(read(collection, sue_token, **AUTUMN))
    member = next(name for name in whole[0] if name not in ("id", "day"))
    narrow = listed(read(collection, sue_token, **AUTUMN, fields=f"{member},nonsense"))
    if collection in IGNORES_FIELDS:
        assert narrow == whole
    else:
        assert all(set(document) == {"id", "day", member} & set(whole[0]) for document in narrow)
    assert listed(read(collection, sue_token, **AUTUMN, fields="nonsense")) == whole


@pytest.mark.parametrize("collection", DOCUMENTS)
def test_latest_means_nothing_to_documents(read, sue_token, collection):
    assert listed(read(collection, sue_token, **AUTUMN, latest="true")) == listed(read(collection, sue_token, **AUTUMN))


@pytest.mark.parametrize("collection", DOCUMENTS)
def test_pages_put_together_are_the_whole(simulator, read, sue_token, collection):
    whole = listed(read(collection, sue_token, **AUTUMN))
    simulator.choices.change({"page_size": 1 if len(whole) < 10 else 7})
    pages = [read(collection, sue_token, **AUTUMN).json()]
    while pages[-1]["next_token"]:
        pages.append(read(collection, sue_token, next_token=pages[-1]["next_token"]).json())
    assert [document for page in pages for document in page["data"]] == whole


@pytest.mark.parametrize(("scope", "name"), [(scope, name) for scope, names in NEEDED.items() for name in names])
def test_each_collection_needs_its_scope_and_no_other(simulator, read, ada, scope, name):
    assert read(name, simulator.connect(ada, scope)["access_token"]).status == 200
    others = " ".join(one for one in SCOPES if one != scope)
    answer = read(name, simulator.connect(ada, others)["access_token"])
    assert (answer.status, answer.json()) == (401, {"detail": f"Token is not authorized access {scope} scope."})


def test_every_collection_is_named_with_its_scope():
    assert sorted(name for names in NEEDED.values() for name in names) == sorted(CATALOGUE)


@pytest.mark.parametrize(
    ("collection", "keeps"),
    [
        *((name, True) for name in DATED if name.startswith("daily_") and name != "daily_activity"),
        ("sleep_time", True),
        ("vO2_max", True),
        ("daily_activity", False),
        ("sleep", False),
        ("workout", False),
        ("session", False),
        ("enhanced_tag", False),
        ("tag", False),
        ("rest_mode_period", False),
    ],
)
def test_a_bare_end_date_keeps_or_loses_its_day(read, sue_token, collection, keeps):
    """The end day is one with a document."""
    days = [dated(document) for document in listed(read(collection, sue_token, **AUTUMN))]
    end = days[-2] if len(days) > 1 else days[-1]
    found = [dated(one) for one in listed(read(collection, sue_token, start_date="2026-04-01", end_date=end))]
    assert (end in found) == keeps
    assert max(found, default="") <= end
    late = {"start_date": "2026-04-01", "end_date": f"{end}T23:59:59"}
    assert end in [dated(document) for document in listed(read(collection, sue_token, **late))]


def dated(document):
    return document.get("day") or document["start_day"]


def test_workouts_are_filtered_in_utc_and_named_after_the_local_day(simulator, read):
    """In Los Angeles an evening's workout is tomorrow's for the filter, and the day before the start is reported."""
    tom = next(athlete for athlete in simulator.world.athletes if athlete.zone == "America/Los_Angeles")
    token, moved = simulator.connect(tom)["access_token"], 0
    everything = listed(read("workout", token, **AUTUMN))
    for workout in everything[:60]:
        began_on = datetime.fromisoformat(workout["start_datetime"]).astimezone(UTC).date().isoformat()
        window = {"start_date": began_on, "end_date": f"{began_on}T23:59:59"}
        assert workout in listed(read("workout", token, **window))
        if began_on != workout["day"]:
            moved += 1
            window = {"start_date": workout["day"], "end_date": f"{workout['day']}T23:59:59"}
            assert workout not in listed(read("workout", token, **window))
    assert moved > 5


def test_rings_are_listed_whole_whatever_dates_are_sent(read, sue_token):
    whole = listed(read("ring_configuration", sue_token))
    for query in (AUTUMN, {"start_date": "nonsense"}, {"start_date": "2026-02-01", "end_date": "2026-01-01"}):
        assert listed(read("ring_configuration", sue_token, **query)) == whole


def test_bounds_of_a_workout_with_an_offset_are_moments(simulator, read, ada_token, ada):
    simulator.world.heed(simulator.choices)
    workout = next(
        simulator.world.documents(ada, "workout", date(2026, 11, 2), date(2026, 11, 9), simulator.clock.now())
    )
    begins = workout.body()["start_datetime"]
    assert workout.body() in listed(read("workout", ada_token, start_date=begins, end_date="2026-11-10"))
    assert workout.body() in listed(read("workout", ada_token, start_date="2026-11-01", end_date=begins))


def test_an_order_about_the_workout_of_a_day_means_the_first(simulator, read, order, ada, ada_token):
    workouts = listed(read("workout", ada_token, **AUTUMN))
    day = next(one["day"] for one in workouts if [other["day"] for other in workouts].count(one["day"]) == 2)
    first, second = (one for one in workouts if one["day"] == day)
    order("revise", athlete=ada.email, collection="workout", day=day, values={"calories": 1.5})
    assert read(f"workout/{first['id']}", ada_token).json() == {**first, "calories": 1.5}
    order("delete", athlete=ada.email, collection="workout", day=day)
    left = [one for one in listed(read("workout", ada_token, **AUTUMN)) if one["day"] == day]
    assert left == [second]


def test_an_order_about_a_workout_that_is_not_there_is_refused(simulator, ada):
    headers = {"Content-Type": "application/json"}
    about = {"athlete": ada.email, "collection": "workout", "day": "2019-01-01"}
    answer = simulator.answer("POST", "/control/delete", "", headers, json.dumps(about).encode())
    assert answer.status == 404
    assert answer.json() == {"detail": "Ada Examplova has nothing in workout on 2019-01-01 by now."}
