"""Which sections are shown, by the answers given in other sections.

A section's `visibility` is {} (always) or {"rule": "all" | "any", "conditions": [{"field", "test", "value"}]}.
Answers of a section that is not shown count as not given. static/js/filling/visibility.js reckons the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from forms_engine.models import FieldDefinition, Section

ORDERED = {
    "at_least": lambda answer, value: answer >= value,
    "at_most": lambda answer, value: answer <= value,
}
# What a condition may ask of an answer. `value` is canonical, as the field's type keeps it.
TESTS = frozenset({"is", "is_not", "one_of", "contains", "answered", "not_answered", *ORDERED})
RULES = ("all", "any")


def hidden_sections(
    sections: Sequence[Section], fields: Iterable[FieldDefinition], values: Mapping[str, Any]
) -> set[int]:
    """Ids of the sections that `values` (canonical) leave out. No queries."""
    section_of = {field.key: field.section_id for field in fields}
    conditional = [section for section in sections if section.visibility]
    hidden: set[int] = set()
    # A section may hang on another that is hidden itself; in a circle the last round stands.
    for _round in range(len(conditional) + 1):
        given = {key: value for key, value in values.items() if section_of.get(key) not in hidden}
        now_hidden = {section.pk for section in conditional if not _is_shown(section.visibility, given)}
        if now_hidden == hidden:
            break
        hidden = now_hidden
    return hidden


def holds(condition: Mapping[str, Any], answer: Any) -> bool:
    """Whether one condition holds of one answer, None for not answered. What cannot be compared does not hold."""
    test, value = condition.get("test"), condition.get("value")
    is_answered = answer not in (None, "", [], {})
    if test in ("answered", "not_answered"):
        return is_answered == (test == "answered")
    if test == "is_not":
        return bool(answer != value)
    if not is_answered:
        return False
    if test == "is":
        return bool(answer == value)
    if test == "one_of":
        return isinstance(value, list) and answer in value
    if test == "contains":
        return isinstance(answer, list) and value in answer
    if test in ORDERED:
        return _are_comparable(answer, value) and ORDERED[str(test)](answer, value)
    return False


def conditions_for_page(section: Section, asked: Iterable[str], values: Mapping[str, Any]) -> dict[str, Any]:
    """The section's visibility for a browser: what hangs on a field that is not asked there is settled beforehand.

    {} always; conditions are {"field", "test", "value"} or {"known": true | false}.
    """
    if not section.visibility:
        return {}
    on_page = set(asked)
    return {
        "rule": _rule(section.visibility),
        "conditions": [
            {name: one.get(name) for name in ("field", "test", "value")}
            if one.get("field") in on_page
            else {"known": holds(one, values.get(str(one.get("field"))))}
            for one in conditions_of(section.visibility)
        ],
    }


def _is_shown(visibility: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    answers = [holds(one, values.get(str(one.get("field")))) for one in conditions_of(visibility)]
    return not answers or (any(answers) if _rule(visibility) == "any" else all(answers))


def _rule(visibility: Mapping[str, Any]) -> str:
    return "any" if visibility.get("rule") == "any" else "all"


def conditions_of(visibility: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """{} and what nobody could read have none."""
    return [one for one in visibility.get("conditions") or () if isinstance(one, Mapping)]


def _are_comparable(answer: Any, value: Any) -> bool:
    numbers = isinstance(answer, int | float) and isinstance(value, int | float)
    return numbers or (isinstance(answer, str) and isinstance(value, str))
