"""Choices: their scores and their words."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.kinds import YES_NO, Kind, Sort, number
from forms_engine.formulas.missing import Answer, Missing, Reason
from forms_engine.formulas.refusals import check_option
from forms_engine.formulas.typed import Typed, both, through

GROUP = _("Choices")


def scorer_of(kind: Kind, label: str, place: Place) -> Callable[[Any], Answer]:
    """answer → its score; of several choices the sum. Raises FormulaError when no option has a score."""
    scores = {option.word: float(option.score) for option in kind.options if option.score is not None}
    if not scores:
        raise FormulaError("no_scores", _now("The options of this choice have no scores."), place)
    unscored = Missing(Reason.NO_SCORE, label)
    if kind.sort is Sort.CHOICE:
        return lambda word: scores.get(word, unscored)
    return lambda words: sum(map(scores.__getitem__, words), 0.0) if scores.keys() >= set(words) else unscored


def _check_score(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.expect(0, Sort.CHOICE, Sort.CHOICES)
    label = getattr(arguments.parts[0], "text", "")
    return arguments.answer(number(""), through(part.run, scorer_of(part.kind, label, part.place)))


def _check_includes(arguments: Arguments) -> Typed:
    arguments.expect_count(2, 2)
    several = arguments.expect(0, Sort.CHOICES)
    wanted = arguments.expect(1, Sort.TEXT, Sort.CHOICE)
    check_option(several.kind, arguments.parts[1])
    return arguments.answer(YES_NO, both(several.run, wanted.run, lambda words, word: word in words))


CHOICES = (
    Function(
        "score",
        GROUP,
        "score([choice field])",
        _("The score of the chosen answer; of several answers the sum of their scores."),
        "score([Mood])",
        "4",
        _check_score,
    ),
    Function(
        "includes",
        GROUP,
        'includes([several choices], "answer")',
        _("Yes when the answer is among those chosen."),
        'includes([Symptoms], "cough")',
        "yes",
        _check_includes,
    ),
)
