"""Importing a definition: the difference first, every refusal with its code, and nothing lost."""

import copy

import pytest
from django.utils import timezone

from forms_engine.builder.refusals import Refused
from forms_engine.definition_difference import ADDED, CHANGED, RETIRED, Line
from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import all_fields, export_definition, read_document, write_document
from forms_engine.models import FieldDefinition, FormDefinition, Section
from forms_engine.starters import read_starter
from people import roles
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def wellness() -> FormDefinition:
    return apply_document(read_starter("daily_wellness"), timezone.now())


def exported(form: FormDefinition) -> dict:
    return read_document(write_document(export_definition(form)).encode())


def said_of(document: dict, key: str) -> dict:
    return next(field for field in all_fields(document) if field["key"] == key)


def plan(document: dict):
    return plan_import(document, timezone.now())


def codes(document: dict) -> set[str]:
    return {line.code for line in plan(document).refusals}


def new_field(**members) -> dict:
    usual = said_of(read_starter("training_load"), "comment")
    return copy.deepcopy(usual) | members


def test_the_difference_names_what_is_added_changed_and_retired(wellness):
    document = exported(wellness)
    said_of(document, "mood")["label"] = "Spirits"
    document["sections"][1]["fields"] = [one for one in document["sections"][1]["fields"] if one["key"] != "note"]
    document["sections"][1]["fields"].append(new_field(key="weather", api_name="weather", label="Weather"))

    lines = plan(document).lines

    assert {(line.sort, line.what) for line in lines} == {
        (CHANGED, "Field “Mood” (mood)"),
        (ADDED, "Field “Weather” (weather)"),
        (RETIRED, "Field “Note” (note)"),
    }
    assert "label: Mood → Spirits" in next(line.sentence for line in lines if line.sort == CHANGED)
    assert not FieldDefinition.objects.filter(label="Spirits").exists()


def test_what_the_file_leaves_out_is_retired_and_not_deleted(wellness):
    document = exported(wellness)
    document["sections"][1]["fields"] = [one for one in document["sections"][1]["fields"] if one["key"] != "note"]

    apply_document(document, timezone.now())

    note = wellness.fields.get(key="note")
    assert note.retired_at is not None
    assert note.section is not None


def test_a_retired_field_that_the_file_names_comes_back(wellness):
    wellness.fields.filter(key="note").update(retired_at=timezone.now())
    document = exported(wellness)
    said_of(document, "note")["retired"] = False

    apply_document(document, timezone.now())

    assert wellness.fields.get(key="note").retired_at is None


def test_the_order_of_the_file_is_the_order_of_the_form(wellness):
    document = exported(wellness)
    document["sections"][0]["fields"].reverse()

    assert [line.what for line in plan(document).lines] == ["The order of sections and fields"]
    apply_document(document, timezone.now())

    keys = wellness.fields.filter(section__key="this_morning").order_by("order").values_list("key", flat=True)
    assert list(keys) == ["mood", "stress", "soreness", "fatigue", "sleep_quality"]


def test_a_refused_import_writes_nothing_whoever_asks_for_it(wellness):
    document = exported(wellness)
    said_of(document, "wellness_total")["formula"] = "[mood] +"
    before = export_definition(wellness)

    with pytest.raises(Refused):
        apply_document_alone(document)

    assert export_definition(wellness) == before


def apply_document_alone(document):
    from django.db import transaction

    with transaction.atomic():
        apply_document(document, timezone.now())


