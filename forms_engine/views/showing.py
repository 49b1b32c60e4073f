"""Records as finished words, section by section, for the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from forms_engine.extension import source_name
from forms_engine.field_types import field_type
from forms_engine.field_types.base import CALCULATION
from forms_engine.judged import NOTHING_SAID, Judged, ShownEntry, entry_of, judge
from forms_engine.ledger import IMPORT, PEOPLE
from forms_engine.models import FieldDefinition, Record, RecordChange
from forms_engine.sections import by_section, is_column, sections_of
from forms_engine.standards import Meaning
from forms_engine.visibility import hidden_sections
from people.models import Person


@dataclass(frozen=True)
class ShownTable:
    """A table section's rows, a cell a heading."""

    headings: list[str]
    rows: list[list[ShownEntry]]


@dataclass(frozen=True)
class ShownSection:
    """`table`: of a table section, instead of `entries`."""

    title: str
    entries: list[ShownEntry]
    table: ShownTable | None = None


@dataclass(frozen=True)
class ShownChange:
    """One line of a record's history. `entries`: (label, before, after)."""

    at: datetime
    who: str
    what: str
    reason: str
    entries: list[tuple[str, str, str]]


def show_value(field: FieldDefinition, value: Any) -> str:
    return "" if value is None else field_type(field.type).show(field, value)


def show_values(
    fields: Sequence[FieldDefinition], values: Mapping[str, Any], judged: Judged = NOTHING_SAID
) -> list[ShownEntry]:
    """One entry a field, in the order of the fields, of which none is a column of a table."""
    return [
        ShownEntry(field.shown_label, show_value(field, values.get(field.key)), judged.fields.get(field.key))
        for field in fields
    ]


def show_sections(
    fields: Sequence[FieldDefinition],
    values: Mapping[str, Any],
    judged: Judged = NOTHING_SAID,
    why: Mapping[str, str] | None = None,
) -> list[ShownSection]:
    """Every field with its value; a retired one only where it holds one. Link fields hold none and are left out.

    Sections that the answers leave out are left out, and so are tables without a row. `why`: key → why a calculation
    has no value.
    """
    hidden = hidden_sections(sections_of(fields), fields, values)
    shown = [
        field
        for field in fields
        if field.type != "link"
        and field.section_id not in hidden
        and (field.retired_at is None or is_column(field) or values.get(field.key) is not None)
    ]
    reasons = why or {}
    sections = [_show_section(title, together, values, judged, reasons) for title, together in by_section(shown)]
    return [section for section in sections if section]


def _show_section(
    title: str, fields: list[FieldDefinition], values: Mapping[str, Any], judged: Judged, why: Mapping[str, str]
) -> ShownSection | None:
    section = fields[0].section
    if section is None or not section.is_table:
        entries = [
            ShownEntry(
                field.shown_label,
                _show_entry(field, values.get(field.key)),
                judged.fields.get(field.key),
                why.get(field.key, ""),
            )
            for field in fields
        ]
        return ShownSection(title, entries)
    rows = values.get(section.key) or []
    held = [field for field in fields if field.retired_at is None or any(field.key in row for row in rows)]
    cells = [
        [
            ShownEntry(field.shown_label, show_value(field, row.get(field.key)), judged.cells.get((field.key, number)))
            for field in held
        ]
        for number, row in enumerate(rows)
    ]
    return ShownSection(title, [], ShownTable([field.shown_label for field in held], cells)) if rows and held else None


def _show_entry(field: FieldDefinition, value: Any) -> str:
    """A file as the link to its door, everything else as words."""
    words = show_value(field, value)
    if field.type != "attachment" or not isinstance(value, Mapping):
        return words
    return format_html('<a href="{}">{}</a>', reverse("attachment", args=[value["key"]]), words)


