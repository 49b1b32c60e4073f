"""Standards: what a value of a field means, in a tone and words. The consultant's rules, shown wherever the value is.

The first rule in order speaks that fits the person (sex, age) and the value. Rules relative to the person's own
baseline are silent until there are enough values before the day; a missing value means nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum, sqrt
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from forms_engine.models import FieldDefinition, Standard
from forms_engine.queries import days_of_values
from forms_engine.sections import is_column
from forms_engine.together import days_together
from people.models import Person

# The values of the own days in a window before the day; newest or oldest first makes no difference.
History = Callable[[int], Sequence[float]]
# Person id → day → the value of a field, as a baseline counts it.
OwnDays = Mapping[int, Mapping[date, float]]
# Looked up thousands of times a page.
VALUE, PERCENT = Standard.Measure.VALUE.value, Standard.Measure.PERCENT.value
LIGHTS: Mapping[str, str] = {
    Standard.Tone.GOOD: "fine",
    Standard.Tone.WATCH: "watch",
    Standard.Tone.ACT: "act",
    Standard.Tone.PLAIN: "none",
}
# What a rule is made of, but for its field and its place in the order.
RULE_PARTS = (
    "measure",
    "low",
    "high",
    "options",
    "sex",
    "age_from",
    "age_below",
    "window_days",
    "least_values",
    "tone",
    "words",
)


@dataclass(frozen=True)
class Meaning:
    """What a standard says of one value. `tone` is one of Standard.Tone."""

    tone: str
    words: str

    @property
    def light(self) -> str:
        """The name of its colour in the style sheets."""
        return LIGHTS[self.tone]


@dataclass(frozen=True)
class Subject:
    """Whom a value is about, as far as rules ask. `age`: whole years on the day, None when unknown."""

    sex: str
    age: int | None

    @classmethod
    def of(cls, person: Person, day: date) -> "Subject":
        return cls(person.sex, age_on(person.date_of_birth, day))


def age_on(born: date | None, day: date) -> int | None:
    """Whole years lived on `day`."""
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def meaning_of(rules: Iterable[Standard], value: Any, subject: Subject, history: History) -> Meaning | None:
    """What the rules, in order, say of a canonical value; None when none of them speaks."""
    if value is None:
        return None
    return next(
        (Meaning(rule.tone, rule.words) for rule in rules if fits(rule, subject) and _speaks(rule, value, history)),
        None,
    )


def fits(rule: Standard, subject: Subject) -> bool:
    """Whether the rule is for somebody of this sex and age."""
    if rule.sex and rule.sex != subject.sex:
        return False
    if rule.age_from is None and rule.age_below is None:
        return True
    if subject.age is None:
        return False
    return (rule.age_from is None or subject.age >= rule.age_from) and (
        rule.age_below is None or subject.age < rule.age_below
    )


def _speaks(rule: Standard, value: Any, history: History) -> bool:
    if rule.options:
        return not _words(value).isdisjoint(rule.options)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    measured = _measure(rule, value, history)
    if measured is None:
        return False
    return (rule.low is None or measured >= rule.low) and (rule.high is None or measured < rule.high)


def _words(value: Any) -> set[Any]:
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    return set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()


def _measure(rule: Standard, value: float, history: History) -> float | None:
    """The number the rule's bounds are about; None while the baseline is too thin or does not vary."""
    if rule.measure == Standard.Measure.VALUE:
        return value
    before = history(rule.window_days)
    if not before:
        return None
    mean = fsum(before) / len(before)
    spread = sqrt(fsum((one - mean) ** 2 for one in before) / (len(before) - 1)) if len(before) > 1 else None
    return measure_against(rule, value, mean, spread, len(before))


def measure_against(rule: Standard, value: float, mean: float | None, spread: float | None, count: int) -> float | None:
    """The number the bounds of a rule are about, from a baseline reckoned already: its mean, spread and how many values
    it is of. None while it is too thin or does not vary, and of a rule about options."""
    if rule.options:
        return None
    if rule.measure == VALUE:
        return value
    if mean is None or count < rule.least_values or count < 1:
        return None
    if rule.measure == PERCENT:
        return 100 * value / mean if mean > 0 else None
    # The spread of one repeated value is rounding dust rather than 0.
    return (value - mean) / spread if spread is not None and spread > 1e-9 * max(1.0, abs(mean)) else None


@dataclass(frozen=True)
class Valued:
    """One value on one day of one person."""

    person: Person
    day: date
    value: Any


def meanings(
    field: FieldDefinition, rules: Sequence[Standard], valued: Sequence[Valued], days: OwnDays | None = None
) -> list[Meaning | None]:
    """What `rules` (of this field, in order) say of each, in the same order.

    `days`: of `own_days`; without them no query, or one when a rule is relative. Who may see the values is settled
    before.
    """
    if not rules or not valued:
        return [None] * len(valued)
    if days is None:
        days = own_days([field], {field.pk: rules}, valued).get(field.key, {})
    found = []
    for one in valued:
        own = days.get(one.person.pk, {})

        def history(window_days: int, own: Mapping[date, float] = own, day: date = one.day) -> list[float]:
            first = day - timedelta(days=window_days)
            return [value for on, value in own.items() if first <= on < day]

        found.append(meaning_of(rules, one.value, Subject.of(one.person, one.day), history))
    return found


def own_days(
    fields: Sequence[FieldDefinition], rules: Mapping[int, Sequence[Standard]], valued: Sequence[Valued]
) -> dict[str, dict[int, dict[date, float]]]:
    """Field key → what relative rules look back on, for fields of one form. One query, none without such rules."""
    relative = {field.key: field for field in fields if not is_column(field) and _windows(rules.get(field.pk, ()))}
    if not relative or not valued:
        return {}
    widest = max(max(_windows(rules[field.pk])) for field in relative.values())
    rows = days_of_values(
        next(iter(relative.values())).form.key,
        {one.person.pk for one in valued},
        list(relative),
        min(one.day for one in valued) - timedelta(days=widest),
        max(one.day for one in valued),
        fields=relative,
    )
    return days_together(relative, rows)


def _windows(rules: Iterable[Standard]) -> list[int]:
    return [rule.window_days for rule in rules if rule.measure != Standard.Measure.VALUE]


def rules_of(fields: Iterable[FieldDefinition]) -> dict[int, list[Standard]]:
    """Field id → its rules in order, for those that have any. One query."""
    found: dict[int, list[Standard]] = {}
    for rule in Standard.objects.filter(field__in=[field.pk for field in fields]).order_by("order", "pk"):
        found.setdefault(rule.field_id, []).append(rule)
    return found


def rules_beside() -> ArraySubquery:
    """To annotate fields with as `rules`, so that they come in the statement that reads the fields."""
    rules = Standard.objects.filter(field=OuterRef("pk")).order_by("order", "pk")
    return ArraySubquery(rules.values(json=JSONObject(**{part: part for part in RULE_PARTS})))


def rules_read_beside(field: FieldDefinition) -> tuple[Standard, ...]:
    """The rules, in order, of a field that was read with `rules_beside`."""
    return tuple(Standard(**rule) for rule in field.rules)  # type: ignore[attr-defined]
