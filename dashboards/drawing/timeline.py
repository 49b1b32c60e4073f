"""Small charts over days that stand under one another: same days, same width, so that one day is one vertical line.

A chart is as wide as its place: the drawing is stretched sideways, while strokes, dots and words keep their size. So
days are ten units wide whatever the screen, heights are in pixels. Lines break at missing days; a hole is hatched by
the pattern that `hatch()` puts on a page once. The look of every class stands in static/dashboards/timeline.css.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from html import escape
from itertools import chain

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dashboards.days import month_day, short_day
from dashboards.drawing.marks import point_of, with_meaning
from dashboards.drawing.scale import round_ticks
from dashboards.drawing.strokes import SLOT, Extent, Frame, bands_of, bars_of, dots_of, middle_of, points_of, stroke_of
from dashboards.wording import whole
from forms_engine.standards import Meaning

TOP = 6
FOOT = 18  # room for the days below
TICKS = 3
HEIGHT = 112
# Up to so many days → a label every so many, counted back from the newest.
LABELS = ((10, 1), (40, 7), (130, 21), (10_000, 61))
DENSE_FROM = 60
# How large the shape of a standard is, half of its height.
SAID = 4.5


class Draw(StrEnum):
    LINE = "line"
    DOTS = "dots"
    BARS = "bars"  # from nought
    STACK = "stack"  # from the top of the stacked series before it
    GHOST = "ghost"  # a line of other days, to compare with


@dataclass(frozen=True, slots=True)
class Series:
    """`values`: one a day of the chart, None for a missing one. `number`: its colour and dash, 1 to 6."""

    name: str
    values: Sequence[float | None]
    draw: Draw = Draw.LINE
    number: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on the day at `index`; `tone`: fine, watch, act, none, or "" for no judgement."""

    index: int
    words: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days from `first` to `last` (both included, by index) on which a value was due and is not there, and why."""

    first: int
    last: int
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a standard says of the value on the day at `index`."""

    index: int
    value: float
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Trend:
    """One chart. `words`: its text alternative. `days`: oldest first. `band`: the own normal of each day, drawn behind.

    `spans`: from where to where of each day, as floating bars. `write` names a tick, `step` is the smallest distance
    of two. `is_upside_down`: low values on top.
    """

    words: str
    days: Sequence[date]
    series: Sequence[Series] = ()
    band: Sequence[Extent | None] = ()
    spans: Sequence[Extent | None] = ()
    gaps: Sequence[Gap] = ()
    marks: Sequence[Mark] = ()
    said: Sequence[Said] = ()
    write: Callable[[float], str] = whole
    step: float = 1.0
    height: int = HEIGHT
    is_upside_down: bool = False


def hatch() -> SafeString:
    """The pattern of missing days; once on every page with charts."""
    return SafeString(
        '<svg class="trend-hatch" width="0" height="0" aria-hidden="true"><defs>'
        '<pattern id="trend-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="trend-hatch-line" d="M0 0V6"/></pattern></defs></svg>'
    )


def draw_trend(trend: Trend) -> SafeString:
    """The chart as SVG. Without any value: holes and days alone."""
    count = len(trend.days)
    stacks = list(_stacks(trend.series))
    numbers = _numbers(trend, stacks)
    ticks = round_ticks(min(numbers), max(numbers), trend.step, TICKS) if numbers else []
    frame = _frame(ticks, trend)
    dense = " is-dense" if count > DENSE_FROM else ""
    drawn = "".join(_layers(trend, stacks, frame))
    return SafeString(
        f'<svg class="trend{dense}" height="{trend.height}" role="img" aria-label="{escape(trend.words)}">'
        f"{_grid(ticks, trend.write, frame)}{_gaps(trend.gaps, count, frame)}"
        f'<svg class="trend-plot" viewBox="0 0 {count * SLOT} {frame.height}" preserveAspectRatio="none" '
        f'width="100%" height="{frame.height}" y="{TOP}">{drawn}{_marks(trend.marks, frame)}</svg>'
        f"{_said(trend, frame)}{_day_labels(trend.days[-1], count, trend.height, get_language())}</svg>"
    )


def key_list(entries: Sequence[tuple[str, str]]) -> SafeString:
    """What each look stands for: (classes of a stroke, words) pairs as a list. "" without any."""
    if not entries:
        return SafeString("")
    pieces = "".join(
        f'<li><svg width="24" height="10" aria-hidden="true"><path class="{look}" d="{_piece(look)}"/></svg>'
        f"{escape(words)}</li>"
        for look, words in entries
    )
    return SafeString(f'<ul class="trend-key">{pieces}</ul>')


def _piece(look: str) -> str:
    if look.startswith(("trend-bars", "trend-band", "trend-gap")):
        return "M4 0h16v10h-16z"
    if look == "trend-mark":
        return "M12 0v10"
    return "M12 5h0" if look.startswith("trend-dots") else "M0 5h24"


def _frame(ticks: Sequence[float], trend: Trend) -> Frame:
    height = trend.height - TOP - FOOT
    low, high = (ticks[0], ticks[-1]) if ticks else (0.0, 1.0)
    start, end = (0, height) if trend.is_upside_down else (height, 0)
    return Frame(height, low, start, (end - start) / (high - low))