def show_changes(record: Record, fields: Sequence[FieldDefinition], person: Person | None = None) -> list[ShownChange]:
    """The record's history, newest first, as far as `fields` may be seen; each value with what standards say of it.

    `person`: whose it is, where that is known already. One query, and those of `judge`.
    """
    known = {field.key: field for field in fields if not is_column(field)}
    columns = {
        section.key: (section.title, [field for field in fields if field.section_id == section.pk])
        for section in sections_of(fields)
        if section.is_table
    }
    changes = list(record.changes.select_related("by"))
    about = entry_of(record, person)
    told = judge(fields, [about._replace(values=values) for one in changes for values in (one.before, one.after)])
    shown = []
    for place, change in enumerate(changes):
        said = told[2 * place : 2 * place + 2]
        entries = [
            (
                known[key].shown_label,
                _show_judged(known[key], change.before.get(key), said[0]),
                _show_judged(known[key], value, said[1]),
            )
            for key, value in change.after.items()
            if key in known
        ]
        entries += [
            (
                columns[key][0],
                _show_rows(columns[key][1], change.before.get(key), said[0]),
                _show_rows(columns[key][1], rows, said[1]),
            )
            for key, rows in change.after.items()
            if key in columns
        ]
        entries += _show_dates(change)
        if entries or not change.after:
            shown.append(ShownChange(change.at, who_wrote(change), change.get_kind_display(), change.reason, entries))
    return shown


def _show_judged(field: FieldDefinition, value: Any, judged: Judged) -> str:
    """“3 (poor sleep)”"""
    return _with_meaning(show_value(field, value), judged.fields.get(field.key))


def _with_meaning(words: str, meaning: Meaning | None) -> str:
    return f"{words} ({meaning.words})" if meaning else words


def _show_rows(columns: Sequence[FieldDefinition], rows: Any, judged: Judged) -> str:
    """“Squat, 3, 80 kg (heavy); Row, 4”."""
    held = [
        [
            _with_meaning(show_value(one, row[one.key]), judged.cells.get((one.key, number)))
            for one in columns
            if one.key in row
        ]
        for number, row in enumerate(rows or [])
    ]
    return "; ".join(", ".join(cells) for cells in held)


def _show_dates(change: RecordChange) -> list[tuple[str, str, str]]:
    labels = {
        "_occurred_on": _("Date"),
        "_starts_at": _("Start"),
        "_finishes_at": _("Finish"),
        "_zone": _("Zone"),
    }
    return [
        (label, _show_plain(change.before[key]), _show_plain(change.after[key]))
        for key, label in labels.items()
        if key in change.after
    ]


def _show_plain(value: str | None) -> str:
    """An ISO day or moment of the ledger in words; a zone as it is."""
    if not value:
        return ""
    try:
        if len(value) == len("2026-03-09"):
            return show_day(date.fromisoformat(value))
        return show_moment(datetime.fromisoformat(value))
    except ValueError:
        return value


def who_wrote(change: RecordChange) -> str:
    if change.by is not None:
        return change.by.full_name
    if change.owner == PEOPLE:
        return _("somebody no longer here")
    if change.owner == CALCULATION:
        return _("calculation")
    return show_source(change.owner.partition(":")[0])


def show_about(record: Record) -> list[tuple[str, str]]:
    """When, where from and by whom: (label, words) pairs."""
    about = [(_("Date"), show_day(record.occurred_on) if record.occurred_on else "")]
    if record.starts_at:
        about.append((_("Start"), show_moment(record.starts_at)))
    if record.finishes_at:
        about.append((_("Finish"), show_moment(record.finishes_at)))
    about.append((_("From"), show_source(record.source)))
    if record.entered_by:
        about.append((_("Entered by"), record.entered_by.full_name))
    about.append((_("Last changed"), show_moment(record.modified_at)))
    return about


def show_source(source: str) -> str:
    if source == IMPORT:
        return _("imported from a file")
    return _("entered by hand") if source == PEOPLE else _("connector %(name)s") % {"name": source_name(source)}


def show_day(day: date) -> str:
    return date_format(day, "D j M Y")


def show_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "D j M Y, H:i")
