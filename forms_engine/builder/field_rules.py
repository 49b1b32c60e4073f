"""What must be right of a field before it is saved, whoever describes it: the panel or an imported file."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from forms_engine.builder.refusals import Refused
from forms_engine.builder.type_rules import check_details
from forms_engine.builder.type_settings import CHOICES, DEFAULT, FORMULA, LIMITS, settings_of
from forms_engine.calculating.checking import check_formula
from forms_engine.calculating.site import Site
from forms_engine.field_types import field_type
from forms_engine.field_types.choice import LONGEST_CHOICE
from forms_engine.formulas import FormulaError
from forms_engine.models import FieldDefinition
from forms_engine.validation import clean_value

MOST_CHOICES = 200


def check_field(field: FieldDefinition, site: Site) -> None:
    """Raises Refused, about one member, for the first thing that is wrong. Leaves formula and default canonical.

    `field` may be unsaved; `site`: everything formulas and links may name.
    """
    for complaint in _complaints(field):
        raise complaint
    settings = settings_of(field_type(field.type))
    check_details(field, settings.panel, site)
    if FORMULA in settings:
        field.formula = _checked_formula(field)
    if DEFAULT in settings and field.default is not None:
        field.default = clean_default(field, field.default)


def _complaints(field: FieldDefinition) -> Iterator[Refused]:
    settings = settings_of(field_type(field.type))
    yield from _limits(field)
    if LIMITS[0] not in settings:
        yield from _no_limits(field)
    if CHOICES in settings:
        yield from _choices(field)
    if field.is_required and field.formula:
        yield Refused("not_asked", _("Nobody answers a calculation, so it cannot be required."), "is_required")


def _limits(field: FieldDefinition) -> Iterator[Refused]:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None and low > high:
        yield Refused("limits_cross", _("The highest allowed lies below the lowest."), "maximum")
    soft_low, soft_high = field.soft_minimum, field.soft_maximum
    if soft_low is not None and soft_high is not None and soft_low > soft_high:
        words = _("“Unusual above” lies below “unusual below”: every answer would be unusual.")
        yield Refused("limits_cross", words, "soft_maximum")
    for name, limit in (("soft_minimum", soft_low), ("soft_maximum", soft_high)):
        is_beyond = limit is not None and ((low is not None and limit < low) or (high is not None and limit > high))
        if is_beyond:
            words = _("This lies beyond what is allowed at all, so that nobody would ever be asked.")
            yield Refused("soft_beyond_hard", words, name)


def _no_limits(field: FieldDefinition) -> Iterator[Refused]:
    for name in (*LIMITS, "soft_minimum", "soft_maximum"):
        if getattr(field, name) is not None:
            yield Refused("no_such_setting", _("A field of this type has no limits."), name)


def _choices(field: FieldDefinition) -> Iterator[Refused]:
    words = field.choices
    if not words:
        yield Refused("no_choices", _("Write at least one option: nobody could answer."), "choices")
    if len(words) > MOST_CHOICES or any(len(word) > LONGEST_CHOICE for word in words):
        yield Refused("too_many_choices", _("At most 200 choices of at most 200 characters each."), "choices")
    if len(set(words)) < len(words) or any(not word.strip() or word != word.strip() for word in words):
        yield Refused("choices_twice", _("Each option stands once, and none is empty."), "choices")


def clean_default(field: FieldDefinition, raw: Any) -> Any:
    """The default as a value of this field. Raises Refused."""
    meant = FieldDefinition(
        type=field.type,
        choices=field.choices,
        minimum=field.minimum,
        maximum=field.maximum,
        decimals=field.decimals,
        details=field.details,
    )
    try:
        return clean_value(meant, raw, by_connector=False)
    except ValidationError as error:
        raise Refused("bad_default", " ".join(error.messages), "default") from None


def _checked_formula(field: FieldDefinition) -> str:
    if not field.formula.strip():
        raise Refused("no_formula", _("Write the formula that fills this field."), "formula")
    try:
        return check_formula(field, field.formula)
    except FormulaError as error:
        raise BadFormula(error) from None


class BadFormula(Refused):
    """`error` knows the place."""

    def __init__(self, error: FormulaError) -> None:
        super().__init__(error.code, error.words, "formula")
        self.error = error
