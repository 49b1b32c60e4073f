"""From values of days to the path data of SVG: lines, bars and dots, a day as wide as SLOT.

A page asks for thousands of them, so heights are reckoned and written without a call for each.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SLOT = 10
BAR = (1, 9)  # where in its slot a bar begins and ends
# Heights as they are drawn, by their tenths: a page has thousands, and to write each costs more than to look it up.
TENTHS = [f"{tenth / 10:g}" for tenth in range(10 * 200)]

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """From values to heights in the plot, 0 on top, as `Span` says it: a page asks for thousands."""

    height: int
    low: float
    start: int
    rate: float

    def y(self, value: float) -> float:
        return round(self.start + (value - self.low) * self.rate, 1)

    def heights(self, values: Sequence[float | None]) -> list[str | None]:
        """`y` of each as text, without a call for each."""
        tenths, rate = 10 * (self.start - self.low * self.rate) + 0.5, 10 * self.rate
        return [
            None
            if value is None
            else TENTHS[int(at)]
            if 0 <= (at := tenths + value * rate) < len(TENTHS)
            else f"{self.y(value):g}"
            for value in values
        ]


def stroke_of(points: Sequence[tuple[float, str] | None]) -> str:
    """SVG path data through `points`, whose heights are text already; a missing one breaks the line, a lonely one stays
    as a dot of its own."""
    parts: list[str] = []
    has_begun = is_lonely = False
    for point in (*points, None):
        if point is None:
            # A round line cap makes a dot of a line of no length.
            parts.append("h0" if is_lonely else "")
            has_begun = is_lonely = False
        else:
            parts.append(f"{'L' if has_begun else 'M'}{point[0]:g} {point[1]}")
            has_begun, is_lonely = True, not has_begun
    return "".join(parts)


def bars_of(spans: Sequence[Extent | None], frame: Frame) -> str:
    parts, width = [], BAR[1] - BAR[0]
    for index, (low, high) in enumerate(zip(*ends_of(spans, frame), strict=True)):
        if low is not None and high is not None:
            if abs(float(low) - float(high)) < 1:  # a measured nought is seen
                high = f"{float(low) - 1:g}"
            parts.append(f"M{index * SLOT + BAR[0]} {low}V{high}h{width}V{low}z")
    return "".join(parts)


def dots_of(values: Sequence[float | None], frame: Frame, first: int = 0) -> str:
    heights = enumerate(frame.heights(values), first)
    return "".join([f"M{middle_of(index)} {height}h0" for index, height in heights if height is not None])


def points_of(values: Sequence[float | None], frame: Frame) -> list[tuple[float, str] | None]:
    heights = enumerate(frame.heights(values))
    return [None if height is None else (index * SLOT + SLOT // 2, height) for index, height in heights]


def ends_of(spans: Sequence[Extent | None], frame: Frame) -> tuple[list[str | None], list[str | None]]:
    """The heights of both ends of each."""
    lows = frame.heights([None if span is None else span[0] for span in spans])
    return lows, frame.heights([None if span is None else span[1] for span in spans])


def middle_of(index: int) -> int:
    return index * SLOT + SLOT // 2
