"""What a field type answers: clean, store, load, form field, show, compare.

One file per type or family of types; `field_type(name)` finds it. Values are canonical and fit for JSON:
seconds, metres, bpm, ms, °C as numbers; days, times and moments as ISO text; absent means not measured, never 0.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from forms_engine.errors import UnknownType

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition


# Who writes what nobody types: calculations, linked values, personal details, who entered a record and when.
CALCULATION = "calculation"


class FieldType(ABC):
    """One kind of field. Types hold no state: one instance of each serves everybody."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    # What the SQL of queries.py casts a value to; "" leaves text.
    sql_cast: ClassVar[str] = ""
    # Whether people can type a value into a form.
    is_fillable: ClassVar[bool] = True
    # Who writes every field of the type (its `written_by`); "" leaves that to the definition.
    writer: ClassVar[str] = ""

    @abstractmethod
    def clean(self, field: "FieldDefinition", raw: object) -> Any:
        """The canonical value of what was typed or sent; never None or "" (absent is the caller's to see).

        Raises ValidationError with a sentence for whoever filled it in, also when `raw` is of another type or too big.
        """

    def within_limits(self, field: "FieldDefinition", value: Any) -> Any:
        """The value itself. Raises ValidationError when it is below or above what the field allows."""
        return value

    def unusual(self, field: "FieldDefinition", value: Any) -> str:
        """A question in words when the value is allowed but beyond the field's soft limits, else ""."""
        return ""

    def store(self, value: Any) -> Any:
        """What Python holds (`load`) → canonical, fit for JSON."""
        return value

    def load(self, value: Any) -> Any:
        """Canonical → what Python reckons with: days and moments become objects."""
        return value

    def from_sql(self, value: Any) -> Any:
        """What `->>` and `sql_cast` gave → canonical."""
        return value

    def from_sql_column(self, values: Iterable[Any]) -> list[Any]:
        """The same of many; None stays None."""
        return [None if value is None else self.from_sql(value) for value in values]

    @abstractmethod
    def form_field(self, field: "FieldDefinition") -> forms.Field:
        """The field of a Django form that asks for it, without label, help and required (the builder adds them)."""

    def initial(self, value: Any) -> Any:
        """Canonical → what stands in the form when it opens."""
        return self.load(value)

    @abstractmethod
    def show(self, field: "FieldDefinition", value: Any) -> str:
        """Canonical → words for people, with the unit, localised."""

    def compare(self, field: "FieldDefinition", one: Any, other: Any) -> int:
        """-1, 0 or 1: which of two canonical values comes first."""
        left, right = self.load(one), self.load(other)
        return (left > right) - (left < right)


_types: dict[str, FieldType] = {}


def register_type(kind: type[FieldType]) -> None:
    _types[kind.name] = kind()


def field_type(name: str) -> FieldType:
    """The type of this name. Raises UnknownType."""
    try:
        return _types[name]
    except KeyError:
        raise UnknownType(_("There is no field type “%(name)s”.") % {"name": name[:40]}) from None


def all_types() -> Mapping[str, FieldType]:
    """Every type by name, in the order they were registered."""
    return dict(_types)


def refuse_wrong_kind() -> ValidationError:
    """The complaint about a list where a number stands, and the like."""
    return ValidationError(_("This is not a value of the right kind."), code="wrong_kind")


def clean_characters(raw: object, longest: int) -> str:
    """Text without outer blanks that PostgreSQL can hold. Raises ValidationError, also when longer than `longest`."""
    if not isinstance(raw, str):
        raise refuse_wrong_kind()
    if len(raw) > longest:
        raise ValidationError(
            _("This is too long: %(length)d characters; at most %(longest)d are kept."),
            code="too_long",
            params={"length": len(raw), "longest": longest},
        )
    if "\x00" in raw or any("\ud800" <= character <= "\udfff" for character in raw):
        raise ValidationError(_("This holds characters that cannot be stored."), code="bad_characters")
    return raw.strip()
