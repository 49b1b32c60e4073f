"""Table: a row an athlete, a column a figure, the squad's mean on top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.board.verdict import sourced_first, verdict_of
from dashboards.designer.figures import Figure, Reckoned, name_of, unit_of, writer_of
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.measures import OPTIONS, Measure
from dashboards.models import Tile
from dashboards.reasons import worst_first
from dashboards.statistics import Direction, Tone, mean_of
from forms_engine.critical import critical_mark
from forms_engine.definition_shape import Member, flag, one_of
from people.models import Person

MOST_COLUMNS = 12
ORDERS = {
    "name": gettext_lazy("by name"),
    "worst": gettext_lazy("worst light first"),
    "lowest": gettext_lazy("lowest of the first column first"),
    "highest": gettext_lazy("highest of the first column first"),
}
DASH = '<span class="cell-dash" aria-hidden="true">–</span>'


@dataclass(frozen=True)
class ShownTable:
    caption: str
    headings: SafeString
    mean: SafeString
    rows: Sequence[SafeString]


@dataclass(frozen=True)
class _Column:
    """What is the same in every cell of a column, made once."""

    figure: Figure
    label: str
    unit: str

    @property
    def data_label(self) -> str:
        return escape(f"{self.label} ({self.unit})" if self.unit else self.label)


class Table(TileKind):
    name = "table"
    label = gettext_lazy("table")
    purpose = gettext_lazy("A row for each athlete, up to twelve figures beside each other.")
    template = "dashboards/tiles/table.html"
    width = Tile.Width.FULL
    figures = (1, MOST_COLUMNS)
    members = {"order": Member(one_of(*ORDERS), "name"), "has_mean": Member(flag, True)}

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "order": forms.ChoiceField(label=_("Order"), choices=list(ORDERS.items())),
            "has_mean": forms.BooleanField(label=_("The squad's mean on top"), required=False),
        }

    def build(self, options: Options, sight: Sight) -> ShownTable:
        figures = self.asked_figures(options)
        columns = [_column(one, sight) for one in figures]
        found = [
            (person, [sight.reckon(person, one, options["sleep_need_h"]) for one in figures]) for person in sight.people
        ]
        rank = _rank_by(options["order"], [sight.measures[one.measure] for one in figures])
        found.sort(key=lambda row: rank(row[1]))
        writers = [writer_of(one, sight.measures[one.measure]) for one in figures]
        rows = []
        for person, reckoned in found:
            cells = [
                _cell(
                    one,
                    column,
                    writer(one.value) if one.value is not None else "",
                    _cause(one, column, person, sight),
                    sight.why_of(person, column.figure) if one.word else "",
                )
                for one, column, writer in zip(reckoned, columns, writers, strict=True)
            ]
            rows.append(SafeString(f"<tr>{_name(person, sight)}{''.join(cells)}</tr>"))
        means = [_mean([row[place] for _person, row in found]) for place in range(len(figures))]
        return ShownTable(
            caption=_("%(count)d athletes, %(order)s") % {"count": len(found), "order": ORDERS[options["order"]]},
            headings=SafeString("".join(map(_heading, columns))),
            mean=_mean_row(columns, writers, means, len(found)) if options["has_mean"] and found else SafeString(""),
            rows=rows,
        )


def _column(figure: Figure, sight: Sight) -> _Column:
    measure = sight.measures[figure.measure]
    return _Column(figure, name_of(figure, measure), unit_of(figure, measure))


def _rank_by(order: str, measures: Sequence[Measure]) -> Callable[[Sequence[Reckoned]], tuple[float, float]]:
    """Where a row stands; those of one rank stay by name. Who has no value comes last; worst first is the board's."""
    can_light = {
        place: bool(one.form.managed_by)
        for place, one in enumerate(measures)
        if one.field.type not in OPTIONS and (one.rules or one.better is not Direction.NONE)
    }
    measured = sourced_first(can_light)

    def by_light(row: Sequence[Reckoned]) -> tuple[float, float]:
        return worst_first(*verdict_of(row, [row[place] for place in measured if row[place].is_due]))

    def by_value(row: Sequence[Reckoned]) -> tuple[float, float]:
        value = row[0].value
        return (1, 0.0) if value is None else (0, value if order == "lowest" else -value)

    return {"worst": by_light, "name": lambda _row: (0, 0.0)}.get(order, by_value)


def _cause(one: Reckoned, column: _Column, person: Person, sight: Sight) -> str:
    if one.value is not None:
        return ""
    return one.cause or sight.cause_of(person, sight.measures[column.figure.measure])


def _heading(column: _Column) -> str:
    unit = f"<small>{escape(column.unit)}</small>" if column.unit else ""
    return f'<th scope="col" class="is-number">{escape(column.label)}{unit}</th>'


def _name(person: Person, sight: Sight) -> str:
    url, name = sight.url_of(person), escape(person.full_name)
    shown = f"<a href={url!r}>{name}</a>" if url else name
    return f'<th scope="row" class="board-person">{shown}{critical_mark(sight.critical.get(person.pk, ""))}</th>'


def _cell(one: Reckoned, column: _Column, words: str, cause: str, why: str) -> str:
    """`why`: where its light is explained, "" where nobody does."""
    if not words:
        missing = f'{DASH}<span class="cell-cause">{escape(cause)}</span>'
        return f'<td class="cell is-missing" data-label="{column.data_label}">{missing}</td>'
    tone = f" is-{one.tone}" if one.tone in (Tone.WATCH, Tone.ACT) else " is-stale" if one.is_stale else ""
    light = ""
    if one.word and (tone or one.meaning):
        begin, end = (f'a href="{why}"', "a") if why else ("span", "span")
        light = f' <{begin} class="light is-{one.tone}">{escape(one.word)}</{end}>'
    note = f' <span class="cell-age">{escape(one.note)}</span>' if one.note else ""
    value = f'<span class="cell-value">{escape(words)}</span>'
    return f'<td class="cell{tone}" data-label="{column.data_label}">{value}{light}{note}</td>'


def _mean(column: Sequence[Reckoned]) -> tuple[float | None, int]:
    """Of today's values alone: what is old speaks of another day."""
    fresh = [one.value for one in column if one.value is not None and not one.is_stale]
    return mean_of(fresh), len(fresh)


def _mean_row(
    columns: Sequence[_Column], writers: Sequence[object], means: Sequence[tuple[float | None, int]], count: int
) -> SafeString:
    cells = []
    for column, write, (mean, there) in zip(columns, writers, means, strict=True):
        value = DASH if mean is None else f'<span class="cell-value">{escape(write(mean))}</span>'  # type: ignore[operator]
        of_all = _("%(count)d of %(all)d") % {"count": there, "all": count}
        cells.append(
            f'<td class="cell" data-label="{column.data_label}">{value} <span class="cell-age">{of_all}</span></td>'
        )
    name = escape(_("Squad mean"))
    return SafeString(f'<tr class="board-mean"><th scope="row" class="board-person">{name}</th>{"".join(cells)}</tr>')
