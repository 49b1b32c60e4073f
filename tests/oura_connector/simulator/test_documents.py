"""Documents have exactly Oura's fields and agree with themselves and with each other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.world import World
from tests.oura_connector.simulator import schemas

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
YEARS = (date(2022, 1, 1), date(2026, 11, 20))
RARE = ("rest_mode_period", "ring_configuration")
LEAST = {
    "session": 200,
    "enhanced_tag": 200,
    "tag": 200,
    "vO2_max": 100,
    "rest_mode_period": 60,
    "ring_configuration": 24,
}


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def bodies(world):
    """Two months of four athletes in three zones, a traveller among them, today included; summer time ends inside."""
    span = (date(2026, 9, 20), date(2026, 11, 20))
    return {
        collection: [
            document.body()
            for athlete in (world.athletes if collection in LEAST else (world.athletes[n] for n in (0, 1, 7, 10)))
            for document in world.documents(athlete, collection, *(YEARS if collection in RARE else span), NOW)
        ]
        for collection in COLLECTIONS
    }


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_documents_have_exactly_ouras_fields(bodies, collection):
    assert len(bodies[collection]) > LEAST.get(collection, 200)
    for body in bodies[collection][::5]:
        assert schemas.complain(body, collection) == []


@pytest.mark.parametrize("collection", [*COLLECTIONS, "personal_info"])
def test_our_own_schemas_name_the_members_oura_names(collection):
    path = schemas.oura_file()
    if path is None:
        pytest.skip("OURA_OPENAPI is not set: our schemas were NOT compared with Oura's OpenAPI file.")
    oura = schemas.read_oura(path)["components"]["schemas"][schemas.OURA_NAMES[collection]]["properties"]
    assert schemas.our_schema(collection)["properties"].keys() == oura.keys()


@pytest.mark.parametrize("collection", [*COLLECTIONS, "personal_info"])
def test_our_own_schemas_refuse_what_is_missing_unknown_or_of_another_kind(bodies, world, collection):
    body = bodies[collection][-1] if collection in bodies else world.personal_info(world.athletes[0], NOW)
    assert schemas.complain(body, collection) == []
    for wrong in (
        {name: value for name, value in body.items() if name != "id"},
        {**body, "id": 5},
        {**body, "oddity": 1},
        *({**body, name: {"oddity": name}} for name in body),
    ):
        assert schemas.complain(wrong, collection) != []


def test_scores_and_contributors_lie_between_1_and_100(bodies):
    for collection in ("daily_activity", "daily_readiness", "daily_sleep"):
        for body in bodies[collection]:
            assert all(1 <= value <= 100 for value in (body["score"], *body["contributors"].values()))


def test_sleep_durations_are_what_the_hypnogram_counts(bodies):
    for night in bodies["sleep"]:
        stages = night["sleep_phase_30_sec"]
        counted = {
            "deep_sleep_duration": stages.count("1") * 30,
            "light_sleep_duration": stages.count("2") * 30,
            "rem_sleep_duration": stages.count("3") * 30,
            "awake_time": stages.count("4") * 30,
            "time_in_bed": len(stages) * 30,
        }
        assert {name: night[name] for name in counted} == counted
        assert night["total_sleep_duration"] == night["time_in_bed"] - night["awake_time"]
        assert night["efficiency"] == round(100 * night["total_sleep_duration"] / night["time_in_bed"])
        assert night["latency"] == (len(stages) - len(stages.lstrip("4"))) * 30


def test_the_coarse_hypnogram_follows_the_fine_one(bodies):
    for night in bodies["sleep"]:
        coarse = night["sleep_phase_5_min"]
        assert len(coarse) == -(-len(night["sleep_phase_30_sec"]) // 10)
        assert abs(coarse.count("1") * 300 - night["deep_sleep_duration"]) < 2400
        assert night["app_sleep_phase_5_min"] == coarse


def test_time_in_bed_is_the_time_between_the_bedtimes_also_when_clocks_change(bodies):
    changed = 0
    for night in bodies["sleep"]:
        starts_at, ends_at = (datetime.fromisoformat(night[f"bedtime_{end}"]) for end in ("start", "end"))
        assert (ends_at - starts_at).total_seconds() == night["time_in_bed"]
        changed += starts_at.utcoffset() != ends_at.utcoffset()
    assert changed > 0


def test_night_samples_cover_the_night_and_give_its_averages(bodies):
    for night in bodies["sleep"]:
        for name in ("heart_rate", "hrv"):
            assert night[name]["interval"] == 300
            assert len(night[name]["items"]) == -(-night["time_in_bed"] // 300)
            assert datetime.fromisoformat(night[name]["timestamp"]) == datetime.fromisoformat(night["bedtime_start"])
        measured = [item for item in night["heart_rate"]["items"] if item is not None]
        assert night["average_heart_rate"] == pytest.approx(sum(measured) / len(measured), abs=0.01)
        assert night["lowest_heart_rate"] <= min(measured)
        assert len(night["movement_30_sec"]) * 30 == night["time_in_bed"]


def test_types_agree_with_lengths(bodies):
    for night in bodies["sleep"]:
        if night["type"] == "long_sleep":
            assert night["time_in_bed"] > 3 * 3600
        else:
            assert 15 * 60 <= night["time_in_bed"] < 3 * 3600


def test_periods_of_a_day_never_overlap(world):
    for athlete in world.athletes[:10]:
        spans = sorted(
            (datetime.fromisoformat(body["bedtime_start"]), datetime.fromisoformat(body["bedtime_end"]))
            for body in (d.body() for d in world.documents(athlete, "sleep", date(2026, 5, 1), date(2026, 11, 17), NOW))
        )
        for (_, ends_at), (starts_at, _) in zip(spans, spans[1:], strict=False):
            assert ends_at < starts_at


def test_activity_times_are_what_the_classes_count(bodies):
    names = ("non_wear", "resting", "sedentary", "low_activity", "medium_activity", "high_activity")
    for day in bodies["daily_activity"]:
        assert [day[f"{name}_time"] for name in names] == [day["class_5_min"].count(digit) * 300 for digit in "012345"]
        assert len(day["met"]["items"]) == 5 * len(day["class_5_min"])
        assert day["met"]["interval"] == 60
        assert day["meters_to_target"] == day["target_meters"] - day["equivalent_walking_distance"]
        assert day["average_met_minutes"] == pytest.approx(
            sum(day["met"]["items"]) / len(day["met"]["items"]), abs=1e-4
        )  # fmt: skip


def test_activity_is_stamped_at_four_local(bodies):
    for day in bodies["daily_activity"]:
        assert day["timestamp"].startswith(f"{day['day']}T04:00:00")
        assert day["met"]["timestamp"].startswith(f"{day['day']}T04:00:00.000")


@pytest.mark.parametrize(
    ("number", "short_on", "long_on"), [(0, "2026-03-28", "2026-10-24"), (10, "2026-10-03", "2026-04-04")]
)
def test_days_have_23_or_25_hours_when_clocks_change_and_24_else(world, number, short_on, long_on):
    hours = {short_on: 23, long_on: 25}
    span = (date(2026, 3, 20), date(2026, 11, 1))
    for document in world.documents(world.athletes[number], "daily_activity", *span, NOW):
        body = document.body()
        assert len(body["met"]["items"]) == 60 * hours.pop(body["day"], 24)
    assert hours == {}


def test_nobody_trains_asleep(bodies, world):
    ada = world.traits(world.athletes[0]).ring_id
    nights = {n["day"]: n for n in bodies["sleep"] if n["ring_id"] == ada and n["type"] == "long_sleep"}
    for day in bodies["daily_activity"][:60]:
        night = nights.get(day["day"])
        if night is None:
            continue
        starts_at = datetime.fromisoformat(day["timestamp"])
        asleep = (datetime.fromisoformat(night["bedtime_end"]) - starts_at) // timedelta(minutes=5)
        assert set(day["class_5_min"][: max(0, asleep)]) <= {"1"}


def test_a_night_carries_the_readiness_of_its_morning(bodies):
    mornings = {(body["day"], body["temperature_deviation"]) for body in bodies["daily_readiness"]}
    nights = [night["readiness"] for night in bodies["sleep"] if night["readiness"]]
    assert len(nights) == len(bodies["daily_readiness"])
    carried = {
        (night["day"], night["readiness"]["temperature_deviation"]) for night in bodies["sleep"] if night["readiness"]
    }
    assert carried == mornings


def test_scores_are_stamped_at_midnight_utc(bodies):
    for collection in ("daily_sleep", "daily_readiness"):
        for body in bodies[collection]:
            assert body["timestamp"] == f"{body['day']}T00:00:00+00:00"
