"""Two values against each other: a point a day or a person, nothing drawn through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from dashboards.drawing.bars import LEFT, RIGHT, WIDTH, Write, grid_across
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of

HEIGHT = 340
TOP, BOTTOM = 34, 42
POINT = 4


@dataclass(frozen=True)
class Point:
    """`name`: the day or person; `url`: where the point leads, already made for HTML."""

    name: str
    x: float
    y: float
    url: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two values. `least_step`: the smallest step of its scale in its own unit; 0 for any."""

    title: str
    write: Write
    least_step: float = 0.0


@dataclass(frozen=True)
class Scatter:
    """`words`: the text alternative, with how many points there are."""

    words: str
    name_heading: str
    across: Side
    up: Side
    points: Sequence[Point]


def scatter_chart(scatter: Scatter) -> SafeString:
    """The points as SVG; "" without any."""
    if not scatter.points:
        return SafeString("")
    xs, ys = [point.x for point in scatter.points], [point.y for point in scatter.points]
    x_ticks = round_ticks(min(xs), max(xs), scatter.across.least_step, 6)
    y_ticks = round_ticks(min(ys), max(ys), scatter.up.least_step)
    across = Span(x_ticks[0], x_ticks[-1], LEFT, WIDTH - RIGHT)
    up = Span(y_ticks[0], y_ticks[-1], HEIGHT - BOTTOM, TOP)
    grid = grid_across(y_ticks, up, scatter.up.write) + _columns(x_ticks, across, scatter.across)
    points = "".join(_point(point, scatter, across.at(point.x), up.at(point.y)) for point in scatter.points)
    return SafeString(
        f'<svg class="chart is-large" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(scatter.words)}">'
        f"{grid}{_up_title(scatter.up)}{points}</svg>"
    )


def scatter_table(scatter: Scatter) -> SafeString:
    """The same points as a table, in the order they were given."""
    rows = [(_named(point), scatter.across.write(point.x), scatter.up.write(point.y)) for point in scatter.points]
    return table_of(scatter.words, (scatter.name_heading, scatter.across.title, scatter.up.title), rows)


def _named(point: Point) -> str:
    return SafeString(f'<a href="{point.url}">{escape(point.name)}</a>') if point.url else point.name


def _point(point: Point, scatter: Scatter, x: float, y: float) -> str:
    told = escape(f"{point.name}: {scatter.across.write(point.x)}, {scatter.up.write(point.y)}")
    drawn = (
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{POINT}"/>'
        f'<text class="dot-name" x="{WIDTH / 2:.0f}" y="27" text-anchor="middle">{told}</text>'
    )
    if not point.url:
        return f'<g class="dot-of"><title>{told}</title>{drawn}</g>'
    return f'<a class="dot-of" href="{point.url}" aria-label="{told}"><title>{told}</title>{drawn}</a>'


def _up_title(side: Side) -> str:
    return f'<text class="chart-label is-title" x="4" y="12">{escape(side.title)}</text>'


def _columns(ticks: Sequence[float], across: Span, side: Side) -> str:
    foot = HEIGHT - BOTTOM
    lines = "".join(
        f'<line class="chart-grid" x1="{across.at(tick):.1f}" x2="{across.at(tick):.1f}" y1="{TOP}" y2="{foot}"/>'
        f'<text class="chart-label" x="{across.at(tick):.1f}" y="{foot + 14}" text-anchor="middle">'
        f"{escape(side.write(tick))}</text>"
        for tick in ticks
    )
    title = (
        f'<text class="chart-label is-title" x="{WIDTH - RIGHT}" y="{HEIGHT - 6}" text-anchor="end">'
        f"{escape(side.title)}</text>"
    )
    return lines + title
