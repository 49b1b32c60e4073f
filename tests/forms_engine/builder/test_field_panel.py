"""What the panel of a field takes, setting by setting, and what it refuses beside which box."""

import pytest
from django.contrib.auth.models import Group

from forms_engine.builder.changing import version_of
from forms_engine.definition_import import plan_import
from forms_engine.definition_json import all_fields, export_definition, read_document, write_document
from forms_engine.field_types import all_types
from forms_engine.models import FieldDefinition, FormDefinition, Section
from people import roles
from tests.builders.forms import NOW, make_field, make_form, make_record
from tests.builders.people import make_person
from tests.forms_engine.builder.conftest import complaints_of, page_of, refusal_of


@pytest.fixture
def form(db) -> FormDefinition:
    return make_form("Load", key="load", fields={"minutes": "integer", "rpe": "integer", "remark": "text"})


def only(form: FormDefinition, label: str) -> FieldDefinition:
    return form.fields.get(label=label)


def complaint(answer, box: str) -> list[str]:
    return complaints_of(answer).get(box, [])


def test_a_field_is_added_to_its_section_with_a_key_of_its_label_and_unit(desk, form):
    section = Section.objects.create(form=form, title="Body", key="body", order=1)

    answer = desk.add(form, "number", "Gewicht (früh)", unit="kg", decimals="1", _in=section.pk)

    field = only(form, "Gewicht (früh)")
    assert (field.key, field.api_name, field.section, field.decimals) == (
        "gewicht_fruh_kg",
        "gewicht_fruh_kg",
        section,
        1,
    )
    assert f"field-{field.pk}" in answer.content.decode()


def test_a_key_and_an_api_name_can_be_chosen_while_the_field_is_new(desk, form):
    desk.add(form, "text", "Place", key="venue", api_name="Venue")

    assert only(form, "Place").key == "venue"
    assert only(form, "Place").api_name == "Venue"


@pytest.mark.parametrize(
    ("said", "box", "code"),
    [
        ({"key": "Bad Key"}, "key", "invalid"),
        ({"key": "1st"}, "key", "invalid"),
        ({"label": ""}, "label", "required"),
        ({"label": "x" * 161}, "label", "max_length"),
        ({"decimals": "-1"}, "decimals", "min_value"),
        ({"minimum": "a lot"}, "minimum", "invalid"),
        ({"minimum": "5", "maximum": "1"}, "maximum", "limits_cross"),
        ({"soft_minimum": "5", "soft_maximum": "1"}, "soft_maximum", "limits_cross"),
        ({"minimum": "5", "soft_minimum": "1"}, "soft_minimum", "soft_beyond_hard"),
        ({"maximum": "5", "soft_maximum": "9"}, "soft_maximum", "soft_beyond_hard"),
        ({"default": "many"}, "default", "bad_default"),
        ({"default": "7", "maximum": "5"}, "default", "bad_default"),
        ({"visible_to": "0"}, "visible_to", "invalid_choice"),
    ],
)
def test_what_is_wrong_is_said_beside_its_box(desk, form, said, box, code):
    before = version_of(form)

    answer = desk.add(form, "number", "Weight", **said)

    assert refusal_of(answer) == "not_right"
    assert complaint(answer, box) == [code]
    assert version_of(form) == before


@pytest.mark.parametrize("key", ["minutes", "body"])
def test_a_key_that_stands_already_is_refused_retired_or_not(desk, form, key):
    Section.objects.create(form=form, title="Body", key="body")
    form.fields.filter(key="minutes").update(retired_at="2026-01-01T00:00Z")

    answer = desk.add(form, "text", "Again", key=key)

    assert refusal_of(answer) in ("key_taken", "not_right")
    assert not form.fields.filter(label="Again").exists()


def test_a_proposed_key_avoids_those_that_stand(desk, form):
    desk.add(form, "text", "Minutes")

    assert form.fields.get(type="text", label="Minutes").key == "minutes_2"


def test_all_general_settings_are_kept(desk, form):
    medical = Group.objects.get(name=roles.MEDICAL)
    said = {
        "help": "In the morning.",
        "unit": "kg",
        "decimals": "1",
        "is_required": "on",
        "defaults_to_last": "on",
        "default": "70.5",
        "minimum": "30",
        "maximum": "200",
        "soft_minimum": "45",
        "soft_maximum": "120",
        "visible_to": medical.pk,
        "editable_by": medical.pk,
        "is_list_column": "on",
        "is_critical": "on",
    }

    desk.add(form, "number", "Weight", **said)

    field = only(form, "Weight")
    names = ("help", "unit", "decimals", "is_required", "defaults_to_last", "default", "minimum", "maximum")
    assert [getattr(field, name) for name in names] == ["In the morning.", "kg", 1, True, True, 70.5, 30, 200]
    assert (field.soft_minimum, field.soft_maximum, field.is_list_column, field.is_critical) == (45, 120, True, True)
    assert list(field.visible_to.all()) == list(field.editable_by.all()) == [medical]


