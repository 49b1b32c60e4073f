"""The invented world: the same for the same seed, believable over months, and only as far as it has been uploaded."""

import statistics
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.identifiers import COLLECTIONS, read_identifier
from oura_connector.simulator.world import ATHLETES, World

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
DAILY = ("sleep", "sleep_time", "workout", *(name for name in COLLECTIONS if name.startswith("daily_")))
RARE = ("rest_mode_period", "ring_configuration")
AUTUMN = (date(2026, 8, 20), date(2026, 11, 17))


def read_bodies(world, athlete, collection, span=AUTUMN, now=NOW):
    return [document.body() for document in world.documents(athlete, collection, *span, now)]


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def autumn_nights(world):
    return [night for athlete in world.athletes[:8] for night in read_bodies(world, athlete, "sleep")]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_same_seed_gives_the_same_documents_whoever_asks_first(collection):
    first, second = World("rowing"), World("rowing")
    list(second.documents(second.athletes[3], "sleep", *AUTUMN, NOW))
    span = (date(2022, 1, 1), AUTUMN[1]) if collection in RARE else AUTUMN
    asked = [list(world.documents(world.athletes[5], collection, *span, NOW)) for world in (first, second)]
    assert asked[0] == asked[1]
    assert len(asked[0]) > (60 if collection in DAILY else 0)


def test_another_seed_gives_another_world():
    days = [read_bodies(world, world.athletes[0], "daily_sleep") for world in (World("rowing"), World("running"))]
    assert days[0] != days[1]


def test_what_a_day_says_does_not_depend_on_when_it_is_asked(world):
    last_week = (date(2026, 11, 9), date(2026, 11, 15))
    for collection in COLLECTIONS:
        soon = list(world.documents(ATHLETES[2], collection, *last_week, NOW))
        later = list(world.documents(ATHLETES[2], collection, *last_week, NOW + timedelta(days=400)))
        assert soon == later


def test_history_goes_back_years_and_ends_where_the_ring_was_bought(world):
    bought_on = world.traits(ATHLETES[0]).ring_since_on
    days = [d.day for d in world.documents(ATHLETES[0], "daily_activity", date(1, 1, 1), date(2023, 6, 1), NOW)]
    assert days[0] - bought_on < timedelta(days=4)
    assert len(days) > 200


def test_ids_are_unique_and_lead_back_to_their_document(world):
    ids = [
        document.id
        for athlete in world.athletes[:4]
        for collection in COLLECTIONS
        for document in world.documents(athlete, collection, *AUTUMN, NOW)
    ]
    assert len(set(ids)) == len(ids)
    for identifier in ids[::40]:
        athlete, document = world.find_document(identifier, NOW)
        assert document.id == identifier
        name = read_identifier(world.seed, identifier)
        assert name is not None
        assert name.athlete_number == athlete.number


@pytest.mark.parametrize("text", ["", "x" * 36, "00000000-0000-4000-8000-000000000000", "2-5daccc"])
def test_a_strange_id_leads_nowhere(world, text):
    assert world.find_document(text, NOW) is None


def test_an_id_of_another_seed_leads_nowhere(world):
    stranger = World("another")
    document = next(stranger.documents(stranger.athletes[0], "sleep", *AUTUMN, NOW))
    assert world.find_document(document.id, NOW) is None


def test_the_default_athletes_have_plain_accounts_of_their_own():
    assert ATHLETES[0].email == "ada.examplova@ring.example"
    assert len({athlete.email for athlete in ATHLETES}) == len(ATHLETES) == 24
    assert len({athlete.zone for athlete in ATHLETES}) > 4


def test_a_thousand_athletes_have_a_thousand_accounts():
    world = World(athletes=1000)
    assert len({athlete.email for athlete in world.athletes}) == 1000
    assert len({world.traits(athlete).user_id for athlete in world.athletes}) == 1000
    assert world.athletes[:24] == ATHLETES


def test_heart_rate_variability_and_resting_heart_rate_pull_against_each_other(world):
    for athlete in world.athletes[:6]:
        nights = [night for night in read_bodies(world, athlete, "sleep") if night["type"] == "long_sleep"]
        hrv, lowest = zip(*((night["average_hrv"], night["lowest_heart_rate"]) for night in nights), strict=True)
        assert statistics.correlation(hrv, lowest) < -0.5


def test_a_hard_day_lowers_the_next_mornings_readiness(world):
    pairs = []
    for athlete in world.athletes:
        strain = {day["day"]: day["high_activity_time"] for day in read_bodies(world, athlete, "daily_activity")}
        for morning in read_bodies(world, athlete, "daily_readiness"):
            before = (date.fromisoformat(morning["day"]) - timedelta(days=1)).isoformat()
            if before in strain:
                pairs.append((strain[before], morning["score"]))
    pairs.sort()
    quarter = len(pairs) // 4
    easy, hard = pairs[:quarter], pairs[-quarter:]
    assert statistics.mean(score for _, score in easy) > statistics.mean(score for _, score in hard) + 3