def _numbers(trend: Trend, stacks: Sequence[Sequence[Extent | None]]) -> list[float]:
    """Every number that is drawn."""
    found = [one.value for one in trend.said]
    for one in trend.series:
        there = [value for value in one.values if value is not None]
        if one.draw is not Draw.STACK:
            found += there
        if one.draw is Draw.BARS and there:
            found.append(0.0)
    for spans in (trend.band, trend.spans, *stacks):
        found += chain.from_iterable(filter(None, spans))
    return found


def _stacks(series: Sequence[Series]) -> Iterator[list[Extent | None]]:
    """Where the bars of each stacked series stand, one on the other."""
    reached: list[float] = []
    for one in series:
        if one.draw is Draw.STACK:
            reached = reached or [0.0] * len(one.values)
            spans: list[Extent | None] = []
            for index, value in enumerate(one.values):
                spans.append(None if value is None else (reached[index], reached[index] + value))
                reached[index] += value or 0.0
            yield spans


def _layers(trend: Trend, stacks: Sequence[Sequence[Extent | None]], frame: Frame) -> Iterator[str]:
    for shape in bands_of(trend.band, frame):
        yield f'<path class="trend-band" d="{shape}"/>'
    if any(trend.spans):
        yield f'<path class="trend-bars series-1" d="{bars_of(trend.spans, frame)}"/>'
    waiting = iter(stacks)
    for one in trend.series:
        colour = f"series-{one.number}"
        if one.draw is Draw.STACK:
            yield f'<path class="trend-bars {colour}" d="{bars_of(next(waiting), frame)}"/>'
        elif one.draw is Draw.BARS:
            spans = [None if value is None else (0.0, value) for value in one.values]
            yield f'<path class="trend-bars {colour}" d="{bars_of(spans, frame)}"/>'
        elif one.draw is Draw.DOTS:
            yield f'<path class="trend-dots {colour}" d="{dots_of(one.values, frame)}"/>'
        else:
            is_ghost = one.draw is Draw.GHOST
            name = "trend-ghost" if is_ghost else f"trend-line {colour}"
            yield f'<path class="{name}" d="{stroke_of(points_of(one.values, frame))}"/>'
            if not is_ghost and (last := dots_of(one.values[-1:], frame, first=len(one.values) - 1)):
                yield f'<path class="trend-last {colour}" d="{last}"/>'


def _grid(ticks: Sequence[float], write: Callable[[float], str], frame: Frame) -> str:
    return "".join(
        f'<line class="trend-grid" x2="100%" y1="{y}" y2="{y}"/>'
        f'<text class="trend-label" x="-6" y="{y}" dy="0.32em" text-anchor="end">{escape(write(tick))}</text>'
        for tick in ticks
        for y in (_number(TOP + frame.y(tick)),)
    )


def _gaps(gaps: Sequence[Gap], count: int, frame: Frame) -> str:
    return "".join(
        f'<rect class="trend-gap" x="{_share(gap.first, count)}%" width="{_share(gap.last - gap.first + 1, count)}%" '
        f'y="{TOP}" height="{frame.height}" fill="url(#trend-hatch)"><title>{escape(gap.words)}</title></rect>'
        for gap in gaps
    )


def _marks(marks: Sequence[Mark], frame: Frame) -> str:
    return "".join(
        f'<path class="trend-mark{tone}" d="M{middle_of(mark.index)} 0V{frame.height}">'
        f"<title>{escape(mark.words)}</title></path>"
        for mark in marks
        for tone in (f" is-{mark.tone}" if mark.tone else "",)
    )


def _said(trend: Trend, frame: Frame) -> str:
    """Not within the plot, which is stretched: a shape keeps its own."""
    count = len(trend.days)
    return "".join(
        f'<svg class="trend-said" x="{_share(one.index + 0.5, count)}%" y="{_number(TOP + frame.y(one.value))}" '
        f'overflow="visible"><title>{escape(_said_words(one, trend))}</title>{point_of(one.meaning, 0, 0, SAID)}</svg>'
        for one in trend.said
    )


def _said_words(one: Said, trend: Trend) -> str:
    return f"{short_day(trend.days[one.index])}: {with_meaning(trend.write(one.value), one.meaning)}"


# Charts that stand under one another say the same; each language apart.
@lru_cache(maxsize=64)
def _day_labels(last: date, count: int, height: int, _language: str | None) -> str:
    every = next(every for most, every in LABELS if count <= most)
    write = short_day if every == 1 else month_day
    return "".join(
        f'<text class="trend-label{between}" x="{_share(count - back - 0.5, count)}%" y="{height - 4}" '
        f'text-anchor="{"end" if back == 0 and every > 1 else "middle"}">{day}</text>'
        for place, back in enumerate(range(0, count, every))
        if back < count - 1 or every == 1
        for day in (escape(write(last - timedelta(days=back))),)
        # Every other one, for which a phone has no room.
        for between in (" is-between" if place % 2 else "",)
    )


def _share(index: float, count: int) -> str:
    return _number(round(100 * index / count, 3))


def _number(value: float) -> str:
    """As short as it can be said: 12, 12.5."""
    return f"{value:g}"
