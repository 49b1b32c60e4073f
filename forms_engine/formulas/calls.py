"""A call while it is checked: its arguments, its options, and the refusals all functions share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_engine.formulas import syntax
from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.kinds import Sort
from forms_engine.formulas.typed import Run, Typed

if TYPE_CHECKING:
    from forms_engine.formulas.checking import Checker
    from forms_engine.formulas.kinds import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """One function, and what the builder's help says of it.

    `example` is a formula over the sample record of docs/formulas.md and `gives` what it answers there.
    `takes`: the options it understands, of "at least" and "today".
    """

    name: str
    group: str | Promise
    signature: str
    sentence: str | Promise
    example: str
    gives: str
    check: "Callable[[Arguments], Typed]"
    takes: frozenset[str] = frozenset()


class Arguments:
    """`parts` are the arguments without options."""

    def __init__(self, checker: "Checker", call: syntax.Call, function: Function) -> None:
        self.checker = checker
        self.call = call
        self.function = function
        self.place = call.place
        self.parts: list[syntax.Part] = []
        self.at_least: syntax.AtLeast | None = None
        self.today: syntax.Today | None = None
        for part in call.arguments:
            self._take(part)

    def _take(self, part: syntax.Part) -> None:
        if isinstance(part, syntax.AtLeast) and "at least" in self.function.takes and self.at_least is None:
            if part.count < 1:
                raise FormulaError("wrong_option", _("At least one value is needed for an answer."), part.place)
            self.at_least = part
        elif isinstance(part, syntax.Today) and "today" in self.function.takes and self.today is None:
            self.today = part
        elif isinstance(part, syntax.AtLeast | syntax.Today):
            words = _("This does not belong here. %(name)s is written %(signature)s.")
            shown = {"name": self.function.name, "signature": self.function.signature}
            raise FormulaError("misplaced_option", words % shown, part.place)
        else:
            self.parts.append(part)

    def expect_count(self, least: int, most: int | None = None) -> None:
        """Raises FormulaError. `most` None: any number from `least` on."""
        count = len(self.parts)
        if count < least or (most is not None and count > most):
            words = _("%(name)s is written %(signature)s; here it has %(count)s.")
            values = ngettext("%(count)d value", "%(count)d values", count) % {"count": count}
            shown = {"name": self.function.name, "signature": self.function.signature, "count": values}
            raise FormulaError("wrong_arguments", words % shown, self.place)

    def value(self, position: int) -> Typed:
        return self.checker.check(self.parts[position])

    def values(self) -> list[Typed]:
        return [self.checker.check(part) for part in self.parts]

    def expect(self, position: int, *sorts: Sort) -> Typed:
        """The argument, of one of these sorts. Raises FormulaError."""
        part = self.value(position)
        self.checker.expect(part, set(sorts), self.function.name)
        return part

    def whole_number(self, position: int, least: int, most: int) -> int:
        """A whole number written in the formula itself. Raises FormulaError."""
        part = self.parts[position]
        if isinstance(part, syntax.Number) and part.value.is_integer() and least <= part.value <= most:
            return int(part.value)
        words = _("Write a whole number from %(least)d to %(most)d here.") % {"least": least, "most": most}
        raise FormulaError("wrong_arguments", words, part.place)

    def written_text(self, position: int) -> str:
        """A text written in the formula itself. Raises FormulaError."""
        part = self.parts[position]
        if isinstance(part, syntax.Text):
            return part.value
        raise FormulaError("wrong_arguments", _("Write a text in quotation marks here."), part.place)

    def answer(self, kind: "Kind", run: Run) -> Typed:
        return Typed(kind, run, self.place)
