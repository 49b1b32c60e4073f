"""Values against a definition, from people and from connectors."""

import pytest

from forms_engine.errors import ClosedField, InvalidValues, RetiredField, UnknownField
from forms_engine.models import FormDefinition
from forms_engine.validation import clean_values
from tests.builders.forms import NOW, make_field, make_form


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
