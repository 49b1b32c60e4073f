"""One cell of the grid: what it is asked as, how what was typed is read, what stands in it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms_engine.group_entry.columns import Column, columns_of, left_out
from forms_engine.models import Section
from forms_engine.permissions import fields_with_roles
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_coach

CHOICES = ["good", "tired; sore"]


@pytest.fixture
def form(db):
    return make_form("Every kind")


def column(form, type, **details):
    return Column(make_field(form, f"a_{type}", type, **details))


@pytest.mark.parametrize(
    ("type", "kind", "typed", "value"),
    [
        ("number", "number", " 68.5 ", 68.5),
        ("integer", "number", "7", 7),
        ("score", "number", "80", 80),
        ("slider", "number", "40", 40),
        ("duration", "text", "7:35", 27300),
        ("date", "date", "2026-03-09", "2026-03-09"),
        ("time", "time", "07:35", "07:35"),
        ("yes_no", "select", "no", False),
        ("text", "text", "Fine", "Fine"),
        ("paragraph", "long", "Two\nlines", "Two\nlines"),
    ],
)
def test_what_is_typed_reads_to_the_value_and_back(form, type, kind, typed, value):
    one = column(form, type)

    clean = one.type.clean(one.field, one.read(typed))

    assert (one.kind, clean) == (kind, value)
    assert one.text(clean) == typed.strip()


def test_a_moment_keeps_its_minute_in_the_zone_of_the_writer(form):
    one = column(form, "datetime")

    clean = one.type.clean(one.field, one.read("2026-03-09T07:35"))

    assert clean == "2026-03-09T07:35:00+00:00"
    assert one.text(clean) == "2026-03-09T07:35"


def test_days_may_be_written_as_people_write_them(form):
    assert Column(make_field(form, "on", "date")).read("09/03/2026").isoformat() == "2026-03-09"


def test_a_decimal_comma_is_read_and_shown_where_people_write_one(form):
    one = column(form, "number", decimals=1)
    with translation.override("de"):
        assert one.read("68,5") == 68.5
        assert one.text(68.5) == "68,5"
    with pytest.raises(ValidationError, match="Write a number"):
        one.read("68,5")


@pytest.mark.parametrize("typed", ["4", "4 ", " 4"])
def test_a_point_of_a_scale_is_chosen_by_its_number(form, typed):
    assert column(form, "rating").read(typed) == "4"


@pytest.mark.parametrize("typed", ["good", "GOOD", " Good "])
def test_a_pasted_word_stands_for_its_option_whatever_its_capitals(form, typed):
    assert column(form, "choice", choices=CHOICES).read(typed) == "good"


def test_several_choices_stand_in_one_cell_with_semicolons(form):
    one = column(form, "choices", choices=["good", "tired", "sore"])

    assert one.read("Sore; good;") == ["sore", "good"]
    assert one.text(["good", "sore"]) == "good; sore"


@pytest.mark.parametrize("type", ["number", "text", "yes_no", "date", "choices"])
def test_an_empty_cell_is_no_answer(form, type):
    assert column(form, type).read("  ") is None


def test_only_text_is_read(form):
    with pytest.raises(ValidationError):
        column(form, "number").read(5)


def test_what_a_cell_has_no_room_for_is_left_out_and_named(form, db):
    make_field(form, "mood", "rating", order=1)
    make_field(form, "scan", "attachment", order=2)
    make_field(form, "grid", "matrix", order=3)
    make_field(form, "total", "calculation", written_by="calculation", order=4)
    exercises = Section.objects.create(form=form, title="Exercises", key="exercises", is_table=True, order=1)
    make_field(form, "weight", "number", section=exercises)
    make_field(form, "sets", "integer", section=exercises)
    fields, viewer = list(fields_with_roles(form)), make_coach()

    assert [one.key for one in columns_of(fields, viewer)] == ["mood"]
    assert left_out(fields, viewer) == ["Scan", "Grid", "Exercises"]
