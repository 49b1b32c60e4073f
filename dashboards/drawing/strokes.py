"""From values of days to the path data of SVG: lines, bars, dots and bands, a day as wide as SLOT.

A page asks for thousands of them, so heights are reckoned and written without a call for each.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

SLOT = 10
BAR = (1, 9)  # where in its slot a bar begins and ends
# From the end of one day's edge to the beginning of the next one's.
UP_AND_ON, UP_AND_BACK = f"h{SLOT}V", f"h-{SLOT}V"
# Heights as they are drawn, by their tenths: a page has thousands, and to write each costs more than to look it up.
TENTHS = [f"{tenth / 10:g}" for tenth in range(10 * 200)]
MOST_TENTHS = len(TENTHS)

Extent = tuple[float, float]
Item = TypeVar("Item")


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
            if 0 <= (at := tenths + value * rate) < MOST_TENTHS
            else f"{self.y(value):g}"
            for value in values
        ]


def runs_of(items: Iterable[Item]) -> Iterator[tuple[Item, int, int]]:
    """Equal items in a row: the item, the place of the first one, and the place after the last."""
    end = 0
    for item, run in groupby(items):
        start, end = end, end + len(list(run))
        yield item, start, end


def stroke_of(points: Sequence[tuple[int | str, str] | None]) -> str:
    """SVG path data through `points`, which are text where they are no whole numbers; a missing one breaks the line, a
    lonely one stays as a dot of its own."""
    parts = []
    for is_there, start, end in runs_of([point is not None for point in points]):
        if is_there:
            parts.append("M" + "L".join([f"{point[0]} {point[1]}" for point in points[start:end] if point]))
            # A round line cap makes a dot of a line of no length.
            parts.append("h0" if end - start == 1 else "")
    return "".join(parts)


def bands_of(band: Sequence[Extent | None], frame: Frame) -> list[str]:
    """A shape for each run of days. A day's band is as wide as the day, or that of one day alone would not be seen."""
    lows, highs = ends_of(band, frame)
    return [
        f"M{start * SLOT} {UP_AND_ON.join(highs[start:end])}h{SLOT}V{UP_AND_BACK.join(lows[start:end][::-1])}h-{SLOT}z"  # type: ignore[arg-type]
        for is_there, start, end in runs_of([height is not None for height in highs])
        if is_there
    ]


def bars_of(spans: Sequence[Extent | None], frame: Frame) -> str:
    parts, width = [], BAR[1] - BAR[0]
    for index, (low, high) in enumerate(zip(*ends_of(spans, frame), strict=True)):
        if low is not None and high is not None:
            if abs(float(low) - float(high)) < 1:  # a measured nought is seen
                high = f"{float(low) - 1:g}"
            parts.append(f"M{index * SLOT + BAR[0]} {low}V{high}h{width}V{low}z")
    return "".join(parts)


def dots_of(values: Sequence[float | None], frame: Frame, first: int = 0) -> str:
    xs = range(middle_of(first), middle_of(first + len(values)), SLOT)
    return "".join([f"M{x} {y}h0" for x, y in zip(xs, frame.heights(values), strict=True) if y is not None])


def points_of(values: Sequence[float | None], frame: Frame) -> list[tuple[int | str, str] | None]:
    xs = range(middle_of(0), middle_of(len(values)), SLOT)
    return [None if y is None else (x, y) for x, y in zip(xs, frame.heights(values), strict=True)]


def ends_of(spans: Sequence[Extent | None], frame: Frame) -> tuple[list[str | None], list[str | None]]:
    """The heights of both ends of each."""
    lows = frame.heights([None if span is None else span[0] for span in spans])
    return lows, frame.heights([None if span is None else span[1] for span in spans])


def middle_of(index: int) -> int:
    return index * SLOT + SLOT // 2
