"""Conditions, and what to do about what is missing."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.kinds import YES_NO, Sort
from forms_engine.formulas.missing import Answer, Missing, Reason
from forms_engine.formulas.typed import Frame, Run, Typed, constant

GROUP = _("Conditions and missing values")
NOT_DECIDED = Missing(Reason.NOT_DECIDED)


def _check_if(arguments: Arguments) -> Typed:
    arguments.expect_count(2)
    parts = arguments.values()
    conditions, answers = parts[0 : len(parts) // 2 * 2 : 2], parts[1::2]
    for condition in conditions:
        arguments.checker.expect(condition, {Sort.YES_NO}, "if")
    otherwise = [parts[-1]] if len(parts) % 2 else []
    kind = arguments.checker.share([*answers, *otherwise])
    cases = [(one.run, other.run) for one, other in zip(conditions, answers, strict=True)]
    return arguments.answer(kind, _first_case(cases, otherwise[0].run if otherwise else constant(NOT_DECIDED)))


def _first_case(cases: Sequence[tuple[Run, Run]], otherwise: Run) -> Run:
    def run(frame: Frame) -> Answer:
        for condition, answer in cases:
            decided = condition(frame)
            if decided.__class__ is Missing:
                return decided
            if decided:
                return answer(frame)
        return otherwise(frame)

    return run


def _check_is_missing(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.value(0).run
    return arguments.answer(YES_NO, lambda frame: part(frame).__class__ is Missing)


def _check_if_missing(arguments: Arguments) -> Typed:
    arguments.expect_count(2)
    parts = arguments.values()
    runs = [part.run for part in parts]

    def run(frame: Frame) -> Answer:
        value: Answer = NOT_DECIDED
        for part in runs:
            value = part(frame)
            if value.__class__ is not Missing:
                return value
        return value

    return arguments.answer(arguments.checker.share(parts), run)


LOGIC = (
    Function(
        "if",
        GROUP,
        "if(condition, value, …, otherwise)",
        _(
            "The value of the first condition that is met; several pairs may follow each other. Without an otherwise "
            "the answer is missing when none is met, and it is missing when a condition is."
        ),
        'if([HRV] < 50, "low", [HRV] < 70, "usual", "high")',
        "usual",
        _check_if,
    ),
    Function(
        "is_missing",
        GROUP,
        "is_missing(value)",
        _("Yes when there is no value, no when there is one. Never missing itself."),
        "is_missing([Injury note])",
        "yes",
        _check_is_missing,
    ),
    Function(
        "if_missing",
        GROUP,
        "if_missing(value, instead, …)",
        _("The first of the values that is not missing."),
        "if_missing([Pain], 0)",
        "0",
        _check_if_missing,
    ),
)
