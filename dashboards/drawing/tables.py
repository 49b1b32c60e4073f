"""The table beside a drawing: the same numbers, for whoever reads rather than looks."""

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString

NUMBER = ' class="is-number"'
# No text has it; where one does, its column is escaped cell by cell.
BETWEEN = "\x1f"


def table_of(caption: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    """First column headings of rows, the others numbers: in each row a cell for each heading.

    A cell that is safe already is left as it is.
    """
    return table_of_columns(caption, headings, list(zip(*rows, strict=True)))


def table_of_columns(caption: str, headings: Sequence[str], columns: Sequence[Sequence[str]]) -> SafeString:
    """The same of columns, each as long as the others."""
    heads = "".join(
        f'<th scope="col"{"" if index == 0 else NUMBER}>{escape(heading)}</th>'
        for index, heading in enumerate(headings)
    )
    line = f'<tr><th scope="row">%s</th>{f"<td{NUMBER}>%s</td>" * (len(headings) - 1)}</tr>'
    lines = "".join(map(line.__mod__, zip(*map(_escaped, columns), strict=True)))
    return SafeString(
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _escaped(column: Sequence[str]) -> Sequence[str]:
    """A page has thousands of cells: those of a column are escaped together."""
    if not any(isinstance(cell, SafeString) for cell in column):
        together = escape(BETWEEN.join(column)).split(BETWEEN)
        if len(together) == len(column):
            return together
    return [cell if isinstance(cell, SafeString) else escape(cell) for cell in column]
