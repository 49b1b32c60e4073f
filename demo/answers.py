"""What the invented athletes answer day by day, told by the same story as their rings: load, illness, condition."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from demo.injuries import share_trained
from oura_connector.simulator import athletes as invented
from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.outlines import condition_on, illness_on, load_on, outline_night
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.world import DEFAULT_SEED as SEED

DAYS = 60
WAITING, SECOND = invented.ATHLETES[:2]
RARELY, STOPPED = invented.ATHLETES[9], invented.ATHLETES[11]
STOPPED_FOR = timedelta(days=12)
# Sessions are filled in more faithfully: comparing two weeks needs fourteen whole days.
USUAL_SHARES, RARE_SHARE = {"wellness": 0.92, "load": 0.97}, 0.15
# Whoever tries the demo as one of them finds this morning's form still to fill.
ASKED_TODAY = (WAITING, SECOND)

TECHNIQUE, STRENGTH, ENDURANCE, SPEED, RECOVERY, COMPETITION = range(6)
BY_WEEKDAY = (TECHNIQUE, ENDURANCE, STRENGTH, SPEED, TECHNIQUE, ENDURANCE, RECOVERY)
SATURDAY = 5
SOLID_DAY_AU = 430
LEAST_TRAINED, MATCH_FROM, TWICE_FROM = 0.2, 0.7, 1.15
FIRST_OF_TWO = 0.6


@dataclass(frozen=True)
class Answer:
    """One form filled in. `order` tells those of one day apart."""

    day: date | None
    values: dict[str, Any]
    order: int = 0


def days_until(today: date) -> list[date]:
    """The last DAYS days, oldest first, today the last."""
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def is_match_day(day: date) -> bool:
    """Every second Saturday."""
    return day.weekday() == SATURDAY and day.toordinal() // 7 % 2 == 0


def wellness_of(athlete: Athlete, today: date) -> Iterator[Answer]:
    """Each morning somebody filled in; people forget single days."""
    for day in days_until(today):
        if _fills(athlete, day, today, "wellness") and not (day == today and athlete in ASKED_TODAY):
            yield Answer(day, _morning(athlete, day, today))


def sessions_of(athlete: Athlete, today: date, kinds: list[str]) -> Iterator[Answer]:
    """Sessions and days off up to yesterday, two on many hard days. `kinds`: the form's words, in its order."""
    for day in days_until(today)[:-1]:
        load = load_on(SEED, athlete, day) * share_trained(athlete, day, today)
        if not _fills(athlete, day, today, "load"):
            continue
        if load < LEAST_TRAINED:
            # A day off is said, else the week's sum would lack it.
            yield Answer(day, {"session_type": kinds[RECOVERY], "duration_min": 0, "rpe": 0})
            continue
        chance = draw(SEED, athlete.number, day, "session")
        is_match = is_match_day(day) and load >= MATCH_FROM
        kind = COMPETITION if is_match else BY_WEEKDAY[day.weekday()]
        if load >= TWICE_FROM and not is_match and chance.random() < 0.6:
            parts = [(kind, load * FIRST_OF_TWO), (STRENGTH, load * (1 - FIRST_OF_TWO))]
        else:
            parts = [(kind, load)]
        for order, (one, part) in enumerate(parts):
            yield Answer(day, {"session_type": kinds[one], **_session(part, chance.gauss(0, 0.8))}, order)


def _session(load: float, noise: float) -> dict[str, Any]:
    """Minutes and exertion that together are about this load."""
    rpe = min(9, max(2, round(3 + 3 * load + noise)))
    return {"duration_min": max(15, 5 * round(load * SOLID_DAY_AU / rpe / 5)), "rpe": rpe}


def _morning(athlete: Athlete, day: date, today: date) -> dict[str, Any]:
    chance = draw(SEED, athlete.number, day, "wellness")
    usual = 3.7 + 0.5 * fraction_of(SEED, athlete.number, "wellness")
    condition = condition_on(SEED, athlete, day)
    trained = load_on(SEED, athlete, day - timedelta(days=1)) * share_trained(athlete, day - timedelta(days=1), today)
    ill = illness_on(SEED, athlete, day)
    hurt = 1 - share_trained(athlete, day, today)
    means = {
        "sleep_quality": usual + 0.3 * condition - (1.4 if outline_night(SEED, athlete, day).is_short else 0),
        "fatigue": usual - 0.1 + 0.5 * condition - 1.2 * ill,
        "soreness": usual - 0.7 * (trained - 0.7) - hurt - 0.5 * ill,
        "stress": usual + 0.1 * condition - 0.5 * hurt,
        "mood": usual + 0.25 * condition - 0.8 * hurt - 0.8 * ill,
    }
    return {key: min(5, max(1, round(mean + chance.gauss(0, 0.45)))) for key, mean in means.items()}


def _fills(athlete: Athlete, day: date, today: date, what: str) -> bool:
    if athlete == STOPPED and day > today - STOPPED_FOR:
        return False
    share = RARE_SHARE if athlete == RARELY else USUAL_SHARES[what]
    return fraction_of(SEED, athlete.number, day, "fills", what) < share
