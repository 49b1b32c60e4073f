"""While standards are typed: each rule read back, and what a sample value would get, by the pages' own judge."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.builder.standards_panel import StandardsPanel
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, Standard
from forms_engine.standard_words import say_rule
from forms_engine.standards import Subject, meaning_of

# Enough values for any rule, so that a sample baseline is never too thin.
VALUES = 732


def told(panel: StandardsPanel) -> dict[str, Any]:
    """Context of standards_said.html."""
    context: dict[str, Any] = {"rules": [(rule.tone, say_rule(rule, panel.instance)) for rule in panel.rules]}
    if panel.errors:
        return {"complaints": panel.errors}
    return context | _tried(panel.instance, panel.rules, panel.sample)


def _tried(field: FieldDefinition, rules: Sequence[Standard], sample: Any) -> dict[str, Any]:
    if not sample["value"].strip():
        return {}
    kind = field_type(field.type)
    try:
        several = field.type == "choices"
        value = kind.clean(field, [sample["value"]] if several else sample["value"])
        age, mean, spread = (_number(sample[name]) for name in ("age", "mean", "spread"))
    except ValidationError as error:
        return {"wrong_sample": " ".join(error.messages)}
    before = _baseline(mean, spread or 0)
    subject = Subject(sample["sex"], None if age is None else int(age))
    meaning = meaning_of(rules, value, subject, lambda _days: before)
    shown = {"value": kind.show(field, value)}
    if meaning is None:
        return {"silent": _("No rule speaks of %(value)s.") % shown}
    return {"sample": shown["value"], "meaning": meaning}


def _number(typed: str) -> float | None:
    return float(field_type("number").clean(FieldDefinition(), typed)) if typed.strip() else None


def _baseline(mean: float | None, spread: float) -> list[float]:
    """Values of exactly this mean and sample standard deviation; none without a mean."""
    if mean is None:
        return []
    step = spread * ((VALUES - 1) / VALUES) ** 0.5
    return [mean + step, mean - step] * (VALUES // 2)
