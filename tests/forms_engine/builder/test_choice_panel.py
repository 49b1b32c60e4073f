"""What the panel of a choice, a scale or a matrix takes, and what it refuses beside which box."""

import pytest

from forms_engine.builder.changing import version_of
from tests.forms_engine.builder.conftest import complaints_of, only


class TestOptions:
    SAID = {
        "option_word": ["good", "fair", ""],
        "option_score": ["4", "2.5", ""],
        "option_colour": ["good", "", ""],
    }

    def test_words_scores_and_colours_are_kept_in_order(self, desk, form):
        desk.add(form, "choice", "Mood", default="fair", **self.SAID)

        field = only(form, "Mood")
        assert field.choices == ["good", "fair"]
        assert field.details == {"options": {"good": {"score": 4, "colour": "good"}, "fair": {"score": 2.5}}}
        assert field.default == "fair"

    def test_the_panel_shows_them_again_and_saving_changes_nothing(self, desk, form):
        desk.add(form, "choice", "Mood", **self.SAID)
        before = version_of(form)

        desk.save(only(form, "Mood"))

        assert version_of(form) == before

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"option_word": [""]}, "no_choices"),
            ({"option_word": ["a", "a"]}, "choices_twice"),
            ({"option_word": ["a"], "option_score": ["many"]}, "bad_details"),
            ({"option_word": ["a"], "option_score": ["inf"]}, "bad_details"),
            ({"option_word": ["a"], "option_colour": ["pink"]}, "bad_details"),
            ({"option_word": ["a", ""], "option_score": ["1", "2"]}, "choices_twice"),
            ({"option_word": ["a" * 201]}, "too_many_choices"),
            ({"option_word": [str(number) for number in range(201)]}, "too_many_choices"),
            ({"option_word": ["a"], "default": "b"}, "bad_default"),
        ],
    )
    def test_wrong_options_are_refused_and_stay_as_typed(self, desk, form, said, code):
        answer = desk.add(form, "choice", "Mood", **said)

        assert code in sum(complaints_of(answer).values(), [])
        assert said["option_word"][0] in answer.content.decode()

    def test_several_choices_begin_with_several(self, desk, form):
        desk.add(form, "choices", "Pains", option_word=["knee", "hip"], default="hip\nknee")

        assert only(form, "Pains").default == ["knee", "hip"]


class TestScales:
    def test_ends_points_and_words_are_kept(self, desk, form):
        said = {"minimum": "0", "maximum": "2", "end_low": "rest", "end_high": "maximal"}

        desk.add(form, "rating", "RPE of the whole", point=["0", "1", "2"], point_word=["rest", "", "all"], **said)

        field = only(form, "RPE of the whole")
        assert (field.minimum, field.maximum) == (0, 2)
        assert field.details == {"low": "rest", "high": "maximal", "words": {"0": "rest", "2": "all"}}

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"minimum": "0.5"}, "bad_points"),
            ({"minimum": "5", "maximum": "5"}, "bad_points"),
            ({"minimum": "1", "maximum": "40"}, "bad_points"),
            ({"end_low": "x" * 61}, "bad_details"),
            ({"default": "9"}, "bad_default"),
        ],
    )
    def test_a_scale_that_cannot_be_is_refused(self, desk, form, said, code):
        assert code in sum(complaints_of(desk.add(form, "rating", "RPE", **said)).values(), [])

    def test_a_slider_has_ends_and_a_step(self, desk, form):
        desk.add(form, "slider", "Energy", minimum="0", maximum="10", step="0,5", end_low="none")

        assert only(form, "Energy").details == {"low": "none", "step": 0.5}

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"minimum": "5", "maximum": "5"}, "limits_cross"),
            ({"step": "0"}, "bad_step"),
            ({"step": "500"}, "bad_step"),
            ({"step": "half"}, "bad_details"),
        ],
    )
    def test_a_slider_that_cannot_be_is_refused(self, desk, form, said, code):
        assert code in sum(complaints_of(desk.add(form, "slider", "Energy", **said)).values(), [])


class TestMatrix:
    SAID = {
        "row_key": ["", ""],
        "row_label": ["Left knee", "Right knee"],
        "column_key": [""],
        "column_label": ["Pain"],
        "cell_type": "integer",
        "cell_minimum": "0",
        "cell_maximum": "10",
    }

    def test_rows_columns_and_cells_are_kept(self, desk, form):
        desk.add(form, "matrix", "Knees", **self.SAID)

        details = only(form, "Knees").details
        assert [one["key"] for one in details["rows"]] == ["left_knee", "right_knee"]
        assert details["cell"] == {"type": "integer", "minimum": 0, "maximum": 10}

    def test_a_row_keeps_its_key_when_its_words_change(self, desk, form):
        desk.add(form, "matrix", "Knees", **self.SAID)

        desk.save(only(form, "Knees"), **self.SAID | {"row_key": ["left_knee", "right_knee"], "row_label": ["L", "R"]})

        assert only(form, "Knees").details["rows"] == [
            {"key": "left_knee", "label": "L"},
            {"key": "right_knee", "label": "R"},
        ]

    @pytest.mark.parametrize(
        ("said", "code"),
        [
            ({"row_label": ["", ""]}, "no_cells"),
            ({"column_label": [""]}, "no_cells"),
            ({"row_key": ["a", "a"]}, "key_taken"),
            ({"cell_type": "matrix"}, "bad_details"),
            ({"cell_minimum": "low"}, "bad_details"),
            ({"cell_type": "choice"}, "no_choices"),
            ({"row_key": [""] * 21, "row_label": list("abcdefghijklmnopqrstu")}, "bad_details"),
        ],
    )
    def test_a_matrix_that_cannot_be_is_refused(self, desk, form, said, code):
        answer = desk.add(form, "matrix", "Knees", **self.SAID | said)

        assert code in sum(complaints_of(answer).values(), [])
