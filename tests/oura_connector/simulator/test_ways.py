"""How the invented athletes live: weeks, load, illness, travel, shifts, naps, and rings left on the table."""

import statistics
from datetime import UTC, date, datetime, timedelta

import pytest

from oura_connector.simulator import zones
from oura_connector.simulator.ways import ORDINARY, way_of
from oura_connector.simulator.world import ATHLETES, World

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HALF_YEAR = (date(2026, 5, 20), date(2026, 11, 7))
DAYS = (HALF_YEAR[1] - HALF_YEAR[0]).days + 1


@pytest.fixture(scope="module")
def world():
    return World()


def first_who(**traits):
    return next(a for a in ATHLETES if all(getattr(way_of(a.number), name) == value for name, value in traits.items()))


def ordinary():
    return [athlete for athlete in ATHLETES if way_of(athlete.number) == ORDINARY]


def read(world, athlete, collection, span=HALF_YEAR, now=NOW):
    return [document.body() for document in world.documents(athlete, collection, *span, now)]


def nights_of(world, athlete, span=HALF_YEAR):
    return [period for period in read(world, athlete, "sleep", span) if period["type"] == "long_sleep"]


def moment(text):
    return datetime.fromisoformat(text)


def test_most_of_the_first_athletes_are_ordinary_and_the_twenty_first_are_pleasant_company(world):
    assert len(ordinary()) >= 11
    kept = [len(read(world, athlete, "daily_sleep")) / DAYS for athlete in ATHLETES[:20]]
    assert statistics.mean(kept) > 0.95
    assert min(kept) > 0.75


def test_whoever_comes_later_lives_like_one_of_the_first():
    assert way_of(20 + 24 * 7) == way_of(20) != ORDINARY


def test_training_follows_the_week(world):
    for athlete in ordinary()[:4]:
        by_weekday: dict[int, list[int]] = {day: [] for day in range(7)}
        for day in read(world, athlete, "daily_activity"):
            by_weekday[date.fromisoformat(day["day"]).weekday()].append(day["high_activity_time"])
        means = sorted(statistics.mean(values) for values in by_weekday.values())
        assert means[-1] > 3 * means[0] + 600


def test_weekends_are_slept_into_later(world):
    later = []
    for athlete in ordinary()[:6]:
        ends = [(moment(night["bedtime_end"]), night["day"]) for night in nights_of(world, athlete)]
        hours = {
            weekend: statistics.mean(
                end.hour + end.minute / 60 for end, day in ends if (date.fromisoformat(day).weekday() > 4) == weekend
            )
            for weekend in (True, False)
        }
        later.append(hours[True] - hours[False])
    assert statistics.mean(later) > 0.3


def test_the_load_of_earlier_days_is_felt_too(world):
    """Two to four days before, on mornings without illness."""
    found = []
    for athlete in ordinary():
        mornings = read(world, athlete, "daily_readiness")
        usual = statistics.mean(body["score"] for body in mornings)
        loads = {body["day"]: body["high_activity_time"] for body in read(world, athlete, "daily_activity")}
        for body in mornings:
            days = [(date.fromisoformat(body["day"]) - timedelta(days=n)).isoformat() for n in (2, 3, 4)]
            if body["temperature_deviation"] < 0.3 and all(day in loads for day in days):
                found.append((sum(loads[day] for day in days), body["score"] - usual))
    found.sort()
    quarter = len(found) // 4
    easy, hard = (statistics.mean(score for _, score in part) for part in (found[:quarter], found[-quarter:]))
    assert easy > hard + 2


def test_illness_raises_temperature_and_heart_rate_and_lowers_variability_for_days(world):
    sue = first_who(illness_share=0.95)
    temperature = {body["day"]: body["temperature_deviation"] for body in read(world, sue, "daily_readiness")}
    nights = {night["day"]: night for night in nights_of(world, sue)}
    ill = {day for day, value in temperature.items() if value > 0.45 and day in nights}
    well = nights.keys() - ill
    assert 6 <= len(ill) < 30
    assert any((date.fromisoformat(day) + timedelta(days=1)).isoformat() in ill for day in ill)

    def mean(name, days):
        return statistics.mean(nights[day][name] for day in days)

    assert mean("lowest_heart_rate", ill) > mean("lowest_heart_rate", well) + 3
    assert mean("average_hrv", ill) < 0.85 * mean("average_hrv", well)
    assert mean("average_breath", ill) > mean("average_breath", well)


@pytest.mark.parametrize("number", [7, 22])
def test_travellers_sleep_elsewhere_and_come_home(world, number):
    traveller = ATHLETES[number]
    found = [zones.zone_on(world.seed, traveller, HALF_YEAR[0] + timedelta(days=n)).key for n in range(DAYS)]
    away = [key for key in found if key != traveller.zone]
    assert 15 < len(away) < DAYS / 2
    for night in nights_of(world, traveller):
        zone = zones.zone_on(world.seed, traveller, date.fromisoformat(night["day"]))
        assert moment(night["bedtime_end"]).utcoffset() == moment(night["bedtime_end"]).astimezone(zone).utcoffset()


