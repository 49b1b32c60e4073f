"""What is typed, however it is typed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forms_engine.formulas import FormulaError
from forms_engine.formulas.limits import DEEPEST, LONGEST_SOURCE, MOST_PARTS
from forms_engine.formulas.reading import read_source
from tests.forms_engine.formulas.asking import answer, marked, refusal, shown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 2", "5"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"),
        ("2 ^ -1", "0.5"),
        ("2 * -3", "-6"),
        ("not 1 = 2", "yes"),
        ("yes or yes and no", "yes"),
        ('1 + 2 & "a"', "3a"),
        ("1 + 1 = 2 and 3 > 2", "yes"),
    ],
)
def test_operators_bind_as_in_a_spreadsheet(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("6 × 2 ÷ 4 − 1", "2"),
        ("1 ≤ 1 AND 2 ≥ 2 And 1 ≠ 2", "yes"),
        ("1 != 2", "yes"),
        ('“as pasted” & ""', "as pasted"),
        ('"say ""now"""', 'say "now"'),
        ("IF(Yes, 1, 2)", "1"),
        (" 1\n+\t2\u00a0", "3"),
        ("1e3 + .5 + 2.", "1002.5"),
        ("90 min = 1.5 h and 60 s = 1 minute and 1 week = 7 days", "yes"),
        ("[ sleep   QUALITY ]", "4"),
    ],
)
def test_typographic_signs_capitals_and_blanks_do_no_harm(source, expected):
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "code", "part"),
    [
        ("", "empty", ""),
        (" \n ", "empty", ""),
        ("1 +", "ends_too_soon", ""),
        ("(1 + 2", "ends_too_soon", ""),
        ("1 2", "unexpected", "2"),
        ("1 < 2 < 3", "unexpected", "<"),
        ("round(1,)", "unexpected", ")"),
        ("1))", "unexpected", ")"),
        ("[Energy", "unclosed_name", "[Energy"),
        ("1 + [Energy + 2", "unclosed_name", "[Energy + 2"),
        ('"open', "unclosed_text", '"open'),
        ("1 # 2", "bad_character", "#"),
        ("[Energy]]", "bad_character", "]"),
        ("1 \x00", "bad_character", "\x00"),
        ("[En\x00ergy]", "unclosed_name", "[En\x00ergy]"),
        ("\ud800", "bad_character", "\ud800"),
        ("٣ + 1", "bad_character", "٣"),
        ("Energy", "bare_word", "Energy"),
        ("Sleep quality", "unexpected", "quality"),
        ("1e999", "number_too_large", "1e999"),
        ("9e15 h", "unexpected", "h"),
        ("999999999999999 weeks", "number_too_large", "999999999999999 weeks"),
        ("history_sum([HRV], 99999999999 records)", "number_too_large", "99999999999 records"),
    ],
)
def test_a_slip_is_marked_where_it_is(source, code, part):
    assert marked(source) == (code, part)


def test_a_place_has_line_and_column():
    place = refusal("1 +\n  [Enrgy]").place

    assert (place.offset, place.length, place.line, place.column) == (6, 7, 2, 3)


def test_a_missing_bracket_at_the_end_is_said_so():
    assert "a ) is missing" in str(refusal('abs(min(1, 2) & ")"'))


def test_ten_thousand_brackets_are_refused_calmly():
    assert refusal("(" * 10_000 + "1" + ")" * 10_000).code == "too_long"
    assert refusal("(" * 3_000).code == "ends_too_soon"
    assert shown("(" * 1_900 + "1" + ")" * 1_900) == "1"


@pytest.mark.parametrize("opening", ["-", "not ", "abs(", "2^", "if(yes, ", "1 - (2 - "])
def test_deep_nesting_is_refused_before_it_hurts(opening):
    inside = "yes" if opening == "not " else "1"
    closing = ")" * opening.count("(")
    assert refusal(opening * 200 + inside + closing * 200).code == "too_deep"


def test_the_deepest_formula_that_is_allowed_is_reckoned():
    levels = DEEPEST - 1

    assert answer("abs(" * levels + "1" + ")" * levels) == 1
    assert refusal("abs(" * (levels + 1) + "1" + ")" * (levels + 1)).code == "too_deep"


def test_a_long_chain_is_reckoned_without_a_deep_stack():
    assert answer("1" + "+1" * 400) == 401
    assert refusal("1" + "+1" * MOST_PARTS).code == "too_many_parts"


def test_a_source_that_is_too_long_is_marked_from_where_it_is_too_long():
    error = refusal("1" + " " * LONGEST_SOURCE)

    assert (error.code, error.place.offset, error.place.length) == ("too_long", LONGEST_SOURCE, 1)


FRAGMENTS = st.sampled_from(
    [
        *'()[]"“”,+-*/^&=<>≤.|\n\x00eE_',
        *("and", "or", "not", "yes", "no", "if", "at least 2", "without today", "28 days", "3 records", "8 h", "1e9"),
        *("[Energy]", "[HRV]", "[Mood]", "[Exercises.Sets]", "[Oura Sleep / Score]", '"a"', "history_mean(", "sum("),
        *("record_date()", "score(", "1", "0", " "),
    ]
)


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=60), st.lists(FRAGMENTS, max_size=25).map("".join)))
@example("[" * 100)
@example('"' * 101)
def test_reading_raises_its_own_refusal_and_nothing_else(source):
    error = complaint_about(source)
    if error is not None:
        assert str(error)
        assert error.code
        assert 0 <= error.place.offset <= error.place.offset + error.place.length <= len(source)


def complaint_about(source):
    try:
        read_source(source)
    except FormulaError as error:
        return error
    return None
