"""The table beside a drawing: the same numbers, for whoever reads rather than looks."""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

from django.utils.safestring import SafeString

NUMBER = ' class="is-number"'


def table_of(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    """First column headings of rows, the others numbers: in each row a cell for each heading.

    A cell that is safe already is left as it is.
    """
    # Many cells say the same: what a table says twice is escaped once.
    made = cache(escape)
    heads = "".join(
        f'<th scope="col"{"" if index == 0 else NUMBER}>{made(heading)}</th>' for index, heading in enumerate(headings)
    )
    line = f'<tr><th scope="row">%s</th>{f"<td{NUMBER}>%s</td>" * (len(headings) - 1)}</tr>'
    lines = "".join(
        [line % tuple([cell if isinstance(cell, SafeString) else made(cell) for cell in row]) for row in rows]
    )
    return SafeString(
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
