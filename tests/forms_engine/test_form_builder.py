"""A definition becomes a Django form."""

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from forms_engine.definitions import ensure_section
from forms_engine.form_builder import DatedForm, build_form, first_answers
from forms_engine.permissions import fields_with_roles
from tests.builders.forms import NOW, make_field, make_form
from tests.builders.people import make_athlete

pytestmark = pytest.mark.django_db

STORED = [
    ("text", "Quiet."),
    ("paragraph", "One\r\ntwo"),
    ("number", 7.5),
    ("integer", 7),
    ("score", 82),
    ("duration", 27_300),
    ("duration", 27_345),
    ("date", "2026-03-09"),
    ("time", "07:35"),
    ("datetime", "2026-03-09T07:35:00+00:00"),
    ("yes_no", False),
    ("choice", "calm"),
    ("choices", ["calm", "tired"]),
]


def build(form, data=None, values=None):
    fields = list(fields_with_roles(form))
    opened = build_form(fields, viewer=make_athlete())
    return opened(data, initial=first_answers(fields, values), standing=values)


def test_it_asks_only_what_people_may_fill():
    form = make_form(fields={"mood": "integer", "token": "secret", "way": "link", "heart": "series"})
    make_field(form, "sleep_score", "score", written_by="ring")
    make_field(form, "old", "text", retired_at=NOW)
    assert list(build(form).fields) == ["mood"]


def test_label_unit_help_limits_and_default_are_there():
    form = make_form()
    make_field(
        form,
        "weight_kg",
        "number",
        label="Weight",
        unit="kg",
        help="Before breakfast.",
        minimum=30,
        default=70.5,
        is_required=True,
    )
    built = build(form)
    shown = built.as_div()
    assert built.fields["weight_kg"].label == "Weight (kg)"
    assert 'value="70.5"' in shown
    assert 'min="30.0"' in shown
    assert "required" in shown
    assert "Before breakfast." in shown


@pytest.mark.parametrize(("type", "stored"), STORED)
def test_what_stood_in_the_form_comes_back_unchanged(type, stored):
    form = make_form()
    make_field(form, "answer", type, choices=["calm", "tired"])
    opened = build(form, values={"answer": stored})
    shown = opened["answer"].value()
    sent = {"answer": shown if isinstance(shown, list) else opened.fields["answer"].widget.format_value(shown)}
    if type in ("choice", "yes_no"):
        sent = {"answer": shown}
    back = build(form, sent, {"answer": stored})
    assert back.is_valid(), back.errors
    assert back.values == {"answer": stored}
    assert back.changed_values == {}


def test_complaints_of_the_type_stand_at_the_field():
    form = make_form(fields={"hours_s": "duration"})
    make_field(form, "nap_s", "duration", maximum=3600)
    built = build(form, {"hours_s": "late", "nap_s": "2:00"})
    assert not built.is_valid()
    assert built.errors["hours_s"] == ["Write hours and minutes, such as 7:35."]
    assert built.errors["nap_s"] == ["At most 1 h 00 min, please."]


@pytest.mark.parametrize("key", ["prefix", "clean", "data", "fields", "values", "field_order", "default_renderer"])
def test_a_key_may_be_any_word(key):
    form = make_form(fields={key: "text"})
    built = build(form, {key: "Quiet."})
    assert built.is_valid()
    assert built.values == {key: "Quiet."}


def test_fields_stand_under_their_sections_and_the_date_first():
    form = make_form(fields={"mood": "integer"})
    make_field(form, "effort", "integer", section=ensure_section(form, "Training", 1))
    built = build_form(list(fields_with_roles(form)), DatedForm, viewer=make_athlete())()
    titled = [(section.title, [bound.name for bound in section.fields]) for section in built.sections()]
    assert titled == [("", ["_occurred_on"]), ("", ["mood"]), ("Training", ["effort"])]


def make_hanging(type, test, value=None):
    """A form whose second section hangs on the answer of the first."""
    form = make_form()
    make_field(form, "answer", type, choices=["calm", "tired"], section=ensure_section(form, "First", 1))
    more = ensure_section(form, "More", 2)
    more.visibility = {"rule": "all", "conditions": [{"field": "answer", "test": test, "value": value}]}
    more.save()
    make_field(form, "why", "text", section=more)
    return form


def opens(built):
    return [section.opens for section in built.sections()]


@pytest.mark.parametrize(("type", "stored"), STORED)
def test_a_section_is_open_from_the_first_sight_on_when_what_stands_in_the_form_opens_it(type, stored):
    form = make_hanging(type, "is", stored)
    assert opens(build(form)) == [True, False]
    assert opens(build(form, values={"answer": stored})) == [True, True]
    fields = list(fields_with_roles(form))
    begun = build_form(fields, viewer=make_athlete())(initial=first_answers(fields, None, {"answer": stored}))
    assert opens(begun) == [True, True]


def test_a_draft_and_what_is_sent_open_a_section_too():
    form = make_hanging("yes_no", "is", True)
    opened = build_form(list(fields_with_roles(form)), viewer=make_athlete())
    for typed, is_open in (("yes", True), ("no", False), ("perhaps", False)):
        assert opens(opened(draft=MultiValueDict({"answer": [typed]}))) == [True, is_open]
        sent = build(form, QueryDict(f"answer={typed}"))
        sent.is_valid()
        assert opens(sent) == [True, is_open]
