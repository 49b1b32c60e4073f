"""sum, mean, sd, min, max, count over several values of the record or over a column of a table.

Over values of the record one missing makes the answer missing, unless “at least n” says how many are enough.
Over a table, empty cells are left out; with none left (or fewer than “at least n”) the answer is missing.
"""

from collections.abc import Callable, Iterator, Mapping
from math import fsum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forms_engine.formulas import syntax
from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.kinds import MEASURES, ORDERED, Sort, number
from forms_engine.formulas.limits import MOST_ROWS
from forms_engine.formulas.missing import Answer, Missing, Reason
from forms_engine.formulas.operators import bounded
from forms_engine.formulas.spread import deviation, spread_of
from forms_engine.formulas.typed import Frame, Run, Typed
from forms_engine.formulas.vocabulary import plain

GROUP = _("Over several values or a column of a table")
TOO_MANY_ROWS = Missing(Reason.TOO_MANY_ROWS)
Reckon = Callable[[list[Any]], Answer]


def _sum(values: list[float]) -> Answer:
    return bounded(fsum(values))


def _mean(values: list[float]) -> Answer:
    return bounded(fsum(values) / len(values))


def _sd(values: list[float]) -> Answer:
    return bounded(deviation(spread_of(values)))


def _count(values: list[Any]) -> Answer:
    return float(len(values))


def _checking(reckon: Reckon, sorts: frozenset[Sort], least: int) -> Callable[[Arguments], Typed]:
    """`least`: how many values it needs at all; 0 for count, which is never missing."""

    def check(arguments: Arguments) -> Typed:
        arguments.expect_count(1)
        needed = max(least, arguments.at_least.count) if arguments.at_least else None
        table = _walked_table(arguments)
        parts = _inside(arguments, table) if table else arguments.values()
        for part in parts:
            arguments.checker.expect(part, sorts, arguments.function.name)
        kind = arguments.checker.share(parts) if least else number("")
        if table:
            run = _over_rows(table, parts[0].run, reckon, least if needed is None else needed)
        else:
            _refuse_too_few(arguments, len(parts), least if needed is None else needed)
            run = _over_parts([part.run for part in parts], reckon, needed if least else 0)
        return arguments.answer(kind, run)

    return check


def _refuse_too_few(arguments: Arguments, count: int, needed: int) -> None:
    if count < needed:
        words = _now("%(name)s needs at least %(needed)d values here.")
        shown = {"name": arguments.function.name, "needed": needed}
        raise FormulaError("wrong_arguments", words % shown, arguments.place)


def _walked_table(arguments: Arguments) -> str:
    """The key of the table whose column the only argument names, or "". Raises FormulaError for a walk in a walk."""
    if len(arguments.parts) != 1:
        return ""
    checker = arguments.checker
    for name in _names_in(arguments.parts[0]):
        field = checker.vocabulary.find(name.text, name.place).field
        if field.table and plain(name.text) in map(plain, field.names):
            if checker.walked_table:
                words = _now(
                    "Columns of a table are already being reckoned here. Use a field of its own for this part."
                )
                raise FormulaError("nested_table", words, arguments.place)
            return field.table.key
    return ""


def _names_in(part: syntax.Part) -> Iterator[syntax.Name]:
    """The field names of a part, from left to right."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, syntax.Name):
            yield one
        elif isinstance(one, syntax.Call):
            waiting.extend(reversed(one.arguments))
        elif isinstance(one, syntax.Prefix):
            waiting.append(one.operand)
        elif isinstance(one, syntax.Chain):
            waiting.extend([*(operand for _sign, _place, operand in reversed(one.rest)), one.first])
        elif isinstance(one, syntax.Pair):
            waiting.extend([one.right, one.left])


def _inside(arguments: Arguments, table: str) -> list[Typed]:
    arguments.checker.walked_table = table
    try:
        return [arguments.value(0)]
    finally:
        arguments.checker.walked_table = ""


def _over_parts(runs: list[Run], reckon: Reckon, needed: int | None) -> Run:
    """`needed` None: all of them."""
    too_few = Missing(Reason.TOO_FEW)

    def run(frame: Frame) -> Answer:
        values = []
        for part in runs:
            value = part(frame)
            if value.__class__ is not Missing:
                values.append(value)
            elif needed is None:
                return value
        return too_few if needed is not None and len(values) < needed else reckon(values)

    return run


def _over_rows(table: str, inside: Run, reckon: Reckon, needed: int) -> Run:
    too_few = Missing(Reason.TOO_FEW)

    def run(frame: Frame) -> Answer:
        rows = frame.values.get(table)
        rows = rows if isinstance(rows, list | tuple) else ()
        if len(rows) > MOST_ROWS:
            return TOO_MANY_ROWS
        values, before = [], frame.row
        for row in rows:
            frame.row = row if isinstance(row, Mapping) else {}
            value = inside(frame)
            if value.__class__ is not Missing:
                values.append(value)
        frame.row = before
        return reckon(values) if len(values) >= needed else too_few

    return run


def _function(
    name: str, reckon: Reckon, sorts: frozenset[Sort], least: int, sentence: str | Promise, example: str, gives: str
) -> Function:
    takes = frozenset({"at least"} if least else ())
    signature = f"{name}(value, value, …, at least n)" if least else f"{name}(value, value, …)"
    return Function(name, GROUP, signature, sentence, example, gives, _checking(reckon, sorts, least), takes)


AGGREGATES = (
    _function("sum", _sum, MEASURES, 1, _("All values added up."), "sum([Exercises.Sets] * [Exercises.Reps])", "70"),
    _function(
        "mean",
        _mean,
        MEASURES,
        1,
        _("The arithmetic mean."),
        "mean([Sleep quality], [Pain], [Energy], at least 2)",
        "3.5",
    ),
    _function(
        "sd",
        _sd,
        MEASURES,
        2,
        _("The standard deviation of a sample; it needs two values."),
        "sd(2, 4, 6)",
        "2",
    ),
    _function("min", min, ORDERED, 1, _("The smallest, shortest or earliest."), "min([HRV], [HRV goal])", "60"),
    _function("max", max, ORDERED, 1, _("The largest, longest or latest."), "max([Exercises.Weight])", "100"),
    _function(
        "count",
        _count,
        frozenset(Sort),
        0,
        _("How many of the values there are; 0 when there are none."),
        "count([Sleep quality], [Pain], [Energy])",
        "2",
    ),
)
