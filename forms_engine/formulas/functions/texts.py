"""Texts."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.kinds import TEXT, YES_NO, Sort, number
from forms_engine.formulas.limits import LONGEST_TEXT, MOST_DECIMALS
from forms_engine.formulas.missing import Answer, Missing, Reason
from forms_engine.formulas.typed import Frame, Run, Typed, both, through
from forms_engine.formulas.values import as_text

GROUP = _("Texts")
TOO_LONG = Missing(Reason.TOO_LONG)


def joined(parts: Sequence[Typed]) -> Run:
    """The texts of all parts, one after the other."""
    pieces = [(part.run, part.kind.sort) for part in parts]

    def run(frame: Frame) -> Answer:
        texts = []
        for piece, sort in pieces:
            value = piece(frame)
            if value.__class__ is Missing:
                return value
            texts.append(as_text(value, sort))  # type: ignore[arg-type]
        text = "".join(texts)
        return text if len(text) <= LONGEST_TEXT else TOO_LONG

    return run


def _check_join(arguments: Arguments) -> Typed:
    arguments.expect_count(1)
    return arguments.answer(TEXT, joined(arguments.values()))


def _check_text(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 2)
    if len(arguments.parts) == 1:
        return arguments.answer(TEXT, joined([arguments.value(0)]))
    part = arguments.expect(0, Sort.NUMBER)
    decimals = arguments.whole_number(1, 0, MOST_DECIMALS)
    return arguments.answer(TEXT, through(part.run, lambda value: as_text(value, Sort.NUMBER, decimals)))


def _check_length(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.expect(0, Sort.TEXT)
    return arguments.answer(number(""), through(part.run, lambda text: float(len(text))))


def _check_contains(arguments: Arguments) -> Typed:
    arguments.expect_count(2, 2)
    whole, wanted = arguments.expect(0, Sort.TEXT), arguments.expect(1, Sort.TEXT)
    run = both(whole.run, wanted.run, lambda text, part: part.casefold() in text.casefold())
    return arguments.answer(YES_NO, run)


TEXTS = (
    Function(
        "join",
        GROUP,
        "join(value, value, …)",
        _("One text of all values, the same as joining them with &."),
        'join("HRV ", [HRV], " ms")',
        "HRV 60 ms",
        _check_join,
    ),
    Function(
        "text",
        GROUP,
        "text(value, decimals)",
        _("A value as text; a number with exactly so many decimals when they are given."),
        "text([HRV], 1)",
        "60.0",
        _check_text,
    ),
    Function(
        "length", GROUP, "length(text)", _("How many characters a text has."), 'length("rest")', "4", _check_length
    ),
    Function(
        "contains",
        GROUP,
        "contains(text, part)",
        _("Yes when the part stands somewhere in the text; capitals do not matter."),
        'contains("Left knee", "KNEE")',
        "yes",
        _check_contains,
    ),
)
