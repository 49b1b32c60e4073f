"""A definition becomes a Django form: what this viewer may fill, nothing else."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.field_types import field_type
from forms_engine.judged import NOTHING_SAID, Judged, ShownEntry
from forms_engine.models import FieldDefinition, Section
from forms_engine.permissions import Viewer, is_writable
from forms_engine.sections import by_section, is_column, sections_of
from forms_engine.table_builder import TableRows
from forms_engine.validation import clean_value, unusual_values
from forms_engine.visibility import conditions_for_page, conditions_of, hidden_sections

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
# What somebody has said is right although it is unusual: "<field key>:<what was typed>".
SURE = "_sure"


@dataclass(frozen=True)
class AskedSection:
    """What stands under one heading. `conditions`: JSON for the browser, "" for always; `opens`: whether they hold of
    what stands in the form when it is shown. `shown`: what is only read."""

    title: str
    instructions: str = ""
    conditions: str = ""
    opens: bool = True
    fields: Sequence[forms.BoundField] = ()
    table: TableRows | None = None
    shown: Sequence[ShownEntry] = ()


class AnswersForm(forms.Form):
    """Some fields of a definition; after `is_valid`, `values` holds field key → canonical value, None for no answer."""

    definitions: ClassVar[Sequence[FieldDefinition]] = ()
    values: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not as class attributes: there a key such as "prefix" would meet Django's own.
        self.fields.update({one.key: _form_field(one) for one in self.definitions})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values = {}
        for one in self.definitions:
            if one.key not in cleaned:
                continue
            try:
                self.values[one.key] = clean_value(one, cleaned[one.key], by_connector=False)
            except ValidationError as error:
                self.add_error(one.key, error)
        return cleaned

    def ask_whether_sure(self, sure: set[str]) -> list[str]:
        """Complains of unusual values nobody has confirmed; returns the tokens that confirm all of them."""
        tokens = []
        for key, question in unusual_values(self.definitions, self.values).items():
            name = self.add_prefix(key)
            token = f"{name}:{self.data.get(name)}"
            tokens.append(token)
            if token not in sure:
                words = _("%(question)s Then send again.") % {"question": question}
                self.add_error(key, ValidationError(words, code="unusual"))
        return tokens


class RecordForm(AnswersForm):
    """Made by `build_form`. `values` holds tables too: section key → rows, None for none.

    `standing`: what the record holds now; conditions and what a row keeps are judged with it. `draft`: what was typed
    before and not sent, as a browser sends it; it stands in the form and is not judged. `judged`: what standards say of
    what the record holds.
    """

    every: ClassVar[Sequence[FieldDefinition]] = ()
    table_columns: ClassVar[Sequence[tuple[Section, Sequence[FieldDefinition]]]] = ()
    shows_rest: ClassVar[bool] = True

    def __init__(
        self,
        *args: Any,
        standing: Mapping[str, Any] | None = None,
        draft: Any = None,
        judged: Judged = NOTHING_SAID,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.standing, self.judged = standing or {}, judged
        self.sure_tokens: list[str] = []
        if draft is not None:
            self.initial = {**self.initial, **self._typed(draft)}
        self.tables = [self._table(section, columns, draft) for section, columns in self.table_columns]

    def _typed(self, draft: Any) -> dict[str, Any]:
        """What stands in a draft, as the controls of the page read it."""
        return {
            name: one.widget.value_from_datadict(draft, {}, name)
            for name, one in self.fields.items()
            if not one.widget.value_omitted_from_data(draft, {}, name)
        }

    def _table(self, section: Section, columns: Sequence[FieldDefinition], draft: Any) -> TableRows:
        asked = {one.pk for one in columns}
        closed = {one.key for one in self.every if one.section_id == section.pk and one.pk not in asked}
        stored = self.standing.get(section.key)
        data = self.data if self.is_bound else None
        return TableRows(section, columns, AnswersForm, data=data, draft=draft, stored=stored, closed=closed)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for table in self.tables:
            table.judge()
            self.values[table.section.key] = table.rows or None
        hidden = self._leave_out_hidden()
        sure = set(self.data.getlist(SURE)) if hasattr(self.data, "getlist") else set()
        self.sure_tokens = self.ask_whether_sure(sure)
        for table in self.tables:
            if table.section.pk in hidden:
                continue
            self.sure_tokens += table.ask_whether_sure(sure)
            if table.has_errors:
                self.add_error(None, _("Look at “%(table)s”, please.") % {"table": table.section.title})
        return cleaned

    def _leave_out_hidden(self) -> set[int]:
        """Answers of sections that are not shown are dropped, and nothing in them is required."""
        hidden = hidden_sections(sections_of(self.every), self.every, {**self.standing, **self.values})
        for one in self.definitions:
            if one.section_id in hidden:
                self.values[one.key] = None
                self.errors.pop(one.key, None)
        for table in self.tables:
            if table.section.pk in hidden:
                self.values[table.section.key] = None
        return hidden

    def sections(self) -> list[AskedSection]:
        """In reading order; what is no field of the definition comes first."""
        asked = {one.key for one in self.definitions}
        tables = {table.section.pk: table for table in self.tables}
        keys = [*asked, *(table.section.key for table in self.tables)]
        own = [bound for bound in self.visible_fields() if bound.name not in asked]
        found = [AskedSection("", fields=own)] if own else []
        left_out = hidden_sections(sections_of(self.every), self.every, {**self.standing, **self._answers_now()})
        for title, together in by_section(self.every):
            section = together[0].section
            one = AskedSection(
                title,
                section.instructions if section else "",
                _as_json(conditions_for_page(section, keys, self.standing)) if section else "",
                section is None or section.pk not in left_out,
                [self[definition.key] for definition in together if definition.key in asked],
                tables.get(section.pk) if section else None,
                [] if section and section.is_table else self._shown(together, asked),
            )
            if one.fields or one.table or one.shown:
                found.append(one)
        return found

    def _answers_now(self) -> dict[str, Any]:
        """Canonical, of the fields that sections hang on; what nobody could make sense of is no answer."""
        if self.is_bound:
            return getattr(self, "values", {})
        conditions = [one for section in sections_of(self.every) for one in conditions_of(section.visibility)]
        asked_about = {one.get("field") for one in conditions}
        answers = {}
        for one in self.definitions:
            if one.key in asked_about:
                asked = self.fields[one.key]
                with suppress(ValidationError):
                    typed = asked.clean(asked.prepare_value(self.get_initial_for_field(asked, one.key)))
                    answers[one.key] = clean_value(one, typed, by_connector=False)
        return answers

    def _shown(self, together: Sequence[FieldDefinition], asked: set[str]) -> list[ShownEntry]:
        """What stands there and is not this viewer's to fill."""
        return [
            ShownEntry(
                one.label,
                field_type(one.type).show(one, self.standing[one.key]),
                self.judged.fields.get(one.key),
            )
            for one in together
            if self.shows_rest and one.key not in asked and self.standing.get(one.key) is not None
        ]

    @property
    def changed_values(self) -> dict[str, Any]:
        """Of `values` those that differ from what the record holds."""
        return {key: value for key, value in self.values.items() if value != self.standing.get(key)}