def test_scores_look_like_an_athletes(world):
    for collection, lowest, highest in (
        ("daily_sleep", 74, 88),
        ("daily_readiness", 74, 88),
        ("daily_activity", 74, 90),
    ):
        scores = [
            day["score"] for athlete in world.athletes[:12] for day in read_bodies(world, athlete, collection)
        ]  # fmt: skip
        assert lowest < statistics.mean(scores) < highest
        assert statistics.pstdev(scores) > 4


def test_all_kinds_of_sleep_occur_and_most_are_nights(world):
    kinds = Counter(night["type"] for athlete in world.athletes for night in read_bodies(world, athlete, "sleep"))
    assert set(kinds) == {"long_sleep", "sleep", "late_nap", "rest", "deleted"}
    assert kinds["long_sleep"] > 0.8 * kinds.total()
    assert kinds["sleep"] > kinds["late_nap"] > 0


def test_some_nights_are_short_and_some_are_broken_in_two(autumn_nights):
    nights = [night for night in autumn_nights if night["type"] == "long_sleep"]
    assert 0.02 < sum(night["total_sleep_duration"] < 5 * 3600 for night in nights) / len(nights) < 0.15
    by_day = Counter((night["ring_id"], night["day"]) for night in nights)
    assert max(by_day.values()) == 2


def test_the_ring_is_not_worn_on_some_days(world):
    span_days = (AUTUMN[1] - AUTUMN[0]).days + 1
    worn = [len(read_bodies(world, athlete, "daily_activity")) for athlete in world.athletes]
    assert min(worn) < span_days
    assert statistics.mean(worn) > 0.93 * span_days


def test_a_night_is_named_after_the_day_its_sleeper_wakes(autumn_nights):
    for night in autumn_nights:
        ends_at = datetime.fromisoformat(night["bedtime_end"])
        expected = ends_at.date() + timedelta(days=ends_at.hour >= 18)
        assert night["day"] == expected.isoformat()


def test_bedtimes_carry_the_offset_of_the_sleepers_zone(world):
    kaya = next(athlete for athlete in world.athletes if athlete.zone == "Australia/Sydney")
    offsets = {night["bedtime_start"][-6:] for night in read_bodies(world, kaya, "sleep")}
    assert offsets == {"+10:00", "+11:00"}
    hours = {datetime.fromisoformat(night["bedtime_start"]).hour for night in read_bodies(world, kaya, "sleep")}
    assert hours & {22, 23, 0, 1}


def test_a_night_is_at_oura_only_after_waking_and_opening_the_app(world):
    athlete, day = ATHLETES[0], date(2026, 11, 18)
    night = read_bodies(world, athlete, "sleep", (day, day))[0]
    woke_at = datetime.fromisoformat(night["bedtime_end"])
    for collection in ("sleep", "daily_sleep", "daily_readiness"):
        assert read_bodies(world, athlete, collection, (day, day), woke_at + timedelta(minutes=4)) == []
        assert read_bodies(world, athlete, collection, (day, day), woke_at + timedelta(hours=9)) != []


def test_a_nap_raises_the_days_scores_once_it_is_uploaded_and_confirmed(world):
    for athlete in world.athletes:
        naps = [night for night in read_bodies(world, athlete, "sleep") if night["type"] == "sleep"]
        if naps:
            break
    nap, day = naps[0], date.fromisoformat(naps[0]["day"])
    before, after = datetime.fromisoformat(nap["bedtime_start"]), datetime.fromisoformat(nap["bedtime_end"])
    for collection, delta in (("daily_sleep", "sleep_score_delta"), ("daily_readiness", "readiness_score_delta")):
        (early,) = read_bodies(world, athlete, collection, (day, day), before)
        (late,) = read_bodies(world, athlete, collection, (day, day), after + timedelta(hours=30))
        assert early["id"] == late["id"]
        assert early["score"] < late["score"] <= early["score"] + nap[delta] + 1


def test_today_grows_by_background_syncs(world):
    athlete, today = ATHLETES[0], date(2026, 11, 19)
    noon = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
    (early,) = read_bodies(world, athlete, "daily_activity", (today, today), noon)
    (late,) = read_bodies(world, athlete, "daily_activity", (today, today), noon + timedelta(hours=6))
    (whole,) = read_bodies(world, athlete, "daily_activity", (today, today), noon + timedelta(days=2))
    assert early["id"] == late["id"] == whole["id"]
    assert early["steps"] < late["steps"] <= whole["steps"]
    assert whole["class_5_min"].startswith(late["class_5_min"])
    assert whole["met"]["items"][: len(early["met"]["items"])] == early["met"]["items"]
    behind = noon - timedelta(hours=4) - timedelta(minutes=5 * len(early["class_5_min"]))
    assert datetime(2026, 11, 19, 0, 11, tzinfo=UTC) <= behind <= datetime(2026, 11, 19, 1, 5, tzinfo=UTC)
