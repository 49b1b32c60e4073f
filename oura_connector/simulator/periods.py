"""Sleep periods of a day: the main sleep, its second half when broken, naps, rests and deleted ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from oura_connector.simulator.athletes import Athlete, traits_of
from oura_connector.simulator.outlines import is_night_worn, is_worn, outline_night, sleeps_by_day
from oura_connector.simulator.seeding import draw, fraction_of
from oura_connector.simulator.sleep_signals import Stages, stage_nap, stage_sleep
from oura_connector.simulator.ways import way_of
from oura_connector.simulator.zones import ONE_DAY, at_local, hours_flown_on

MAIN, SECOND_HALF, NAP, LATE_NAP, REST, DELETED = range(6)
NAPS = (NAP, LATE_NAP)
FOREGROUND, BACKGROUND = "foreground_sleep_analysis", "background_sleep_analysis"
UPDATED, EDITED = "background_created_foreground_updated", "bedtime_edit"
_TYPES = ("long_sleep", "long_sleep", "sleep", "late_nap", "rest", "deleted")


@dataclass(frozen=True)
class Period:
    """One time in bed, before it is written as a document. `order` is one of the six kinds above."""

    order: int
    starts_at: datetime
    stages: Stages
    reason: str = FOREGROUND
    is_confirmed: bool = True  # a nap nobody has confirmed has no type and counts for nothing
    is_running: bool = False  # seen by a background sync while its sleeper slept on

    @property
    def in_bed_s(self) -> int:
        return len(self.stages.per_30_sec) * 30

    @property
    def ends_at(self) -> datetime:
        zone = self.starts_at.tzinfo
        return datetime.fromtimestamp(self.starts_at.timestamp() + self.in_bed_s, tz=zone)

    @property
    def is_night(self) -> bool:
        return self.order in (MAIN, SECOND_HALF)

    @property
    def is_nap(self) -> bool:
        return self.order in NAPS

    @property
    def type(self) -> str | None:
        return _TYPES[self.order] if self.is_confirmed else None


def find_main(periods: Iterable[Period]) -> Period | None:
    """The longest long sleep, which scores and readiness are about."""
    return max(
        (period for period in periods if period.is_night), key=lambda period: period.stages.asleep_s, default=None
    )


@lru_cache(maxsize=4096)
def list_periods(seed: str, athlete: Athlete, day: date) -> tuple[Period, ...]:
    """The day's sleep periods as they are in the end, earliest first; empty when the ring was not worn."""
    periods = [*_lie_down_at_night(seed, athlete, day), *lie_down_by_day(seed, athlete, day)]
    return tuple(sorted(periods, key=lambda period: period.starts_at))


def _lie_down_at_night(seed: str, athlete: Athlete, day: date) -> list[Period]:
    if not is_night_worn(seed, athlete, day):
        return []
    night = outline_night(seed, athlete, day)
    chance = draw(seed, athlete.number, day, "stages")
    restlessness = traits_of(seed, athlete).restlessness
    if not night.up_s:
        return [Period(MAIN, night.starts_at, stage_sleep(chance, night.in_bed_s, restlessness))]
    first_s = round(night.in_bed_s * 0.53 / 30) * 30
    first = Period(MAIN, night.starts_at, stage_sleep(chance, first_s, restlessness))
    second_at = datetime.fromtimestamp(first.ends_at.timestamp() + night.up_s, tz=night.starts_at.tzinfo)
    return [first, Period(SECOND_HALF, second_at, stage_sleep(chance, night.in_bed_s - first_s, restlessness))]


@dataclass(frozen=True)
class _Lying:
    """A kind of lying down by day: how often, on which day, from when (hours), for how long (minutes)."""

    order: int
    share: float
    on: date
    hours: tuple[float, float]
    minutes: tuple[int, int]


def _list_kinds(seed: str, athlete: Athlete, day: date) -> tuple[_Lying, ...]:
    """The evening before counts for `day` once it is past 18:00."""
    evening, rate = day - ONE_DAY, traits_of(seed, athlete).nap_rate
    nap = _Lying(NAP, rate, day, (13.0, 15.5), (20, 95))
    late_nap = _Lying(LATE_NAP, rate / 5, evening, (17.6, 18.6), (30, 60))
    if way_of(athlete.number).naps_late:
        nap = _Lying(NAP, 0.35, day, (15.6, 16.8), (20, 38))
        late_nap = _Lying(LATE_NAP, 0.2, evening, (17.6, 17.9), (35, 60))
    if hours_flown_on(seed, athlete, day) < 0:
        nap = _Lying(NAP, 1.0, day, (15.0, 15.8), (35, 90))
    rest = _Lying(REST, 0.02, evening, (19.6, 20.8), (25, 60))
    return nap, late_nap, rest, _Lying(DELETED, 0.01, day, (11.2, 12.2), (20, 45))


def lie_down_by_day(seed: str, athlete: Athlete, day: date) -> list[Period]:
    """At most one of each kind; not around night shifts, and not on a plane."""
    periods = []
    for kind in _list_kinds(seed, athlete, day):
        if fraction_of(seed, athlete.number, day, "lying", kind.order) >= kind.share:
            continue
        if not (is_worn(seed, athlete, kind.on) and is_worn(seed, athlete, day)):
            continue
        flown_h = hours_flown_on(seed, athlete, kind.on)
        if flown_h > 0 or (flown_h < 0 and kind.order == DELETED):
            continue
        if sleeps_by_day(seed, athlete, kind.on) or sleeps_by_day(seed, athlete, kind.on + ONE_DAY):
            continue
        chance = draw(seed, athlete.number, day, "lying", kind.order, "when")
        starts_at = at_local(seed, athlete, kind.on, chance.uniform(*kind.hours) * 3600, evening=True)
        in_bed_s = chance.randint(kind.minutes[0] * 2, kind.minutes[1] * 2) * 30
        periods.append(Period(kind.order, starts_at, stage_nap(chance, in_bed_s)))
    return periods
