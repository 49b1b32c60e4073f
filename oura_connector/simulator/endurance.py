"""vO2_max: an estimate a week at most, after exercise; it moves by a point in weeks."""

from datetime import date, datetime
from typing import Any

from oura_connector.simulator.athletes import Athlete, traits_of, wave_on
from oura_connector.simulator.rings import has_new_sensors
from oura_connector.simulator.seeding import fraction_of
from oura_connector.simulator.telling import Form, Telling
from oura_connector.simulator.uploads import arrives_at
from oura_connector.simulator.workouts import list_exercises

EVERY_DAYS = 7


def tell_vo2(seed: str, athlete: Athlete, day: date) -> tuple[Telling, ...]:
    """On the athlete's day of the week, when there was exercise."""
    phase = int(EVERY_DAYS * fraction_of(seed, athlete.number, "endurance"))
    if day.toordinal() % EVERY_DAYS != phase or not has_new_sensors(athlete):
        return ()
    exercises = list_exercises(seed, athlete, day)
    if not exercises or exercises[0].ends_at.date() != day:
        return ()
    estimated_at = exercises[0].ends_at
    body = _write(seed, athlete, day, estimated_at)
    return (Telling(0, estimated_at, (Form(arrives_at(seed, athlete, estimated_at), body),)),)


def _write(seed: str, athlete: Athlete, day: date, estimated_at: datetime) -> dict[str, Any]:
    traits = traits_of(seed, athlete)
    fitness = 40 + (64 - traits.lowest_bpm) * 0.85 + (3 if athlete.sex == "male" else 0) + 1.8 * wave_on(traits, day)
    return {"day": day.isoformat(), "timestamp": estimated_at.isoformat(), "vo2_max": round(fitness)}
