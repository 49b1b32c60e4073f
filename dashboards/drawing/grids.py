"""Level and upright lines behind a drawing, with their numbers."""

from collections.abc import Callable, Sequence
from html import escape

from dashboards.drawing.scale import Span

Write = Callable[[float], str]


def grid_across(ticks: Sequence[float], up: Span, write: Write, left: float, right: float) -> str:
    """Level lines from `left` to `right` with their numbers at the left."""
    return "".join(
        f'<line class="chart-grid" x1="{left}" x2="{right}" y1="{up.at(tick):.1f}" y2="{up.at(tick):.1f}"/>'
        f'<text class="chart-label" x="{left - 6}" y="{up.at(tick):.1f}" text-anchor="end" '
        f'dominant-baseline="middle">{escape(write(tick))}</text>'
        for tick in ticks
    )


def grid_upright(ticks: Sequence[float], across: Span, write: Write, top: float, foot: float) -> str:
    """Upright lines from `top` to `foot` with their numbers below."""
    return "".join(
        f'<line class="chart-grid" x1="{across.at(tick):.1f}" x2="{across.at(tick):.1f}" y1="{top}" y2="{foot}"/>'
        f'<text class="chart-label" x="{across.at(tick):.1f}" y="{foot + 18}" text-anchor="middle">'
        f"{escape(write(tick))}</text>"
        for tick in ticks
    )
