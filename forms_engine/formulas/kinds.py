"""The types of the language: what an expression is, known before anything is reckoned."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _


class Sort(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    DURATION = "duration"
    CHOICE = "choice"
    CHOICES = "choices"


class UnitMix(Exception):  # noqa: N818
    """Two units that do not go together; who catches it knows the place."""


@dataclass(frozen=True, slots=True)
class Choosable:
    """One answer of a choice field."""

    word: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`unit` of a number: None for one written in the formula, "" for a value that has none.

    Both go with every unit; they differ in what a product keeps. `options` are those of a choice.
    """

    sort: Sort
    unit: str | None = ""
    options: tuple[Choosable, ...] = ()

    @property
    def words(self) -> str:
        if self.sort is Sort.NUMBER:
            return _("a number in %(unit)s") % {"unit": self.unit} if self.unit else _("a number")
        return {
            Sort.TEXT: _("a text"),
            Sort.YES_NO: _("yes or no"),
            Sort.DATE: _("a date"),
            Sort.MOMENT: _("a date with a time"),
            Sort.TIME: _("a time of day"),
            Sort.DURATION: _("a duration"),
            Sort.CHOICE: _("a choice"),
            Sort.CHOICES: _("several choices"),
        }[self.sort]


def number(unit: str | None = "") -> Kind:
    return Kind(Sort.NUMBER, unit)


TEXT, YES_NO, DATE, MOMENT = Kind(Sort.TEXT), Kind(Sort.YES_NO), Kind(Sort.DATE), Kind(Sort.MOMENT)
TIME, DURATION = Kind(Sort.TIME), Kind(Sort.DURATION)

MEASURES = frozenset({Sort.NUMBER, Sort.DURATION})
ORDERED = MEASURES | {Sort.DATE, Sort.MOMENT, Sort.TIME}
WORDY = frozenset({Sort.TEXT, Sort.CHOICE})

OF_FIELD_TYPE = {
    "text": Sort.TEXT,
    "paragraph": Sort.TEXT,
    "number": Sort.NUMBER,
    "integer": Sort.NUMBER,
    "score": Sort.NUMBER,
    "rating": Sort.NUMBER,
    "slider": Sort.NUMBER,
    "duration": Sort.DURATION,
    "date": Sort.DATE,
    "time": Sort.TIME,
    "datetime": Sort.MOMENT,
    "yes_no": Sort.YES_NO,
    "choice": Sort.CHOICE,
    "choices": Sort.CHOICES,
}


def kind_of_field(type_name: str, unit: str = "", options: Iterable[Choosable] = ()) -> Kind | None:
    """What a field of this type is in a formula; None for secrets, links, series and whatever is unknown: closed."""
    sort = OF_FIELD_TYPE.get(type_name)
    if sort is None:
        return None
    return Kind(sort, unit.strip() if sort is Sort.NUMBER else "", tuple(options))


def share_unit(one: str | None, other: str | None) -> str | None:
    """The unit of two numbers that are added, compared or listed together. Raises UnitMix."""
    if one and other and one.casefold() != other.casefold():
        raise UnitMix
    if one or other:
        return one or other
    return None if one is other is None else ""


def share_kind(one: Kind, other: Kind) -> Kind | None:
    """What holds the one or the other; None when nothing does. Raises UnitMix."""
    if one.sort is Sort.NUMBER and other.sort is Sort.NUMBER:
        return replace(one, unit=share_unit(one.unit, other.unit))
    if one == other:
        return one
    if one.sort in WORDY and other.sort in WORDY:
        return TEXT
    return Kind(one.sort) if one.sort is other.sort else None
