"""One value over many people: a dot a person, stacked over round steps of the scale, the usual range as a strip."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from django.utils.safestring import SafeString

from dashboards.drawing.grids import Write
from dashboards.drawing.marks import mark, named, point_of, told_of, with_light, with_meaning
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of
from forms_engine.standards import Meaning

WIDTH = 480
LEFT, RIGHT, TOP, BOTTOM = 14, 14, 34, 44
STEPS = 10
# More numbers than this do not fit along the foot.
LABELS = 7
# Dots are as large as their stacks allow, within these.
SHORTEST, TALLEST = 40, 160
LARGEST_DOT, SMALLEST_DOT = 11.0, 1.5
# From one dot to the next, in dots.
PITCH = 1.25


@dataclass(frozen=True)
class Dot:
    """One person; `words` is the value in words, `url` where the dot leads, already made for HTML.

    `meaning`: what a standard says of the value; `critical`: what must be known of them, in words.
    """

    name: str
    value: float
    words: str
    url: str = ""
    meaning: Meaning | None = None
    critical: str = ""


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
    """The stacks as SVG; "" for nobody. Dots come in the order of their values, so arrow keys climb the scale."""
    dots = sorted(distribution.dots, key=lambda dot: (dot.value, dot.name))
    if not dots:
        return SafeString("")
    edges = [dots[0].value, dots[-1].value, *(distribution.usual or ())]
    ticks = round_ticks(min(edges), max(edges), distribution.least_step, STEPS)
    along = Span(ticks[0], ticks[-1], LEFT, WIDTH - RIGHT)
    stacks = _stacks(dots, ticks)
    frame = _frame_of(along.at(ticks[1]) - along.at(ticks[0]), max(map(len, stacks)))
    drawn = "".join(_stack(stack, along.at(tick), frame, dots[0]) for tick, stack in zip(ticks, stacks, strict=False))
    return SafeString(
        f'<svg class="chart is-large" viewBox="0 0 {WIDTH} {frame.ground + BOTTOM:.0f}" role="group" '
        f'aria-label="{escape(distribution.words)}">{_usual(distribution, along, frame.ground)}'
        f"{_axis(ticks, along, distribution, frame.ground)}{drawn}</svg>"
    )


def distribution_table(distribution: Distribution) -> SafeString:
    """Everybody with their value, highest first."""
    dots = sorted(distribution.dots, key=lambda dot: (-dot.value, dot.name))
    rows = [(named(dot.name, dot.url, dot.critical), with_light(dot.words, dot.meaning)) for dot in dots]
    return table_of(distribution.words, (distribution.name_heading, distribution.value_heading), rows)


def _stacks(dots: Sequence[Dot], ticks: Sequence[float]) -> list[list[Dot]]:
    """The dots of each step of the scale; what lies on a tick belongs to the step above it."""
    step = ticks[1] - ticks[0]
    stacks: list[list[Dot]] = [[] for _tick in ticks[:-1]]
    for dot in dots:
        stacks[min(len(stacks) - 1, max(0, int((dot.value - ticks[0]) / step + 1e-9)))].append(dot)
    return stacks


@dataclass(frozen=True)
class _Frame:
    """`room`: how wide a step of the scale is; `size`: of a dot; `beside`: dots side by side; `ground`: where stacks
    stand."""

    room: float
    size: float
    beside: int
    ground: float

    @property
    def pitch(self) -> float:
        return self.size * PITCH


def _frame_of(room: float, highest: int) -> _Frame:
    """Dots as large as the highest stack allows; few athletes need no tall drawing."""
    size = LARGEST_DOT
    beside = _beside(room, size)
    while size > SMALLEST_DOT and ceil(highest / beside) * size * PITCH > TALLEST:
        size -= 0.5
        beside = _beside(room, size)
    tall = max(SHORTEST, ceil(highest / beside) * size * PITCH)
    return _Frame(room, size, beside, TOP + tall)


def _beside(room: float, size: float) -> int:
    return max(1, int(room * 0.9 / (size * PITCH)))


def _stack(stack: Sequence[Dot], start: float, frame: _Frame, first: Dot) -> str:
    if not stack:
        return ""
    pitch, beside, ground, room = frame.pitch, frame.beside, frame.ground, frame.room
    height = ceil(len(stack) / beside) * pitch
    left = start + (room - min(beside, len(stack)) * pitch) / 2 + pitch / 2
    drawn = "".join(
        _dot(
            dot,
            left + place % beside * pitch,
            ground - pitch / 2 - place // beside * pitch,
            frame.size / 2,
            is_first=dot is first,
        )
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


def _dot(dot: Dot, x: float, y: float, radius: float, *, is_first: bool) -> str:
    # The name stands above the drawing's own middle when a dot is focused, wherever the dot lies.
    shape = point_of(dot.meaning, x, y, radius)
    told = told_of(dot.name, with_meaning(dot.words, dot.meaning), dot.critical)
    return mark(told, shape, dot.url, WIDTH / 2, 14, is_first=is_first)


def _usual(distribution: Distribution, along: Span, y: float) -> str:
    if distribution.usual is None:
        return ""
    low, middle, high = map(along.at, distribution.usual)
    height = 7
    return (
        f"<g><title>{escape(distribution.usual_words)}</title>"
        f'<rect class="usual" x="{low:.1f}" y="{y:.1f}" width="{max(1.0, high - low):.1f}" height="{height}"/>'
        f'<path class="usual-middle" d="M{middle:.1f} {y - 3:.1f}V{y + height + 3:.1f}"/></g>'
    )


def _axis(ticks: Sequence[float], along: Span, distribution: Distribution, y: float) -> str:
    every = -(-len(ticks) // LABELS)
    labels = "".join(
        f'<text class="chart-label" x="{along.at(tick):.1f}" y="{y + 23:.1f}" text-anchor="middle">'
        f"{escape(distribution.write(tick))}</text>"
        for tick in ticks[::every]
    )
    name = (
        f'<text class="chart-label" x="{WIDTH - RIGHT}" y="{y + BOTTOM - 2:.1f}" text-anchor="end">'
        f"{escape(distribution.value_heading)}</text>"
    )
    return f'<path class="chart-grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>{labels}{name}'
