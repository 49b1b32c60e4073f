"""What the consultant's standards say of the days of a measure, where thousands of values stand on a page.

Reckoned from the normal stored with each value; where a rule looks back on other days than that, from the days before
(`Measure.widest_window`). A value that comes often is judged once, unless a rule looks back.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from dashboards.measures import OPTIONS, YES_NO, Measure
from dashboards.statistics import DEFAULT_RULE, baseline_of
from forms_engine.models import Standard
from forms_engine.standards import Meaning, Subject, fits, measure_against
from people.models import Person


class Normal(Protocol):
    """An own normal of the days before a value."""

    @property
    def mean(self) -> float | None: ...
    @property
    def spread(self) -> float | None: ...
    @property
    def count(self) -> int: ...


class Known(Normal, Protocol):
    """A value with the normal of the stored window."""

    @property
    def value(self) -> float: ...


class Meanings:
    """Of one measure, asked for with its rules (`measures.with_rules`)."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self._asks_person = any(
            rule.sex or rule.age_from is not None or rule.age_below is not None for rule in measure.rules
        )
        self._by_subject: dict[Subject | None, _Rules] = {}

    def of_days(self, person: Person, days: Sequence[date], values: Mapping[date, Known]) -> Sequence[Meaning | None]:
        """One for each of `days`, in order; None where there is no value and where no rule speaks.

        `values`: by day, with those of the days before that rules look back on.
        """
        if not self.measure.rules or not values or not days:
            return [None] * len(days)
        if not self._asks_person:
            return self._rules_for(None).of_days(days, values)
        first, last = Subject.of(person, days[0]), Subject.of(person, days[-1])
        if first == last:
            return self._rules_for(first).of_days(days, values)
        return [self._rules_for(Subject.of(person, day)).of_days([day], values)[0] for day in days]

    def of_day(self, person: Person, day: date, values: Mapping[date, Known]) -> Meaning | None:
        return self.of_days(person, [day], values)[0]

    def _rules_for(self, subject: Subject | None) -> "_Rules":
        if subject not in self._by_subject:
            fitting = [rule for rule in self.measure.rules if subject is None or fits(rule, subject)]
            self._by_subject[subject] = _Rules(self.measure, fitting)
        return self._by_subject[subject]


class _Rules:
    """Those rules of a measure that are for somebody."""

    def __init__(self, measure: Measure, rules: Sequence[Standard]) -> None:
        self.measure, self.rules = measure, [(rule, Meaning(rule.tone, rule.words)) for rule in rules]
        self.looks_back = any(rule.measure != Standard.Measure.VALUE and not rule.options for rule in rules)
        self.judged: dict[float, Meaning | None] = {}

    def of_days(self, days: Sequence[date], values: Mapping[date, Known]) -> list[Meaning | None]:
        if self.looks_back:
            return [self._looking_back(day, one, values) if (one := values.get(day)) else None for day in days]
        judged, find = self.judged, values.get
        for value in {one.value for day in days if (one := find(day))}.difference(judged):
            judged[value] = meaning_among(self.measure, self.rules, value, _no_normal)
        return [judged[one.value] if (one := find(day)) else None for day in days]

    def _looking_back(self, day: date, one: Known, values: Mapping[date, Known]) -> Meaning | None:
        def normal_of(days: int) -> Normal:
            if days == DEFAULT_RULE.window_days:
                return one
            before = (values.get(day - timedelta(days=back)) for back in range(1, days + 1))
            return baseline_of([known.value if known else None for known in before])

        return meaning_among(self.measure, self.rules, one.value, normal_of)


def meaning_among(
    measure: Measure,
    rules: Sequence[tuple[Standard, Meaning]],
    value: float,
    normal_of: Callable[[int], Normal],
) -> Meaning | None:
    """What the first of `rules` says that speaks of a stored number; `normal_of(days)`: of a window before it."""
    if measure.field.type in YES_NO | OPTIONS:
        answers = measure.answers(value)
        return next((meaning for rule, meaning in rules if answers.intersection(rule.options)), None)
    for rule, meaning in rules:
        normal = _no_normal(0) if rule.measure == Standard.Measure.VALUE else normal_of(rule.window_days)
        measured = measure_against(rule, value, normal.mean, normal.spread, normal.count)
        if (
            measured is not None
            and (rule.low is None or measured >= rule.low)
            and (rule.high is None or measured < rule.high)
        ):
            return meaning
    return None


_nothing = baseline_of(())


def _no_normal(days: int) -> Normal:
    """A rule about the value itself asks for none."""
    return _nothing


def strongest_first(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Each once: what calls for action, what to watch, the others, in the order of the rules."""
    order = (Standard.Tone.ACT, Standard.Tone.WATCH, Standard.Tone.GOOD, Standard.Tone.PLAIN)
    return sorted(dict.fromkeys(meanings), key=lambda one: order.index(Standard.Tone(one.tone)))


def said_by(measure: Measure) -> list[Meaning]:
    """All that the rules of a measure can say, for a legend."""
    return strongest_first([Meaning(rule.tone, rule.words) for rule in measure.rules])
