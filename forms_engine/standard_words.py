"""A standard's rule read back in words."""

from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, Standard

WORDS_OF_YES_NO = {"yes": True, "no": False}


def say_rule(rule: Standard, field: FieldDefinition) -> str:
    """“act: poor (the value below 3, female, from 16 years)”."""
    told = condition_words(rule, field)
    return _("%(tone)s: %(words)s (%(rule)s)") % {"tone": rule.get_tone_display(), "words": rule.words, "rule": told}


def condition_words(rule: Standard, field: FieldDefinition) -> str:
    """When the rule speaks, and of whom."""
    return ", ".join([*_about_value(rule, field), *_about_person(rule)])


def _about_value(rule: Standard, field: FieldDefinition) -> list[str]:
    if rule.options:
        return [", ".join(option_words(field, option) for option in rule.options)]
    bounds = []
    if rule.low is not None:
        bounds.append(_("from %(low)s") % {"low": _bound(rule, field, rule.low)})
    if rule.high is not None:
        bounds.append(_("below %(high)s") % {"high": _bound(rule, field, rule.high)})
    if not bounds and rule.measure == Standard.Measure.VALUE:
        return [_("any value")]
    told = [f"{rule.get_measure_display()} {', '.join(bounds)}".strip()]
    if rule.measure != Standard.Measure.VALUE:
        days = {"days": rule.window_days, "least": rule.least_values}
        told.append(_("%(days)d days, from %(least)d values") % days)
    return told


def _bound(rule: Standard, field: FieldDefinition, bound: float) -> str:
    is_duration = rule.measure == Standard.Measure.VALUE and field.type.endswith("duration")
    return field_type(field.type).show(field, bound) if is_duration else str(number_format(Decimal(f"{bound:.12g}")))


def option_words(field: FieldDefinition, option: Any) -> str:
    """An option of a rule as people read it."""
    is_yes_no = field.type.endswith("yes_no") and option in WORDS_OF_YES_NO
    return field_type(field.type).show(field, WORDS_OF_YES_NO[option]) if is_yes_no else str(option)


def _about_person(rule: Standard) -> list[str]:
    told = [rule.get_sex_display()] if rule.sex else []
    if rule.age_from is not None:
        told.append(_("from %(age)d years") % {"age": rule.age_from})
    if rule.age_below is not None:
        told.append(_("below %(age)d years") % {"age": rule.age_below})
    return told
