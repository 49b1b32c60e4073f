"""Every switch about data, both ways."""

from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator.choices import Choices
from oura_connector.simulator.data_choices import END_DATE_CHOICES
from oura_connector.simulator.nightly import DATED_BY_CHOICE
from oura_connector.simulator.outlines import is_night_worn, is_worn
from oura_connector.simulator.stories import tell_day
from oura_connector.simulator.stress import feel_day
from tests.oura_connector.simulator import schemas

SPRING = {"start_date": "2026-04-01", "end_date": "2026-11-18"}
LONG = {"start_datetime": "2026-10-01T00:00:00Z", "end_datetime": "2026-11-01T00:00:00Z"}


@pytest.fixture
def sue_token(simulator):
    sue = next(athlete for athlete in simulator.world.athletes if athlete.first_name == "Sue")
    return simulator.connect(sue)["access_token"]


def listed(answer):
    assert answer.status == 200, answer.body
    return answer.json()["data"]


def dated(document):
    return document.get("day") or document["start_day"]


@pytest.mark.parametrize("collection", END_DATE_CHOICES)
@pytest.mark.parametrize(("rule", "keeps"), [("inclusive", True), ("exclusive", False)])
def test_the_end_nobody_has_measured_is_kept_or_lost(simulator, read, sue_token, collection, rule, keeps):
    simulator.choices.change({END_DATE_CHOICES[collection]: rule})
    end = dated(listed(read(collection, sue_token, **SPRING))[-2])
    found = [dated(one) for one in listed(read(collection, sue_token, start_date="2026-04-01", end_date=end))]
    assert (end in found) == keeps
    for other in {"daily_sleep", "sleep", "workout"}:
        days = [one["day"] for one in listed(read(other, sue_token, start_date="2026-11-16", end_date="2026-11-18"))]
        assert ("2026-11-18" in days) == (other == "daily_sleep")


@pytest.mark.parametrize(("rule", "keeps"), [("inclusive", True), ("exclusive", False)])
def test_one_rule_for_all_goes_before_the_rule_of_each(simulator, read, sue_token, rule, keeps):
    opposite = "exclusive" if keeps else "inclusive"
    simulator.choices.change({"end_date_rule": rule, **dict.fromkeys(END_DATE_CHOICES.values(), opposite)})
    for collection in (*END_DATE_CHOICES, "workout", "daily_stress"):
        end = dated(listed(read(collection, sue_token, **SPRING))[-2])
        found = [dated(one) for one in listed(read(collection, sue_token, start_date="2026-04-01", end_date=end))]
        assert (end in found) == keeps


@pytest.mark.parametrize("words", [Choices.long_heartrate_detail, "Too long."])
def test_more_than_thirty_days_of_heart_rate_are_refused(simulator, read, ada_token, words):
    simulator.choices.change({"long_heartrate_detail": words})
    answer = read("heartrate", ada_token, **LONG)
    assert (answer.status, answer.json()) == (400, {"detail": words})
    assert read("heartrate", ada_token, **LONG | {"start_datetime": "2026-10-02T00:00:00Z"}).status == 200
    assert read("ring_battery_level", ada_token, **LONG).status == 200


def test_more_than_thirty_days_of_heart_rate_are_cut_silently(simulator, read, ada_token):
    simulator.choices.change({"long_heartrate": "cut", "series_page_size": 100_000})
    short = read("heartrate", ada_token, **LONG | {"end_datetime": "2026-10-31T00:00:00Z"}).json()
    assert read("heartrate", ada_token, **LONG).json() == short
    assert short["data"][-1]["timestamp"] < "2026-10-31T00:00:01"


@pytest.mark.parametrize("days", [2, 40])
def test_the_longest_span_is_what_is_chosen(simulator, read, ada_token, days):
    simulator.choices.change({"heartrate_days": days})
    start = datetime(2026, 10, 1, tzinfo=UTC)
    for length, status in ((days, 200), (days + 1, 400)):
        end = (start + timedelta(days=length)).isoformat()
        assert read("heartrate", ada_token, start_datetime=start.isoformat(), end_datetime=end).status == status


