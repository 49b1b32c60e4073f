"""Bars one a label, and the distribution of one value over many people: server-made SVG with a table beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.drawing.marks import mark, named, point_of, told_of, with_light, with_meaning
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of
from forms_engine.standards import Meaning

WIDTH = 480
HEIGHT = 220
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 18, 28
# Share of the room of one bar that is drawn.
FILLED = 0.72
# More labels than this do not fit beneath each other's bars; every second, third … is written.
LABELS = 8
# Half of the sign of a standard above a bar.
SIGN = 3.5

Write = Callable[[float], str]


@dataclass(frozen=True)
class Bar:
    """`value` None: missing, drawn as a hatched foot and told as `cause`. `is_partial`: rests on missing days.

    `words` is the value in words; `age`: how old it is, in words, where it is not of the day itself; the bar is grey.
    `url`: where the bar leads, already made for HTML. `meaning`: what a standard says of the value; `critical`: what
    must be known of whose it is, in words.
    """

    label: str
    value: float | None
    words: str = ""
    url: str = ""
    cause: str = ""
    is_partial: bool = False
    age: str = ""
    meaning: Meaning | None = None
    critical: str = ""


@dataclass(frozen=True)
class BarChart:
    """`words`: the text alternative. `write` makes the words of the scale. `line`: a level drawn across and its words.

    `least_step`: the smallest step of the scale in the values' own unit; 0 for any.
    """

    words: str
    label_heading: str
    value_heading: str
    bars: Sequence[Bar]
    write: Write
    line: tuple[float, str] | None = None
    least_step: float = 0.0


def bar_chart(chart: BarChart) -> SafeString:
    """The bars as SVG; "" when none has a value. Scales begin at 0, as the length of a bar is what is read."""
    there = [bar.value for bar in chart.bars if bar.value is not None]
    if not there:
        return SafeString("")
    levels = [*there, *([chart.line[0]] if chart.line else [])]
    ticks = round_ticks(min(0.0, *levels), max(0.0, *levels), chart.least_step)
    up = Span(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    room = (WIDTH - LEFT - RIGHT) / len(chart.bars)
    bars = "".join(
        mark(_words(bar), _bar(bar, LEFT + index * room, room, up), bar.url, WIDTH / 2, TOP - 7, is_first=index == 0)
        for index, bar in enumerate(chart.bars)
    )
    return SafeString(
        f'<svg class="chart is-large" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(chart.words)}">'
        f"{grid_across(ticks, up, chart.write)}{bars}{_labels(chart.bars, room)}{_level(chart, up)}</svg>"
    )


def bar_table(chart: BarChart) -> SafeString:
    """The same numbers as a table."""
    rows = [(named(bar.label, bar.url, bar.critical), with_light(_told(bar), bar.meaning)) for bar in chart.bars]
    return table_of(chart.words, (chart.label_heading, chart.value_heading), rows)


def _told(bar: Bar) -> str:
    if bar.value is None:
        return bar.cause or _("no value")
    if bar.age:
        return f"{bar.words}, {bar.age}"
    return _("%(value)s, partial") % {"value": bar.words} if bar.is_partial else bar.words


def _words(bar: Bar) -> str:
    return told_of(bar.label, with_meaning(_told(bar), bar.meaning), bar.critical)


def _bar(bar: Bar, left: float, room: float, up: Span) -> str:
    x, width = left + room * (1 - FILLED) / 2, room * FILLED
    ground = up.at(max(0.0, up.low))
    if bar.value is None:
        return f'<rect class="bar-gap" x="{x:.1f}" y="{ground - 4:.1f}" width="{width:.1f}" height="4"/>'
    top, foot = sorted((up.at(bar.value), ground))
    name = "bar is-stale" if bar.age else "bar is-partial" if bar.is_partial else "bar"
    height = max(1.0, foot - top)
    drawn = f'<rect class="{name}" x="{x:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    return drawn + point_of(bar.meaning, x + width / 2, max(top, TOP) - 5, SIGN) if bar.meaning else drawn


def _labels(bars: Sequence[Bar], room: float) -> str:
    every = -(-len(bars) // LABELS)
    return "".join(
        f'<text class="chart-label" x="{LEFT + (index + 0.5) * room:.1f}" y="{HEIGHT - 10}" text-anchor="middle">'
        f"{escape(bar.label)}</text>"
        for index, bar in enumerate(bars)
        if index % every == 0
    )


def _level(chart: BarChart, up: Span) -> str:
    if chart.line is None:
        return ""
    level, words = chart.line
    y, right = f"{up.at(level):.1f}", WIDTH - RIGHT
    return (
        f'<path class="chart-mean" d="M{LEFT} {y}H{right}"/>'
        f'<text class="chart-label" x="{right}" y="{y}" dy="-4" text-anchor="end">{escape(words)}</text>'
    )


def grid_across(ticks: Sequence[float], up: Span, write: Write) -> str:
    """Level lines with their numbers at the left."""
    return "".join(
        f'<line class="chart-grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{up.at(tick):.1f}" y2="{up.at(tick):.1f}"/>'
        f'<text class="chart-label" x="{LEFT - 6}" y="{up.at(tick):.1f}" text-anchor="end" '
        f'dominant-baseline="middle">{escape(write(tick))}</text>'
        for tick in ticks
    )
