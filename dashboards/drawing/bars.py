"""Bars one a label, under one another, so that every name can be read: server-made SVG with a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.drawing.grids import Write, grid_upright
from dashboards.drawing.marks import mark, named, point_of, told_of, with_light, with_meaning
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of
from forms_engine.standards import Meaning

WIDTH = 480
# Names stand at the left, the mean's words on top, the numbers of the scale at the foot.
LEFT, RIGHT, TOP, BOTTOM = 128, 24, 34, 26
ROW = 18
# Share of a row that is drawn.
FILLED = 0.72
# Longer names are cut; whole they stand over the bar pointed at, and in the table.
LONGEST_NAME = 16
# Half of the sign of a standard beside a bar.
SIGN = 3.5


@dataclass(frozen=True)
class Bar:
    """`value` None: missing, drawn as a hatched beginning and told as `cause`. `is_partial`: rests on missing days.

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
    """`words`: the text alternative. `write`: the words of the scale. `line`: a value drawn through all bars, in words.

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
    across = Span(ticks[0], ticks[-1], LEFT, WIDTH - RIGHT)
    foot = TOP + ROW * len(chart.bars)
    bars = "".join(
        mark(_words(bar), _bar(bar, TOP + index * ROW, across), bar.url, WIDTH / 2, 12, is_first=index == 0)
        for index, bar in enumerate(chart.bars)
    )
    return SafeString(
        f'<svg class="chart is-large is-list" viewBox="0 0 {WIDTH} {foot + BOTTOM}" role="group" '
        f'aria-label="{escape(chart.words)}">{grid_upright(ticks, across, chart.write, TOP, foot)}{bars}'
        f"{_names(chart.bars)}{_level(chart, across, foot)}</svg>"
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


def _bar(bar: Bar, top: float, across: Span) -> str:
    y, height = top + ROW * (1 - FILLED) / 2, ROW * FILLED
    ground = across.at(max(0.0, across.low))
    if bar.value is None:
        return f'<rect class="bar-gap" x="{ground:.1f}" y="{y:.1f}" width="4" height="{height:.1f}"/>'
    start, end = sorted((across.at(bar.value), ground))
    name = "bar is-stale" if bar.age else "bar is-partial" if bar.is_partial else "bar"
    width = max(1.0, end - start)
    drawn = f'<rect class="{name}" x="{start:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
    return drawn + point_of(bar.meaning, end + 6, top + ROW / 2, SIGN) if bar.meaning else drawn


def _names(bars: Sequence[Bar]) -> str:
    return "".join(
        f'<text class="chart-label" x="{LEFT - 6}" y="{TOP + (index + 0.5) * ROW:.1f}" text-anchor="end" '
        f'dominant-baseline="middle">{escape(_short(bar.label))}</text>'
        for index, bar in enumerate(bars)
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


def _level(chart: BarChart, across: Span, foot: float) -> str:
    if chart.line is None:
        return ""
    level, words = chart.line
    x = f"{across.at(level):.1f}"
    return (
        f'<path class="chart-mean" d="M{x} {TOP - 4}V{foot}"/>'
        f'<text class="chart-label" x="{x}" y="{TOP - 7}" text-anchor="middle">{escape(words)}</text>'
    )