@pytest.mark.parametrize(("included", "expected"), [(True, 1), (False, 0)])
def test_a_row_at_the_very_end_is_there_or_not(simulator, read, ada_token, included, expected):
    moment = listed(read("heartrate", ada_token))[5]["timestamp"]
    simulator.choices.change({"end_datetime_included": included})
    assert len(listed(read("heartrate", ada_token, start_datetime=moment, end_datetime=moment))) == expected


@pytest.mark.parametrize("size", [10, 500])
def test_a_page_of_a_series_is_as_long_as_chosen(simulator, read, ada_token, size):
    simulator.choices.change({"series_page_size": size, "page_size": 3})
    bounds = {"start_datetime": "2026-11-10", "end_datetime": "2026-11-17"}
    assert len(listed(read("heartrate", ada_token, **bounds))) == size


@pytest.mark.parametrize("named", [True, False])
def test_the_last_page_of_a_series_says_that_it_is_or_says_nothing(simulator, read, ada_token, named):
    simulator.choices.change({"series_null_token": named})
    assert ("next_token" in read("ring_battery_level", ada_token).json()) == named
    simulator.choices.change({"series_page_size": 3})
    assert read("ring_battery_level", ada_token).json()["next_token"]
    assert read("daily_sleep", ada_token).json()["next_token"] is None


@pytest.mark.parametrize("collection", DATED_BY_CHOICE)
def test_values_of_a_night_are_dated_to_the_morning_or_the_evening(simulator, read, ada_token, collection):
    by_rule = {}
    for rule in ("waking", "evening"):
        simulator.choices.change({"night_values_day": rule})
        documents = listed(read(collection, ada_token, start_date="2026-11-02", end_date="2026-11-16"))
        by_rule[rule] = {date.fromisoformat(one["day"]): {**one, "id": "", "day": ""} for one in documents}
        for one in documents:
            assert listed(read(collection, ada_token, start_date=one["day"], end_date=one["day"])) == [one]
            assert read(f"{collection}/{one['id']}", ada_token).json() == one
    shifted = {day - timedelta(days=1): values for day, values in by_rule["waking"].items()}
    shared = shifted.keys() & by_rule["evening"].keys()
    assert len(shared) > 10
    assert all(shifted[day] == by_rule["evening"][day] for day in shared)
    assert by_rule["waking"] != by_rule["evening"]
    newest = listed(read(collection, ada_token, start_date="2026-11-19", end_date="2026-11-20"))
    assert [one["day"] for one in newest] == ["2026-11-19"]


def test_a_day_of_stress_begins_at_midnight_or_at_four(simulator, read):
    """Xan is up late: what is felt after midnight counts for one day or the other."""
    found = 0
    for athlete in simulator.world.athletes:
        token = simulator.connect(athlete)["access_token"]
        totals = {}
        for rule in ("calendar", "activity"):
            simulator.choices.change({"stress_day": rule})
            documents = listed(read("daily_stress", token, start_date="2026-10-01", end_date="2026-10-20"))
            totals[rule] = {one["day"]: one["stress_high"] for one in documents}
        for day, seconds in totals["activity"].items():
            felt = feel_day(simulator.world.seed, athlete, date.fromisoformat(day))
            assert (seconds or 0) == 900 * felt.count("s")
            early = felt[80:].count("s")  # after midnight
            found += bool(early) and totals["calendar"].get(day) != seconds
    assert found > 3


@pytest.mark.parametrize("rule", ["calendar", "activity"])
def test_a_day_of_stress_is_there_from_its_first_quarter_of_an_hour_on(simulator, read, ada_token, rule):
    simulator.choices.change({"stress_day": rule})
    simulator.clock.set(datetime(2026, 11, 18, 3, 30, tzinfo=UTC), frozen=True)
    days = [
        one["day"] for one in listed(read("daily_stress", ada_token, start_date="2026-11-17", end_date="2026-11-18"))
    ]
    assert ("2026-11-18" in days) == (rule == "calendar")


