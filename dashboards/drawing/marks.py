"""A mark of a drawing: a bar, a dot or a point with its words, reached by keyboard whether it leads anywhere or not.

The tab key goes to the first mark of a drawing, arrow keys to the others (marks.js). Without that script the table
beside the drawing says the same and leads to the same places.
"""

from html import escape

from django.utils.safestring import SafeString


def mark(told: str, shape: str, url: str, middle: float, top: float, *, is_first: bool) -> str:
    """`shape` as SVG; `told` stands at `middle` and `top` while the mark is pointed at or focused.

    `url`: where it leads, already made for HTML; "" for nowhere.
    """
    words = escape(told)
    drawn = (
        f"<title>{words}</title>{shape}"
        f'<text class="dot-name" x="{middle:.0f}" y="{top:.0f}" text-anchor="middle">{words}</text>'
    )
    stop = 0 if is_first else -1
    if url:
        return f'<a class="dot-of" href="{url}" aria-label="{words}" tabindex="{stop}">{drawn}</a>'
    return f'<g class="dot-of" role="img" aria-label="{words}" tabindex="{stop}">{drawn}</g>'


def named(name: str, url: str) -> str:
    """The name of a mark in the table beside it, leading where the mark leads."""
    return SafeString(f'<a href="{url}">{escape(name)}</a>') if url else name
