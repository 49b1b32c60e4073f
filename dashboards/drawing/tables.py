"""The table beside a drawing: the same numbers, for whoever reads rather than looks."""

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString


def table_of(caption: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    """First column headings of rows, the others numbers. A cell that is safe already is left as it is."""
    heads = "".join(
        f'<th scope="col"{"" if index == 0 else NUMBER}>{_made(heading)}</th>' for index, heading in enumerate(headings)
    )
    lines = "".join(
        f'<tr><th scope="row">{_made(first)}</th>{"".join(f"<td{NUMBER}>{_made(cell)}</td>" for cell in others)}</tr>'
        for first, *others in rows
    )
    return SafeString(
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


NUMBER = ' class="is-number"'


def _made(text: str) -> str:
    return text if isinstance(text, SafeString) else escape(text)