@pytest.mark.parametrize("scope", ["daily", "stress"])
@pytest.mark.parametrize("status", [401, 403])
def test_stress_needs_one_scope_or_the_other(simulator, read, ada, scope, status):
    simulator.choices.change({"daily_stress_scope": scope, "daily_stress_scope_status": status})
    assert read("daily_stress", simulator.connect(ada, scope)["access_token"]).status == 200
    answer = read("daily_stress", simulator.connect(ada, "stress" if scope == "daily" else "daily")["access_token"])
    assert (answer.status, answer.json()) == (status, {"detail": f"Token is not authorized access {scope} scope."})
    assert read("daily_spo2", simulator.connect(ada, "daily")["access_token"]).status == 401


@pytest.mark.parametrize(("scope", "status"), [("ring_configuration", 401), ("none", 200)])
@pytest.mark.parametrize("name", ["ring_configuration", "ring_battery_level"])
def test_rings_need_a_scope_or_none(simulator, read, ada, name, scope, status):
    simulator.choices.change({"ring_scope": scope})
    assert read(name, simulator.connect(ada, "email")["access_token"]).status == status


@pytest.mark.parametrize(("kept", "length"), [(True, 25), (False, 19)])
def test_tags_carry_their_offset_or_none(simulator, read_unchecked, sue_token, kept, length):
    simulator.choices.change({"local_offsets": kept})
    for tag in listed(read_unchecked("tag", sue_token, **SPRING)):
        assert len(tag["timestamp"]) == length
    tags = listed(read_unchecked("enhanced_tag", sue_token, **SPRING))
    assert {len(tag[end]) for tag in tags for end in ("start_time", "end_time") if tag[end]} == {length}
    for tag in tags[:3]:
        assert read_unchecked(f"enhanced_tag/{tag['id']}", sue_token).json() == tag
    assert len(listed(read_unchecked("workout", sue_token, **SPRING))[0]["start_datetime"]) == 25


@pytest.mark.parametrize(("found", "status"), [(True, 200), (False, 404)])
def test_what_was_removed_is_found_by_its_id_or_not(simulator, read, order, ada, ada_token, found, status):
    simulator.choices.change({"deleted_found": found})
    (document,) = listed(read("daily_sleep", ada_token, start_date="2026-11-17", end_date="2026-11-17"))
    order("delete", document_id=document["id"])
    assert listed(read("daily_sleep", ada_token, start_date="2026-11-17", end_date="2026-11-17")) == []
    assert read(f"daily_sleep/{document['id']}", ada_token).status == status


@pytest.mark.parametrize(("found", "status"), [(True, 200), (False, 404)])
def test_a_workout_its_wearer_dismissed_is_found_by_its_id_or_not(simulator, read, found, status):
    simulator.choices.change({"deleted_found": found})
    world, now = simulator.world, simulator.clock.now()
    for athlete in world.athletes:
        for day in (now.date() - timedelta(days=number) for number in range(3, 60)):
            kept = {document.id for document in world.documents_of_day(athlete, "workout", day, now)}
            for document in world.documents_of_day(athlete, "workout", day, now, even_removed=True):
                if document.id not in kept:
                    token = simulator.connect(athlete)["access_token"]
                    assert read(f"workout/{document.id}", token).status == status
                    listing = listed(read("workout", token, start_date=day.isoformat(), end_date=f"{day}T23:59:59"))
                    assert document.id not in [one["id"] for one in listing]
                    return
    raise AssertionError("Nobody has dismissed a workout.")


@pytest.mark.parametrize("absent", [True, False])
def test_members_without_a_value_are_null_or_not_there(simulator, read_unchecked, sue_token, absent):
    simulator.choices.change({"absent_nulls": absent})
    missing = {"workout": "label", "session": "mood", "enhanced_tag": "comment", "sleep": "readiness"}
    for collection, member in missing.items():
        documents = listed(read_unchecked(collection, sue_token, **SPRING))
        assert any(member not in one for one in documents) == absent
        assert any(one.get(member, "") is None for one in documents) != absent
    assert all("text" in one for one in listed(read_unchecked("tag", sue_token, **SPRING)))
    rex = next(athlete for athlete in simulator.world.athletes if athlete.first_name == "Rex")
    rows = listed(read_unchecked("ring_battery_level", simulator.connect(rex)["access_token"]))
    assert {"charging" in row for row in rows} == {not absent}


