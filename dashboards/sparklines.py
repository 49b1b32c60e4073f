"""Small pictures of 28 days, drawn by the server: own normal band, line with gaps, a dot on today."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.cells import Cell
from dashboards.statistics import DEFAULT_RULE

WIDTH = 112
HEIGHT = 28
MARGIN = 3
# The drawing ends this many standard deviations from the own mean, for everybody: so every band has the same height
# and dots of different people compare.
REACH = 2.5

Point = tuple[float, float]


def sparkline(cell: Cell) -> SafeString:
    """The trail of `cell` as SVG with its text alternative; nothing when there is nothing to draw."""
    if not any(value is not None for value in cell.trail):
        return SafeString("")
    centre, step = _scale(cell)
    points = [
        None if value is None else (_x(index, len(cell.trail)), _y((value - centre) / step))
        for index, value in enumerate(cell.trail)
    ]
    today = points[-1]
    dot = format_html('<circle class="spark-dot" cx="{}" cy="{}" r="2.5"/>', *_short(today)) if today else ""
    return format_html(
        '<svg class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"><title>{words}</title>{band}'
        '<path class="spark-line" stroke-linecap="round" d="{path}"/>{dot}</svg>',
        w=WIDTH,
        h=HEIGHT,
        words=trail_words(cell),
        band=_band(cell),
        path=path_with_gaps(points),
        dot=dot,
    )


def trail_words(cell: Cell) -> str:
    """The sparkline in words: "Readiness, 28 days: 26 values from 61 to 90, own normal 72 to 86"."""
    there = [value for value in cell.trail if value is not None]
    write = cell.column.write
    words = _("%(what)s, %(days)d days: %(count)d values from %(low)s to %(high)s") % {
        "what": cell.column.label,
        "days": len(cell.trail),
        "count": len(there),
        "low": write(min(there)),
        "high": write(max(there)),
    }
    baseline = cell.baseline
    if baseline.mean is None or baseline.spread is None:
        return words
    return _("%(trail)s, own normal %(low)s to %(high)s") % {
        "trail": words,
        "low": write(baseline.mean - baseline.spread),
        "high": write(baseline.mean + baseline.spread),
    }


def path_with_gaps(points: Sequence[Point | None]) -> str:
    """SVG path data through `points`; a missing one breaks the line, a lonely one stays as a dot of its own."""
    return " ".join(_stretches(points))


def _stretches(points: Sequence[Point | None]) -> Iterator[str]:
    stretch: list[Point] = []
    for point in (*points, None):
        if point is not None:
            stretch.append(point)
        elif stretch:
            # A round line cap makes a dot of a line of no length.
            first, *others = [f"{x} {y}" for x, y in map(_short, stretch)]
            yield f"M{first}" + ("".join(f"L{other}" for other in others) or "h0")
            stretch = []


def _scale(cell: Cell) -> tuple[float, float]:
    """The value in the middle, and how much of the unit one standard deviation is."""
    baseline = cell.baseline
    there = [value for value in cell.trail if value is not None]
    middle = baseline.mean if baseline.mean is not None else (min(there) + max(there)) / 2
    return middle, baseline.spread or (max(there) - min(there)) / REACH or 1.0


def _band(cell: Cell) -> SafeString:
    if not cell.baseline.spread or cell.baseline.count < DEFAULT_RULE.minimum_count:
        return SafeString("")
    top, bottom = _y(1.0), _y(-1.0)
    return format_html(
        '<rect class="spark-band" x="0" y="{}" width="{}" height="{}"/>', f"{top:.1f}", WIDTH, f"{bottom - top:.1f}"
    )


def _x(index: int, count: int) -> float:
    return MARGIN + index * (WIDTH - 2 * MARGIN) / max(1, count - 1)


def _y(steps: float) -> float:
    inside = max(-REACH, min(REACH, steps))
    return HEIGHT / 2 - inside * (HEIGHT / 2 - MARGIN) / REACH


def _short(point: Point) -> tuple[str, str]:
    return f"{point[0]:.1f}", f"{point[1]:.1f}"
