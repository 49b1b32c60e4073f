"""Values against a definition, from people and from connectors."""

import pytest

from forms_engine.definitions import ensure_section
from forms_engine.errors import ClosedField, InvalidValues, RetiredField, UnknownField
from forms_engine.models import FormDefinition
from forms_engine.validation import clean_values, unusual_values
from tests.builders.forms import NOW, make_field, make_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(db):
    form = make_form(fields={"mood": "integer", "note": "text"})
    make_field(form, "weight_kg", "number", minimum=30, maximum=200, unit="kg", is_required=True)
    make_field(form, "sleep_score", "score", written_by="ring")
    make_field(form, "old", "text", retired_at=NOW)
    make_field(form, "token", "secret")
    make_field(form, "way", "link")
    make_field(form, "heart_rate", "series", written_by="ring")
    return form


def test_people_get_every_complaint_at_once(form):
    with pytest.raises(InvalidValues) as wrong:
        clean_values(form, {"mood": "bad", "note": ["x"], "weight_kg": 900}, by_connector=False)
    assert set(wrong.value.complaints) == {"mood", "note", "weight_kg"}
    assert wrong.value.complaints["weight_kg"] == ["At most 200 kg, please."]


def test_an_empty_answer_clears_and_a_required_one_is_refused(form):
    assert clean_values(form, {"mood": "", "note": "  "}, by_connector=False) == {"mood": None, "note": None}
    with pytest.raises(InvalidValues) as wrong:
        clean_values(form, {"weight_kg": None}, by_connector=False)
    assert wrong.value.complaints == {"weight_kg": ["This is required."]}


def test_zero_and_no_are_answers(form):
    make_field(form, "hurts", "yes_no")
    assert clean_values(form, {"mood": 0, "hurts": False}, by_connector=False) == {"mood": 0, "hurts": False}


@pytest.mark.parametrize("key", ["sleep_score", "heart_rate", "token", "way"])
def test_what_a_connector_writes_is_closed_to_people(form, key):
    with pytest.raises(ClosedField):
        clean_values(form, {key: 80}, by_connector=False)


@pytest.mark.parametrize("key", ["token", "way"])
def test_secrets_and_links_never_come_in_as_values(form, key):
    with pytest.raises(ClosedField):
        clean_values(form, {key: "hush"}, by_connector=True)


def test_unknown_and_retired_fields_are_named(form):
    with pytest.raises(UnknownField, match="nonsense"):
        clean_values(form, {"nonsense": 1}, by_connector=True)
    with pytest.raises(RetiredField, match="Old"):
        clean_values(form, {"old": "x"}, by_connector=False)


def test_a_connector_leaves_out_what_was_not_measured_and_what_is_retired(form):
    raw = {"sleep_score": None, "old": "x", "mood": 0}
    assert clean_values(form, raw, by_connector=True) == {"mood": 0}


def test_a_consultants_limits_do_not_refuse_what_a_ring_measured(form):
    assert clean_values(form, {"weight_kg": 12}, by_connector=True) == {"weight_kg": 12}
    with pytest.raises(InvalidValues):
        clean_values(form, {"sleep_score": 101}, by_connector=True)


def test_a_form_with_its_fields_at_hand_asks_nothing(form, django_assert_num_queries):
    form = FormDefinition.objects.prefetch_related("fields").get(pk=form.pk)
    with django_assert_num_queries(0):
        clean_values(form, {"mood": 1}, by_connector=True)


def make_tabled():
    form = make_form(fields={"mood": "integer"})
    section = ensure_section(form, "Exercises", 1)
    section.key, section.is_table, section.most_rows = "exercises", True, 2
    section.save()
    make_field(form, "exercise", "text", section=section, is_required=True)
    make_field(form, "sets", "integer", section=section, maximum=20)
    return form, section


