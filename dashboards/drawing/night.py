"""A night hour by hour: phases of sleep as steps, curves as lines, all on the same minutes.

As wide as their place, like the charts of `timeline`: a minute is a unit, heights are in pixels.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.strokes import stroke_of
from dashboards.drawing.timeline import FOOT, TICKS, TOP
from dashboards.wording import clock

MINUTES_AN_HOUR = 60
# Hours between two labels: a phone has room for five.
EVERY_HOURS = 2


@dataclass(frozen=True, slots=True)
class Hours:
    """The axis: minutes from the midnight of the evening's day, `first` to before `last`."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return max(1, self.last - self.first)


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch in a phase: minutes from its beginning to its end, and which level it is on, 0 on top."""

    begins: float
    ends: float
    level: int


def draw_phases(axis: Hours, steps: Sequence[Step], levels: Sequence[str], words: str, height: int = 132) -> SafeString:
    """The hypnogram: a bar a stretch on the level of its phase, in its colour, joined by thin lines."""
    room = height - TOP - FOOT
    lane = room / len(levels)
    bars: list[list[str]] = [[] for _level in levels]
    joints = []
    for index, step in enumerate(steps):
        x, width = step.begins - axis.first, step.ends - step.begins
        y = step.level * lane + lane * 0.2
        bars[step.level].append(f"M{x:g} {y:.1f}h{width:g}v{lane * 0.6:.1f}h-{width:g}z")
        if index and steps[index - 1].ends == step.begins:
            joints.append(f"M{x:g} {(steps[index - 1].level + 0.5) * lane:.1f}V{(step.level + 0.5) * lane:.1f}")
    drawn = f'<path class="night-joint" d="{"".join(joints)}"/>' + "".join(
        f'<path class="trend-bars night-level-{level}" d="{"".join(of_level)}"/>'
        for level, of_level in enumerate(bars)
        if of_level
    )
    labels = "".join(
        f'<text class="trend-label" x="-6" y="{TOP + (level + 0.5) * lane:.1f}" dy="0.32em" text-anchor="end">'
        f"{escape(name)}</text>"
        for level, name in enumerate(levels)
    )
    return _chart(axis, height, words, labels, drawn)


def draw_curve(
    axis: Hours,
    points: Sequence[tuple[float, float] | None],
    words: str,
    write: Callable[[float], str],
    number: int,
    height: int = 112,
) -> SafeString:
    """One curve: (minute, value) in order, None where it breaks. `number`: its colour and dash."""
    there = [point[1] for point in points if point is not None]
    if not there:
        return SafeString("")
    ticks = round_ticks(min(there), max(there), 1, TICKS)
    up = Span(ticks[0], ticks[-1], height - TOP - FOOT, 0)
    line = stroke_of(
        [None if one is None else (f"{one[0] - axis.first:g}", f"{round(up.at(one[1]), 1):g}") for one in points]
    )
    labels = "".join(
        f'<line class="trend-grid" x2="100%" y1="{y}" y2="{y}"/>'
        f'<text class="trend-label" x="-6" y="{y}" dy="0.32em" text-anchor="end">{escape(write(tick))}</text>'
        for tick in ticks
        for y in (f"{TOP + up.at(tick):.1f}",)
    )
    return _chart(axis, height, words, labels, f'<path class="trend-line series-{number}" d="{line}"/>')


def _chart(axis: Hours, height: int, words: str, labels: str, drawn: str) -> SafeString:
    room = height - TOP - FOOT
    return SafeString(
        f'<svg class="trend" height="{height}" role="img" aria-label="{escape(words)}">{labels}'
        f'<svg class="trend-plot" viewBox="0 0 {axis.length} {room}" preserveAspectRatio="none" width="100%" '
        f'height="{room}" y="{TOP}">{drawn}</svg>{_hour_labels(axis, height)}</svg>'
    )


def _hour_labels(axis: Hours, height: int) -> str:
    every = EVERY_HOURS * MINUTES_AN_HOUR
    first = -(-axis.first // every) * every
    return "".join(
        f'<text class="trend-label" x="{100 * (minute - axis.first) / axis.length:.2f}%" y="{height - 4}" '
        f'text-anchor="middle">{clock(minute / MINUTES_AN_HOUR)}</text>'
        for minute in range(first, axis.last + 1, every)
    )
