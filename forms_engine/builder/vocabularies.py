"""The fields of the site as formulas name them, and the formulas there are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from forms_engine.builder.type_settings import is_calculation
from forms_engine.errors import UnknownType
from forms_engine.field_types import FieldType, field_type
from forms_engine.field_types.date import Date
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.number import Number
from forms_engine.field_types.options import options_of
from forms_engine.field_types.text import Text
from forms_engine.field_types.yes_no import YesNo
from forms_engine.formulas import (
    Choosable,
    FieldRef,
    Formula,
    FormulaError,
    Kind,
    KnownField,
    KnownForm,
    KnownTable,
    Sort,
    Vocabulary,
    compile_formula,
    kind_of_field,
)
from forms_engine.models import FieldDefinition, FormDefinition

# A type of which the language does not know the name is what it is built on.
SORTS: tuple[tuple[type[FieldType], Sort], ...] = (
    (Duration, Sort.DURATION),
    (Number, Sort.NUMBER),
    (Date, Sort.DATE),
    (Text, Sort.TEXT),
    (YesNo, Sort.YES_NO),
)
CLOSED = frozenset({"secret", "link", "series", "attachment", "matrix"})


@dataclass(frozen=True)
class Site:
    """All forms and their living fields, read once. `form_key` → what is known of it."""

    forms: Mapping[str, KnownForm]
    fields: list[FieldDefinition]

    @cached_property
    def labels(self) -> dict[FieldRef, str]:
        return {ref_of(one): f"{one.form.name} / {one.label}" for one in self.fields}

    def vocabulary_of(self, form_key: str, table: str = "") -> Vocabulary:
        return Vocabulary(self.forms[form_key], self.forms.values(), table=table)

    @property
    def calculations(self) -> list[FieldDefinition]:
        return [one for one in self.fields if one.formula and _has_formula(one)]

    def formulas(self) -> dict[FieldRef, Formula | FormulaError]:
        """Every calculated field with its formula, or with why it no longer is one."""
        found: dict[FieldRef, Formula | FormulaError] = {}
        for one in self.calculations:
            try:
                found[ref_of(one)] = self.compiled(one, one.formula)
            except FormulaError as error:
                found[ref_of(one)] = error
        return found

    def compiled(self, one: FieldDefinition, source: str) -> Formula:
        """`source` as the formula of the field. Raises FormulaError."""
        vocabulary = self.vocabulary_of(one.form.key, table_of(one))
        return compile_formula(source, vocabulary, wanted=kind_of(one))


def read_site() -> Site:
    """Two queries, whatever the number of forms."""
    fields = list(FieldDefinition.objects.filter(retired_at=None).select_related("form", "section"))
    by_form: dict[int, list[KnownField]] = {}
    for one in sorted(fields, key=lambda known: (known.order, known.pk)):
        by_form.setdefault(one.form_id, []).append(_known(one))
    forms = {
        form.key: KnownForm(
            form.key,
            form.name,
            tuple(by_form.get(form.pk, ())),
            is_profile=form.kind == FormDefinition.Kind.PROFILE,
            dates_the_night=form.dates_the_night,
        )
        for form in FormDefinition.objects.all()
    }
    return Site(forms, fields)


def ref_of(one: FieldDefinition) -> FieldRef:
    return FieldRef(one.form.key, one.key)


def table_of(one: FieldDefinition) -> str:
    """The key of the table whose column the field is, "" for any other."""
    return one.section.key if one.section is not None and one.section.is_table else ""


def kind_of(one: FieldDefinition) -> Kind | None:
    """What the field is in a formula; None for what formulas may not see."""
    if one.type in CLOSED:
        return None
    options = [Choosable(option.word, option.score) for option in options_of(one)]
    known = kind_of_field(one.type, one.unit, options)
    return known or _inherited_kind(one)


def _inherited_kind(one: FieldDefinition) -> Kind | None:
    try:
        kind = field_type(one.type)
    except UnknownType:
        return None
    sort = next((sort for ancestor, sort in SORTS if isinstance(kind, ancestor)), None)
    return None if sort is None else Kind(sort, one.unit.strip() if sort is Sort.NUMBER else "")


def _known(one: FieldDefinition) -> KnownField:
    table = None
    if one.section is not None and one.section.is_table:
        table = KnownTable(one.section.key, one.section.title)
    return KnownField(one.key, one.label, one.api_name, kind_of(one), table)


def _has_formula(one: FieldDefinition) -> bool:
    try:
        return is_calculation(field_type(one.type))
    except UnknownType:
        return False


def leaning(formulas: Mapping[FieldRef, Formula | FormulaError]) -> dict[FieldRef, Iterable[FieldRef]]:
    """Calculated field → the fields its formula leans on."""
    return {ref: one.needs.refs for ref, one in formulas.items() if isinstance(one, Formula)}
