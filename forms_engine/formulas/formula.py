"""A formula that passed every check, and how it is reckoned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _

from forms_engine.formulas.checking import Checker
from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.history import Pairs, Slot, answer_all
from forms_engine.formulas.kinds import Kind, Sort, UnitMix, share_kind
from forms_engine.formulas.missing import Answer
from forms_engine.formulas.needs import HistoryWindow, LinkedField, Needs, Reference
from forms_engine.formulas.reading import read_source
from forms_engine.formulas.refusals import refuse_units
from forms_engine.formulas.typed import Frame, Run, Typed
from forms_engine.formulas.vocabulary import FieldRef, Vocabulary


class Situation(Protocol):
    """Where a formula is reckoned: one record. All values are canonical, as records store them.

    `day`: the record's (of a profile: today). `values`: field key → value, table key → list of rows (column key →
    value). `linked`: what `Needs.linked` asked for; none is missing. `row`: the table row a row's own formula fills.
    """

    @property
    def day(self) -> date: ...
    @property
    def values(self) -> Mapping[str, object]: ...
    @property
    def linked(self) -> Mapping[LinkedField, object]: ...
    @property
    def row(self) -> Mapping[str, object] | None: ...

    def history(self, window: HistoryWindow) -> Pairs:
        """(day, canonical value) of the person's records dated `window.days(self.day)`, of the same day as entered.

        This record's own value is among them when its day lies in the window.
        """


@dataclass(frozen=True, slots=True)
class PlainSituation:
    """A situation of plain data. `series`: values of whole histories by field; more than the window does no harm."""

    day: date
    values: Mapping[str, object] = field(default_factory=dict)
    linked: Mapping[LinkedField, object] = field(default_factory=dict)
    series: Mapping[FieldRef, Sequence[tuple[date, object]]] = field(default_factory=dict)
    row: Mapping[str, object] | None = None

    def history(self, window: HistoryWindow) -> Pairs:
        return self.series.get(window.ref, ())


@dataclass(frozen=True, slots=True)
class Formula:
    """Made by `compile_formula`; holds no state, so that threads can share it."""

    source: str
    kind: Kind
    needs: Needs
    references: tuple[Reference, ...]
    slots: tuple[Slot, ...]
    run: Run

    def evaluate(self, situation: Situation) -> Answer:
        """A value of the formula's kind, or Missing with its reason. Never raises for what is stored."""
        day = situation.day
        histories = [answer_all(slot, situation.history(slot.window), [day])[0] for slot in self.slots]
        return self.run(Frame(day, situation.values, situation.linked, histories, situation.row))

    def evaluate_person(
        self, situations: Sequence[Situation], series: Mapping[FieldRef, Sequence[tuple[date, object]]]
    ) -> list[Answer]:
        """The answers for many records of one person, in the order given, in one pass over the histories.

        `series`: field → (day, canonical value) of every record within reach of any of them, values of these records
        included; the situations' own `history` is not asked.
        """
        order = sorted(range(len(situations)), key=lambda position: situations[position].day)
        days = [situations[position].day for position in order]
        columns = [answer_all(slot, series.get(slot.window.ref, ()), days) for slot in self.slots]
        rows: Iterable[Sequence[Answer]] = zip(*columns, strict=True) if columns else [()] * len(order)
        answers: list[Any] = [None] * len(order)
        for position, histories in zip(order, rows, strict=True):
            one = situations[position]
            answers[position] = self.run(Frame(one.day, one.values, one.linked, histories, one.row))
        return answers


def compile_formula(source: str, vocabulary: Vocabulary, *, wanted: Kind | None = None) -> Formula:
    """The formula, checked. `wanted`: the kind it must answer with; units must agree only where both have one.

    Raises FormulaError, and nothing else, whatever is typed.
    """
    checker = Checker(vocabulary)
    part = checker.check(read_source(source))
    kind = part.kind if wanted is None else _fitting(part, wanted)
    return Formula(source, kind, checker.needs(), tuple(checker.references), tuple(checker.slots), part.run)


def _fitting(part: Typed, wanted: Kind) -> Kind:
    try:
        shared = share_kind(wanted, part.kind)
    except UnitMix:
        refuse_units(wanted, part.kind, part.place)
    if shared is None or shared.sort is not wanted.sort:
        words = _("This formula gives %(found)s; the field holds %(wanted)s.")
        raise FormulaError("wrong_result", words % {"found": part.kind.words, "wanted": wanted.words}, part.place)
    return shared if shared.sort is Sort.NUMBER else wanted
