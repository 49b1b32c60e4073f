"""What happened on which day: dots along the same days as the charts of `timeline` above or below."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from dashboards.drawing.strokes import SLOT
from dashboards.drawing.timeline import Mark

HEIGHT = 24


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
