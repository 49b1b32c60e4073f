"""A calculation is seen by who sees every field it is made of."""

import pytest

from forms_engine.definitions import ensure_permission
from forms_engine.permissions import visible_fields
from people import roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete, make_coach, make_medical, make_squad
from tests.forms_engine.calculating.club import READINESS, Statements


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def mate(squad):
    return make_athlete(squad)


@pytest.fixture
def coach(squad):
    return make_coach(squad)


def keys(viewer, person, form):
    return {field.key for field in visible_fields(viewer, person, form)}


def test_one_restricted_part_hides_the_whole_and_what_leans_on_it(club, squad, mate, coach):
    make_field(club.wellness, "temperature", "number", visible_to=[roles.MEDICAL])
    club.calculate("fever", "[temperature] > 38", "calculated_yes_no")
    club.calculate("advice", 'if([fever], "rest", "train")', "calculated_text")
    club.calculate("total", "[sleep] + [energy]")

    assert keys(coach, mate, club.wellness) == {"sleep", "energy", "load", "total"}
    assert keys(coach, None, club.wellness) == {"sleep", "energy", "load", "total"}
    assert keys(make_medical(squad), mate, club.wellness) >= {"temperature", "fever", "advice", "total"}


def test_the_person_sees_what_is_reckoned_about_them(club, mate):
    make_field(club.wellness, "temperature", "number", visible_to=[roles.MEDICAL])
    club.calculate("fever", "[temperature] > 38", "calculated_yes_no")
    club.calculate("ready", READINESS)

    assert keys(mate, mate, club.wellness) >= {"fever", "ready"}
    assert "fever" not in keys(mate, None, club.wellness)


def test_a_history_is_made_of_the_field_it_looks_back_on(club, mate, coach):
    make_field(club.wellness, "temperature", "number", visible_to=[roles.MEDICAL])
    club.calculate("usual", "history_mean([temperature], 28 days)")
    assert "usual" not in keys(coach, mate, club.wellness)


@pytest.mark.parametrize("letters", ["l", "r"])
def test_another_form_needs_the_right_to_link_or_read_it(club, mate, coach, letters):
    club.calculate("ready", READINESS)
    assert "ready" not in keys(coach, mate, club.wellness)

    ensure_permission(club.night, roles.COACH, letters)
    assert "ready" in keys(coach, mate, club.wellness)


def test_a_formula_that_is_not_right_is_shown_to_nobody_else(club, mate, coach):
    club.calculate("broken", "[slep]")
    assert "broken" not in keys(coach, mate, club.wellness)
    assert "broken" in keys(mate, mate, club.wellness)


def test_a_linked_value_of_a_calculation_goes_by_its_parts(club, mate, coach):
    report = make_form("Report", key="report")
    club.calculate("ready", READINESS)
    ensure_permission(club.wellness, roles.COACH, "r")
    details = {"form": "wellness", "field": "ready", "when": "same_day"}
    make_field(report, "told", "linked_number", details=details)
    assert keys(coach, mate, report) == set()

    ensure_permission(club.night, roles.COACH, "r")
    assert keys(coach, mate, report) == {"told"}


def test_the_number_of_questions_stays_put(club, mate, coach):
    club.calculate("a", f"{READINESS} + [sleep]")
    visible_fields(coach, mate, club.wellness)
    with Statements() as few:
        visible_fields(coach, mate, club.wellness)
    for number in range(8):
        club.calculate(f"b{number}", f"{READINESS} + [sleep] + [profile / hrv_goal]")
    visible_fields(coach, mate, club.wellness)
    with Statements() as many:
        visible_fields(coach, mate, club.wellness)

    assert len(many) == len(few) <= 4
