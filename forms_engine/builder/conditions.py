"""When a section is shown: conditions on the answers of other sections."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.builder.refusals import Refused
from forms_engine.definition_json import all_fields
from forms_engine.errors import UnknownType
from forms_engine.field_types import field_type
from forms_engine.field_types.base import FieldType
from forms_engine.field_types.choices import Choices
from forms_engine.field_types.matrix import Matrix
from forms_engine.models import FieldDefinition, FormDefinition, Section
from forms_engine.visibility import RULES, TESTS

# In the order a consultant is offered them.
WORDS = {
    "is": gettext_lazy("is"),
    "is_not": gettext_lazy("is not"),
    "one_of": gettext_lazy("is one of (one per line)"),
    "contains": gettext_lazy("has among its choices"),
    "at_least": gettext_lazy("is at least"),
    "at_most": gettext_lazy("is at most"),
    "answered": gettext_lazy("is answered"),
    "not_answered": gettext_lazy("is not answered"),
}
WITHOUT_VALUE = frozenset({"answered", "not_answered"})
MOST_CONDITIONS = 20


def offered_tests() -> list[tuple[str, Any]]:
    return [(test, words) for test, words in WORDS.items() if test in TESTS]


def askable_fields(form: FormDefinition, section: Section | None) -> list[FieldDefinition]:
    """The fields a condition of `section` may ask: living ones of other sections that are no tables."""
    fields = form.fields.filter(retired_at=None).exclude(section__is_table=True).select_related("section")
    if section is not None and section.pk:
        fields = fields.exclude(section=section)
    return [one for one in fields.order_by("order", "pk") if not _is_closed(one.type)]


def _is_closed(type_name: str) -> bool:
    return type_name in ("secret", "link", "series", "attachment") or isinstance(field_type(type_name), Matrix)


def clean_visibility(rule: str, typed: Iterable[tuple[str, str, str]], fields: Iterable[FieldDefinition]) -> Any:
    """What a section stores. `typed`: (field key, test, value as a person writes it). Raises Refused."""
    if rule not in RULES:
        return {}
    known = {field.key: field for field in fields}
    conditions = [_clean(known, key, test, value) for key, test, value in typed if key]
    if not conditions:
        raise Refused("no_conditions", _("Say at least one condition, or show the section always."), "visibility")
    if len(conditions) > MOST_CONDITIONS:
        raise Refused("too_many_conditions", _("At most 20 conditions, please."), "visibility")
    return {"rule": rule, "conditions": conditions}


def _clean(known: Mapping[str, FieldDefinition], key: str, test: str, typed: str) -> dict[str, Any]:
    field = known.get(key)
    if field is None:
        raise Refused("bad_condition", _("A condition asks a field of another section."), "visibility")
    if test not in TESTS:
        raise Refused("bad_condition", _("Choose what is asked of “%(label)s”.") % {"label": field.label}, "visibility")
    if test in WITHOUT_VALUE:
        return {"field": key, "test": test, "value": None}
    try:
        return {"field": key, "test": test, "value": _value(field, test, typed)}
    except ValidationError as error:
        words = _("“%(label)s”: %(words)s") % {"label": field.label, "words": " ".join(error.messages)}
        raise Refused("bad_condition", words, "visibility") from None


def _value(field: FieldDefinition, test: str, typed: str) -> Any:
    kind: FieldType = field_type(field.type)
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if not lines:
        raise ValidationError(_("Write what it is compared with."))
    if test == "one_of":
        return [kind.clean(field, line) for line in lines]
    if isinstance(kind, Choices):
        words: list[str] = kind.clean(field, lines)
        return words[0] if test == "contains" else words
    return kind.clean(field, lines[0])


def typed_value(condition: Mapping[str, Any], field: FieldDefinition | None) -> str:
    """A condition's value as a person would write it."""
    value = condition.get("value")
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value if field is None else field_type(field.type).initial(value))


def wrong_conditions(section: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """What is wrong with an imported section's visibility, "" when nothing is."""
    visibility = section["visibility"]
    if not visibility:
        return ""
    conditions = visibility.get("conditions")
    is_shaped = visibility.get("rule") in RULES and set(visibility) == {"rule", "conditions"}
    if not is_shaped or not isinstance(conditions, list) or not 1 <= len(conditions) <= MOST_CONDITIONS:
        return _("“visibility” is {} or {“rule”: “all” or “any”, “conditions”: [1 to 20 of them]}.")
    own = {field["key"] for field in section["fields"]}
    elsewhere = {field["key"]: field for field in all_fields(document) if field["key"] not in own}
    return next((words for one in conditions if (words := _wrong(one, elsewhere))), "")


def _wrong(condition: Any, elsewhere: Mapping[str, Any]) -> str:
    if not isinstance(condition, dict) or not set(condition) <= {"field", "test", "value"}:
        return _("A condition has “field”, “test” and “value”.")
    if condition.get("test") not in TESTS:
        return _("“%(test)s” is no test.") % {"test": str(condition.get("test"))[:40]}
    key = condition.get("field")
    if not isinstance(key, str) or key not in elsewhere:
        return _("A condition asks “%(key)s”, which is no field of another section.") % {"key": str(key)[:80]}
    return "" if condition["test"] in WITHOUT_VALUE else _wrong_value(condition, elsewhere[key])


def _wrong_value(condition: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    field = FieldDefinition(
        type=said["type"],
        choices=said["choices"],
        minimum=said["minimum"],
        maximum=said["maximum"],
        details=said["details"],
    )
    value = condition.get("value")
    values = value if condition["test"] == "one_of" and isinstance(value, list) else [value]
    try:
        kind = field_type(field.type)
        for one in values:
            kind.clean(field, [one] if isinstance(kind, Choices) and not isinstance(one, list) else one)
    except (ValidationError, UnknownType):
        return _("“%(key)s” is compared with something it cannot be.") % {"key": said["key"]}
    return ""
