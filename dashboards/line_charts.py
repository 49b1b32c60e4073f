"""Line charts over days, drawn by the server: own normal band, own mean, a line that breaks at missing days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboards.days import month_day
from dashboards.drawing.scale import round_ticks
from dashboards.morning import Column
from dashboards.sparklines import Point, path_with_gaps
from dashboards.statistics import DEFAULT_RULE, Baseline

WIDTH = 360
HEIGHT = 170
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 10, 24
DAYS_BETWEEN_LABELS = 7


@dataclass(frozen=True)
class DayValue:
    """One day of a chart: its value, if any, and the own normal of the days before it."""

    day: date
    value: float | None
    baseline: Baseline

    @property
    def band(self) -> tuple[float, float] | None:
        """Own mean less and plus one SD; None while there are too few days to say."""
        baseline = self.baseline
        if baseline.count < DEFAULT_RULE.minimum_count or baseline.mean is None or baseline.spread is None:
            return None
        return baseline.mean - baseline.spread, baseline.mean + baseline.spread


@dataclass(frozen=True)
class Frame:
    """From days and values to places in the drawing."""

    count: int
    low: float
    high: float

    def x(self, index: int) -> float:
        return LEFT + index * (WIDTH - LEFT - RIGHT) / max(1, self.count - 1)

    def y(self, value: float) -> float:
        return TOP + (self.high - value) * (HEIGHT - TOP - BOTTOM) / (self.high - self.low)


def line_chart(column: Column, days: Sequence[DayValue], words: str) -> SafeString:
    """The chart of `days`, oldest first; `words` is its text alternative. "" when no day has a value."""
    if all(one.value is None for one in days):
        return SafeString("")
    ticks = ticks_for(column, _extent(days))
    frame = Frame(len(days), ticks[0], ticks[-1])
    points: list[Point | None] = [
        None if one.value is None else (frame.x(index), frame.y(one.value)) for index, one in enumerate(days)
    ]
    return format_html(
        '<svg class="chart" viewBox="0 0 {w} {h}" role="img"><title>{words}</title>{bands}{grid}{days}{means}'
        '<path class="chart-line" stroke-linecap="round" d="{path}"/>{dots}</svg>',
        w=WIDTH,
        h=HEIGHT,
        words=words,
        bands=_bands(days, frame),
        grid=_grid(column, ticks, frame),
        days=_day_labels(days, frame),
        means=_means(days, frame),
        path=path_with_gaps(points),
        dots=_dots(points),
    )


def ticks_for(column: Column, extent: tuple[float, float]) -> list[float]:
    """Round numbers from below the lowest to above the highest value: 1, 2, 5, 10 … times the column's step."""
    return round_ticks(*extent, column.tick_step)


def _extent(days: Sequence[DayValue]) -> tuple[float, float]:
    numbers = [one.value for one in days if one.value is not None]
    numbers += [edge for one in days if one.band for edge in one.band]
    return min(numbers), max(numbers)


def _bands(days: Sequence[DayValue], frame: Frame) -> SafeString:
    polygons = []
    for has_band, run in groupby(enumerate(days), key=lambda pair: pair[1].band is not None):
        if has_band:
            edges = [(frame.x(index), one.band) for index, one in run if one.band]
            upper = [f"{x:.1f},{frame.y(band[1]):.1f}" for x, band in edges]
            lower = [f"{x:.1f},{frame.y(band[0]):.1f}" for x, band in reversed(edges)]
            polygons.append((" ".join(upper + lower),))
    return format_html_join("", '<polygon class="chart-band" points="{}"/>', polygons)


def _means(days: Sequence[DayValue], frame: Frame) -> SafeString:
    points = [
        (frame.x(index), frame.y(one.baseline.mean)) if one.band and one.baseline.mean is not None else None
        for index, one in enumerate(days)
    ]
    return format_html('<path class="chart-mean" d="{}"/>', path_with_gaps(points))


def _grid(column: Column, ticks: Sequence[float], frame: Frame) -> SafeString:
    return format_html_join(
        "",
        '<line class="chart-grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="chart-label" x="{}" y="{}" text-anchor="end" dominant-baseline="middle">{}</text>',
        (
            (LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y, column.write(tick))
            for tick in ticks
            for y in (f"{frame.y(tick):.1f}",)
        ),
    )


def _day_labels(days: Sequence[DayValue], frame: Frame) -> SafeString:
    newest = len(days) - 1
    shown = range(newest, -1, -DAYS_BETWEEN_LABELS)
    return format_html_join(
        "",
        '<text class="chart-label" x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (f"{frame.x(index):.1f}", HEIGHT - 6, "end" if index == newest else "middle", month_day(days[index].day))
            for index in shown
            if index == newest or frame.x(index) > LEFT
        ),
    )


def _dots(points: Sequence[Point | None]) -> SafeString:
    there = [(f"{x:.1f}", f"{y:.1f}", "3.5" if index == len(points) - 1 else "1.8") for index, (x, y) in _drawn(points)]
    return format_html_join("", '<circle class="chart-dot" cx="{}" cy="{}" r="{}"/>', there)


def _drawn(points: Sequence[Point | None]) -> list[tuple[int, Point]]:
    return [(index, point) for index, point in enumerate(points) if point is not None]
