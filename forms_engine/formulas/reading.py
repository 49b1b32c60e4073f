"""Source → tree. Whatever is typed, the answer is a tree within the limits or a FormulaError."""

import re
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from django.utils.translation import gettext as _
from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from forms_engine.formulas import syntax
from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.limits import DEEPEST, FURTHEST, LONGEST_SOURCE, MOST_PARTS

SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
PLAIN = {"≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "−": "-", "×": "*", "÷": "/"}
MEASURED = re.compile(r"([0-9.]+)\s*([a-z])", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|“[^”]*”|\[[^\]]*\]')


def read_source(source: str) -> syntax.Part:
    """The tree of what was typed. Raises FormulaError."""
    if len(source) > LONGEST_SOURCE:
        words = _("This formula has %(length)d characters; at most %(longest)d are read.")
        counts = {"length": len(source), "longest": LONGEST_SOURCE}
        raise FormulaError("too_long", words % counts, place_at(source, LONGEST_SOURCE, len(source) - LONGEST_SOURCE))
    if not source.strip():
        raise FormulaError("empty", _("Write a formula."), Place(0, 0, 1, 1))
    try:
        tree: syntax.Part = _parser().parse(source)  # type: ignore[assignment]
    except UnexpectedCharacters as error:
        _refuse_character(source, error.pos_in_stream or 0)
    except UnexpectedToken as error:
        _refuse_token(source, error.token)
    except UnexpectedInput:
        _refuse_end(source)
    return tree


def place_at(source: str, offset: int, length: int) -> Place:
    before = source[:offset]
    return Place(offset, length, before.count("\n") + 1, offset - before.rfind("\n"))


@cache
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", transformer=_Tree(), maybe_placeholders=False)


def _refuse_character(source: str, offset: int) -> NoReturn:
    character = source[offset]
    if character == "[":
        place = place_at(source, offset, len(source) - offset)
        raise FormulaError("unclosed_name", _("The name that begins here is not closed with ]."), place)
    if character in '"“”':
        place = place_at(source, offset, len(source) - offset)
        raise FormulaError("unclosed_text", _('The text that begins here is not closed with ".'), place)
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    words = _("“%(character)s” has no meaning here.") % {"character": shown}
    raise FormulaError("bad_character", words, place_at(source, offset, 1))


def _refuse_token(source: str, token: Token) -> NoReturn:
    if token.type == "$END":
        _refuse_end(source)
    place = place_at(source, token.start_pos or 0, len(token))
    shown = str(token) if len(token) <= 40 else f"{token[:40]}…"
    words = _("“%(part)s” cannot stand here.") % {"part": shown}
    if token.type == "WORD":
        words = f"{words} {_('Field names are written in square brackets.')}"
    raise FormulaError("unexpected", words, place)


def _refuse_end(source: str) -> NoReturn:
    place = place_at(source, len(source.rstrip()), 0)
    bare = QUOTED.sub("", source)
    if bare.count("(") > bare.count(")"):
        raise FormulaError("ends_too_soon", _("The formula ends too soon: a ) is missing."), place)
    raise FormulaError("ends_too_soon", _("The formula ends too soon: something is missing at its end."), place)


def _place(token: Token) -> Place:
    return Place(token.start_pos or 0, len(token), token.line or 1, token.column or 1)


def _sizes(place: Place, *parts: syntax.Part) -> dict[str, Any]:
    """Place, size and depth of a part that holds `parts`. Raises FormulaError beyond the limits."""
    size = 1 + sum(part.size for part in parts)
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST:
        raise FormulaError("too_deep", _("Too many things stand inside each other here."), place)
    if size > MOST_PARTS:
        raise FormulaError("too_many_parts", _("This formula has too many parts. Divide it into two fields."), place)
    return {"place": place, "size": size, "depth": depth}


def _counted(token: Token) -> int:
    """The whole number in a token such as “at least 14”."""
    digits = "".join(character for character in token if character.isdigit())
    if len(digits) > 9:
        raise FormulaError("number_too_large", _("This number is too large."), _place(token))
    return int(digits)


class _Tree(Transformer[Token, syntax.Part]):
    """Called by the parser from the leaves upwards; keeps nothing, so that threads can share it."""

    def start(self, parts: list[Any]) -> syntax.Part:
        return parts[0]

    def inside(self, parts: list[Any]) -> syntax.Part:
        return parts[1]

    def number(self, parts: list[Token]) -> syntax.Part:
        value = float(parts[0])
        if value > FURTHEST:
            raise FormulaError("number_too_large", _("This number is too large."), _place(parts[0]))
        return syntax.Number(place=_place(parts[0]), value=value)

    def quantity(self, parts: list[Token]) -> syntax.Part:
        match = MEASURED.match(parts[0])
        amount, letter = float(match[1]), match[2].lower()  # type: ignore[index]
        seconds = amount * SECONDS[letter]
        if seconds > FURTHEST:
            raise FormulaError("number_too_large", _("This number is too large."), _place(parts[0]))
        days = seconds / SECONDS["d"] if letter in "wd" else None
        return syntax.Quantity(place=_place(parts[0]), seconds=seconds, days=days)

    def text(self, parts: list[Token]) -> syntax.Part:
        return syntax.Text(place=_place(parts[0]), value=parts[0][1:-1].replace('""', '"'))

    def truth(self, parts: list[Token]) -> syntax.Part:
        return syntax.Truth(place=_place(parts[0]), value=parts[0].lower() == "yes")

    def name(self, parts: list[Token]) -> syntax.Part:
        return syntax.Name(place=_place(parts[0]), text=parts[0][1:-1])

    def bare(self, parts: list[Token]) -> syntax.Part:
        return syntax.Bare(place=_place(parts[0]), text=str(parts[0]))

    def records(self, parts: list[Token]) -> syntax.Part:
        return syntax.Records(place=_place(parts[0]), count=_counted(parts[0]))

    def at_least(self, parts: list[Token]) -> syntax.Part:
        return syntax.AtLeast(place=_place(parts[0]), count=_counted(parts[0]))

    def today(self, parts: list[Token]) -> syntax.Part:
        return syntax.Today(place=_place(parts[0]), is_counted=not parts[0].lower().startswith("without"))

    def call(self, parts: list[Any]) -> syntax.Part:
        name, arguments = parts[0], tuple(part for part in parts[2:-1] if not isinstance(part, Token))
        sizes = _sizes(_place(name).to(_place(parts[-1])), *arguments)
        return syntax.Call(name=name.lower(), name_place=_place(name), arguments=arguments, **sizes)

    def prefix(self, parts: list[Any]) -> syntax.Part:
        sign, operand = parts
        operator = "not" if sign.type == "NOT" else "-"
        return syntax.Prefix(operator=operator, operand=operand, **_sizes(_place(sign).to(operand.place), operand))

    def pair(self, parts: list[Any]) -> syntax.Part:
        left, sign, right = parts
        sizes = _sizes(left.place.to(right.place), left, right)
        operator = PLAIN.get(str(sign), str(sign))
        return syntax.Pair(operator=operator, operator_place=_place(sign), left=left, right=right, **sizes)

    def _chain(self, parts: list[Any]) -> syntax.Part:
        signs, operands = parts[1::2], parts[2::2]
        rest = tuple(
            (PLAIN.get(str(sign), str(sign).lower()), _place(sign), part)
            for sign, part in zip(signs, operands, strict=True)
        )
        sizes = _sizes(parts[0].place.to(parts[-1].place), parts[0], *operands)
        return syntax.Chain(first=parts[0], rest=rest, **sizes)

    disjunction = conjunction = joined = total = product = _chain
