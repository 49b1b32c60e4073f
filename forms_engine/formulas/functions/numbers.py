"""Functions of one number."""

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.utils.translation import gettext_lazy as _

from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.kinds import MEASURES, Sort, number
from forms_engine.formulas.limits import MOST_DECIMALS
from forms_engine.formulas.missing import TOO_LARGE, Answer
from forms_engine.formulas.operators import NOT_REAL, bounded
from forms_engine.formulas.typed import Typed, through

GROUP = _("Numbers")
LONGEST_UNIT = 30


def round_half_up(value: float, decimals: int) -> float:
    """As people round: 2.5 to 3, and 2.675 to 2.68, judged by the digits that are shown."""
    with localcontext() as context:
        context.prec = 60
        rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return float(rounded)


def _check_round(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 2)
    part = arguments.expect(0, Sort.NUMBER)
    decimals = arguments.whole_number(1, 0, MOST_DECIMALS) if len(arguments.parts) == 2 else 0
    return arguments.answer(part.kind, through(part.run, lambda value: round_half_up(value, decimals)))


def _check_abs(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.expect(0, *MEASURES)
    return arguments.answer(part.kind, through(part.run, abs))


def _root(value: float) -> Answer:
    return math.sqrt(value) if value >= 0 else NOT_REAL


def _logarithm(value: float) -> Answer:
    return math.log(value) if value > 0 else NOT_REAL


def _exponential(value: float) -> Answer:
    return bounded(math.exp(value)) if value < 100 else TOO_LARGE


def _unitless(change: Callable[[float], Answer]) -> Callable[[Arguments], Typed]:
    def check(arguments: Arguments) -> Typed:
        arguments.expect_count(1, 1)
        part = arguments.expect(0, Sort.NUMBER)
        written = part.kind.unit is None
        return arguments.answer(number(None if written else ""), through(part.run, change))

    return check


def _check_unit(arguments: Arguments) -> Typed:
    arguments.expect_count(2, 2)
    part = arguments.expect(0, Sort.NUMBER)
    unit = arguments.written_text(1).strip()[:LONGEST_UNIT]
    return arguments.answer(replace(part.kind, unit=unit), part.run)


NUMBERS = (
    Function(
        "round",
        GROUP,
        "round(number, decimals)",
        _("Rounds as people do, a half away from zero; without decimals to a whole number."),
        "round([HRV] / 7, 1)",
        "8.6",
        _check_round,
    ),
    Function(
        "abs",
        GROUP,
        "abs(number)",
        _("The size of a number or duration without its sign."),
        "abs(3 - 5)",
        "2",
        _check_abs,
    ),
    Function(
        "sqrt", GROUP, "sqrt(number)", _("The square root; missing below zero."), "sqrt(16)", "4", _unitless(_root)
    ),
    Function(
        "ln",
        GROUP,
        "ln(number)",
        _("The natural logarithm, as used for heart rate variability; missing at zero and below."),
        "round(ln([HRV]), 2)",
        "4.09",
        _unitless(_logarithm),
    ),
    Function(
        "exp", GROUP, "exp(number)", _("The opposite of ln."), "round(exp(1), 3)", "2.718", _unitless(_exponential)
    ),
    Function(
        "unit",
        GROUP,
        'unit(number, "unit")',
        _('The same number under another unit; nothing is converted, and "" takes the unit away.'),
        'unit([HRV], "") + [Resting heart rate]',
        "110",
        _check_unit,
    ),
)
