"""What was typed, as a tree. Every part knows its place, how many parts it holds and how deep it goes."""

from dataclasses import dataclass, field

from forms_engine.formulas.errors import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    place: Place
    size: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Part):
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Part):
    """A duration as typed: 8 h, 28 days. `days` when it was typed in days or weeks."""

    seconds: float
    days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Part):
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth(Part):
    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Part):
    """What stood between the square brackets."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare(Part):
    """A word that is neither in brackets nor a call: kept so that the refusal can say so."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Records(Part):
    """10 records."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast(Part):
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Part):
    is_counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Part):
    name: str
    name_place: Place
    arguments: tuple[Part, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix(Part):
    """`operator`: "-" or "not"."""

    operator: str
    operand: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Part):
    """Operators of one rank, from left to right: a - b + c."""

    first: Part
    rest: tuple[tuple[str, Place, Part], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Part):
    """A comparison or a power."""

    operator: str
    operator_place: Place
    left: Part
    right: Part
