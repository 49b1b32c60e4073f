"""The language of calculated fields: read, checked, and reckoned for one record or for many.

`compile_formula(source, vocabulary)` answers a `Formula` or raises `FormulaError`; a formula says what it `needs`,
`evaluate`s one situation and `evaluate_person`s all records of a person. Pure: no database, no models, no settings.
"""

from forms_engine.formulas.calls import Function
from forms_engine.formulas.cycles import find_cycle, reckoning_order, refuse_cycle
from forms_engine.formulas.errors import FormulaError, Place
from forms_engine.formulas.examples import EXAMPLES, Example
from forms_engine.formulas.formula import Formula, PlainSituation, Situation, compile_formula
from forms_engine.formulas.functions import ALL as FUNCTIONS
from forms_engine.formulas.kinds import Choosable, Kind, Sort, kind_of_field
from forms_engine.formulas.missing import Answer, Missing, Reason, Value
from forms_engine.formulas.needs import HistoryWindow, LinkedField, Needs, Reference, widest_spans
from forms_engine.formulas.spelling import shown_source, stored_source
from forms_engine.formulas.values import as_text, canonical
from forms_engine.formulas.vocabulary import FieldRef, KnownField, KnownForm, KnownTable, Vocabulary, Which

__all__ = [
    "EXAMPLES",
    "FUNCTIONS",
    "Answer",
    "Choosable",
    "Example",
    "FieldRef",
    "Formula",
    "FormulaError",
    "Function",
    "HistoryWindow",
    "Kind",
    "KnownField",
    "KnownForm",
    "KnownTable",
    "LinkedField",
    "Missing",
    "Needs",
    "Place",
    "PlainSituation",
    "Reason",
    "Reference",
    "Situation",
    "Sort",
    "Value",
    "Vocabulary",
    "Which",
    "as_text",
    "canonical",
    "compile_formula",
    "find_cycle",
    "kind_of_field",
    "reckoning_order",
    "refuse_cycle",
    "shown_source",
    "stored_source",
    "widest_spans",
]
