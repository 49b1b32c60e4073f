"""The cells of the grid as HTML, put together once in Python: an include in each cell of a large table is slow."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.group_entry.columns import Column
from forms_engine.group_entry.grid import Grid, Group, Row

# How wide a column is, in characters.
NARROW, MIDDLE, WIDE = "is-narrow", "is-middle", "is-wide"
LONGEST_SHOWN = 60

INPUT = (
    '<input class="entry-input {}" type="text" inputmode="{}" aria-labelledby="{}" value="{}" placeholder="{}" '
    'autocomplete="off" spellcheck="false"{}>'
)
TEXTAREA = (
    '<textarea class="entry-input {}" rows="1" aria-labelledby="{}" placeholder="{}" autocomplete="off"{}>{}</textarea>'
)
MEANING = '<span class="entry-meaning light is-{}">{}</span>'
SELECTED = SafeString(" selected")
SELECT = '<select class="entry-input {}" aria-labelledby="{}"{}><option value="">{}</option>{}</select>'


@dataclass(frozen=True)
class ShownGroup:
    number: int
    title: str
    instructions: str
    span: int


def show_groups(groups: Sequence[Group]) -> list[ShownGroup]:
    return [ShownGroup(one.number, one.title, one.instructions, len(one.columns)) for one in groups]


def show_headings(groups: Sequence[Group]) -> SafeString:
    """The second row of the head: a heading a column, with unit, limits and whether it is required."""
    return format_html_join(
        "",
        '<th scope="col" class="entry-head {}" data-key="{}" data-kind="{}" data-group="{}"{}>'
        '<span id="entry-c-{}">{}</span><small>{}</small></th>',
        (
            (
                width_of(column),
                column.key,
                column.kind,
                group.number,
                format_html(' title="{}"', column.field.help) if column.field.help else "",
                column.key,
                column.field.label,
                " · ".join(_facts(column)),
            )
            for group in groups
            for column in group.columns
        ),
    )


def _facts(column: Column) -> list[str]:
    field = column.field
    facts = [field.unit] if field.unit else []
    if column.kind == "number" and (field.minimum is not None or field.maximum is not None):
        low, high = (_plain(one) for one in (field.minimum, field.maximum))
        facts.append(_("%(low)s to %(high)s") % {"low": low, "high": high} if low and high else _limit(low, high))
    if field.type == "duration":
        facts.append(_("h:mm"))
    if field.type == "choices":
        words = "; ".join(field.choices)
        facts.append(words if len(words) <= LONGEST_SHOWN else _("several, with ; between them"))
    if field.is_required:
        facts.append(_("required"))
    return facts


def _limit(low: str, high: str) -> str:
    return _("from %(low)s") % {"low": low} if low else _("up to %(high)s") % {"high": high}


def _plain(number: float | None) -> str:
    if number is None:
        return ""
    return str(number_format(int(number) if number.is_integer() else number))


def width_of(column: Column) -> str:
    if column.kind == "number" or column.field.type in ("rating", "yes_no", "duration", "time"):
        return NARROW
    return WIDE if column.kind == "long" or column.field.type in ("text", "link") else MIDDLE


def show_rows(grid: Grid) -> list[SafeString]:
    return [_row(grid, row) for row in grid.rows]


def _row(grid: Grid, row: Row) -> SafeString:
    record = row.standing.record if row.standing else None
    cells = (
        _cell(group.number, column, row, starts_group=place == 0)
        for group in grid.groups
        for place, column in enumerate(group.columns)
    )
    return format_html(
        '<tr data-person="{}" data-id="{}" data-record="{}" data-seen="{}"><th scope="row" class="entry-person">'
        '<span class="entry-name"><a id="entry-p-{}" href="{}">{}</a><span class="entry-state"></span></span>'
        '{}<small>{}</small><span class="entry-problem" hidden></span></th>{}</tr>',
        row.person.pk,
        row.source_id,
        record.pk if record else "",
        record.modified_at.isoformat() if record else "",
        row.person.pk,
        reverse("person_events", args=[row.person.pk, grid.place.form.key]),
        row.person.full_name,
        format_html('<small class="entry-critical">{}</small>', row.critical) if row.critical else "",
        _about(row),
        format_html_join("", "{}", ((cell,) for cell in cells)),
    )


def _about(row: Row) -> str:
    if row.standing is None or row.standing.count < 2:
        return ""
    more = row.standing.count - 1
    return ngettext("%(count)d earlier entry this day", "%(count)d earlier entries this day", more) % {"count": more}


def _cell(number: int, column: Column, row: Row, *, starts_group: bool) -> SafeString:
    classes = "entry-cell" + (" is-first" if starts_group else "")
    if column.key in row.not_asked:
        classes += " is-not-asked"
    return format_html(
        '<td class="{}" data-group="{}">{}{}</td>', classes, number, _control(column, row), _meaning(column, row)
    )


def _meaning(column: Column, row: Row) -> SafeString | str:
    said = row.meanings.get(column.key)
    return format_html(MEANING, said.light, said.words) if said else ""


def _control(column: Column, row: Row) -> SafeString:
    label = f"entry-p-{row.person.pk} entry-c-{column.key}"
    first = row.first.get(column.key, "")
    text, hint = row.texts.get(column.key, "") or first, row.hints.get(column.key, "")
    marks = format_html(
        "{}{}",
        format_html(' data-first="{}"', first) if first else "",
        format_html(' data-hint="{}"', hint) if hint else "",
    )
    if column.kind == "select":
        return format_html(SELECT, width_of(column), label, marks, hint, options_html(column, text))
    if column.kind == "long":
        return format_html(TEXTAREA, width_of(column), label, hint, marks, text)
    mode = "decimal" if column.kind == "number" else "text"
    return format_html(INPUT, width_of(column), mode, label, text, hint, marks)


@lru_cache(maxsize=512)
def _options(options: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if value == chosen else "", word) for value, word in options),
    )


def options_html(column: Column, chosen: str) -> SafeString:
    """What may be chosen; a word no longer offered stays as long as it stands."""
    options = column.options
    if chosen and chosen not in (value for value, _word in options):
        options = [*options, (chosen, chosen)]
    return _options(tuple(options), chosen)