def test_saving_an_untouched_panel_changes_nothing(desk, form):
    desk.add(form, "number", "Weight", unit="kg", minimum="30", default="70.5", help="Early.")
    before = version_of(form)

    desk.save(only(form, "Weight"))

    assert version_of(form) == before


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"key": "other"}, "key_is_final"),
        ({"api_name": "other"}, "api_name_is_final"),
        ({"type": "text"}, "type_is_final"),
    ],
)
def test_key_type_and_api_name_are_final(desk, form, said, code):
    answer = desk.save(form.fields.get(key="minutes"), **said)

    assert code in complaint(answer, "__all__")
    assert "add a new field" in answer.content.decode() or code == "api_name_is_final"
    field = form.fields.get(key="minutes")
    assert (field.type, field.api_name) == ("integer", "minutes")


@pytest.mark.parametrize("type_name", ["secret", "link", "series", "telepathy"])
def test_what_only_a_connector_brings_is_not_offered(desk, form, type_name):
    answer = desk.add(form, type_name, "Token")

    assert refusal_of(answer) == "not_by_hand"
    assert f'new={type_name}"' not in answer.content.decode()


def test_every_other_type_is_in_the_palette_and_has_a_panel(desk, form):
    page = desk.open(form)
    for name, kind in all_types().items():
        if kind.is_fillable or kind.writer:
            assert f"new={name}" in page
            assert "New field" in desk.open(form, new=name)
    assert "preset=history" in page


@pytest.mark.parametrize(
    "type_name",
    ["text", "paragraph", "integer", "duration", "date", "time", "datetime", "yes_no", "score", "slider", "entered_by"],
)
def test_a_field_with_nothing_but_a_label_can_be_added(desk, form, type_name):
    assert refusal_of(desk.add(form, type_name, "Plain")) == ""
    assert only(form, "Plain").type == type_name


def test_what_ringside_fills_in_is_written_by_it(desk, form):
    desk.add(form, "personal_detail", "Born", detail="date_of_birth")
    desk.add(form, "number", "Weight")

    assert (only(form, "Born").written_by, only(form, "Born").details) == ("calculation", {"detail": "date_of_birth"})
    assert only(form, "Weight").written_by == ""


@pytest.mark.parametrize(
    ("type_name", "said"),
    [
        ("number", {}),
        ("rating", {"end_low": "rest"}),
        ("slider", {"end_low": "none", "step": "5"}),
        ("duration", {}),
        ("calculation", {"formula": "[minutes] * 2"}),
    ],
)
def test_what_several_entries_a_day_say_together_is_chosen_and_outlives_other_edits(desk, form, type_name, said):
    desk.add(form, type_name, "Effort", daily="sum", **said)
    field = only(form, "Effort")
    assert field.details["daily"] == "sum"
    assert 'value="sum" selected' in desk.open(form, field=field.pk)

    assert refusal_of(desk.save(field, label="Effort of the day", **said)) == ""
    field = only(form, "Effort of the day")
    assert field.details["daily"] == "sum"

    again = read_document(write_document(export_definition(form)).encode())
    assert plan_import(again, NOW).lines == []
    next(one for one in all_fields(again) if one["key"] == field.key)["details"]["daily"] = "loudest"
    assert [line.code for line in plan_import(again, NOW).refusals] == ["bad_details"]

    desk.save(field, daily="", **said)
    assert "daily" not in only(form, "Effort of the day").details


def test_one_record_a_person_and_rows_of_a_table_have_no_several_entries_a_day(desk, form):
    profile = make_form("Card", key="card", kind="profile")
    table = Section.objects.create(form=form, title="Sets", key="sets", is_table=True)

    assert 'name="daily"' in desk.open(form, new="number")
    assert 'name="daily"' not in desk.open(form, new="text")
    assert 'name="daily"' not in desk.open(profile, new="number")
    assert 'name="daily"' not in desk.open(form, new="number", **{"in": table.pk})


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


class TestLinks:
    def test_a_link_names_form_field_and_record(self, desk, form, wellness):
        desk.add(form, "linked_number", "Mood before", link_source="daily_wellness/mood", link_when="latest_before")

        assert only(form, "Mood before").details == {"form": "daily_wellness", "field": "mood", "when": "latest_before"}

    @pytest.mark.parametrize(
        ("source", "when", "code"),
        [
            ("", "", "no_link"),
            ("daily_wellness/mood", "", "no_link"),
            ("daily_wellness/gone", "same_day", "no_link"),
            ("daily_wellness/mood", "whenever", "bad_details"),
            ("daily_wellness/mood", "profile", "wrong_pick"),
            ("daily_wellness/mood", "night_before", "wrong_pick"),
            ("daily_wellness/note", "same_day", "wrong_kind"),
        ],
    )
    def test_a_link_that_leads_nowhere_is_refused(self, desk, form, wellness, source, when, code):
        answer = desk.add(form, "linked_number", "Linked", link_source=source, link_when=when)

        assert code in sum(complaints_of(answer).values(), [])

    def test_only_fields_that_fit_are_offered(self, desk, form, wellness):
        page = desk.open(form, new="linked_number")

        assert "daily_wellness/mood" in page
        assert "daily_wellness/note" not in page
        assert "load/minutes" not in page

    def test_secrets_are_never_linked(self, desk, form):
        make_form("Keys", key="keys", fields={"token": "secret"}, managed_by="ring", written_by="ring")

        answer = desk.add(form, "linked_text", "Token", link_source="keys/token", link_when="same_day")

        assert "keys/token" not in desk.open(form, new="linked_text")
        assert "wrong_kind" in sum(complaints_of(answer).values(), [])