def test_a_table_is_a_list_of_rows_judged_cell_by_cell():
    form, _section = make_tabled()
    rows = [{"exercise": " Squat ", "sets": "3"}, {"exercise": "", "sets": ""}, {"exercise": "Row"}]
    clean = clean_values(form, {"exercises": rows}, by_connector=False)
    assert clean == {"exercises": [{"exercise": "Squat", "sets": 3}, {"exercise": "Row"}]}
    with pytest.raises(InvalidValues) as wrong:
        clean_values(form, {"exercises": [{"exercise": "Squat", "sets": 99}, {"sets": 1}]}, by_connector=False)
    assert set(wrong.value.complaints) == {"exercises.0.sets", "exercises.1.exercise"}


@pytest.mark.parametrize("rows", ["many", [1], {"exercise": "x"}, [{"exercise": "x"}] * 3])
def test_what_is_no_table_is_refused(rows):
    form, _section = make_tabled()
    with pytest.raises(InvalidValues) as wrong:
        clean_values(form, {"exercises": rows}, by_connector=False)
    assert set(wrong.value.complaints) == {"exercises"}


@pytest.mark.parametrize("rows", [None, [], [{}], [{"exercise": ""}]])
def test_an_empty_table_is_no_answer(rows):
    form, _section = make_tabled()
    assert clean_values(form, {"exercises": rows}, by_connector=False) == {"exercises": None}


def test_a_column_is_written_in_rows_only_and_a_table_knows_its_columns():
    form, _section = make_tabled()
    for raw in ({"sets": 3}, {"exercises": [{"mood": 3}]}):
        with pytest.raises(UnknownField):
            clean_values(form, raw, by_connector=False)


def test_what_the_writer_may_not_fill_is_closed_and_goes_on_standing():
    form, _section = make_tabled()
    standing = {"mood": 7, "exercises": [{"exercise": "Squat", "sets": 3}]}
    for raw in ({"mood": 1}, {"exercises": [{"sets": 1}]}):
        with pytest.raises(ClosedField):
            clean_values(form, raw, by_connector=False, writable=["exercise"], standing=standing)
    raw = {"exercises": [{"exercise": "Press"}]}
    clean = clean_values(form, raw, by_connector=False, writable=["exercise"], standing=standing)
    assert clean == {"exercises": [{"exercise": "Press", "sets": 3}]}


def test_a_whole_record_misses_what_is_required_where_it_is_shown():
    form = make_form(fields={"mood": "integer"})
    make_field(form, "weight_kg", "number", is_required=True)
    why = ensure_section(form, "Why", 1)
    why.visibility = {"rule": "all", "conditions": [{"field": "mood", "test": "at_most", "value": 3}]}
    why.save()
    make_field(form, "reason", "text", section=why, is_required=True)
    missing = {}
    for mood in (2, 8):
        with pytest.raises(InvalidValues) as wrong:
            clean_values(form, {"mood": mood}, by_connector=False, is_whole=True)
        missing[mood] = set(wrong.value.complaints)
    assert missing == {2: {"weight_kg", "reason"}, 8: {"weight_kg"}}
    dropped = clean_values(form, {"mood": 8, "reason": "x"}, by_connector=False)
    assert dropped == {"mood": 8, "reason": None}
    later = clean_values(form, {"mood": 8}, by_connector=False, standing={"mood": 1, "reason": "x"})
    assert later == {"mood": 8, "reason": None}


def test_unusual_values_are_valid_and_asked_about():
    form = make_form()
    make_field(form, "weight_kg", "number", unit="kg", soft_minimum=40, soft_maximum=120)
    make_field(form, "sleep_s", "duration", soft_maximum=43_200)
    values = clean_values(form, {"weight_kg": 30, "sleep_s": "13:00"}, by_connector=False)
    assert unusual_values(form.fields.all(), values) == {
        "weight_kg": "30 kg is unusually low. Is this right?",
        "sleep_s": "13 h 00 min is unusually high. Is this right?",
    }
    assert unusual_values(form.fields.all(), {"weight_kg": 40, "sleep_s": None}) == {}
