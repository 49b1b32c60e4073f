"""The heartrate series of an activity day: about every 5 minutes, oftener at exercise, with gaps; from what was done.

Nights and naps have the very rates their sleep documents carry. A bout measured by `workout_heart_rate` has a row every
five seconds, so that such a day does not fit one page.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.nights import beat_in_bed
from oura_connector.simulator.outlines import condition_on, illness_on
from oura_connector.simulator.periods import Period, list_periods
from oura_connector.simulator.rings import has_new_sensors
from oura_connector.simulator.samples import Late, Samples, stamp
from oura_connector.simulator.seeding import draw
from oura_connector.simulator.sessions import list_moments
from oura_connector.simulator.shapes import HIGH, LOW, MEDIUM, NON_WEAR, RESTING, SEDENTARY, SLOT_S, began_s, shape_day
from oura_connector.simulator.uploads import entered_at
from oura_connector.simulator.workouts import AUTODETECTED, CONFIRMED, MANUAL, MEASURED, Exercise, list_exercises
from oura_connector.simulator.zones import ONE_DAY

ROW_S, DENSE_ROW_S = 60, 5
GAP_SHARE = 0.16  # of the rows by day, lost to movement
_Beat = tuple[int, int, str]
_ABOVE_LOWEST = {RESTING: 8, SEDENTARY: 17, LOW: 36, MEDIUM: 55, HIGH: 75}
_SHARE_OF_HIGHEST = {SEDENTARY: 0.5, RESTING: 0.48, LOW: 0.58, MEDIUM: 0.72, HIGH: 0.86}


def beat_day(seed: str, athlete: Athlete, day: date) -> Samples:
    """Rows from 04:00 of `day` to 04:00 of the next; an old ring measures in bed only."""
    since_s, until_s = began_s(seed, athlete, day), began_s(seed, athlete, day + ONE_DAY)
    beats = list(_beat_asleep(seed, athlete, day))
    late: list[Late] = []
    if has_new_sensors(athlete):
        exercises = list_exercises(seed, athlete, day)
        beats += _beat_at_sessions(seed, athlete, day)
        for exercise in exercises:
            beats += _beat_at_exercise(seed, athlete, day, exercise)
        late = [_hold_back(seed, athlete, exercise) for exercise in exercises if exercise.source == CONFIRMED]
        beats += _beat_awake(seed, athlete, day)
    rows = (
        (moment_s * 1000, f'{{{stamp(moment_s)},"bpm":{bpm},"source":"{source}"}}'.encode())
        for moment_s, bpm, source in beats
        if since_s <= moment_s < until_s
    )
    return Samples.pack(rows, late)


def _hold_back(seed: str, athlete: Athlete, exercise: Exercise) -> Late:
    """What is measured at exercise comes once the app is opened, behind the rows of the hours after it."""
    opened_at = entered_at(seed, athlete, exercise.ends_at + timedelta(minutes=95))
    return Late(_ms(exercise.starts_at.timestamp()), _ms(exercise.ends_at.timestamp()), opened_at.timestamp())


def _beat_asleep(seed: str, athlete: Athlete, day: date) -> Iterator[_Beat]:
    for period, counts_for in _periods_of(seed, athlete, day):
        begins_s = int(period.starts_at.timestamp())
        source = "sleep" if period.is_night or period.is_nap else "rest"
        for place, bpm in enumerate(beat_in_bed(seed, athlete, counts_for, period)):
            if bpm is not None:
                yield begins_s + 300 * place, int(bpm), source


def _periods_of(seed: str, athlete: Athlete, day: date) -> Iterator[tuple[Period, date]]:
    """Every time in bed that touches the activity day, with the day it counts for."""
    for counts_for in (day, day + ONE_DAY):
        for period in list_periods(seed, athlete, counts_for):
            yield period, counts_for


def _beat_at_sessions(seed: str, athlete: Athlete, day: date) -> Iterator[_Beat]:
    for moment in list_moments(seed, athlete, day):
        begins_s = int(moment.starts_at.timestamp())
        for passed_s in range(0, moment.length_s, ROW_S):
            settled = 1 - passed_s / moment.length_s
            yield begins_s + passed_s, round(moment.lowest_bpm + 1 + 9 * settled**2), "session"


def _beat_at_exercise(seed: str, athlete: Athlete, day: date, exercise: Exercise) -> Iterator[_Beat]:
    """Rises in the first minutes, then follows how hard each five minutes were."""
    chance = draw(seed, athlete.number, day, "exercise beats", exercise.bout.order)
    highest = 208 - 0.7 * (day - athlete.born_on).days / 365.25
    classes, since_s = shape_day(seed, athlete, day).classes, began_s(seed, athlete, day)
    bpm = traits_of(seed, athlete).lowest_bpm + 25.0
    every_s = {MEASURED: DENSE_ROW_S, MANUAL: SLOT_S}.get(exercise.source, ROW_S)
    begins_s, ends_s = int(exercise.starts_at.timestamp()), int(exercise.ends_at.timestamp())
    source = "workout" if exercise.source in (AUTODETECTED, CONFIRMED, MEASURED) else "awake"
    for moment_s in range(begins_s, ends_s, every_s):
        slot = min(len(classes) - 1, int((moment_s - since_s) // SLOT_S))
        wanted = highest * _SHARE_OF_HIGHEST.get(classes[slot], 0.5)
        bpm += (wanted - bpm) * min(1.0, every_s / 90) + (chance.random() - 0.5) * 3
        yield moment_s, round(min(bpm, highest)), source


def _beat_awake(seed: str, athlete: Athlete, day: date) -> Iterator[_Beat]:
    """Irregular, with gaps; still raised in the quarter of an hour after exercise."""
    chance, shape, since_s = (
        draw(seed, athlete.number, day, "pulse"), shape_day(seed, athlete, day), int(began_s(seed, athlete, day))
    )  # fmt: skip
    ill, form = illness_on(seed, athlete, day), condition_on(seed, athlete, day)
    lowest = traits_of(seed, athlete).lowest_bpm - 1.2 * form + 7 * ill
    busy = {slot for bout in shape.bouts for slot in range(bout.begins, bout.ends)}
    busy |= {slot for begins, ends in shape.asleep for slot in range(begins, ends)}
    raised = {bout.ends + after: 14 - 6 * after for bout in shape.bouts for after in range(3)}
    for slot, kind in enumerate(shape.classes):
        drawn, noise = chance.random(), chance.random()
        if kind == NON_WEAR or slot in busy or drawn < GAP_SHARE:
            continue
        bpm = lowest + _ABOVE_LOWEST[kind] + 9 * (noise - 0.4) + raised.get(slot, 0)
        yield since_s + slot * SLOT_S + int(250 * noise), round(bpm), "rest" if kind == RESTING else "awake"
    if chance.random() < 0.06:
        yield from _look_live(chance.randint(150, 170), since_s, lowest, shape.classes)


def _look_live(slot: int, since_s: int, lowest: float, classes: str) -> Iterator[_Beat]:
    """Somebody looks at the live rate for half a minute."""
    if slot < len(classes) and classes[slot] in (SEDENTARY, LOW):
        for second in range(1, 30):
            yield since_s + slot * SLOT_S + second, round(lowest + 20 + second % 3), "live"


def _ms(moment_s: float) -> int:
    return int(moment_s * 1000)
