"""What the builder's help and docs/formulas.md say is true."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from forms_engine.formulas import EXAMPLES, FUNCTIONS, Missing, as_text, compile_formula
from tests.forms_engine.formulas.asking import refusal
from tests.forms_engine.formulas.sample import SITUATION, VOCABULARY

PAGE = (Path(settings.BASE_DIR) / "docs" / "formulas.md").read_text(encoding="utf-8")


def cells_of(line):
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def rows(heading, *titles):
    """The rows of every table with these column titles under a heading."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    tables = [block.strip().splitlines() for block in section.split("\n\n") if block.strip().startswith("|")]
    return [cells_of(line) for table in tables if cells_of(table[0]) == list(titles) for line in table[2:]]


def said(source):
    formula = compile_formula(source, VOCABULARY)
    value = formula.evaluate(SITUATION)
    return f"missing: {value.words}" if isinstance(value, Missing) else as_text(value, formula.kind.sort)


ANSWERED = [
    row
    for heading in ("Writing one", "Other forms", "Earlier records", "What is missing")
    for row in rows(heading, "formula", "answer")
]


def test_the_page_has_its_tables():
    assert len(ANSWERED) > 20
    assert len(rows("What the builder refuses", "formula", "what it says")) > 5


@pytest.mark.parametrize(("source", "expected"), ANSWERED)
def test_examples_on_the_page_answer_what_it_says(source, expected):
    assert said(source.strip("`")) == expected


@pytest.mark.parametrize(("source", "expected"), rows("What the builder refuses", "formula", "what it says"))
def test_refusals_on_the_page_say_what_it_says(source, expected):
    assert str(refusal(source.strip("`"))) == expected


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_every_function_has_a_true_example(function):
    assert said(function.example) == function.gives
    assert f"{function.name}(" in function.example
    assert function.signature.startswith(f"{function.name}(")
    assert str(function.sentence).endswith(".")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.key)
def test_every_ready_made_formula_is_true(example):
    assert said(example.source) == example.gives


def test_the_page_lists_every_function_and_ready_made_formula():
    listed = rows("All functions", "written", "what it does", "example", "answer")
    ready = rows("Ready-made", "name", "what it is", "formula", "answer")

    assert listed == [
        [f"`{one.signature}`", str(one.sentence), f"`{one.example}`", one.gives] for one in FUNCTIONS.values()
    ]
    assert ready == [
        [str(one.name), str(one.sentence), f"`{one.source.replace(chr(10), ' ')}`", one.gives] for one in EXAMPLES
    ]


def test_the_formulas_in_the_text_are_formulas():
    wanted = ["history_sum([Load], 7 days) / 7", "[HRV] * 1.1", "[HRV] / [HRV goal]", "duration([Session minutes])"]

    assert [said(source) for source in wanted if f"`{source}`" in PAGE] == ["200", "66", "0.923077", "1:15"]


def test_the_language_needs_no_database():
    """Neither models nor queries: only the words of gettext come from Django."""
    package = Path(settings.BASE_DIR) / "forms_engine" / "formulas"
    imported = {
        line.split()[1]
        for path in package.rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }
    ours = {
        name for name in imported if name.startswith("forms_engine") and not name.startswith("forms_engine.formulas")
    }

    assert ours == {"forms_engine.errors"}
    assert {name for name in imported if name.startswith("django")} == {
        "django.utils.functional",
        "django.utils.translation",
    }
