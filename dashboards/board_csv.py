"""The board as comma-separated values: the same people, order, values, lights and words as the page."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from dashboards.cells import Cell
from dashboards.markup import revised_words
from dashboards.reasons import verdict_words
from dashboards.squad_board import Board, BoardRow
from dashboards.wording import days_old

# What a spreadsheet would take for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def board_csv(board: Board) -> str:
    """Headings, squad mean, then one line an athlete; numbers in the fields' own units, dates as ISO days."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_headings(board))
    writer.writerow(_means(board))
    for row in board.rows:
        writer.writerow(map(_harmless, _line(row)))
    return text.getvalue()


def _headings(board: Board) -> list[str]:
    names = [_("Athlete"), _("Status"), _("Reasons")]
    for heading in board.headings:
        name = f"{heading.column.label} ({heading.column.field_key}, {heading.occurred_on.isoformat()})"
        names += [name, _("own mean"), _("light"), _("age or cause")]
    return [*names, _("Connection")]


def _means(board: Board) -> list[str]:
    cells = [_("Squad mean"), "", ""]
    for mean in board.means:
        count = _("%(count)d of %(all)d") % {"count": mean.count, "all": len(board.rows)}
        cells += [_number(mean.mean), "", "", count]
    return [*cells, ""]


def _line(row: BoardRow) -> list[str]:
    cells = [row.person.full_name, row.words, "; ".join(row.reasons)]
    for cell in row.cells:
        cells += [
            _number(cell.value),
            _number(cell.baseline.mean),
            verdict_words(cell.verdict, cell.baseline.count),
            _age_or_cause(cell),
        ]
    return [*cells, "; ".join(f"{badge.provider}: {badge.words}" for badge in row.badges)]


def _age_or_cause(cell: Cell) -> str:
    if cell.is_fresh:
        return revised_words(cell)
    return cell.cause if cell.value is None else days_old(cell.age_days)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _harmless(text: str) -> str:
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text
