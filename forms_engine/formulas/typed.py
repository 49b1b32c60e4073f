"""A checked part of a formula: its kind, and the function that reckons it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms_engine.formulas.errors import Place
from forms_engine.formulas.kinds import Kind
from forms_engine.formulas.missing import Answer, Missing
from forms_engine.formulas.needs import LinkedField

NO_ROW: Mapping[str, object] = {}


class Frame:
    """What one reckoning looks at. `row` changes while a table is walked; nothing outlives the reckoning."""

    __slots__ = ("day", "histories", "linked", "row", "values")

    def __init__(
        self,
        day: date,
        values: Mapping[str, object],
        linked: Mapping[LinkedField, object],
        histories: Sequence[Answer],
        row: Mapping[str, object] | None = None,
    ) -> None:
        self.day = day
        self.values = values
        self.linked = linked
        self.histories = histories
        self.row = NO_ROW if row is None else row


Run = Callable[[Frame], Answer]


@dataclass(frozen=True, slots=True)
class Typed:
    kind: Kind
    run: Run
    place: Place


def constant(answer: Answer) -> Run:
    return lambda frame: answer


def through(operand: Run, change: Callable[[Any], Answer]) -> Run:
    """`change` of the operand; missing stays missing."""

    def run(frame: Frame) -> Answer:
        value = operand(frame)
        return value if value.__class__ is Missing else change(value)

    return run


def both(left: Run, right: Run, join: Callable[[Any, Any], Answer]) -> Run:
    """`join` of both; the first missing one wins."""

    def run(frame: Frame) -> Answer:
        one = left(frame)
        if one.__class__ is Missing:
            return one
        other = right(frame)
        return other if other.__class__ is Missing else join(one, other)

    return run


def folded(first: Run, steps: Sequence[tuple[Callable[[Any, Any], Answer], Run]]) -> Run:
    """A chain from left to right in a loop, so that a long one needs no deep stack."""
    if len(steps) == 1:
        return both(first, steps[0][1], steps[0][0])

    def run(frame: Frame) -> Answer:
        value = first(frame)
        for join, operand in steps:
            if value.__class__ is Missing:
                return value
            other = operand(frame)
            if other.__class__ is Missing:
                return other
            value = join(value, other)
        return value

    return run
