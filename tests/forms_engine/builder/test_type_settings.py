"""Which settings a type has: inferred from what it is built on, or declared by the type itself."""

from typing import ClassVar

import pytest

from forms_engine.builder.type_panels import PANELS
from forms_engine.builder.type_settings import HISTORY, is_offered, palette, settings_of
from forms_engine.field_types import all_types, field_type
from forms_engine.field_types.number import Number


class Heartbeat(Number):
    name = "heartbeat"
    label = "heartbeat"


class Handshake(Number):
    name = "handshake"
    label = "handshake"
    settings: ClassVar[frozenset[str]] = frozenset({"is_required"})


def test_a_new_number_has_what_numbers_have():
    limits = {"minimum", "maximum", "soft_minimum", "soft_maximum"}
    others = {"unit", "decimals", "daily", "is_required", "default", "defaults_to_last"}
    assert settings_of(Heartbeat()).names == others | limits


def test_a_type_may_declare_its_settings():
    assert settings_of(Handshake()).names == {"is_required"}


@pytest.mark.parametrize(
    ("name", "panel"),
    [
        ("choice", "options"),
        ("choices", "options"),
        ("rating", "rating"),
        ("slider", "slider"),
        ("matrix", "matrix"),
        ("calculation", "formula"),
        ("calculated_text", "formula"),
        ("linked_date", "link"),
        ("personal_detail", "detail"),
        ("attachment", "attachment"),
        ("text", ""),
        ("age", ""),
    ],
)
def test_what_only_a_type_has_is_asked_by_its_panel(name, panel):
    assert settings_of(field_type(name)).panel == panel
    assert panel in PANELS or panel == ""


def test_the_palette_offers_every_type_people_or_ringside_fill_and_the_history_preset():
    offered = [offer for _heading, offers in palette() for offer in offers]

    assert {offer.type for offer in offered} == {name for name, kind in all_types().items() if is_offered(kind)}
    assert {"secret", "link", "series"}.isdisjoint({offer.type for offer in offered})
    assert [offer.type for offer in offered if offer.preset == HISTORY] == ["calculation"]


@pytest.mark.parametrize("name", ["calculation", "linked_text", "age", "entered_by", "personal_detail"])
def test_nobody_is_asked_for_what_ringside_fills_in(name):
    assert settings_of(field_type(name)).names.isdisjoint({"is_required", "default", "defaults_to_last", "minimum"})