@pytest.mark.parametrize("newer", [True, False])
def test_enumerations_have_words_unknown_today_or_not(simulator, read_unchecked, sue_token, newer):
    simulator.choices.change({"newer_words": newer})
    for collection in ("workout", "session", "daily_stress", "daily_resilience", "sleep", "sleep_time"):
        documents = listed(read_unchecked(collection, sue_token, **SPRING))
        complained = [one for one in documents if list(schemas.our_validator(collection).iter_errors(one))]
        assert bool(complained) == newer
        assert len(complained) < len(documents)
    sources = {row["source"] for row in listed(read_unchecked("heartrate", sue_token))}
    assert ("spot_check" in sources) == newer


@pytest.mark.parametrize("shown", [True, False])
def test_a_night_is_listed_while_it_lasts_or_not_before_its_end(simulator, read_unchecked, shown):
    simulator.choices.change({"running_sleeps": shown})
    dex, day = simulator.world.athletes[3], date(2026, 11, 12)
    token = simulator.connect(dex)["access_token"]
    (story,) = [story for story in tell_day(simulator.world.seed, dex, day) if story.last.order == 0]
    window = {"start_date": day.isoformat(), "end_date": f"{day}T23:59:59"}
    simulator.clock.set(story.running_at, frozen=True)
    running = listed(read_unchecked("sleep", token, **window))
    assert [(night["type"], night["bedtime_end"]) for night in running] == [("long_sleep", None)] * shown
    assert listed(read_unchecked("daily_sleep", token, **window)) == []
    simulator.clock.set(story.amended_at, frozen=True)
    (night,) = listed(read_unchecked("sleep", token, **window))
    assert night["bedtime_end"] == story.last.ends_at.isoformat()
    assert [one["id"] for one in running] == [night["id"]] * shown


@pytest.mark.parametrize("null", [True, False])
@pytest.mark.parametrize("collection", ["daily_sleep", "daily_readiness"])
def test_a_morning_without_a_night_has_empty_scores_or_none(simulator, read, collection, null):
    simulator.choices.change({"null_scores": null})
    pip = simulator.world.athletes[15]
    token = simulator.connect(pip)["access_token"]
    lost = [
        day.isoformat()
        for day in (date(2026, 10, 1) + timedelta(days=number) for number in range(40))
        if is_worn(simulator.world.seed, pip, day) and not is_night_worn(simulator.world.seed, pip, day)
    ]
    assert lost
    documents = listed(read(collection, token, start_date="2026-10-01", end_date="2026-11-09"))
    empty = [one for one in documents if one["score"] is None]
    assert [one["day"] for one in empty] == (lost if null else [])
    for one in empty:
        assert set(one["contributors"].values()) == {None}
        assert read(f"{collection}/{one['id']}", token).json() == one
        assert schemas.complain(one, collection) == []


@pytest.mark.parametrize("overlaps", [True, False])
def test_a_rest_that_lasts_into_a_window_is_in_it_or_not(simulator, read, ada_token, overlaps):
    simulator.choices.change({"rest_mode_overlaps": overlaps})
    (rest,) = listed(read("rest_mode_period", ada_token, start_date="2026-03-20", end_date="2026-04-02"))
    assert (rest["start_day"], rest["end_day"]) == ("2026-03-22", "2026-03-28")
    for start, is_late in (("2026-03-28", False), ("2026-03-29", True)):
        found = listed(read("rest_mode_period", ada_token, start_date=start, end_date="2026-04-02"))
        assert found == ([rest] if overlaps and not is_late else [])


@pytest.mark.parametrize(
    "change",
    [
        {"session_end_date": "stamps"},
        {"long_heartrate": "perhaps"},
        {"night_values_day": "noon"},
        {"stress_day": "sleep"},
        {"daily_stress_scope": "tag"},
        {"ring_scope": ""},
        {"series_page_size": 0},
        {"daily_stress_scope_status": 500},
    ],
)
def test_a_mistaken_choice_changes_nothing(change):
    choices = Choices()
    with pytest.raises(ValueError, match="is one of|too small|between"):
        choices.change(change)
    assert choices == Choices()
