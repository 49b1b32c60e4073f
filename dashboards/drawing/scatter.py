"""Two values against each other: a point a day or a person, nothing drawn through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from dashboards.drawing.grids import Write, grid_across, grid_upright
from dashboards.drawing.marks import mark, named, point_of, told_of, with_light, with_meaning
from dashboards.drawing.scale import Span, round_ticks
from dashboards.drawing.tables import table_of
from forms_engine.standards import Meaning

WIDTH, HEIGHT = 480, 340
# At the sides there is room for half a number of the scale, on a phone too.
LEFT, RIGHT, TOP, BOTTOM = 56, 28, 34, 42
POINT = 4
# Lights by how much they ask for.
LIGHTS = ("act", "watch", "fine", "none")


@dataclass(frozen=True)
class Point:
    """`name`: the day or person; `url`: where the point leads, already made for HTML.

    `x_meaning`, `y_meaning`: what standards say of the two values; `critical`: what must be known of the person.
    """

    name: str
    x: float
    y: float
    url: str = ""
    x_meaning: Meaning | None = None
    y_meaning: Meaning | None = None
    critical: str = ""


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
    """The points as SVG, from left to right, as arrow keys go; "" without any."""
    if not scatter.points:
        return SafeString("")
    xs, ys = [point.x for point in scatter.points], [point.y for point in scatter.points]
    x_ticks = round_ticks(min(xs), max(xs), scatter.across.least_step, 6)
    y_ticks = round_ticks(min(ys), max(ys), scatter.up.least_step)
    across = Span(x_ticks[0], x_ticks[-1], LEFT, WIDTH - RIGHT)
    up = Span(y_ticks[0], y_ticks[-1], HEIGHT - BOTTOM, TOP)
    grid = grid_across(y_ticks, up, scatter.up.write, LEFT, WIDTH - RIGHT)
    grid += grid_upright(x_ticks, across, scatter.across.write, TOP, HEIGHT - BOTTOM)
    ordered = sorted(scatter.points, key=lambda point: (point.x, point.y))
    points = "".join(
        mark(
            _told(point, scatter),
            point_of(_worse(point), across.at(point.x), up.at(point.y), POINT),
            point.url,
            WIDTH / 2,
            TOP - 7,
            is_first=index == 0,
        )
        for index, point in enumerate(ordered)
    )
    return SafeString(
        f'<svg class="chart is-large" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(scatter.words)}">'
        f"{grid}{_titles(scatter)}{points}</svg>"
    )


def scatter_table(scatter: Scatter) -> SafeString:
    """The same points as a table, in the order they were given."""
    rows = [
        (
            named(point.name, point.url, point.critical),
            with_light(scatter.across.write(point.x), point.x_meaning),
            with_light(scatter.up.write(point.y), point.y_meaning),
        )
        for point in scatter.points
    ]
    return table_of(scatter.words, (scatter.name_heading, scatter.across.title, scatter.up.title), rows)


def _told(point: Point, scatter: Scatter) -> str:
    x = with_meaning(scatter.across.write(point.x), point.x_meaning)
    y = with_meaning(scatter.up.write(point.y), point.y_meaning)
    return told_of(point.name, f"{x}; {y}" if point.x_meaning or point.y_meaning else f"{x}, {y}", point.critical)


def _worse(point: Point) -> Meaning | None:
    """The one of the two that a point takes its shape from."""
    said = [one for one in (point.x_meaning, point.y_meaning) if one]
    return min(said, key=lambda one: LIGHTS.index(one.light), default=None)


def _titles(scatter: Scatter) -> str:
    return (
        f'<text class="chart-label is-title" x="4" y="12">{escape(scatter.up.title)}</text>'
        f'<text class="chart-label is-title" x="{WIDTH - 4}" y="{HEIGHT - 6}" text-anchor="end">'
        f"{escape(scatter.across.title)}</text>"
    )
