"""What must be right of a field's standards, whoever writes them: the panel or an imported file."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.field_types.choice import Choice
from forms_engine.field_types.choices import Choices
from forms_engine.field_types.number import Number
from forms_engine.field_types.text import Text
from forms_engine.field_types.yes_no import YesNo
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from forms_engine.sections import is_column
from forms_engine.standard_words import WORDS_OF_YES_NO

# What the rules of a field are about: numbers between bounds, options to tick, words to write, or nothing at all.
NUMBERS, OPTIONS, WORDS, NOTHING = "numbers", "options", "words", ""


class Complaint(NamedTuple):
    """About one box of one rule; `rule` counts from 0."""

    rule: int
    member: str
    code: str
    words: str


def sort_of(field: FieldDefinition) -> str:
    kind = field_type(field.type)
    if isinstance(kind, Number):
        return NUMBERS
    if isinstance(kind, Choice | Choices | YesNo):
        return OPTIONS
    return WORDS if isinstance(kind, Text) and not kind.is_fillable else NOTHING


def options_of(field: FieldDefinition) -> list[str]:
    """The words a rule may speak of, where they are to be ticked."""
    return list(WORDS_OF_YES_NO) if isinstance(field_type(field.type), YesNo) else list(field.choices)


def has_baseline(field: FieldDefinition) -> bool:
    """Whether there are days before to compare with: a profile has one record, a table many rows a day."""
    is_dated = field.form.kind == FormDefinition.Kind.EVENT
    return sort_of(field) == NUMBERS and is_dated and not is_column(field)


def complaints_about(field: FieldDefinition, rules: Sequence[Standard]) -> Iterator[Complaint]:
    """Everything that is wrong, rule by rule. Options that a rule already had are not looked up again."""
    sort = sort_of(field)
    if rules and sort == NOTHING:
        words = _("Standards judge numbers and choices; a field of this type holds neither.")
        yield Complaint(0, "words", "no_standards", words)
        return
    for place, rule in enumerate(rules):
        found = [*_about_bounds(field, rule, sort), *_about_options(rule, sort), *_about_person(rule)]
        found += _about_baseline(field, rule)
        yield from (Complaint(place, *one) for one in found)
        earlier = next((number for number, one in enumerate(rules[:place], start=1) if _covers(one, rule)), 0)
        if earlier and not found:
            words = _("This rule never speaks: rule %(number)d, which comes first, speaks of all this already.")
            yield Complaint(place, "words", "never_speaks", words % {"number": earlier})


Found = Iterator[tuple[str, str, str]]


def _about_bounds(field: FieldDefinition, rule: Standard, sort: str) -> Found:
    low, high = rule.low, rule.high
    if sort != NUMBERS:
        if low is not None or high is not None or rule.measure != Standard.Measure.VALUE:
            yield "words", "no_bounds", _("This field holds no number, so a rule has no bounds.")
        return
    if low is not None and high is not None and low >= high:
        yield "high", "bounds_cross", _("“Below” must be above “from”: the rule would speak of no value.")
    if rule.measure != Standard.Measure.VALUE:
        if low is None and high is None:
            yield "low", "needs_bound", _("Say from where or below what the rule speaks.")
        return
    if low is not None and field.maximum is not None and low > field.maximum:
        yield "low", "beyond_limits", _("No answer lies this high: more is not allowed in this field.")
    if high is not None and field.minimum is not None and high <= field.minimum:
        yield "high", "beyond_limits", _("No answer lies this low: less is not allowed in this field.")


def _about_options(rule: Standard, sort: str) -> Found:
    if sort == NUMBERS and rule.options:
        yield "words", "no_options", _("This field holds a number: give bounds instead of options.")
    if sort in (OPTIONS, WORDS) and not rule.options:
        yield "options", "needs_option", _("Say of which answers the rule speaks.")


def unknown_options(field: FieldDefinition, rules: Sequence[Standard]) -> list[str]:
    """Options of rules that nobody can answer (any more)."""
    known = options_of(field)
    return [one for rule in rules for one in rule.options if one not in known] if sort_of(field) == OPTIONS else []


def _about_person(rule: Standard) -> Found:
    if rule.age_from is not None and rule.age_below is not None and rule.age_from >= rule.age_below:
        yield "age_below", "ages_cross", _("“Below” must be above “from”: nobody is of this age.")


def _about_baseline(field: FieldDefinition, rule: Standard) -> Found:
    if rule.measure == Standard.Measure.VALUE or sort_of(field) != NUMBERS:
        return
    if not has_baseline(field):
        words = _("There is no own baseline here: a profile has one record, a table many rows a day. Judge the value.")
        yield "measure", "no_baseline", words
    if rule.least_values > rule.window_days:
        words = _("%(days)d days cannot hold %(least)d values.")
        yield "least_values", "window_too_short", words % {"days": rule.window_days, "least": rule.least_values}


def _covers(one: Standard, other: Standard) -> bool:
    """Whether `one` speaks wherever `other` would."""
    if one.sex not in ("", other.sex) or not _spans((one.age_from, one.age_below), (other.age_from, other.age_below)):
        return False
    if one.options or other.options:
        return set(other.options) <= set(one.options)
    if one.measure == Standard.Measure.VALUE and one.low is None and one.high is None:
        return True
    is_relative = one.measure != Standard.Measure.VALUE
    windows = [(rule.window_days, rule.least_values) if is_relative else None for rule in (one, other)]
    return (
        one.measure == other.measure
        and windows[0] == windows[1]
        and _spans((one.low, one.high), (other.low, other.high))
    )


def _spans(wide: tuple[float | None, float | None], narrow: tuple[float | None, float | None]) -> bool:
    from_low = wide[0] is None or (narrow[0] is not None and narrow[0] >= wide[0])
    to_high = wide[1] is None or (narrow[1] is not None and narrow[1] <= wide[1])
    return from_low and to_high
