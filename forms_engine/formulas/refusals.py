"""Refusals that several checks share: units, kinds, words that are no choice."""

from typing import NoReturn

from django.utils.translation import gettext as _

from forms_engine.formulas import syntax
from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.kinds import WORDY, Kind, Sort
from forms_engine.formulas.meant import closest


def check_option(kind: Kind, part: syntax.Part) -> None:
    """Raises FormulaError when a choice is compared with a word that is none of its options."""
    words = {option.word for option in kind.options}
    if isinstance(part, syntax.Text) and kind.sort is not Sort.TEXT and words and part.value not in words:
        suggestions = closest(part.value, {word.casefold(): word for word in words})
        text = _("“%(word)s” is none of the choices.") % {"word": part.value[:80]}
        if suggestions:
            text = f"{text} {_('Did you mean “%(word)s”?') % {'word': suggestions[0]}}"
        raise FormulaError("unknown_option", text, part.place, suggestions)


def refuse_units(one: Kind, other: Kind, place: Place) -> NoReturn:
    words = _("%(one)s and %(other)s are different units: they cannot be added, compared or listed together.")
    raise FormulaError("unit_mix", words % {"one": one.unit, "other": other.unit}, place)


def refuse_pair(sign: str, left: Kind, right: Kind, place: Place) -> NoReturn:
    words = _("“%(sign)s” cannot join %(left)s and %(right)s.")
    words %= {"sign": sign, "left": left.words, "right": right.words}
    sorts = {left.sort, right.sort}
    if sorts == {Sort.NUMBER, Sort.DURATION}:
        words = f"{words} {_('Write a duration such as 7 h or 30 min, or take hours(…) or minutes(…) of it.')}"
    elif sorts <= {Sort.NUMBER, Sort.CHOICE, Sort.CHOICES}:
        words = f"{words} {_('Take score(…) of a choice to reckon with it.')}"
    elif sorts & WORDY and sign == "+":
        words = f"{words} {_('Texts are joined with &.')}"
    raise FormulaError("type_clash", words, place)
