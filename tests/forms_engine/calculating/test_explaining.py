"""Why a value is missing, in words."""

import pytest
from django.urls import reverse

from forms_engine.calculating.explaining import reasons_missing
from forms_engine.definitions import ensure_permission
from forms_engine.models import FieldDefinition
from people import roles
from tests.builders.forms import NOW, make_field
from tests.forms_engine.calculating.club import READINESS


def why(club, athlete, key, values=None):
    record = club.answer(athlete, values or {"sleep": 4})
    fields = FieldDefinition.objects.filter(form=club.wellness).select_related("section")
    return reasons_missing(athlete.pk, record, fields, NOW).get(key, "")


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
        (
            "history_mean([ring / readiness], 7 days, at least 4)",
            "“Readiness” needs 4 values from 3 March to 9 March and has 0.",
        ),
        ("history_mean([sleep], 7 days, at least 2)", "“Sleep” needs 2 values from 4 March to 10 March and has 1."),
        ("history_sd([sleep], 5 records)", "“Sleep” needs 2 values and has 1."),
        (
            "history_fading_mean([sleep], 3 days, at least 2)",
            "“Sleep” needs 2 values from 8 March to 10 March and has 1.",
        ),
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


def test_the_page_of_a_record_says_it_where_the_value_would_stand(club, athlete, client):
    club.calculate("ready", READINESS, label="Ready")
    ensure_permission(club.wellness, roles.ATHLETE, "crw")
    record = club.answer(athlete, {"sleep": 4})
    client.force_login(athlete)
    page = client.get(reverse("person_record", args=[athlete.pk, club.wellness.key, record.pk])).content.decode()
    assert '<dt>Ready</dt><dd><span class="muted">“Readiness” is missing on 9 March.</span></dd>' in page
