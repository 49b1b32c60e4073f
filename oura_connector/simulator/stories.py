"""How each sleep period comes to Oura: a first form, and for some a second one later.

A night may be analysed in the background and updated when the app is opened; a bedtime may be edited by its sleeper;
a nap may wait for its confirmation. The id stays the same unless the world is told otherwise.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.periods import BACKGROUND, EDITED, MAIN, UPDATED, Period, list_periods
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.sleep_signals import AWAKE, Stages
from oura_connector.simulator.uploads import analysed_at, opened_at
from oura_connector.simulator.ways import way_of

RUNNING_LAG = timedelta(minutes=14)
SHORTEST_REST_UNITS = 120  # an hour: what a night keeps at least, in units of 30 seconds
RUNNING = 3  # the stage of a night that lasts still
SETTLED_AFTER = timedelta(days=12)  # by then every upload and every edit of a day has happened


@dataclass(frozen=True)
class Story:
    """`amended_at` is None when the first form is the last one; all moments are aware.

    `running` is the night as a background sync finds it while it lasts, from `running_at` on until it appears.
    """

    first: Period
    last: Period
    appears_at: datetime
    amended_at: datetime | None = None
    running: Period | None = None
    running_at: datetime | None = None

    def stage_at(self, now: datetime) -> int:
        """0 not there yet, 1 the first form, 2 the last one."""
        if now < self.appears_at:
            return 0
        return 2 if self.amended_at is None or now >= self.amended_at else 1

    def form(self, stage: int) -> Period:
        if stage == RUNNING and self.running is not None:
            return self.running
        return self.last if stage == 2 else self.first

    @property
    def is_edited(self) -> bool:
        return self.last.reason == EDITED


def tell_day(seed: str, athlete: Athlete, day: date) -> tuple[Story, ...]:
    """The stories of the day's periods, by when they began in the end."""
    return tuple(_tell(seed, athlete, day, period) for period in list_periods(seed, athlete, day))


def _tell(seed: str, athlete: Athlete, day: date, period: Period) -> Story:
    way, opened = way_of(athlete.number), opened_at(seed, athlete, day, period)
    if period.is_nap:
        return _confirm_nap(seed, athlete, day, period, opened)
    if period.order != MAIN:
        return Story(period, period, opened)
    if way.background_nights:
        return _update_in_foreground(seed, athlete, day, period, opened)
    if fraction_of(seed, athlete.number, day, "edits") < way.edited_night_share:
        return _edit_bedtime(seed, athlete, day, period, opened)
    return Story(period, period, opened)


def _confirm_nap(seed: str, athlete: Athlete, day: date, nap: Period, opened: datetime) -> Story:
    """Most naps are confirmed when the app shows them, some hours later."""
    chance = draw(seed, athlete.number, day, "confirms", nap.order)
    if chance.random() < 0.65:
        return Story(nap, nap, opened)
    return Story(replace(nap, is_confirmed=False), nap, opened, opened + timedelta(hours=chance.uniform(0.5, 16)))


def _update_in_foreground(seed: str, athlete: Athlete, day: date, night: Period, opened: datetime) -> Story:
    """In the background the last minutes are missing still."""
    units = night.stages.per_30_sec
    missing = min(draw(seed, athlete.number, day, "updates").randint(8, 40), len(units) - SHORTEST_REST_UNITS)
    first = replace(night, stages=Stages(units[:-missing]), reason=BACKGROUND)
    last = replace(night, reason=UPDATED)
    half = len(units) // 2
    running = replace(night, stages=Stages(units[:half]), reason=BACKGROUND, is_running=True)
    return Story(first, last, analysed_at(seed, athlete, day, night), opened, running, running.ends_at + RUNNING_LAG)


def _edit_bedtime(seed: str, athlete: Athlete, day: date, night: Period, opened: datetime) -> Story:
    """Before the edit the night began too early: the sleeper was reading."""
    chance = draw(seed, athlete.number, day, "edits", "how")
    reading = chance.randint(20, 44)
    starts_at = datetime.fromtimestamp(night.starts_at.timestamp() - 30 * reading, tz=night.starts_at.tzinfo)
    first = replace(night, starts_at=starts_at, stages=Stages(AWAKE * reading + night.stages.per_30_sec))
    return Story(first, replace(night, reason=EDITED), opened, opened + timedelta(hours=chance.uniform(0.3, 30)))
