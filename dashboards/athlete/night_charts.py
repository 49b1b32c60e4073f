"""The pictures of a night and the table beside them, from samples at their moments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from dashboards.athlete.night import Night, Points
from dashboards.drawing.night import Hours, Step, draw_curve, draw_phases
from dashboards.drawing.tables import table_of
from dashboards.speaking import spoken as _
from dashboards.wording import clock, span, whole

# What Oura's digits mean, by their level in the picture from the top.
LEVELS = {4: 0, 3: 1, 2: 2, 1: 3}
USUAL_STEP_MIN = 5.0
# A hole longer than so many usual steps breaks a curve.
BREAKS_AFTER = 2.5
Minutes = list[tuple[float, float | None]]


@dataclass(frozen=True)
class NightChart:
    title: str
    unit: str
    drawing: SafeString


def level_names() -> list[str]:
    """From the top."""
    return [_("Awake"), _("REM"), pgettext("sleep", "Light"), _("Deep")]


def draw_night(night: Night, zone: tzinfo) -> tuple[NightChart, ...]:
    """Phases, heart rate and HRV, as far as there are samples and the viewer may see them."""
    phases, heart_rate, hrv = (_minutes(points, zone) for points in (night.phases, night.heart_rate, night.hrv))
    axis = _axis([*phases, *heart_rate, *hrv])
    if axis is None:
        return ()
    charts = []
    if steps := list(_steps(phases)):
        drawing = draw_phases(axis, steps, level_names(), _phase_words(steps))
        charts.append(NightChart(_("Phases of sleep"), "", drawing))
    for title, unit, points, number in ((_("Heart rate"), _("bpm"), heart_rate, 2), (_("HRV"), _("ms"), hrv, 1)):
        if drawing := draw_curve(axis, _broken(points), _curve_words(title, unit, points), whole, number):
            charts.append(NightChart(title, unit, drawing))
    return tuple(charts)


def night_table(night: Night, zone: tzinfo) -> SafeString:
    """The same by the clock: each moment with its phase, heart rate and HRV. "" without samples."""
    columns = [_minutes(points, zone) for points in (night.phases, night.heart_rate, night.hrv)]
    found = [{int(minute): value for minute, value in column if value is not None} for column in columns]
    names = level_names()
    # Phases told more often than the curves are taken at the curves' moments.
    moments = sorted((found[1].keys() | found[2].keys()) or found[0].keys())
    rows = [
        (
            clock(minute / 60),
            names[LEVELS[int(phase)]] if (phase := found[0].get(minute)) in LEVELS else "–",
            *("–" if (value := one.get(minute)) is None else whole(value) for one in found[1:]),
        )
        for minute in moments
    ]
    if not rows:
        return SafeString("")
    headings = [_("Time"), _("Phase"), _("Heart rate, bpm"), _("HRV, ms")]
    return table_of(_("The night by the clock"), headings, rows)


def _minutes(points: Points, zone: tzinfo) -> Minutes:
    """Minutes from the midnight that begins the day of the first sample, by the athlete's clock."""
    if not points:
        return []
    local = [(moment.astimezone(zone), value) for moment, value in points]
    midnight = datetime.combine(local[0][0].date(), datetime.min.time(), zone)
    return [((moment - midnight).total_seconds() / 60, value) for moment, value in local]


def _axis(points: Minutes) -> Hours | None:
    minutes = [minute for minute, _value in points]
    return Hours(int(min(minutes)), int(max(minutes) + USUAL_STEP_MIN)) if minutes else None


def _steps(phases: Minutes) -> Iterator[Step]:
    """Neighbours in the same phase as one stretch."""
    width = _usual(phases)
    known = [(minute, LEVELS.get(int(value)) if value is not None else None) for minute, value in phases]
    for level, run in groupby(known, key=lambda one: one[1]):
        minutes = [minute for minute, _level in run]
        if level is not None:
            yield Step(minutes[0], minutes[-1] + width, level)


def _usual(points: Sequence[tuple[float, float | None]]) -> float:
    """The distance of two samples; the middle one, for some come when they please."""
    steps = sorted(later[0] - earlier[0] for earlier, later in zip(points, points[1:], strict=False))
    return steps[len(steps) // 2] if steps else USUAL_STEP_MIN


def _broken(points: Minutes) -> list[tuple[float, float] | None]:
    """The curve, broken where samples are missing."""
    longest = BREAKS_AFTER * _usual(points)
    found: list[tuple[float, float] | None] = []
    last = None
    for minute, value in points:
        if value is None:
            found.append(None)
            continue
        if last is not None and minute - last > longest:
            found.append(None)
        found.append((minute, value))
        last = minute
    return found


def _phase_words(steps: Sequence[Step]) -> str:
    names = level_names()
    told = []
    for level in reversed(range(len(names))):
        minutes = sum(step.ends - step.begins for step in steps if step.level == level)
        told.append(_("%(phase)s %(time)s") % {"phase": names[level], "time": span(minutes * 60)})
    return _("Phases of sleep through the night: %(phases)s") % {"phases": ", ".join(told)}


def _curve_words(title: str, unit: str, points: Minutes) -> str:
    there = [value for _minute, value in points if value is not None]
    if not there:
        return title
    about = {"what": title, "low": whole(min(there)), "high": whole(max(there)), "unit": unit}
    return _("%(what)s through the night, %(low)s to %(high)s %(unit)s") % about
