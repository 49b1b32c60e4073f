"""What happened on which day: dots or numbers along the same days as the charts of `timeline` above or below."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from dashboards.drawing.strokes import SLOT
from dashboards.drawing.timeline import Mark

HEIGHT = 24
# Numbers over lines: in so many rows, beside one another from this share of the width on.
ROWS, ROW, ABREAST = 3, 16, 0.025


def draw_lane(count: int, marks: Sequence[Mark], words: str) -> SafeString:
    """One lane over `count` days; `words` is its text alternative. Several dots of one day lie on one another."""
    middle = HEIGHT // 2
    dots = "".join(
        f'<path class="trend-event{f" is-{mark.tone}" if mark.tone else ""}" '
        f'd="M{mark.index * SLOT + SLOT // 2} {middle}h0"><title>{escape(mark.words)}</title></path>'
        for mark in marks
    )
    return SafeString(
        f'<svg class="trend trend-lane" height="{HEIGHT}" role="img" aria-label="{escape(words)}">'
        f'<line class="trend-grid" x2="100%" y1="{middle}" y2="{middle}"/>'
        f'<svg class="trend-plot" viewBox="0 0 {count * SLOT} {HEIGHT}" preserveAspectRatio="none" width="100%" '
        f'height="{HEIGHT}">{dots}</svg></svg>'
    )


def draw_numbers(count: int, places: Sequence[int]) -> SafeString:
    """1, 2, 3 … over the days at `places`, which come in order: those too near to each other stand in rows."""
    free_from = [0.0] * ROWS
    numbers = []
    for order, place in enumerate(places):
        middle = (place + 0.5) / count
        row = next((row for row, start in enumerate(free_from) if start <= middle), order % ROWS)
        free_from[row] = middle + ABREAST
        numbers.append(
            f'<text class="trend-number" x="{100 * middle:.2f}%" y="{(ROWS - row) * ROW - 3}" text-anchor="middle">'
            f"{order + 1}</text>"
        )
    return SafeString(f'<svg class="trend" height="{ROWS * ROW}" aria-hidden="true">{"".join(numbers)}</svg>')
