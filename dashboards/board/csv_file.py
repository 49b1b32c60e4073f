"""The board as comma-separated values: the same people, order, columns, values, lights and words as the page, what
must be known of somebody and the last sync included."""

import csv
from datetime import datetime
from io import StringIO

from django.utils import timezone
from django.utils.translation import gettext as _

from dashboards.board import words
from dashboards.board.building import Board, BoardRow
from dashboards.board.cells import Cell
from dashboards.loads import Compliance
from dashboards.morning import Kind
from dashboards.reasons import tone_word

# What a spreadsheet would take for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def board_csv(board: Board) -> str:
    """Headings, squad mean, then one line an athlete; numbers in the fields' own units, dates as ISO days."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_headings(board))
    writer.writerow(_means(board))
    for row in board.rows:
        writer.writerow(map(harmless, _line(row, board)))
    return text.getvalue()


def _headings(board: Board) -> list[str]:
    names = [_("Athlete"), _("Status"), _("Reasons")]
    for one in board.columns:
        name = f"{one.column.label} ({one.column.field_key}, {one.due_on(board.day).isoformat()})"
        names += [name, _("own normal"), _("light"), _("age or cause")]
    kept = _("Compliance, 7 days (%)"), _("Compliance, 28 days (%)")
    return [*names, *kept, _("Connection"), _("Last sync"), _("Connection, detail"), _("Critical information")]


def _means(board: Board) -> list[str]:
    cells = [_("Squad mean"), "", ""]
    for mean in board.means:
        count = _("%(count)d of %(all)d") % {"count": mean.count, "all": board.athletes}
        value = ", ".join(words.share_words(mean)) if mean.words else number_words(mean.mean)
        change = "" if mean.change is None else mean.one.column.write_change(mean.change)
        cells += [value, harmless(change), "", count]
    return [*cells, _percent(board.keeping.week), _percent(board.keeping.month), "", "", "", ""]


def _line(row: BoardRow, board: Board) -> list[str]:
    cells = [row.person.full_name, tone_word(row.tone), words.sentence_of(row, board.day)]
    for cell in row.cells:
        cells += [_value(cell), words.normal_words(cell), words.light_word(cell), _notes(cell, board)]
    kept = row.judged.keeping
    source = "; ".join(f"{badge.provider}: {badge.words}" for badge in row.badges)
    synced = "; ".join(_moment(badge.last_sync_at) for badge in row.badges if badge.last_sync_at)
    detail = "; ".join(str(badge.detail) for badge in row.badges if badge.detail)
    critical = board.critical.get(row.person.pk, "")
    return [*cells, _percent(kept.week), _percent(kept.month), source, synced, detail, critical]


def _value(cell: Cell) -> str:
    return cell.word if cell.one.column.kind is Kind.STATUS else number_words(cell.value)


def _notes(cell: Cell, board: Board) -> str:
    notes = (words.age_words(cell, board.day), cell.cause, words.revised_words(cell))
    return "; ".join(note for note in notes if note)


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes")


def _percent(compliance: Compliance) -> str:
    return "" if compliance.percent is None else f"{compliance.percent:.0f}"


def number_words(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def harmless(text: str) -> str:
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not is_number else text
