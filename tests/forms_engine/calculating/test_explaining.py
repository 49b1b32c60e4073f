"""Why a value is missing, in words."""

import pytest

from forms_engine.calculating.explaining import why_missing
from forms_engine.models import FieldDefinition
from tests.builders.forms import NOW, make_field
from tests.forms_engine.calculating.club import READINESS


def why(club, athlete, key, values=None):
    record = club.answer(athlete, values or {"sleep": 4})
    return why_missing(record, FieldDefinition.objects.get(form=club.wellness, key=key), NOW)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (READINESS, "“Readiness” is missing on 9 March."),
        ("[ring / readiness | same day] + 1", "“Readiness” is missing on 10 March."),
        ("[ring / readiness | latest]", "There is no “Readiness” up to 10 March."),
        ("[ring / readiness | latest before]", "There is no “Readiness” before 10 March."),
        ("[profile / hrv_goal] * 2", "“Hrv goal” is missing in the profile."),
        ("[energy] + 1", "“Energy” is not answered."),
        ("[sleep] / 0", "This would divide by zero."),
        ("history_mean([ring / readiness], 7 days)", "There are too few values of “Readiness”."),
    ],
)
def test_the_reason_names_what_is_missing_and_when(club, athlete, formula, words):
    club.calculate("answer", formula)
    assert why(club, athlete, "answer") == words


def test_the_reason_of_a_calculation_in_between_is_told(club, athlete):
    club.calculate("ready", READINESS)
    club.calculate("answer", "[ready] * 2")
    assert why(club, athlete, "answer") == "“Readiness” is missing on 9 March."


def test_a_linked_value_says_what_it_did_not_find(club, athlete):
    details = {"form": "ring", "field": "readiness", "when": "night_before"}
    make_field(club.wellness, "last_night", "linked_number", details=details)
    assert why(club, athlete, "last_night") == "“Readiness” is missing on 9 March."


def test_there_is_nothing_to_say_of_a_value_that_is_there_or_that_people_answer(club, athlete):
    club.calculate("answer", "[sleep]")
    assert why(club, athlete, "answer") == why(club, athlete, "energy") == ""


def test_a_formula_that_broke_says_so(club, athlete):
    club.calculate("answer", "[slep]")
    assert why(club, athlete, "answer").startswith("The formula is not right any more: This form has no field “slep”")
