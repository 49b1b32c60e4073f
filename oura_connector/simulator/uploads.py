"""When Oura has what the ring recorded: nights once the app is opened, activity as background syncs bring it."""

from datetime import date, datetime, timedelta

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.days import WHOLE_DAY_SLOTS
from oura_connector.simulator.nights import MAIN, Period
from oura_connector.simulator.outlines import at_local
from oura_connector.simulator.seeding import draw, fraction_of


def appears_at(seed: str, athlete: Athlete, day: date, period: Period) -> datetime:
    """The moment a sleep period is at Oura: after waking, once the wearer has opened the app."""
    chance = draw(seed, athlete.number, day, "opened", period.order)
    quick, usual, late = (5, 45), (45, 170), (180, 480)
    shares = (75, 20, 5) if period.order == MAIN else (60, 40, 0)
    least, most = chance.choices((quick, usual, late), shares)[0]
    return period.ends_at + timedelta(minutes=chance.uniform(least, most))


def arrived_slots(seed: str, athlete: Athlete, day: date, now: datetime) -> int:
    """How many 5-minute slots of the activity day have reached Oura by `now`, 0 to 288.

    Background syncs come every 15 to 40 minutes and carry what is at least 11 to 16 minutes old.
    """
    every_s = 60 * (15 + int(25 * fraction_of(seed, athlete.number, "sync every")))
    phase_s = int(every_s * fraction_of(seed, athlete.number, "sync phase"))
    synced_s = (now.timestamp() - phase_s) // every_s * every_s + phase_s
    lag_s = 60 * (11 + 5 * fraction_of(seed, athlete.number, synced_s, "lag"))
    since_start_s = synced_s - lag_s - at_local(athlete, day, 4 * 3600).timestamp()
    return min(WHOLE_DAY_SLOTS, max(0, int(since_start_s // 300)))
