"""The invented athletes: who they are (the same for every seed) and what they are like (from the seed)."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from oura_connector.simulator.seeding import draw, hexadecimal, shape_uuid

PASSWORD = "ring"  # noqa: S105  everyone's, and said so on the log-in page
HOME = "Europe/London"

_NAMES = (
    ("Ada", "Examplova", "female", HOME),
    ("Bo", "Testfield", "male", HOME),
    ("Cleo", "Placeholder", "female", HOME),
    ("Dex", "Samplesen", "male", HOME),
    ("Eve", "Mockwood", "female", "Europe/Berlin"),
    ("Finn", "Fictivo", "male", HOME),
    ("Gia", "Inventsson", "female", HOME),
    ("Hugo", "Pretendo", "male", "America/New_York"),
    ("Ivy", "Dummett", "female", HOME),
    ("Jon", "Specimen", "male", HOME),
    ("Kaya", "Madeupova", "female", "Australia/Sydney"),
    ("Lou", "Imagino", "male", HOME),
    ("Mia", "Notreal", "female", HOME),
    ("Ned", "Standinsky", "male", HOME),
    ("Ola", "Prototypez", "female", "Europe/Oslo"),
    ("Pip", "Trialson", "male", HOME),
    ("Quinn", "Rehearsal", "female", HOME),
    ("Rex", "Drafton", "male", HOME),
    ("Sue", "Tryoutsen", "female", HOME),
    ("Tom", "Sketchley", "male", "America/Los_Angeles"),
    ("Una", "Mockford", "female", HOME),
    ("Vic", "Temporari", "male", HOME),
    ("Wren", "Makebelief", "female", "Pacific/Auckland"),
    ("Xan", "Paperman", "male", "Asia/Tokyo"),
)


@dataclass(frozen=True)
class Athlete:
    """One invented person; nothing here depends on the seed."""

    number: int
    first_name: str
    last_name: str
    email: str
    zone: str
    sex: str
    born_on: date

    def __hash__(self) -> int:
        return self.number  # every cache of the world is asked with athletes, so this must be cheap

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Traits:
    """What one athlete is like. Slow waves around these values make the years differ."""

    user_id: str
    ring_id: str
    ring_since_on: date
    height_m: float
    weight_kg: float
    hrv_ms: float
    lowest_bpm: float
    breaths_per_min: float
    bedtime_min: float  # minutes after local midnight; negative is before
    sleep_need_s: float
    weekend_later_min: float
    week_plan: tuple[float, ...]  # training load per weekday, Monday first; 1.0 is a solid day
    restlessness: float
    nap_rate: float
    steps_factor: float
    wave_phases: tuple[float, float, float]


def make_athlete(number: int) -> Athlete:
    """The athlete with this number, from 0. The first 24 have names of their own, later ones carry a number."""
    first_name, last_name, sex, zone = _NAMES[number % len(_NAMES)]
    if number >= len(_NAMES):
        last_name = f"{last_name} {number + 1}"
    local_part = f"{first_name}.{last_name}".lower().replace(" ", ".")
    chance = draw("born", number)
    born_on = date(chance.randint(1994, 2006), 1, 1) + timedelta(days=chance.randint(0, 364))
    return Athlete(number, first_name, last_name, f"{local_part}@ring.example", zone, sex, born_on)


ATHLETES: tuple[Athlete, ...] = tuple(make_athlete(number) for number in range(len(_NAMES)))


@lru_cache(maxsize=4096)
def traits_of(seed: str, athlete: Athlete) -> Traits:
    chance = draw(seed, athlete.number, "traits")
    male = athlete.sex == "male"
    height_m = round(chance.gauss(1.81 if male else 1.69, 0.06), 2)
    recovery = chance.gauss(0, 1)  # one hidden fitness moves HRV up and heart rate down
    return Traits(
        user_id=shape_uuid(hexadecimal(seed, athlete.number, "user")),
        ring_id=shape_uuid(hexadecimal(seed, athlete.number, "ring")),
        ring_since_on=date(2022, 1, 1) + timedelta(days=chance.randint(0, 300)),
        height_m=height_m,
        weight_kg=round(chance.gauss(23.2 if male else 21.8, 1.1) * height_m**2, 1),
        hrv_ms=min(135.0, max(32.0, math.exp(4.2 + 0.3 * recovery + chance.gauss(0, 0.1)))),
        lowest_bpm=min(64.0, max(37.0, 49 - 4.2 * recovery + (0 if male else 2) + chance.gauss(0, 1.5))),
        breaths_per_min=chance.uniform(12.5, 16.5),
        bedtime_min=chance.uniform(-65, 25),
        sleep_need_s=chance.uniform(7.1, 8.4) * 3600,
        weekend_later_min=chance.uniform(10, 65),
        week_plan=_plan_week(chance.randint(0, 3), chance.uniform(0.8, 1.2)),
        restlessness=chance.uniform(0.6, 1.5),
        nap_rate=chance.choice((0.02, 0.05, 0.12)),
        steps_factor=chance.uniform(0.8, 1.2),
        wave_phases=(chance.uniform(0, 6.28), chance.uniform(0, 6.28), chance.uniform(0, 6.28)),
    )


def _plan_week(kind: int, scale: float) -> tuple[float, ...]:
    plans = (
        (0.5, 1.0, 0.8, 1.1, 0.4, 1.5, 0.0),
        (0.9, 0.6, 1.1, 0.0, 0.7, 1.4, 0.3),
        (0.0, 1.1, 0.9, 1.0, 0.6, 0.5, 1.3),
        (0.7, 1.2, 0.3, 1.2, 0.0, 1.1, 0.9),
    )
    return tuple(round(load * scale, 2) for load in plans[kind])


def wave_on(traits: Traits, day: date) -> float:
    """The slow part of an athlete's form on `day`, about -1 to 1: a month, a season and a year laid over each other."""
    ordinal = day.toordinal()
    month, season, year = traits.wave_phases
    return (
        0.35 * math.sin(ordinal / 27 * 2 * math.pi + month)
        + 0.35 * math.sin(ordinal / 84 * 2 * math.pi + season)
        + 0.3 * math.sin(ordinal / 365.25 * 2 * math.pi + year)
    )
