"""What the consultant's standards say of the days of a measure, where thousands of values stand on a page.

Reckoned from the normal stored with each value; where a rule looks back on other days than that, from the days before
(`Measure.widest_window`). A value that comes often is judged once, unless a rule looks back.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from math import inf
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
        self._by_subject: dict[Subject | None, Fitting] = {}

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

    def _rules_for(self, subject: Subject | None) -> "Fitting":
        if subject not in self._by_subject:
            self._by_subject[subject] = Fitting(self.measure, subject)
        return self._by_subject[subject]


class Fitting:
    """Those rules of a measure that are for somebody; for everybody where no subject is told.

    Rules that measure alike, as those of one scale do, share a yardstick: the value is measured once for all of them.
    """

    def __init__(self, measure: Measure, subject: Subject | None) -> None:
        self.measure = measure
        rules = [rule for rule in measure.rules if subject is None or fits(rule, subject)]
        self.looks_back = any(rule.measure != Standard.Measure.VALUE and not rule.options for rule in rules)
        self.has_answers = measure.field.type in YES_NO | OPTIONS
        self.answering = [(rule.options, Meaning(rule.tone, rule.words)) for rule in rules]
        self.yardsticks: list[Standard] = []
        self.bounds: list[tuple[int, float, float, Meaning]] = []
        places: dict[tuple[str, int, int], int] = {}
        for rule in (rule for rule in rules if not rule.options):
            place = places.setdefault((rule.measure, rule.window_days, rule.least_values), len(places))
            if place == len(self.yardsticks):
                self.yardsticks.append(rule)
            low, high = (-inf if rule.low is None else rule.low), (inf if rule.high is None else rule.high)
            self.bounds.append((place, low, high, Meaning(rule.tone, rule.words)))
        self.judged: dict[float, Meaning | None] = {}

    def of_days(self, days: Sequence[date], values: Mapping[date, Known]) -> list[Meaning | None]:
        if self.looks_back:
            return [self._looking_back(day, one, values) if (one := values.get(day)) else None for day in days]
        judged, find = self.judged, values.get
        for value in {one.value for day in days if (one := find(day))}.difference(judged):
            judged[value] = self.say(value, _no_normal)
        return [judged[one.value] if (one := find(day)) else None for day in days]

    def say(self, value: float, normal_of: Callable[[int], Normal]) -> Meaning | None:
        """What the first rule says that speaks of a stored number; `normal_of(days)`: of a window before it."""
        if self.has_answers:
            answers = self.measure.answers(value)
            return next((meaning for options, meaning in self.answering if answers.intersection(options)), None)
        measured: dict[int, float | None] = {}
        for place, low, high, meaning in self.bounds:
            if place not in measured:
                rule = self.yardsticks[place]
                normal = normal_of(rule.window_days)
                measured[place] = measure_against(rule, value, normal.mean, normal.spread, normal.count)
            number = measured[place]
            if number is not None and low <= number < high:
                return meaning
        return None

    def _looking_back(self, day: date, one: Known, values: Mapping[date, Known]) -> Meaning | None:
        def normal_of(days: int) -> Normal:
            if days == DEFAULT_RULE.window_days:
                return one
            before = (values.get(day - timedelta(days=back)) for back in range(1, days + 1))
            return baseline_of([known.value if known else None for known in before])

        return self.say(one.value, normal_of)


_nothing = baseline_of(())


def _no_normal(days: int) -> Normal:
    """Rules about the value itself ask for none."""
    return _nothing


def strongest_first(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Each once: what calls for action, what to watch, the others, in the order of the rules."""
    order = (Standard.Tone.ACT, Standard.Tone.WATCH, Standard.Tone.GOOD, Standard.Tone.PLAIN)
    return sorted(dict.fromkeys(meanings), key=lambda one: order.index(Standard.Tone(one.tone)))


def said_by(measure: Measure) -> list[Meaning]:
    """All that the rules of a measure can say, for a legend."""
    return strongest_first([Meaning(rule.tone, rule.words) for rule in measure.rules])
