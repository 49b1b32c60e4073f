"""What a sample of a series weighs on disk, index and page overhead included."""

import random
from datetime import UTC, datetime, timedelta

from django.db import connection as database

from benchmarks.capacities.arrivals import DAY_S
from people import roles
from people.adding import add_person
from people.models import Person
from sync.models import SeriesDay
from sync.provider import Observation, Series
from sync.series import store_series

ATHLETES, DAYS = 20, 30
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def bytes_per_sample() -> float:
    """Heart rate as it comes (about every five minutes, each minute in a workout), a day's metabolic equivalents each
    minute, a night's hypnogram each half minute, heart rate and its variability each five minutes."""
    samples = 0
    for number in range(ATHLETES):
        person = Person(username=f"packed{number}", first_name="Bo", last_name=f"Testfield {number}")
        add_person(person, roles=[roles.ATHLETE])
        chance = random.Random(number)
        observations = [_day(chance, BEGAN + timedelta(days=day)) for day in range(DAYS)]
        samples += sum(len(series.items) for one in observations for series in one.series.values())
        store_series(person, "capacity:day", observations, [one.source_id for one in observations])
    with database.cursor() as cursor:
        cursor.execute(f"VACUUM FULL {SeriesDay._meta.db_table}")
        cursor.execute("SELECT pg_total_relation_size(%s)", [SeriesDay._meta.db_table])
        size = int(cursor.fetchone()[0])
    SeriesDay.objects.all().delete()
    return size / samples


def _day(chance: random.Random, midnight: datetime) -> Observation:
    offsets = _moments(chance)
    series = {
        "heart_rate": Series(midnight, 300.0, _walk(chance, len(offsets), 55, 3), offsets),
        "met": Series(midnight, 60.0, _mets(chance)),
        "hypnogram": Series(midnight, 30.0, _phases(chance, 960)),
        "night_heart_rate": Series(midnight, 300.0, _walk(chance, 96, 52, 2)),
        "night_hrv": Series(midnight, 300.0, _walk(chance, 96, 60, 8)),
    }
    return Observation(midnight.date().isoformat(), midnight.date(), {}, series=series)


def _moments(chance: random.Random) -> tuple[int, ...]:
    """Seconds after midnight; one workout of an hour or less."""
    begins, lasts = chance.randint(8, 18) * 3600, chance.randint(20, 60) * 60
    moments, at_s = [], 0
    while at_s < DAY_S:
        moments.append(at_s)
        at_s += 60 if begins <= at_s < begins + lasts else chance.randint(120, 480)
    return tuple(moments)


def _walk(chance: random.Random, samples: int, level: float, step: float) -> tuple[float | None, ...]:
    items: list[float | None] = []
    value = level
    for _sample in range(samples):
        value = min(190.0, max(38.0, value + chance.gauss(0, step) + (level - value) * 0.05))
        items.append(None if chance.random() < 0.01 else float(round(value)))
    return tuple(items)


def _mets(chance: random.Random) -> tuple[float, ...]:
    """Rest most of the time, to a tenth."""
    return tuple(round(0.9 if chance.random() < 0.7 else chance.expovariate(0.8) + 0.9, 1) for _minute in range(1440))


def _phases(chance: random.Random, samples: int) -> tuple[float, ...]:
    items: list[float] = []
    while len(items) < samples:
        items += [float(chance.randint(1, 4))] * chance.randint(4, 60)
    return tuple(items[:samples])
