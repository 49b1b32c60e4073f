"""What a consultant may save as a formula or a link."""

import pytest

from forms_engine.calculating.checking import check_formula, check_link
from forms_engine.formulas import FormulaError
from forms_engine.models import FieldDefinition, Section
from tests.builders.forms import make_field, make_form


def drafted(form, type="calculation", **details):
    return FieldDefinition(form=form, key="answer", label="Answer", type=type, **details)


def refusal(field, source) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        check_formula(field, source)
    return caught.value


def test_a_formula_is_stored_with_the_names_that_never_change(club):
    assert check_formula(drafted(club.wellness), "[Sleep] + [Energy]") == "[sleep] + [energy]"


def test_a_column_may_name_its_neighbours(club):
    table = Section.objects.create(form=club.wellness, title="Exercises", key="exercises", is_table=True)
    make_field(club.wellness, "sets", "integer", section=table)

    assert check_formula(drafted(club.wellness, section=table), "[Sets] * 2") == "[exercises.sets] * 2"
    assert refusal(drafted(club.wellness), "[Exercises.Sets] * 2").code == "column_alone"


@pytest.mark.parametrize(
    ("type_name", "unit", "source", "code"),
    [
        ("calculation", "", "1 +", "syntax"),
        ("calculation", "", "[slep]", "unknown_name"),
        ("calculation", "", "[sleep] > 3", "wrong_result"),
        ("calculated_text", "", "[sleep]", "wrong_result"),
        ("calculated_yes_no", "", "[sleep]", "wrong_result"),
        ("calculated_date", "", "8 h", "wrong_result"),
        ("calculated_duration", "", "[sleep]", "wrong_result"),
        ("calculation", "bpm", 'unit([sleep], "ms")', "unit_mix"),
    ],
)
def test_it_refuses_what_the_field_cannot_hold(club, type_name, unit, source, code):
    error = refusal(drafted(club.wellness, type_name, unit=unit), source)
    assert error.code == code or code == "syntax"
    assert error.place.line == 1


def test_it_refuses_a_circle_across_forms_and_linked_values(club):
    report = make_form("Report", key="report")
    club.calculate("answer", "[sleep]")
    details = {"form": "wellness", "field": "answer", "when": "same_day"}
    make_field(report, "copied", "linked_number", details=details)
    make_field(report, "twice", "calculation", formula="[copied] * 2", label="Twice")

    error = refusal(FieldDefinition.objects.get(key="answer"), "1 + [report / twice]")

    assert error.code == "cycle"
    assert error.place.offset == 4
    assert "Report / Twice" in str(error)


def test_it_refuses_a_link_that_closes_a_circle(club):
    report = make_form("Report", key="report")
    make_field(report, "twice", "calculation", formula="[wellness / sleep] * 2")
    club.calculate("more", "[report / twice]")
    field = drafted(report, "linked_number", details={"form": "wellness", "field": "more", "when": "same_day"})
    check_link(field)

    FieldDefinition.objects.filter(key="twice").update(formula="[answer] * 2")
    field.save()
    with pytest.raises(FormulaError) as caught:
        check_link(field)
    assert caught.value.code == "cycle"


def test_a_field_may_keep_its_own_formula(club):
    field = club.calculate("total", "[sleep] + [energy]")
    assert check_formula(field, "[sleep]") == "[sleep]"
    assert refusal(field, "[total]").code == "cycle"
