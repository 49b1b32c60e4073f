"""Keys proposed from labels."""

import pytest

from forms_engine.builder.keys import LONGEST_KEY, propose_key


@pytest.mark.parametrize(
    ("label", "unit", "key"),
    [
        ("Sleep quality", "", "sleep_quality"),
        ("Größe", "cm", "grosse_cm"),
        ("Ærø – naïve Žofie", "", "aero_naive_zofie"),
        ("Weight (kg)", "kg", "weight_kg"),
        ("1 RM", "kg", "field_1_rm_kg"),
        ("???", "", "field"),
        ("", "", "field"),
        ("Body fat", "%", "body_fat_percent"),
        ("睡眠", "h", "field_h"),
    ],
)
def test_a_key_is_spelled_from_the_label_and_ends_in_its_unit(label, unit, key):
    assert propose_key(label, unit=unit) == key


def test_a_key_that_is_taken_is_numbered():
    assert propose_key("Mood", {"mood", "mood_2"}) == "mood_3"


def test_a_long_label_still_makes_a_key_that_fits():
    label = "very " * 60
    taken = {propose_key(label)}
    assert len(propose_key(label, taken)) <= LONGEST_KEY