class TestFormulas:
    def test_a_formula_is_stored_by_api_names_and_shown_by_labels(self, desk, form):
        desk.add(form, "calculation", "Load", formula="[Minutes] * [rpe]", unit="AU")

        field = only(form, "Load")
        assert field.formula == "[minutes] * [rpe]"
        desk.save(form.fields.get(key="minutes"), label="Time on the water")
        assert "[Time on the water] * [Rpe]" in desk.open(form, field=field.pk)

    @pytest.mark.parametrize(
        ("formula", "code"),
        [("", "no_formula"), ("[Minuten] * 2", "unknown_name"), ('"a"', "wrong_result"), ("(" * 200, "too_deep")],
    )
    def test_a_wrong_formula_is_refused(self, desk, form, formula, code):
        answer = desk.add(form, "calculation", "Load", formula=formula)

        found = sum(complaints_of(answer).values(), [])
        assert code in found or (code == "too_deep" and found)
        assert not form.fields.filter(label="Load").exists()

    def test_a_circle_is_refused_with_the_names_of_its_fields(self, desk, form):
        desk.add(form, "calculation", "One", formula="[Minutes] + 1")
        desk.add(form, "calculation", "Two", formula="[One] + 1")

        answer = desk.save(only(form, "One"), formula="[Two] + 1")

        assert "cycle" in sum(complaints_of(answer).values(), [])
        words = answer.content.decode()
        assert "“Load / One” → “Load / Two” → “Load / One”" in words
        assert only(form, "One").formula == "[minutes] + 1"

    def test_a_unit_that_no_longer_fits_a_formula_is_refused(self, desk, form):
        desk.save(form.fields.get(key="minutes"), unit="min")
        desk.add(form, "calculation", "Long", formula='[Minutes] + unit([Rpe], "min")', unit="min")

        answer = desk.save(form.fields.get(key="minutes"), unit="h")

        assert refusal_of(answer) == "formula_leans_on_it"

    def test_the_history_preset_begins_with_a_formula_over_a_number(self, desk, form):
        page = desk.open(form, new="calculation", preset="history")

        assert "history_mean([Minutes], 28 days, at least 3, without today)" in page

    def test_while_typing_the_wrong_place_is_marked_and_the_right_formula_says_what_it_gives(self, desk, form):
        def said(formula: str) -> str:
            data = {"_new": "calculation", "label": "Load", "unit": "AU", "formula": formula}
            return desk.client.post(f"{page_of(form)}formula/", data).content.decode()

        assert "<mark>[Minuts]</mark>" in said("[Rpe] *\n[Minuts]")
        assert "Did you mean" in said("[Minuts]")
        assert "This gives a number in AU." in said("[Minutes] * [Rpe]")
        assert "<mark> </mark>" in said("1 +")
        assert "Write a formula" in said("  ")
        assert "<script>" not in said("<script>")

    def test_functions_and_examples_are_at_hand(self, desk, form):
        page = desk.open(form, new="calculation")

        assert "history_fading_mean" in page
        assert "Acute to chronic load" in page
        assert 'data-insert="[Minutes]"' in page


def test_moving_a_field_into_a_table_is_told_before_it_breaks_a_formula(desk, form):
    table = Section.objects.create(form=form, title="Sets", key="sets", is_table=True)
    desk.add(form, "integer", "Reps", _in=table.pk)
    desk.add(form, "calculation", "All", formula="sum([Sets.Reps])")

    answer = desk.step(form, "move_field", _field=only(form, "Reps").pk, _in="")

    assert refusal_of(answer) == "formula_leans_on_it"


def test_a_column_with_rows_in_records_is_not_deleted(desk, form):
    table = Section.objects.create(form=form, title="Sets", key="sets", is_table=True)
    reps = make_field(form, "reps", "integer", section=table)
    record = make_record(form, make_person(), {"minutes": 5})
    record.values["sets"] = [{"reps": 8}]
    record.save()

    assert refusal_of(desk.step(form, "remove_field", _field=reps.pk)) == "has_values"


def test_limits_of_a_duration_are_typed_and_shown_in_hours_and_minutes(desk, form):
    desk.add(form, "duration", "Asleep", minimum="0:30", soft_maximum="9:30", maximum="14:00")
    field = only(form, "Asleep")
    assert (field.minimum, field.soft_maximum, field.maximum) == (1800, 34200, 50400)
    page = desk.open(form, field=field.pk)
    assert [f'value="{typed}"' in page for typed in ("0:30", "9:30", "14:00")] == [True] * 3

    assert "Write hours and minutes" in desk.save(field, maximum="28800").content.decode()
    assert refusal_of(desk.save(field, minimum="", soft_maximum="", maximum="14:00")) == ""
    assert only(form, "Asleep").minimum is None