def test_two_periods_of_one_day_can_have_different_offsets_without_any_change_of_season(world):
    found = 0
    for number in (7, 22):
        by_day: dict[str, set[timedelta | None]] = {}
        for period in read(world, ATHLETES[number], "sleep"):
            by_day.setdefault(period["day"], set()).add(moment(period["bedtime_start"]).utcoffset())
        flights = {
            day
            for day in by_day
            if zones.hours_flown_on(world.seed, ATHLETES[number], date.fromisoformat(day)) < 0 and len(by_day[day]) > 1
        }
        found += len(flights)
    assert found >= 3


def test_nobody_at_home_flies_when_clocks_change(world):
    ada = ATHLETES[0]
    assert {zones.hours_flown_on(world.seed, ada, HALF_YEAR[0] + timedelta(days=n)) for n in range(400)} == {0.0}


@pytest.mark.parametrize(("change_on", "hours"), [(date(2026, 3, 29), 1), (date(2025, 10, 26), -1)])
def test_nights_of_changing_clocks_are_counted_in_seconds_that_passed(world, change_on, hours):
    seen = 0
    for athlete in (a for a in ordinary() if a.zone == "Europe/London"):
        for night in nights_of(world, athlete, (change_on, change_on)):
            starts_at, ends_at = moment(night["bedtime_start"]), moment(night["bedtime_end"])
            if starts_at.utcoffset() == ends_at.utcoffset():
                continue
            by_the_wall = ends_at.replace(tzinfo=None) - starts_at.replace(tzinfo=None)
            assert (ends_at - starts_at).total_seconds() == night["time_in_bed"]
            assert by_the_wall.total_seconds() == night["time_in_bed"] + hours * 3600
            seen += 1
    assert seen >= 3


def test_a_shift_worker_sleeps_by_day_half_of_the_time(world):
    una = first_who(works_shifts=True)
    hours = [moment(night["bedtime_start"]).hour for night in nights_of(world, una)]
    by_day = [hour for hour in hours if 8 <= hour < 11]
    at_night = [hour for hour in hours if hour >= 21 or hour < 4]
    assert len(by_day) + len(at_night) == len(hours)
    assert 0.4 < len(by_day) / len(hours) < 0.6
    for night in nights_of(world, una):
        assert moment(night["bedtime_end"]).date().isoformat() == night["day"]
        assert moment(night["bedtime_end"]).hour < 18


def test_a_shift_worker_is_awake_while_at_work(world):
    una = first_who(works_shifts=True)
    days = {body["day"]: body for body in read(world, una, "daily_activity")}
    checked = 0
    for night in nights_of(world, una):
        if moment(night["bedtime_start"]).hour not in range(8, 11) or night["day"] not in days:
            continue
        classes = days[night["day"]]["class_5_min"]
        before = int((moment(night["bedtime_start"]) - moment(days[night["day"]]["timestamp"])).total_seconds() // 300)
        assert set(classes[:before]) & set("34")
        assert set(classes[before + 1 : before + 40]) == {"1"}
        checked += 1
    assert checked > 50


def test_late_nights_are_one_athletes_habit(world):
    def late_share(athlete):
        starts = [moment(night["bedtime_start"]) for night in nights_of(world, athlete)]
        return sum(2 <= start.hour < 8 for start in starts) / len(starts)

    owl = first_who(bedtime_later_min=75.0)
    assert late_share(owl) > 0.1
    assert statistics.mean(late_share(athlete) for athlete in ordinary()) < 0.02


def test_naps_end_before_18_or_count_for_the_next_day(world):
    lou = first_who(naps_late=True)
    naps = [period for period in read(world, lou, "sleep") if period["type"] in ("sleep", "late_nap")]
    for nap in naps:
        ends_at = moment(nap["bedtime_end"])
        is_late = nap["type"] == "late_nap"
        assert (ends_at.hour >= 18) == is_late
        assert nap["day"] == (ends_at.date() + timedelta(days=is_late)).isoformat()
    across = [nap for nap in naps if moment(nap["bedtime_start"]).hour < 18 <= moment(nap["bedtime_end"]).hour]
    assert len(across) > 10
    assert sum(nap["type"] == "sleep" for nap in naps) > 20


def test_one_athlete_misses_single_nights_and_keeps_the_days(world):
    pip = first_who(missed_night_share=0.15)
    nights, days = (len(read(world, pip, name)) for name in ("daily_sleep", "daily_activity"))
    assert 0.7 * DAYS < nights < 0.93 * DAYS
    assert days > 0.95 * DAYS
    lost = {body["day"] for body in read(world, pip, "daily_activity")}
    lost -= {body["day"] for body in read(world, pip, "daily_sleep")}
    assert lost


def test_one_athlete_leaves_the_ring_off_for_days_on_end(world):
    xan = first_who(ring_off_share=0.95)
    worn = {document.day for document in world.documents(xan, "daily_activity", *HALF_YEAR, NOW)}
    missing = [HALF_YEAR[0] + timedelta(days=n) for n in range(DAYS)]
    missing = [day for day in missing if day not in worn]
    assert 15 < len(missing) < 0.4 * DAYS
    assert any(all(day + timedelta(days=n) in missing for n in range(4)) for day in missing)


def test_periods_never_overlap_whoever_sleeps_and_however(world):
    for athlete in ATHLETES:
        spans = sorted((moment(p["bedtime_start"]), moment(p["bedtime_end"])) for p in read(world, athlete, "sleep"))
        for (_, ends_at), (starts_at, _) in zip(spans, spans[1:], strict=False):
            assert ends_at < starts_at
