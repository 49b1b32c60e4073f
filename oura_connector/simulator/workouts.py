"""Workouts: what became of the bouts of a day, as detected by the ring, confirmed, or typed in by hand."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.shapes import HIGH, LOW, MEDIUM, NIGHT_RUN, SLOT_S, WALK, Bout, began_s, shape_day
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.uploads import arrives_at, entered_at
from oura_connector.simulator.zones import ONE_DAY, zone_on

MANUAL, AUTODETECTED, CONFIRMED, MEASURED = "manual", "autodetected", "confirmed", "workout_heart_rate"
DISMISSED = "dismissed"  # no word of Oura's: the wearer said it was none, and it is gone
MEAN_METS = {LOW: 2.1, MEDIUM: 4.3, HIGH: 9.0}
_FLIGHT_LANDS_AFTER_S = 10 * 3600  # of the activity day: from then on the clock of the new place counts
_SPORTS = (
    ("running", "strength_training", "cycling"),
    ("rowing", "strength_training", "running"),
    ("cycling", "running", "swimming"),
    ("soccer", "running", "strength_training"),
    ("swimming", "cross_training", "cycling"),
)
_METRES_PER_MINUTE = {"running": 185, "walking": 88, "cycling": 430, "rowing": 210, "swimming": 42}
_SHARES = {
    WALK: ((AUTODETECTED, CONFIRMED, DISMISSED), (72, 16, 12)),
    NIGHT_RUN: ((AUTODETECTED, CONFIRMED), (40, 60)),
}
_USUAL_SHARES = ((CONFIRMED, AUTODETECTED, MEASURED, MANUAL), (45, 18, 17, 20))
_LABELS = ("Hill repeats", "Team session", "Long one", "Easy spin", "Test day")


@dataclass(frozen=True)
class Exercise:
    """A bout with its sport and how Oura came to know of it; moments by the clock where it was."""

    bout: Bout
    activity: str
    source: str
    starts_at: datetime
    ends_at: datetime


@lru_cache(maxsize=8192)
def list_exercises(seed: str, athlete: Athlete, day: date) -> tuple[Exercise, ...]:
    """The day's exercise, earliest first; always begun on `day` by the calendar, perhaps ended on the next."""
    found = []
    sports = _SPORTS[draw(seed, athlete.number, "sport").randrange(len(_SPORTS))]
    for bout in shape_day(seed, athlete, day).bouts:
        chance = draw(seed, athlete.number, day, "exercise", bout.order)
        starts_at, ends_at = (_local(seed, athlete, day, slot) for slot in (bout.begins, bout.ends))
        shares = _SHARES.get(bout.kind, _USUAL_SHARES)
        activity = "walking" if bout.kind == WALK else chance.choices(sports, (5, 3, 2))[0]
        source = chance.choices(*shares)[0]
        if starts_at.date() == day:
            late_s = timedelta(seconds=chance.randint(0, 59))
            found.append(Exercise(bout, activity, source, starts_at + late_s, ends_at - late_s))
    return tuple(found)


def tell_workouts(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    return tuple(_tell(seed, athlete, day, exercise) for exercise in list_exercises(seed, athlete, day))


def _local(seed: str, athlete: Athlete, day: date, slot: int) -> datetime:
    zone = zone_on(seed, athlete, day if slot * SLOT_S < _FLIGHT_LANDS_AFTER_S else day + ONE_DAY)
    return datetime.fromtimestamp(began_s(seed, athlete, day) + slot * SLOT_S, tz=zone)


def _tell(seed: str, athlete: Athlete, day: date, exercise: Exercise) -> Telling:
    chance = draw(seed, athlete.number, day, "workout", exercise.bout.order)
    body = _write(seed, athlete, day, exercise, chance)
    tell = _type_in if exercise.source == MANUAL else _detect
    forms = tell(seed, athlete, exercise, body, chance)
    return Telling(exercise.bout.order, exercise.starts_at, forms)


def _write(seed: str, athlete: Athlete, day: date, exercise: Exercise, chance: random.Random) -> dict[str, Any]:
    bout = exercise.bout
    classes = shape_day(seed, athlete, day).classes[bout.begins : bout.ends]
    hard = classes.count(HIGH) / len(classes)
    kcal = sum(MEAN_METS.get(kind, 1.3) for kind in classes) * 5 * traits_of(seed, athlete).weight_kg / 60
    pace = _METRES_PER_MINUTE.get(exercise.activity)
    has_label = exercise.source in (MANUAL, CONFIRMED) and chance.random() < 0.2
    return {
        "activity": exercise.activity,
        "calories": round(kcal, 3),
        "day": day.isoformat(),
        "distance": round(pace * bout.slots * 5 * (0.85 + 0.3 * hard), 1) if pace else None,
        "end_datetime": exercise.ends_at.isoformat(),
        "intensity": "hard" if hard > 0.42 else "moderate" if hard > 0.15 else "easy",
        "label": chance.choice(_LABELS) if has_label else None,
        "source": exercise.source,
        "start_datetime": exercise.starts_at.isoformat(),
    }


def _type_in(
    seed: str, athlete: Athlete, exercise: Exercise, body: dict[str, Any], chance: random.Random
) -> tuple[Form, ...]:
    """By hand within hours, sometimes a day or two later; now and then corrected, or taken back."""
    hours = chance.uniform(20, 50) if chance.random() < 0.12 else chance.uniform(0.1, 3)
    moment = exercise.ends_at + timedelta(hours=hours)
    forms = [Form(entered_at(seed, athlete, moment), body)]
    fate, later = chance.random(), entered_at(seed, athlete, moment + timedelta(hours=chance.uniform(1, 30)))
    if fate < 0.12:
        forms.append(Form(later, {**body, "calories": round(body["calories"] * 1.2, 3), "intensity": "moderate"}))
    elif fate < 0.18:
        forms.append(Form(later, None))
    return tuple(forms)


def _detect(
    seed: str, athlete: Athlete, exercise: Exercise, body: dict[str, Any], chance: random.Random
) -> tuple[Form, ...]:
    """With the first sync that reaches behind its end; confirmed or dismissed when the app is opened."""
    detected_at = arrives_at(seed, athlete, exercise.ends_at + timedelta(minutes=chance.uniform(4, 15)))
    if exercise.source == MEASURED:
        return (Form(detected_at, body),)
    first = Form(detected_at, {**body, "label": None, "source": AUTODETECTED})
    if exercise.source == AUTODETECTED:
        return (first,)
    looked_at = entered_at(seed, athlete, detected_at + timedelta(hours=chance.uniform(0.05, 9)))
    return first, Form(looked_at, body if exercise.source == CONFIRMED else None)
