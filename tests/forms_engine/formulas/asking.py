"""Short ways to ask in tests: what a formula answers on the sample record, and why it is refused."""

import pytest

from forms_engine.formulas import FormulaError, Missing, as_text, compile_formula
from tests.forms_engine.formulas.sample import SITUATION, VOCABULARY


def answer(source, situation=SITUATION):
    return compile_formula(source, VOCABULARY).evaluate(situation)


def shown(source, situation=SITUATION):
    """The answer in words, or the reason why it is missing."""
    formula = compile_formula(source, VOCABULARY)
    value = formula.evaluate(situation)
    return value.reason.value if isinstance(value, Missing) else as_text(value, formula.kind.sort)


def refusal(source, vocabulary=VOCABULARY, **options):
    with pytest.raises(FormulaError) as caught:
        compile_formula(source, vocabulary, **options)
    return caught.value


def marked(source, vocabulary=VOCABULARY, **options):
    """(code, the part of the source that is marked)."""
    error = refusal(source, vocabulary, **options)
    return error.code, source[error.place.offset : error.place.offset + error.place.length]