@pytest.mark.parametrize(
    ("key", "members", "code"),
    [
        ("mood", {"type": "text", "minimum": None, "maximum": None, "details": {}}, "type_is_final"),
        ("mood", {"api_name": "spirits"}, "api_name_is_final"),
        ("mood", {"written_by": "oura"}, "written_by_is_final"),
        ("mood", {"type": "telepathy"}, "unknown_type"),
        ("mood", {"minimum": 9.0}, "limits_cross"),
        ("mood", {"minimum": 0.5}, "bad_points"),
        ("mood", {"default": 9}, "bad_default"),
        ("mood", {"details": {"low": 5}}, "bad_details"),
        ("mood", {"visible_to": ["Nobody"]}, "unknown_role"),
        ("mood", {"editable_by": ["Nobody"]}, "unknown_role"),
        ("mood", {"retired": True}, "unknown_name"),
        ("wellness_total", {"formula": "[mood] + "}, "too_short"),
        ("wellness_total", {"formula": "[moood]"}, "unknown_name"),
        ("wellness_total", {"formula": ""}, "no_formula"),
        ("note", {"soft_minimum": 3.0}, "no_such_setting"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(wellness, key, members, code):
    document = exported(wellness)
    said_of(document, key).update(members)

    found = codes(document)

    assert code in found or (code == "too_short" and found), found
    assert export_definition(wellness) != document


def test_a_new_field_takes_no_name_that_a_kept_one_has(wellness):
    wellness.fields.filter(key="note").update(api_name="remark")
    document = exported(wellness)
    fields = document["sections"][1]["fields"]
    document["sections"][1]["fields"] = [one for one in fields if one["key"] != "note"]
    document["sections"][1]["fields"].append(new_field(key="remark", api_name="remark"))

    assert codes(document) == {"api_name_taken"}


def test_a_section_takes_no_key_that_a_kept_field_has(wellness):
    document = exported(wellness)
    document["sections"][1]["fields"] = [one for one in document["sections"][1]["fields"] if one["key"] != "note"]
    document["sections"][1]["key"] = "note"

    assert codes(document) == {"key_taken"}


def test_an_event_form_does_not_become_a_profile(wellness):
    document = exported(wellness)
    document["form"]["kind"] = "profile"

    assert codes(document) == {"kind_is_final"}


def test_another_forms_name_is_not_taken(wellness):
    document = read_starter("training_load")
    document["form"]["name"] = wellness.name

    assert codes(document) == {"name_taken"}


@pytest.mark.parametrize("type_name", ["secret", "link", "series"])
def test_what_only_a_connector_brings_is_not_brought_by_a_file(wellness, type_name):
    document = exported(wellness)
    document["fields"].append(new_field(key="token", api_name="token", type=type_name))

    assert "not_by_hand" in codes(document)


def test_no_file_makes_a_connectors_form():
    document = read_starter("daily_wellness")
    document["form"]["managed_by"] = "oura"

    assert codes(document) == {"managed_form"}


def test_a_file_does_not_claim_that_a_connector_writes_a_new_field(wellness):
    document = exported(wellness)
    document["fields"].append(new_field(key="steps", api_name="steps", written_by="oura"))

    assert codes(document) == {"written_by_is_final"}


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        ({"rule": "some", "conditions": []}, "visibility"),
        ({"rule": "all", "conditions": []}, "visibility"),
        ({"rule": "all", "conditions": "mood"}, "visibility"),
        ({"rule": "all", "conditions": [{"field": "mood", "test": "equals", "value": 1}]}, "no test"),
        ({"rule": "all", "conditions": [{"field": "note", "test": "answered"}]}, "another section"),
        ({"rule": "all", "conditions": [{"field": 7, "test": "answered"}]}, "another section"),
        ({"rule": "all", "conditions": [{"field": "mood", "test": "is", "value": "blue"}]}, "compared"),
        ({"rule": "all", "conditions": ["mood"]}, "A condition has"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(wellness, visibility, words):
    document = exported(wellness)
    document["sections"][1]["visibility"] = visibility

    refusals = plan(document).refusals

    assert [line.code for line in refusals] == ["bad_condition"]
    assert words in refusals[0].what


def test_a_field_with_values_does_not_move_into_a_table(wellness):
    ada = make_person("Ada", "Examplova")
    make_record(wellness, ada, {"note": "Slept well."})
    document = exported(wellness)
    note = said_of(document, "note")
    document["sections"][1]["fields"].remove(note)
    table = copy.deepcopy(document["sections"][1]) | {"key": "notes", "title": "Notes", "table": True, "fields": [note]}
    document["sections"].append(table)

    assert codes(document) == {"moves_between_tables"}


def test_secrets_stay_with_the_consultant():
    form = make_form("Keys", fields={"token": "secret"}, managed_by="ring", written_by="ring")
    document = exported(form)
    document["permissions"] = {roles.COACH: "r"}

    assert codes(document) == {"holds_secrets"}


class TestOfAConnector:
    @pytest.fixture
    def night(self) -> FormDefinition:
        return make_form("Night", key="night", fields={"sleep_score": "score"}, managed_by="ring", written_by="ring")

    def test_labels_help_order_roles_and_lists_are_the_consultants(self, night):
        document = exported(night)
        said_of(document, "sleep_score").update(
            label="Sleep", help="Of last night.", visible_to=[roles.MEDICAL], list_column=True
        )

        assert codes(document) == set()
        apply_document(document, timezone.now())

        field = night.fields.get()
        assert (field.label, field.written_by, field.is_list_column) == ("Sleep", "ring", True)

    @pytest.mark.parametrize("members", [{"unit": "points"}, {"minimum": 3.0}, {"required": True}])
    def test_the_rest_is_the_connectors(self, night, members):
        document = exported(night)
        said_of(document, "sleep_score").update(members)

        assert codes(document) == {"managed_field"}

    def test_a_field_the_file_leaves_out_goes_on_being_written(self, night):
        document = exported(night)
        document["fields"] = [new_field(key="remark", api_name="remark")]

        assert [line.sort for line in plan(document).lines] == [ADDED]
        apply_document(document, timezone.now())

        assert night.fields.get(key="sleep_score").retired_at is None

    def test_the_night_stays_dated_as_it_is(self, night):
        document = exported(night)
        document["form"]["dates_the_night"] = True

        assert codes(document) == {"managed_form"}


def test_an_empty_section_of_the_file_is_kept_and_one_it_leaves_out_goes(wellness):
    Section.objects.create(form=wellness, key="spare", title="Spare", order=9)
    document = exported(wellness)
    document["sections"][2] = document["sections"][2] | {"key": "other", "title": "Other"}

    apply_document(document, timezone.now())

    assert list(wellness.sections.order_by("order").values_list("key", flat=True)) == [
        "this_morning",
        "anything_else",
        "other",
    ]


def test_a_line_says_what_changed_in_one_sentence():
    assert Line(CHANGED, "Field “Mood” (mood)").sentence == "Field “Mood” (mood)"


def test_a_link_between_two_forms_survives_the_trip(wellness):
    load = make_form("Load", key="load")
    make_field(load, "mood_before", "linked_number", written_by="calculation").save()
    FieldDefinition.objects.filter(key="mood_before").update(
        details={"form": "daily_wellness", "field": "mood", "when": "latest_before"}
    )
    document = exported(load)

    assert plan(document).lines == []
    said_of(document, "mood_before")["details"]["when"] = "profile"
    assert codes(document) == {"wrong_pick"}
    said_of(document, "mood_before")["details"] |= {"when": "same_day", "field": "note"}
    assert codes(document) == {"wrong_kind"}
