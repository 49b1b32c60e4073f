"""The matrix as HTML, a row at a time: made in Python once, since a template for each cell would cost seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from people.models import Person
from sync.causes import Missing
from sync.completeness import Block, Cell, Line, Matrix, day_heading
from sync.repairing import repairable_holes

# A sign for each cause, so that colour is never alone.
SIGNS = {
    Missing.NOT_CONNECTED: "×",
    Missing.NOT_GRANTED: "⊘",
    Missing.LAPSED: "€",
    Missing.WAITING: "…",
    Missing.NOT_WORN: "○",
    Missing.NO_DOCUMENT: "–",
    Missing.RATE_LIMITED: "~",
    Missing.OUR_FAILURE: "!",
    Missing.NOT_DUE: "·",
}
THERE = "●"


@dataclass(frozen=True)
class ShownBlock:
    """One athlete: the rows of the table, and the holes in words, cause by cause."""

    person: Person
    rows: SafeString
    holes: list[tuple[str, str]]
    hole_count: int
    can_repair: bool


@dataclass(frozen=True)
class ShownMatrix:
    headings: SafeString
    blocks: list[ShownBlock]
    legend: list[tuple[str, str]]
    has_types: bool


def show_matrix(matrix: Matrix) -> ShownMatrix:
    legend = [(THERE, _("there")), *((SIGNS[one], str(one.label)) for one in Missing)]
    blocks = [_show_block(block) for block in matrix.blocks]
    return ShownMatrix(_headings(matrix.days), blocks, legend, any(block.lines for block in matrix.blocks))


def _headings(days: Sequence[date]) -> SafeString:
    """Each column is the provider's day; a night ends in the morning of that day."""
    return format_html_join(
        "",
        '<th scope="col" class="due"><span>{}</span> <span>{}</span></th>',
        ((formats.date_format(day, "D"), formats.date_format(day, "j M")) for day in days),
    )


def _show_block(block: Block) -> ShownBlock:
    rows = format_html_join("", "{}", ((_row(line),) for line in block.lines))
    return ShownBlock(
        block.person,
        rows,
        _in_words(block),
        sum(map(len, block.holes.values())),
        bool(repairable_holes(block)),
    )


def _row(line: Line) -> SafeString:
    cells = format_html_join("", "{}", ((_cell(line, cell),) for cell in line.cells))
    return format_html('<tr><th scope="row">{}</th>{}</tr>', _(line.feed.name), cells)


def _cell(line: Line, cell: Cell) -> SafeString:
    if cell.cause is None:
        return format_html('<td class="due is-there">{}<span class="visually-hidden">{}</span></td>', THERE, _("there"))
    words = f"{day_heading(line.feed, cell.day)}: {cell.cause.words}"
    return format_html(
        '<td class="due is-{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></td>',
        cell.cause.code.replace("_", "-"),
        words,
        SIGNS[Missing(cell.cause.code)],
        cell.cause.words,
    )


def _in_words(block: Block) -> list[tuple[str, str]]:
    """(cause, “Sleep: night Mon → Tue, …”), the most frequent cause first."""
    by_cause: dict[str, dict[str, list[str]]] = {}
    for line in block.lines:
        for cell in line.cells:
            if cell.cause is not None and cell.is_hole:
                found = by_cause.setdefault(cell.cause.words, {})
                found.setdefault(_(line.feed.name), []).append(day_heading(line.feed, cell.day))
    ordered = sorted(by_cause.items(), key=lambda item: -sum(map(len, item[1].values())))
    return [
        (words, "; ".join(f"{name}: {', '.join(days)}" for name, days in types.items())) for words, types in ordered
    ]
