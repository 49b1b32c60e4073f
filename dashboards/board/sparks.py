"""Small pictures of 28 days: the own normal as a strip, the line with gaps, a dot on today; bars for loads.

Whole numbers and steps relative to the point before keep a page of a thousand of them light.
"""

from collections.abc import Sequence
from html import escape

from dashboards.board.cells import Cell
from dashboards.morning import Kind
from dashboards.speaking import spoken as _

STEP = 4
LEFT = 4
WIDTH = 2 * LEFT + 27 * STEP
HEIGHT = 28
MIDDLE = HEIGHT // 2
# The drawing ends this many half-widths of the strip from its middle, for everybody: so every strip has the same
# height and dots of different people compare.
REACH = 2.5
ROOM = MIDDLE - 3
STRIP = round(ROOM / REACH)


def spark(cell: Cell, words: str) -> str:
    """The trail of `cell` as SVG; `words` is the text alternative, with one place for the values and one for the own
    normal (`trail_template`). "" when there is nothing to draw."""
    there = [value for value in cell.trail if value is not None]
    if not there:
        return ""
    told = escape(trail_words(cell, there, words))
    if cell.one.column.kind is Kind.WEEK:
        drawn = bars(cell.trail, max(there))
    else:
        heights = _heights(cell, there)
        last = heights[-1]
        dot = f'<circle class="spark-dot" cx="{LEFT + 27 * STEP}" cy="{last}" r="3"/>' if last is not None else ""
        strip = f'<path class="spark-band" d="M0 {MIDDLE - STRIP}h{WIDTH}v{2 * STRIP}H0z"/>' if cell.normal else ""
        drawn = f'{strip}<path class="spark-line" d="{path(heights)}"/>{dot}'
    return f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{told}">{drawn}</svg>'


def trail_template() -> str:
    return _("%(what)s, 28 days: %(count)d values from %(low)s to %(high)s")


def trail_words(cell: Cell, there: Sequence[float], words: str) -> str:
    """ "Readiness, 28 days: 26 values from 61 to 90, own normal 72–86" """
    write = cell.one.column.write
    told = words % {
        "what": cell.one.column.label,
        "count": len(there),
        "low": write(min(there)),
        "high": write(max(there)),
    }
    if cell.normal is None:
        return told
    return _("%(trail)s, own normal %(low)s to %(high)s") % {
        "trail": told,
        "low": write(cell.normal[0]),
        "high": write(cell.normal[1]),
    }


def path(heights: Sequence[int | None]) -> str:
    """SVG path data, one step a day; a missing day breaks the line, a lonely one stays as a dot of its own."""
    parts: list[str] = []
    before: int | None = None
    is_lonely = False
    for index, height in enumerate(heights):
        if height is None:
            if is_lonely:
                parts.append("h0")
            before, is_lonely = None, False
        elif before is None:
            parts.append(f"M{LEFT + index * STEP} {height}")
            before, is_lonely = height, True
        else:
            parts.append(f"{'l' if is_lonely else ' '}{STEP}{_signed(height - before)}")
            before, is_lonely = height, False
    if is_lonely:
        parts.append("h0")
    return "".join(parts)


def bars(values: Sequence[float | None], highest: float) -> str:
    """A bar a day from the ground; a missing day has none, a measured zero a short one."""
    room = HEIGHT - 4
    strokes = [
        f"M{LEFT + index * STEP} {HEIGHT - 2}v-{max(1, round(room * value / highest)) if highest > 0 else 1}"
        for index, value in enumerate(values)
        if value is not None
    ]
    return f'<path class="spark-line spark-bars" d="{"".join(strokes)}"/>'


def _signed(number: int) -> str:
    return f"{number}" if number < 0 else f" {number}"


def _heights(cell: Cell, there: Sequence[float]) -> list[int | None]:
    if cell.normal:
        centre, half = (cell.normal[0] + cell.normal[1]) / 2, (cell.normal[1] - cell.normal[0]) / 2
    else:
        centre, half = (min(there) + max(there)) / 2, (max(there) - min(there)) / (2 * REACH)
    scale = ROOM / (REACH * half) if half > 0 else 0.0
    return [
        None if value is None else MIDDLE - max(-ROOM, min(ROOM, round((value - centre) * scale)))
        for value in cell.trail
    ]
