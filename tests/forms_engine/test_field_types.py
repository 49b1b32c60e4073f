"""What each type takes, keeps and shows."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from forms_engine.errors import UnknownType
from forms_engine.field_types import all_types, field_type
from forms_engine.field_types.options import options_of
from forms_engine.models import FieldDefinition

SERIES = {"starts_at": "2026-03-09T00:00:00+01:00", "interval_s": 60, "samples": 1440, "checksum": 7}


def field(type: str, **details: object) -> FieldDefinition:
    return FieldDefinition(key="answer", label="Answer", type=type, **details)


def clean(type: str, raw: object, **details: object) -> object:
    return field_type(type).clean(field(type, **details), raw)


@pytest.mark.parametrize(
    ("type", "raw", "canonical"),
    [
        ("text", "  Quiet ", "Quiet"),
        ("paragraph", "One\ntwo", "One\ntwo"),
        ("number", "7.5", 7.5),
        ("number", Decimal("7.50"), 7.5),
        ("number", 0, 0),
        ("number", "-2", -2),
        ("number", 82.0, 82),
        ("integer", "7", 7),
        ("integer", 7.0, 7),
        ("score", 100, 100),
        ("score", 0, 0),
        ("duration", "7:35", 27_300),
        ("duration", "0:00:30", 30),
        ("duration", 27_300, 27_300),
        ("date", "2026-03-09", "2026-03-09"),
        ("date", date(2026, 3, 9), "2026-03-09"),
        ("time", "07:35", "07:35"),
        ("time", time(7, 35, 10), "07:35:10"),
        ("datetime", "2026-03-09T22:41:00+01:00", "2026-03-09T22:41:00+01:00"),
        ("datetime", datetime(2026, 3, 9, 22, 41, tzinfo=UTC), "2026-03-09T22:41:00+00:00"),
        ("yes_no", "Yes", True),
        ("yes_no", False, False),
        ("secret", "hush", "hush"),
        ("series", SERIES, SERIES),
    ],
)
def test_it_keeps_a_canonical_value(type, raw, canonical):
    kept = clean(type, raw)
    assert kept == canonical
    assert kept.__class__ is canonical.__class__


@pytest.mark.parametrize(
    ("type", "raw"),
    [
        ("text", 7),
        ("text", ["a"]),
        ("text", "x" * 501),
        ("text", "a\x00b"),
        ("text", "a\ud800b"),
        ("paragraph", "x" * 10_001),
        ("number", "seven"),
        ("number", True),
        ("number", "nan"),
        ("number", float("inf")),
        ("number", "1e400"),
        ("number", 10**400),
        ("number", "9" * 5_000),
        ("number", [1]),
        ("number", {"value": 1}),
        ("integer", 7.5),
        ("score", 101),
        ("score", -1),
        ("duration", "450"),
        ("duration", "7:75"),
        ("duration", -1),
        ("duration", "٧:٣٥"),
        ("date", "9 March"),
        ("date", 20260309),
        ("date", datetime(2026, 3, 9, tzinfo=UTC)),
        ("time", "25:00"),
        ("time", "07:35+01:00"),
        ("datetime", "2026-03-09T22:41:00"),
        ("datetime", "soon"),
        ("yes_no", "perhaps"),
        ("yes_no", 1),
        ("choice", "angry"),
        ("choice", ["calm"]),
        ("choices", "calm"),
        ("choices", ["calm", "angry"]),
        ("choices", ["calm"] * 100),
        ("choices", [["calm"]]),
        ("secret", 7),
        ("link", "https://example.test"),
        ("series", "many"),
        ("series", SERIES | {"more": {"deep": {}}}),
        ("series", SERIES | {"samples": -1}),
        ("series", SERIES | {"interval_s": 0}),
        ("series", SERIES | {"starts_at": [[]]}),
    ],
)
def test_it_complains_in_words_about_what_it_cannot_hold(type, raw):
    with pytest.raises(ValidationError) as complaint:
        clean(type, raw, choices=["calm", "tired"])
    assert all(len(sentence) > 10 for sentence in complaint.value.messages)


def test_several_choices_stand_in_the_order_of_the_field_and_once():
    assert clean("choices", ["tired", "calm", "tired"], choices=["calm", "tired"]) == ["calm", "tired"]


@pytest.mark.parametrize(
    ("type", "value", "words", "details"),
    [
        ("number", 0.26, "0.3 °C", {"unit": "°C", "decimals": 1}),
        ("number", -0.04, "0.0 °C", {"unit": "°C", "decimals": 1}),
        ("number", 12_345, "12,345 m", {"unit": "m"}),
        ("number", 71.5, "71.5 kg", {"unit": "kg"}),
        ("number", -0.256, "-0.26", {}),
        ("integer", 0, "0", {}),
        ("score", 82, "82", {}),
        ("duration", 27_300, "7 h 35 min", {}),
        ("duration", 29_100, "8 h 05 min", {}),
        ("duration", 0, "0 min", {}),
        ("duration", 40, "40 s", {}),
        ("duration", 1_500, "25 min", {}),
        ("date", "2026-03-09", "9 Mar 2026", {}),
        ("time", "07:35:10", "07:35", {}),
        ("datetime", "2026-03-09T22:41:00+01:00", "9 Mar 2026, 22:41", {}),
        ("yes_no", False, "No", {}),
        ("choices", ["calm", "tired"], "calm, tired", {}),
        ("secret", "hush-hush", "set", {}),
        ("secret", "changed", "changed", {}),
        ("series", SERIES, "1,440 samples, one a minute", {}),
        ("series", SERIES | {"interval_s": 300, "samples": 288}, "288 samples, one every 5 minutes", {}),
        ("series", SERIES | {"interval_s": 1, "samples": 1}, "1 sample, one a second", {}),
    ],
)
def test_it_shows_a_value_in_words(type, value, words, details):
    assert field_type(type).show(field(type, **details), value) == words


@pytest.mark.parametrize("type", [name for name in all_types() if name not in ("link", "secret")])
def test_what_it_loads_it_stores_again(type):
    examples = {
        "yes_no": True,
        "date": "2026-03-09",
        "time": "07:35",
        "datetime": "2026-03-09T22:41:00+01:00",
        "series": SERIES,
        "choices": ["calm"],
        "calculated_date": "2026-03-09",
        "linked_date": "2026-03-09",
        "entered_on": "2026-03-09T22:41:00+01:00",
    }
    value = examples.get(type, "calm" if type in ("text", "paragraph", "choice") else 7)
    kind = field_type(type)
    assert kind.store(kind.load(value)) == value


JOINTS = {
    "rows": [{"key": "left", "label": "Left"}, {"key": "right", "label": "Right"}],
    "columns": [{"key": "knee", "label": "Knee"}, {"key": "hip", "label": "Hip"}],
    "cell": {"type": "integer", "maximum": 10},
}


@pytest.mark.parametrize(
    ("type", "raw", "canonical", "details"),
    [
        ("rating", "4", 4, {}),
        ("rating", 0, 0, {"minimum": 0, "maximum": 10}),
        ("slider", "50", 50, {}),
        ("slider", 2.5, 2.5, {"minimum": 0, "maximum": 5, "details": {"step": 0.5}}),
        ("slider", 0.3, 0.3, {"minimum": 0, "maximum": 1, "details": {"step": 0.1}}),
        ("matrix", {"left": {"knee": "3", "hip": ""}}, {"left": {"knee": 3}}, {"details": JOINTS}),
        ("matrix", {"left": {"knee": ""}}, None, {"details": JOINTS}),
        (
            "matrix",
            {"right": {"hip": 0}, "left": {"hip": 1}},
            {"left": {"hip": 1}, "right": {"hip": 0}},
            {"details": JOINTS},
        ),
    ],
)
def test_what_is_tapped_and_slid_is_kept_canonical(type, raw, canonical, details):
    assert clean(type, raw, **details) == canonical


@pytest.mark.parametrize(
    ("type", "raw", "details"),
    [
        ("rating", 6, {}),
        ("rating", "4.5", {}),
        ("rating", 99, {"minimum": 0, "maximum": 100}),
        ("slider", 101, {}),
        ("slider", 2.6, {"minimum": 0, "maximum": 5, "details": {"step": 0.5}}),
        ("matrix", {"left": {"elbow": 3}}, {"details": JOINTS}),
        ("matrix", {"middle": {}}, {"details": JOINTS}),
        ("matrix", {"left": 3}, {"details": JOINTS}),
        ("matrix", [], {"details": JOINTS}),
        ("matrix", {"left": {"knee": 11}}, {"details": JOINTS}),
        ("attachment", "knee.png", {}),
        ("attachment", {"key": "../../etc/passwd"}, {}),
        ("attachment", {"key": "6f1c2f0e-0000-4000-8000-000000000000", "html": "<b>"}, {}),
    ],
)
def test_what_does_not_fit_its_scale_is_refused_in_words(type, raw, details):
    with pytest.raises(ValidationError) as complaint:
        clean(type, raw, **details)
    assert all(len(sentence) > 10 for sentence in complaint.value.messages)


def test_a_matrix_complains_of_each_cell_and_wants_all_of_them_when_required():
    with pytest.raises(ValidationError) as wrong:
        clean("matrix", {"left": {"knee": "x"}, "right": {"hip": 99}}, details=JOINTS)
    assert [sentence.partition(":")[0] for sentence in wrong.value.messages] == ["Left, Knee", "Right, Hip"]
    joints = field("matrix", details=JOINTS, is_required=True)
    with pytest.raises(ValidationError, match="every cell"):
        field_type("matrix").within_limits(joints, {"left": {"knee": 3}})
    whole = {"left": {"knee": 3, "hip": 1}, "right": {"knee": 0, "hip": 0}}
    assert field_type("matrix").within_limits(joints, whole) == whole


@pytest.mark.parametrize(
    ("type", "value", "words", "details"),
    [
        ("rating", 4, "4", {}),
        ("rating", 4, "4 · Good", {"details": {"words": {"4": "Good"}}}),
        ("slider", 62.5, "62.5 %", {"unit": "%"}),
        (
            "matrix",
            {"left": {"knee": 3, "hip": 4}, "right": {"knee": 0}},
            "Left: Knee 3, Hip 4; Right: Knee 0",
            {"details": JOINTS},
        ),
        ("attachment", {"key": "x", "name": "knee.png"}, "knee.png", {}),
        ("personal_detail", "female", "female", {"details": {"detail": "sex"}}),
        ("personal_detail", "2000-03-11", "11 Mar 2000", {"details": {"detail": "date_of_birth"}}),
        ("calculation", 7.25, "7.25", {}),
        ("calculated_duration", 27_300, "7 h 35 min", {}),
        ("calculated_yes_no", True, "Yes", {}),
        ("linked_date", "2026-03-09", "9 Mar 2026", {}),
    ],
)
def test_what_is_tapped_linked_or_calculated_shows_in_words(type, value, words, details):
    assert field_type(type).show(field(type, **details), value) == words


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2000, 3, 11), date(2026, 3, 10), 25),
        (date(2000, 3, 11), date(2026, 3, 11), 26),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2026, 3, 11), date(2026, 3, 10), None),
        (None, date(2026, 3, 10), None),
    ],
)
def test_an_age_is_in_whole_years(born, on, age):
    assert field_type("age").reckon(born, on) == age


def test_an_option_has_its_score_and_colour():
    mood = field(
        "choice",
        choices=["Good", "Bad", "Odd", "Plain"],
        details={
            "options": {"Good": {"score": 2, "colour": "good"}, "Bad": {"score": True, "colour": "red"}, "Odd": 7}
        },
    )
    assert [(one.score, one.tone) for one in options_of(mood)] == [(2, "fine"), (None, ""), (None, ""), (None, "")]


def test_a_typed_number_has_no_more_decimals_than_are_shown():
    weight = field_type("number").form_field(field("number", decimals=1))
    assert weight.clean("68.5") == 68.5
    with pytest.raises(ValidationError, match="At most 1 decimal"):
        weight.clean("68.55")
    assert 'step="0.1"' in weight.widget.render("weight", None)


def test_it_compares_by_meaning():
    assert field_type("number").compare(field("number"), 9, 10) == -1
    mood = field("choice", choices=["calm", "tired", "angry"])
    assert field_type("choice").compare(mood, "tired", "angry") == -1
    assert field_type("datetime").compare(field("datetime"), "2026-03-09T10:00+01:00", "2026-03-09T09:30+00:00") == -1


def test_an_unknown_type_is_named():
    with pytest.raises(UnknownType, match="hologram"):
        field_type("hologram")
