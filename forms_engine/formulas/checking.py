"""Tree → checked parts: every name found, every kind known, every clash refused, before anything is reckoned."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from forms_engine.formulas import functions, syntax
from forms_engine.formulas.calls import Arguments
from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.functions.texts import joined
from forms_engine.formulas.history import Slot
from forms_engine.formulas.kinds import (
    DURATION,
    MEASURES,
    TEXT,
    YES_NO,
    Kind,
    Sort,
    UnitMix,
    number,
    share_kind,
)
from forms_engine.formulas.logic import all_of, any_of, opposite
from forms_engine.formulas.meant import closest
from forms_engine.formulas.missing import Reason
from forms_engine.formulas.needs import LinkedField, Needs, Reference
from forms_engine.formulas.operators import comparison_of, raise_to, rule_of
from forms_engine.formulas.refusals import check_option, refuse_pair, refuse_units
from forms_engine.formulas.typed import Run, Typed, both, constant, folded, through
from forms_engine.formulas.values import Read, make_reader
from forms_engine.formulas.vocabulary import FieldRef, Named, Vocabulary


class Checker:
    """One formula's way through the checks; what it needs gathers on the way."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.references: list[Reference] = []
        self.slots: dict[Slot, int] = {}
        self.walked_table = ""  # the table an aggregate walks while its inside is checked
        self._fields: set[str] = set()
        self._tables: set[str] = set()
        self._linked: set[LinkedField] = set()
        self._refs: set[FieldRef] = set()
        self._checks: dict[type[syntax.Part], Callable[[Any], Typed]] = {
            syntax.Number: lambda part: Typed(number(None), constant(part.value), part.place),
            syntax.Quantity: lambda part: Typed(DURATION, constant(part.seconds), part.place),
            syntax.Text: lambda part: Typed(TEXT, constant(part.value), part.place),
            syntax.Truth: lambda part: Typed(YES_NO, constant(part.value), part.place),
            syntax.Name: self._check_name,
            syntax.Bare: self._refuse_bare,
            syntax.Call: self._check_call,
            syntax.Prefix: self._check_prefix,
            syntax.Chain: self._check_chain,
            syntax.Pair: self._check_pair,
            syntax.Records: self._refuse_records,
        }

    def needs(self) -> Needs:
        return Needs(
            frozenset(self._fields),
            frozenset(self._tables),
            frozenset(self._linked),
            frozenset(slot.window for slot in self.slots),
            frozenset(self._refs),
        )

    def check(self, part: syntax.Part) -> Typed:
        """Raises FormulaError."""
        return self._checks[type(part)](part)

    def find(self, part: syntax.Name) -> Named:
        """What a name stands for, noted as a reference and dependency. Raises FormulaError."""
        named = self.vocabulary.find(part.text, part.place)
        self.references.append(Reference(part.place, named))
        self._refs.add(named.ref)
        return named

    def add_slot(self, slot: Slot) -> int:
        return self.slots.setdefault(slot, len(self.slots))

    def share(self, parts: Sequence[Typed]) -> Kind:
        """The kind that holds every part. Raises FormulaError at the part that does not go with those before."""
        kind = parts[0].kind
        for part in parts[1:]:
            try:
                shared = share_kind(kind, part.kind)
            except UnitMix:
                refuse_units(kind, part.kind, part.place)
            if shared is None:
                words = _("This is %(found)s, and what stands before is %(kind)s.")
                raise FormulaError("type_clash", words % {"found": part.kind.words, "kind": kind.words}, part.place)
            kind = shared
        return kind

    def _check_name(self, part: syntax.Name) -> Typed:
        named = self.find(part)
        field = named.field
        assert field.kind is not None  # noqa: S101 (the vocabulary refuses closed fields)
        if named.which is not None:
            linked = LinkedField(named.ref, named.which)
            self._linked.add(linked)
            read = make_reader(field.kind, field.label, Reason.NO_RECORD)
            return Typed(field.kind, lambda frame: read(frame.linked.get(linked)), part.place)
        read = make_reader(field.kind, field.label)
        if field.table is None:
            self._fields.add(field.key)
            return Typed(field.kind, _reading(field.key, read), part.place)
        self._check_row(field.table.key, field.table.label, part.place)
        key = field.key
        return Typed(field.kind, lambda frame: read(frame.row.get(key)), part.place)

    def _check_row(self, table: str, label: str, place: Place) -> None:
        walked = self.walked_table or self.vocabulary.table
        if walked == table:
            self._tables |= {table} if self.walked_table else set()
        elif self.walked_table:
            raise FormulaError("two_tables", _("Only columns of one table can be reckoned together."), place)
        else:
            words = _("This is a column of the table “%(table)s”. Write what to make of it, such as sum(…) or mean(…).")
            raise FormulaError("column_alone", words % {"table": label}, place)

    def _refuse_bare(self, part: syntax.Bare) -> NoReturn:
        words = _("“%(word)s” is no value. Field names are written in square brackets, functions with ( and ).")
        raise FormulaError("bare_word", words % {"word": part.text[:80]}, part.place, (f"[{part.text[:80]}]",))

    def _refuse_records(self, part: syntax.Records) -> NoReturn:
        raise FormulaError("misplaced_option", _("A number of records stands in history functions only."), part.place)

    def _check_call(self, part: syntax.Call) -> Typed:
        function = functions.ALL.get(part.name)
        if function is None:
            suggestions = closest(part.name, {name: name for name in functions.ALL})
            words = _("There is no function “%(name)s”.") % {"name": part.name[:80]}
            if suggestions:
                words = f"{words} {_('Did you mean %(name)s?') % {'name': suggestions[0]}}"
            raise FormulaError("unknown_function", words, part.name_place, suggestions)
        return function.check(Arguments(self, part, function))

    def _check_prefix(self, part: syntax.Prefix) -> Typed:
        operand = self.check(part.operand)
        if part.operator == "not":
            self.expect(operand, {Sort.YES_NO}, "not")
            return Typed(YES_NO, opposite(operand.run), part.place)
        self.expect(operand, MEASURES, "-")
        return Typed(operand.kind, through(operand.run, lambda value: -value), part.place)

    def expect(self, part: Typed, sorts: set[Sort] | frozenset[Sort], what: str) -> None:
        """Raises FormulaError when the part is of none of these sorts."""
        if part.kind.sort in sorts:
            return
        wanted = _(" or ").join(sorted(Kind(sort).words for sort in sorts))
        words = _("“%(what)s” goes with %(wanted)s; this is %(found)s.")
        shown = {"what": what, "wanted": wanted, "found": part.kind.words}
        raise FormulaError("type_clash", words % shown, part.place)

    def _check_chain(self, part: syntax.Chain) -> Typed:
        operators = {sign for sign, _place, _operand in part.rest}
        first, rest = self.check(part.first), [self.check(operand) for _sign, _place, operand in part.rest]
        if operators & {"and", "or"}:
            for operand in (first, *rest):
                self.expect(operand, {Sort.YES_NO}, next(iter(operators)))
            runs = [operand.run for operand in (first, *rest)]
            return Typed(YES_NO, all_of(runs) if "and" in operators else any_of(runs), part.place)
        if "&" in operators:
            return Typed(TEXT, joined([first, *rest]), part.place)
        return self._fold(first, [(sign, one) for (sign, _at, _part), one in zip(part.rest, rest, strict=True)])

    def _fold(self, first: Typed, rest: list[tuple[str, Typed]]) -> Typed:
        kind, place, steps = first.kind, first.place, []
        for sign, operand in rest:
            place = place.to(operand.place)
            try:
                rule = rule_of(sign, kind, operand.kind)
            except UnitMix:
                refuse_units(kind, operand.kind, place)
            if rule is None:
                refuse_pair(sign, kind, operand.kind, place)
            kind, join = rule
            steps.append((join, operand.run))
        return Typed(kind, folded(first.run, steps), place)

    def _check_pair(self, part: syntax.Pair) -> Typed:
        left, right = self.check(part.left), self.check(part.right)
        if part.operator == "^":
            self.expect(left, {Sort.NUMBER}, "^")
            self.expect(right, {Sort.NUMBER}, "^")
            if right.kind.unit:
                raise FormulaError("unit_mix", _("What stands after ^ has no unit."), right.place)
            written = left.kind.unit is None and right.kind.unit is None
            return Typed(number(None if written else ""), both(left.run, right.run, raise_to), part.place)
        try:
            rule = comparison_of(part.operator, left.kind, right.kind)
        except UnitMix:
            refuse_units(left.kind, right.kind, part.place)
        if rule is None:
            refuse_pair(part.operator, left.kind, right.kind, part.place)
        check_option(left.kind, part.right)
        check_option(right.kind, part.left)
        return Typed(YES_NO, both(left.run, right.run, rule[1]), part.place)


def _reading(key: str, read: Read) -> Run:
    return lambda frame: read(frame.values.get(key))
