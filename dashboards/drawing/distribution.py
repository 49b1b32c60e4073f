"""One value over many people: a dot a person, stacked over round steps of the scale, the usual range as a strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from django.utils.safestring import SafeString

from dashboards.drawing.bars import Write
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of

WIDTH = 480
HEIGHT = 240
LEFT, RIGHT, TOP, BOTTOM = 14, 14, 34, 44
STEPS = 10
# More numbers than this do not fit along the foot.
LABELS = 7
# Dots are as large as their stacks allow, within these; the gap between two is a quarter of one.
LARGEST_DOT, SMALLEST_DOT = 11.0, 1.5


@dataclass(frozen=True)
class Dot:
    """One person; `words` is the value in words, `url` where the dot leads, already made for HTML."""

    name: str
    value: float
    words: str
    url: str = ""


@dataclass(frozen=True)
class Distribution:
    """`words`: the text alternative. `usual`: from, middle, to; `usual_words` says what they are.

    `least_step`: the smallest step of the scale in the value's own unit; 0 for any.
    """

    words: str
    name_heading: str
    value_heading: str
    dots: Sequence[Dot]
    write: Write
    usual: tuple[float, float, float] | None = None
    usual_words: str = ""
    least_step: float = 0.0


def distribution_chart(distribution: Distribution) -> SafeString:
    """The stacks as SVG; "" for nobody. Dots come in the order of their values, so the tab key climbs the scale."""
    dots = sorted(distribution.dots, key=lambda dot: (dot.value, dot.name))
    if not dots:
        return SafeString("")
    edges = [dots[0].value, dots[-1].value, *(distribution.usual or ())]
    ticks = round_ticks(min(edges), max(edges), distribution.least_step, STEPS)
    along = Span(ticks[0], ticks[-1], LEFT, WIDTH - RIGHT)
    stacks = _stacks(dots, ticks)
    return SafeString(
        f'<svg class="chart is-large" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{escape(distribution.words)}">{_usual(distribution, along)}{_axis(ticks, along, distribution)}'
        f"{''.join(_stack(stack, ticks, index, along, stacks) for index, stack in enumerate(stacks))}</svg>"
    )


def distribution_table(distribution: Distribution) -> SafeString:
    """Everybody with their value, highest first."""
    dots = sorted(distribution.dots, key=lambda dot: (-dot.value, dot.name))
    rows = [(_named(dot), dot.words) for dot in dots]
    return table_of(distribution.words, (distribution.name_heading, distribution.value_heading), rows)


def _named(dot: Dot) -> str:
    return SafeString(f'<a href="{dot.url}">{escape(dot.name)}</a>') if dot.url else dot.name


def _stacks(dots: Sequence[Dot], ticks: Sequence[float]) -> list[list[Dot]]:
    """The dots of each step of the scale; what lies on a tick belongs to the step above it."""
    step = ticks[1] - ticks[0]
    stacks: list[list[Dot]] = [[] for _tick in ticks[:-1]]
    for dot in dots:
        stacks[min(len(stacks) - 1, max(0, int((dot.value - ticks[0]) / step + 1e-9)))].append(dot)
    return stacks


def _dot_size(room: float, highest: int) -> tuple[float, int]:
    """How large a dot may be so that the highest stack fits, and how many stand side by side."""
    size = LARGEST_DOT
    while size > SMALLEST_DOT:
        beside = max(1, int(room * 0.9 / (size * 1.25)))
        if ceil(highest / beside) * size * 1.25 <= HEIGHT - TOP - BOTTOM:
            return size, beside
        size -= 0.5
    return size, max(1, int(room * 0.9 / (size * 1.25)))


def _stack(
    stack: Sequence[Dot], ticks: Sequence[float], index: int, along: Span, stacks: Sequence[Sequence[Dot]]
) -> str:
    if not stack:
        return ""
    start, room = along.at(ticks[index]), along.at(ticks[1]) - along.at(ticks[0])
    size, beside = _dot_size(room, max(map(len, stacks)))
    pitch = size * 1.25
    columns = min(beside, len(stack))
    height = ceil(len(stack) / beside) * pitch
    ground = HEIGHT - BOTTOM
    left = start + (room - columns * pitch) / 2 + pitch / 2
    drawn = "".join(
        _dot(dot, left + place % beside * pitch, ground - pitch / 2 - place // beside * pitch, size / 2)
        for place, dot in enumerate(stack)
    )
    bar = (
        f'<rect class="bar-back" x="{start + 1:.1f}" y="{ground - height:.1f}" '
        f'width="{room - 2:.1f}" height="{height:.1f}"/>'
    )
    count = (
        f'<text class="chart-label" x="{start + room / 2:.1f}" y="{ground - height - 5:.1f}" '
        f'text-anchor="middle">{len(stack)}</text>'
    )
    return bar + count + drawn


def _dot(dot: Dot, x: float, y: float, radius: float) -> str:
    told = escape(f"{dot.name}: {dot.words}")
    # The name stands above the drawing's own middle when a dot is focused, wherever the dot lies.
    drawn = (
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        f'<text class="dot-name" x="{WIDTH / 2:.0f}" y="14" text-anchor="middle">{told}</text>'
    )
    if not dot.url:
        return f'<g class="dot-of"><title>{told}</title>{drawn}</g>'
    return f'<a class="dot-of" href="{dot.url}" aria-label="{told}"><title>{told}</title>{drawn}</a>'


def _usual(distribution: Distribution, along: Span) -> str:
    if distribution.usual is None:
        return ""
    low, middle, high = map(along.at, distribution.usual)
    y, height = HEIGHT - BOTTOM, 7
    return (
        f"<g><title>{escape(distribution.usual_words)}</title>"
        f'<rect class="usual" x="{low:.1f}" y="{y}" width="{max(1.0, high - low):.1f}" height="{height}"/>'
        f'<path class="usual-middle" d="M{middle:.1f} {y - 3}V{y + height + 3}"/></g>'
    )


def _axis(ticks: Sequence[float], along: Span, distribution: Distribution) -> str:
    y = HEIGHT - BOTTOM
    every = -(-len(ticks) // LABELS)
    labels = "".join(
        f'<text class="chart-label" x="{along.at(tick):.1f}" y="{y + 23}" text-anchor="middle">'
        f"{escape(distribution.write(tick))}</text>"
        for tick in ticks[::every]
    )
    name = (
        f'<text class="chart-label" x="{WIDTH - RIGHT}" y="{HEIGHT - 2}" text-anchor="end">'
        f"{escape(distribution.value_heading)}</text>"
    )
    return f'<path class="chart-grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>{labels}{name}'
