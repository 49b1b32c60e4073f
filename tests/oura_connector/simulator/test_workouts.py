"""Workouts: they follow the training load, and agree with the activity and the heart rate of their time."""

import json
import statistics
from collections import Counter
from datetime import date, timedelta

import pytest

from oura_connector.simulator.outlines import load_on
from oura_connector.simulator.shapes import began_s, shape_day
from oura_connector.simulator.telling import Telling
from oura_connector.simulator.workouts import tell_workouts
from oura_connector.simulator.world import World
from tests.oura_connector.simulator.living import AUTUMN, NOW, called, days_of, moment, read

YEAR = (date(2025, 11, 8), AUTUMN[1])
SOURCES = {"manual", "autodetected", "confirmed", "workout_heart_rate"}


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def workouts(world):
    return {athlete: read(world, athlete, "workout") for athlete in world.athletes}


@pytest.fixture(scope="module")
def tellings(world):
    """(athlete, day, how each workout came), for everybody's autumn."""
    return [
        (athlete, day, telling)
        for athlete in world.athletes
        for day in days_of()
        for telling in tell_workouts(world.seed, athlete, day)
    ]


def test_there_are_many_kinds_of_workout(workouts):
    everything = [workout for found in workouts.values() for workout in found]
    assert {workout["source"] for workout in everything} == SOURCES
    assert {workout["intensity"] for workout in everything} == {"easy", "moderate", "hard"}
    assert len({workout["activity"] for workout in everything}) > 6
    assert 0.02 < statistics.mean(workout["label"] is not None for workout in everything) < 0.3
    assert 0.1 < statistics.mean(workout["distance"] is None for workout in everything) < 0.6
    assert all(20 < workout["calories"] < 2500 for workout in everything)


def test_everybody_trains_on_some_days_twice(workouts):
    for found in workouts.values():
        per_day = Counter(workout["day"] for workout in found)
        assert 0.25 * 80 < len(per_day) < 80
        assert max(per_day.values()) >= 2


def test_harder_days_have_more_minutes_of_workouts(world, workouts):
    for athlete in world.athletes[:6]:
        minutes: Counter[str] = Counter()
        for workout in workouts[athlete]:
            minutes[workout["day"]] += round(
                (moment(workout["end_datetime"]) - moment(workout["start_datetime"])).seconds / 60
            )
        days = list(days_of())
        loads = [load_on(world.seed, athlete, day) for day in days]
        assert statistics.correlation(loads, [minutes[day.isoformat()] for day in days]) > 0.5


def test_a_workout_is_named_after_the_local_day_it_began(workouts):
    for athlete, found in workouts.items():
        assert found, athlete
        for workout in found:
            starts_at, ends_at = moment(workout["start_datetime"]), moment(workout["end_datetime"])
            assert starts_at.date().isoformat() == workout["day"]
            assert timedelta(minutes=10) < ends_at - starts_at < timedelta(hours=5)


def test_some_workouts_last_over_midnight(workouts):
    night = [
        workout
        for found in workouts.values()
        for workout in found
        if moment(workout["end_datetime"]).date().isoformat() > workout["day"]
    ]
    assert len(night) > 3


def test_activity_is_raised_at_the_time_of_a_workout(world, workouts):
    for athlete in world.athletes[:8]:
        for workout in workouts[athlete]:
            day = date.fromisoformat(workout["day"])
            classes, since_s = shape_day(world.seed, athlete, day).classes, began_s(world.seed, athlete, day)
            first, last = (
                int((moment(workout[f"{end}_datetime"]).timestamp() - since_s) // 300) for end in ("start", "end")
            )
            assert set(classes[first:last]) <= set("345")


def test_heart_rate_is_raised_at_the_time_of_a_workout(world, workouts):
    for athlete in world.athletes[:4]:
        differences = []
        for workout in workouts[athlete]:
            day = date.fromisoformat(workout["day"])
            if workout["source"] == "manual":
                continue
            rows = [read_row(row) for row in world.samples_of_day(athlete, "heartrate", day).encoded]
            begins, ends = (moment(workout[f"{end}_datetime"]).timestamp() * 1000 for end in ("start", "end"))
            during = [bpm for moment_ms, bpm, source in rows if begins <= moment_ms < ends and source == "workout"]
            usual = [bpm for _, bpm, source in rows if source == "awake"]
            if during and usual:
                differences.append(statistics.mean(during) - statistics.mean(usual))
        assert len(differences) > 10
        assert min(differences) > 10
        assert statistics.mean(differences) > 40


def read_row(encoded):
    row = json.loads(encoded)
    return row["timestamp_unix"], row["bpm"], row["source"]


def test_what_the_ring_detects_is_detected_after_its_end_and_some_of_it_confirmed(tellings):
    fates = Counter(fate_of(telling) for _, _, telling in tellings)
    assert set(fates) == {
        ("autodetected",), ("autodetected", "confirmed"), ("autodetected", None), ("workout_heart_rate",), ("manual",),
        ("manual", "manual"), ("manual", None),
    }  # fmt: skip
    for _, _, telling in tellings:
        last = next(form.body for form in reversed(telling.forms) if form.body)
        assert telling.forms[0].since > moment(last["end_datetime"])
        assert [form.since for form in telling.forms] == sorted(form.since for form in telling.forms)


def fate_of(telling: Telling):
    return tuple(form.body and form.body["source"] for form in telling.forms)


def test_a_confirmed_workout_keeps_its_id_and_a_dismissed_one_is_gone(world, tellings):
    for wanted, left in ((("autodetected", "confirmed"), "confirmed"), (("autodetected", None), None)):
        athlete, day, telling = next(one for one in tellings if fate_of(one[2]) == wanted)
        identifier = world.identify(athlete, "workout", day, telling.order)
        before, after = (world.find_document(identifier, form.since) for form in telling.forms)
        assert before[1].body()["source"] == "autodetected"
        assert (after and after[1].body()["source"]) == left
        assert world.find_document(identifier, telling.forms[0].since - timedelta(seconds=1)) is None


def test_some_are_typed_in_a_day_late(tellings):
    late = [
        telling
        for _, _, telling in tellings
        if fate_of(telling)[0] == "manual" and telling.forms[0].since - telling.starts_at > timedelta(hours=20)
    ]
    assert len(late) > 10


def test_a_workout_waits_for_the_upload_of_who_uploads_seldom(world):
    vic = next(athlete for athlete in world.athletes if athlete.first_name == "Vic")
    for day in days_of(AUTUMN):
        for telling in tell_workouts(world.seed, vic, day):
            local = telling.forms[0].since.astimezone(vic.time_zone)
            assert (local.hour, local.minute) == (19, 30)
    assert read(world, vic, "workout", now=NOW)


def test_offsets_are_those_of_the_season_and_of_the_place(world):
    offsets = {
        name: {workout["start_datetime"][-6:] for workout in read(world, called(name, world), "workout", YEAR)}
        for name in ("Ada", "Tom", "Hugo", "Wren")
    }
    assert offsets["Ada"] == {"+00:00", "+01:00"}
    assert offsets["Tom"] == {"-07:00", "-08:00"}
    assert offsets["Hugo"] > {"-04:00", "-05:00"}
    assert offsets["Wren"] > {"+12:00", "+13:00"}
