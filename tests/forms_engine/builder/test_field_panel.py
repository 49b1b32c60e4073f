"""What the panel of a field takes, setting by setting, and what it refuses beside which box."""

import pytest
from django.contrib.auth.models import Group

from forms_engine.builder.changing import version_of
from forms_engine.definition_import import plan_import
from forms_engine.definition_json import all_fields, export_definition, read_document, write_document
from forms_engine.field_types import all_types
from forms_engine.models import Section
from people import roles
from tests.builders.forms import NOW, make_field, make_form, make_record
from tests.builders.people import make_person
from tests.forms_engine.builder.conftest import complaint, only, refusal_of


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
