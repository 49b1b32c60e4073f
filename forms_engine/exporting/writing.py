"""Rows as CSV, piece by piece."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

PIECE = 500
# Spreadsheet programs other than the newest take UTF-8 for Latin-1 without it.
BOM = "\ufeff"


class _Line:
    """Hands back what the csv module writes."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """The file in pieces of a few hundred rows, in UTF-8 with its mark, days as 2026-03-09."""
    writer = csv.writer(_Line())
    piece = [BOM, writer.writerow(headings)]
    for row in rows:
        piece.append(writer.writerow(["" if cell is None else cell for cell in row]))
        if len(piece) >= PIECE:
            yield "".join(piece)
            piece = []
    yield "".join(piece)


def plain_cells(row: Iterable[Any]) -> list[Any]:
    """Days as ISO text."""
    return [cell.isoformat() if isinstance(cell, date) else cell for cell in row]
