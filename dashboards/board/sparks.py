"""Small pictures of 28 days: the own normal as a strip, the line with gaps, a dot on today; bars for loads.

Whole numbers and steps relative to the point before keep a page of a thousand of them light.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from django.utils.translation import get_language

from dashboards.board.cells import Cell, Normal
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
TOP, BOTTOM = MIDDLE - ROOM, MIDDLE + ROOM
# A step of one day, up or down by so much.
STEPS = {rise: f" {STEP}{rise}" if rise < 0 else f" {STEP} {rise}" for rise in range(-HEIGHT, HEIGHT + 1)}
FIRST_STEPS = {rise: "l" + step[1:] for rise, step in STEPS.items()}


def spark(cell: Cell, words: str) -> str:
    """The trail of `cell` as SVG; `words` is the text alternative, with one place for the values and one for the own
    normal (`trail_template`). "" when there is nothing to draw."""
    column = cell.one.column
    return _drawn(
        tuple(cell.trail), cell.normal, column.kind, words, str(column.label), column.write, get_language() or ""
    )


# Days gone by are drawn once a process: whoever opens the board next, and each update of it, finds them drawn. All that
# the drawing says is among the arguments. About 1.5 kB each.
@lru_cache(maxsize=8192)
def _drawn(
    trail: tuple[float | None, ...],
    normal: Normal | None,
    kind: Kind,
    words: str,
    label: str,
    write: Callable[[float], str],
    language: str,
) -> str:
    there = [value for value in trail if value is not None]
    if not there:
        return ""
    told = escape(trail_words(there, normal, words, label, write))
    if kind is Kind.WEEK:
        drawn = bars(trail, max(there))
    else:
        heights = _heights(trail, there, normal)
        last = heights[-1]
        dot = f'<circle class="spark-dot" cx="{LEFT + 27 * STEP}" cy="{last}" r="3"/>' if last is not None else ""
        strip = f'<path class="spark-band" d="M0 {MIDDLE - STRIP}h{WIDTH}v{2 * STRIP}H0z"/>' if normal else ""
        drawn = f'{strip}<path class="spark-line" d="{path(heights)}"/>{dot}'
    return f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{told}">{drawn}</svg>'


def trail_template() -> str:
    return _("%(what)s, 28 days: %(count)d values from %(low)s to %(high)s")


def trail_words(
    there: Sequence[float], normal: Normal | None, words: str, label: str, write: Callable[[float], str]
) -> str:
    """ "Readiness, 28 days: 26 values from 61 to 90, own normal 72–86" """
    told = words % {"what": label, "count": len(there), "low": write(min(there)), "high": write(max(there))}
    if normal is None:
        return told
    return _("%(trail)s, own normal %(low)s to %(high)s") % {
        "trail": told,
        "low": write(normal[0]),
        "high": write(normal[1]),
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
            parts.append(FIRST_STEPS[height - before] if is_lonely else STEPS[height - before])
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


def _heights(trail: Sequence[float | None], there: Sequence[float], normal: Normal | None) -> list[int | None]:
    if normal:
        centre, half = (normal[0] + normal[1]) / 2, (normal[1] - normal[0]) / 2
    else:
        centre, half = (min(there) + max(there)) / 2, (max(there) - min(there)) / (2 * REACH)
    scale = ROOM / (REACH * half) if half > 0 else 0.0
    # Whole numbers by adding a half: positive all of them, and a thousand cells call no function for each value.
    middle = MIDDLE + centre * scale + 0.5
    return [
        None if value is None else TOP if (y := middle - value * scale) < TOP else BOTTOM if y > BOTTOM else int(y)
        for value in trail
    ]
