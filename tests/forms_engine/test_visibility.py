"""Sections that hang on answers."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from forms_engine.definitions import ensure_section
from forms_engine.visibility import TESTS, conditions_for_page, hidden_sections, holds
from tests.builders.forms import make_field, make_form

pytestmark = pytest.mark.django_db


def condition(test, value=None, field="mood"):
    return {"field": field, "test": test, "value": value}


@pytest.mark.parametrize(
    ("test", "value", "answer", "expected"),
    [
        ("is", True, True, True),
        ("is", True, None, False),
        ("is", ["a", "b"], ["a", "b"], True),
        ("is_not", "calm", "tired", True),
        ("is_not", "calm", None, True),
        ("is_not", "calm", "calm", False),
        ("one_of", ["calm", "tired"], "tired", True),
        ("one_of", "calm", "calm", False),
        ("contains", "back", ["back", "knee"], True),
        ("contains", "back", "back", False),
        ("at_least", 7, 7, True),
        ("at_least", 7, 6.9, False),
        ("at_most", 3, 0, True),
        ("at_most", 3, None, False),
        ("at_least", 3, "three", False),
        ("at_least", "2026-03-09", "2026-03-10", True),
        ("answered", None, 0, True),
        ("answered", None, False, True),
        ("answered", None, [], False),
        ("not_answered", None, None, True),
        ("sounds_like", "calm", "calm", False),
    ],
)
def test_a_condition_is_judged_by_what_was_answered(test, value, answer, expected):
    assert holds(condition(test, value), answer) is expected


def make_chain():
    """mood decides over “Why”, whose field decides over “More”."""
    form = make_form(fields={"mood": "integer"})
    why, more = ensure_section(form, "Why", 1), ensure_section(form, "More", 2)
    why.visibility = {"rule": "all", "conditions": [condition("at_most", 3)]}
    more.visibility = {"rule": "any", "conditions": [condition("is", "pain", "reason"), condition("is", 1)]}
    make_field(form, "reason", "text", section=why)
    make_field(form, "place", "text", section=more)
    return [why, more], list(form.fields.all())


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ({}, {"Why", "More"}),
        ({"mood": 3}, {"More"}),
        ({"mood": 1}, set()),
        ({"mood": 3, "reason": "pain"}, set()),
        ({"mood": 9, "reason": "pain"}, {"Why", "More"}),
    ],
)
def test_what_hangs_on_a_hidden_answer_is_hidden_too(values, hidden):
    sections, fields = make_chain()
    found = hidden_sections(sections, fields, values)
    assert {section.title for section in sections if section.pk in found} == hidden


def test_sections_in_a_circle_come_to_an_end():
    sections, fields = make_chain()
    sections[0].visibility = {"rule": "all", "conditions": [condition("not_answered", field="place")]}
    assert hidden_sections(sections, fields, {"place": "x", "reason": "pain"}) is not None


def test_a_condition_without_sense_shows_the_section():
    sections, fields = make_chain()
    sections[0].visibility = {"rule": "all", "conditions": ["nonsense"]}
    assert sections[0].pk not in hidden_sections(sections, fields, {})


def test_a_page_learns_no_answer_that_is_not_asked_on_it():
    sections, _fields = make_chain()
    page = conditions_for_page(sections[1], asked=["reason"], values={"mood": 1, "reason": "pain"})
    assert page == {"rule": "any", "conditions": [condition("is", "pain", "reason"), {"known": True}]}


def test_the_browser_knows_every_test():
    script = (Path(settings.BASE_DIR) / "static/js/filling/visibility.js").read_text()
    known = set(re.findall(r'test === "(\w+)"', script)) | set(re.findall(r"^const ORDERED = .*$", script, re.M))
    assert all(any(test in one for one in known) for test in TESTS)
