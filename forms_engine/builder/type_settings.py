"""Which settings a field type has. A new type appears in the builder by itself: what it is built on says most of it.

A type that needs more than its ancestors declares `settings: ClassVar[frozenset[str]]` with the names below; what only
it has is asked for by a panel in type_panels.py, found by the type's name or an ancestor's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_engine.field_types import FieldType, all_types
from forms_engine.field_types.attachment import Attachment
from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.choice import Choice
from forms_engine.field_types.choices import Choices
from forms_engine.field_types.linked import LINKED
from forms_engine.field_types.matrix import Matrix
from forms_engine.field_types.number import Number
from forms_engine.field_types.personal_detail import PersonalDetail
from forms_engine.field_types.rating import Rating
from forms_engine.field_types.slider import Slider
from forms_engine.together import DAILY, has_daily_rule

# Settings that several types have.
UNIT, DECIMALS, REQUIRED, DEFAULT, LAST = "unit", "decimals", "is_required", "default", "defaults_to_last"
LIMITS = ("minimum", "maximum")
SOFT_LIMITS = ("soft_minimum", "soft_maximum")
CHOICES, FORMULA = "choices", "formula"
WITHOUT_DECIMALS = ("integer", "score", "rating", "duration", "age", "linked_duration", "calculated_duration")
WITHOUT_UNIT = ("score", "duration", "age", "linked_duration", "calculated_duration")


@dataclass(frozen=True)
class Settings:
    """`names`: the settings of FieldDefinition the type has, besides those every field has. `panel`: whose it is."""

    names: frozenset[str]
    panel: str = ""

    def __contains__(self, name: str) -> bool:
        return name in self.names


def settings_of(kind: FieldType) -> Settings:
    """What a consultant may set of a field of this type."""
    declared = getattr(kind, "settings", None)
    names = frozenset(declared) if declared is not None else frozenset(_inferred(kind))
    return Settings(names, _panel_of(kind))


def _inferred(kind: FieldType) -> set[str]:
    names: set[str] = set()
    if isinstance(kind, Number):
        names |= {UNIT, DECIMALS} - ({DECIMALS} if kind.name in WITHOUT_DECIMALS else set())
        names -= {UNIT} if kind.name in WITHOUT_UNIT else set()
    if has_daily_rule(kind):
        names |= {DAILY}
    if kind.is_fillable:
        names |= {REQUIRED}
        if not isinstance(kind, Attachment | Matrix):
            names |= {DEFAULT, LAST}
        if isinstance(kind, Number):
            names |= {*LIMITS, *SOFT_LIMITS}
        if isinstance(kind, Choice | Choices):
            names |= {CHOICES}
    if isinstance(kind, Rating | Slider):
        names -= set(SOFT_LIMITS)
    if isinstance(kind, Matrix):
        names |= {UNIT}
    if is_calculation(kind):
        names |= {FORMULA}
    return names


PANELS: Mapping[str, type[FieldType]] = {
    "options": Choice,
    "several_options": Choices,
    "matrix": Matrix,
    "rating": Rating,
    "slider": Slider,
    "attachment": Attachment,
    "detail": PersonalDetail,
}


def _panel_of(kind: FieldType) -> str:
    if is_calculation(kind):
        return "formula"
    if kind.name in LINKED:
        return "link"
    found = next((name for name, ancestor in PANELS.items() if isinstance(kind, ancestor)), "")
    return "options" if found == "several_options" else found


def is_calculation(kind: FieldType) -> bool:
    """Whether a formula fills the field."""
    return kind.writer == CALCULATION and kind.name.startswith("calculat")


def is_offered(kind: FieldType) -> bool:
    """Whether a consultant may add a field of the type: the others only a connector can fill."""
    return kind.is_fillable or bool(kind.writer)


@dataclass(frozen=True)
class Offer:
    """One line of the palette. `preset` begins the field with more than its type."""

    type: str
    label: str | Promise
    preset: str = ""


HISTORY = "history"


def palette() -> list[tuple[str | Promise, list[Offer]]]:
    """(heading, what may be added under it), in the order types are registered."""
    asked: list[Offer] = []
    reckoned: list[Offer] = []
    for name, kind in all_types().items():
        if not is_offered(kind):
            continue
        offers = asked if kind.is_fillable else reckoned
        offers.append(Offer(name, kind.label))
        if name == "calculation":
            offers.append(Offer(name, _("history calculation"), HISTORY))
    return [(_("People answer"), asked), (_("Ringside fills in"), reckoned)]
