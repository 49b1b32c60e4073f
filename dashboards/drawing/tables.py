"""The table beside a drawing: the same numbers, for whoever reads rather than looks."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain, repeat

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
    """The same of columns, at least two, each as long as the others."""
    heads = "".join(
        f'<th scope="col"{"" if index == 0 else NUMBER}>{escape(heading)}</th>'
        for index, heading in enumerate(headings)
    )
    # What stands before each cell and behind a row goes between them in one join: a page has thousands of cells.
    count = len(columns[0]) if columns else 0
    befores = ('<tr><th scope="row">', f"</th><td{NUMBER}>", *repeat(f"</td><td{NUMBER}>", len(columns)))
    pieces = [(repeat(before, count), _escaped(cells)) for before, cells in zip(befores, columns, strict=False)]
    lines = "".join(chain(*zip(*chain(*pieces), repeat("</td></tr>", count), strict=True)))
    return SafeString(
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _escaped(column: Sequence[str]) -> Sequence[str]:
    """Those of a column are escaped together."""
    kinds = set(map(type, column))
    if kinds == {SafeString}:
        return column
    if SafeString not in kinds:
        together = escape(BETWEEN.join(column)).split(BETWEEN)
        if len(together) == len(column):
            return together
    return [cell if isinstance(cell, SafeString) else escape(cell) for cell in column]