class DatedForm(forms.Form):
    """The date of an event's record. The underscore keeps it apart from field keys, which begin with a letter."""

    _occurred_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )

    @property
    def occurred_on(self) -> date:
        day: date = self.cleaned_data["_occurred_on"]
        return day


class OnceForm(forms.Form):
    """The id made when the page opened, so that a double click is one record."""

    _id = forms.UUIDField(widget=forms.HiddenInput)

    @property
    def source_id(self) -> str:
        made: UUID = self.cleaned_data["_id"]
        return str(made)


def build_form(
    fields: Sequence[FieldDefinition], *parts: type[forms.Form], viewer: Viewer, shows_rest: bool = True
) -> type[Any]:
    """A form class that asks for those of `fields` (of `visible_fields`) that `viewer` may fill, with `parts` mixed in.

    Unit in the label; help, required, lowest and highest as defined; defaults are `first_answers`'. The other fields
    are shown where the record holds something, unless the page does that itself (`shows_rest` False).
    """
    definitions = [one for one in fields if is_writable(one, viewer)]
    tables = [
        (section, [one for one in definitions if one.section_id == section.pk])
        for section in sections_of(fields)
        if section.is_table and section.key
    ]
    contents = {
        "every": fields,
        "shows_rest": shows_rest,
        "definitions": [one for one in definitions if not is_column(one)],
        "table_columns": [(section, columns) for section, columns in tables if columns],
    }
    return type("BuiltRecordForm", (*parts, RecordForm), contents)


def first_answers(
    fields: Sequence[FieldDefinition], values: Mapping[str, Any] | None, last: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What stands in the form when it opens: the record's values; where there is no record yet, what was answered
    `last` in the fields that begin with it, else the defaults."""
    if values is None:
        values = {one.key: one.default for one in fields if one.default is not None} | dict(last or {})
    return {
        one.key: field_type(one.type).initial(values[one.key])
        for one in fields
        if values.get(one.key) is not None and not is_column(one) and field_type(one.type).is_fillable
    }


def _form_field(one: FieldDefinition) -> forms.Field:
    asked = field_type(one.type).form_field(one)
    asked.label = _("%(label)s (%(unit)s)") % {"label": one.label, "unit": one.unit} if one.unit else one.label
    asked.help_text = one.help
    asked.required = one.is_required
    # As static/js/filling says it.
    asked.error_messages["required"] = _("This is required.")
    asked.widget.is_required = one.is_required
    for name, limit in (("data-soft-min", one.soft_minimum), ("data-soft-max", one.soft_maximum)):
        if limit is not None:
            asked.widget.attrs[name] = f"{limit:g}"
    return asked


def _as_json(conditions: Mapping[str, Any]) -> str:
    return json.dumps(conditions) if conditions else ""
