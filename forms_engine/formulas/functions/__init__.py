"""Every function by name, in the order the help lists them."""

from forms_engine.formulas.calls import Function
from forms_engine.formulas.functions.aggregates import AGGREGATES
from forms_engine.formulas.functions.choices import CHOICES
from forms_engine.formulas.functions.histories import HISTORIES
from forms_engine.formulas.functions.logic import LOGIC
from forms_engine.formulas.functions.numbers import NUMBERS
from forms_engine.formulas.functions.texts import TEXTS
from forms_engine.formulas.functions.times import TIMES

ALL: dict[str, Function] = {
    function.name: function for function in (*LOGIC, *NUMBERS, *AGGREGATES, *HISTORIES, *TIMES, *CHOICES, *TEXTS)
}
