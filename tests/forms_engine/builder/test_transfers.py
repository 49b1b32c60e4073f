"""Definitions in and out by the pages: a file, the difference, the consultant's word."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from forms_engine.builder.changing import version_of
from forms_engine.definition_json import read_document
from forms_engine.models import FormDefinition
from forms_engine.starters import HERE, STARTERS
from people import roles
from tests.builders.forms import make_form
from tests.forms_engine.builder.conftest import Desk


def send(desk: Desk, raw: bytes):
    return desk.client.post(reverse("admin:forms_builder_import"), {"file": SimpleUploadedFile("form.json", raw)})


def confirm(desk: Desk, answer, **said):
    context = answer.context
    sent = {"document": context["document"], "_version": context["version"], "_confirmed": "1"} | said
    return desk.client.post(reverse("admin:forms_builder_import"), sent, follow=True)


def export(desk: Desk, form: FormDefinition) -> bytes:
    return desk.client.get(reverse("admin:forms_builder_export", args=[form.key])).content


def test_an_export_is_a_file_named_after_the_form(desk, wellness):
    answer = desk.client.get(reverse("admin:forms_builder_export", args=["daily_wellness"]))

    assert answer["Content-Disposition"] == 'attachment; filename="daily_wellness.json"'
    assert answer["Content-Type"] == "application/json"
    assert read_document(answer.content)["form"]["name"] == "Daily Wellness"


@pytest.mark.parametrize("file", STARTERS)
def test_a_form_goes_out_and_comes_into_an_empty_site_equal(desk, file):
    answer = confirm(desk, send(desk, (HERE / f"{file}.json").read_bytes()))
    form = FormDefinition.objects.get()
    exported = export(desk, form)
    form.fields.all().delete()
    form.delete()

    confirm(desk, send(desk, exported))

    assert "imported." in answer.content.decode()
    assert export(desk, FormDefinition.objects.get()) == exported


def test_nothing_is_written_before_it_is_confirmed(desk, wellness):
    raw = export(desk, wellness).replace(b'"Mood"', b'"Spirits"')
    before = version_of(wellness)

    answer = send(desk, raw)

    assert "label: Mood → Spirits" in answer.content.decode()
    assert version_of(wellness) == before
    confirm(desk, answer)
    assert wellness.fields.get(key="mood").label == "Spirits"


def test_the_same_file_twice_has_nothing_to_import(desk, wellness):
    assert "The form here is the same already." in send(desk, export(desk, wellness)).content.decode()


def test_a_refused_file_offers_no_button_and_is_refused_again_when_sent_all_the_same(desk, wellness):
    said = json.loads(export(desk, wellness))
    said["sections"][0]["fields"][0] |= {"type": "text", "minimum": None, "maximum": None, "details": {}}
    before = version_of(wellness)

    answer = send(desk, json.dumps(said).encode())

    words = answer.content.decode()
    assert 'data-code="type_is_final"' in words
    assert "is of the type rating and stays so" in words
    assert "Import it" not in words
    confirm(desk, answer)
    assert version_of(wellness) == before


def test_a_form_changed_between_looking_and_confirming_is_looked_at_again(desk, wellness):
    answer = send(desk, export(desk, wellness).replace(b'"Mood"', b'"Spirits"'))
    wellness.fields.filter(key="note").update(help="Changed meanwhile.")

    refused = confirm(desk, answer)

    assert 'data-code="changed_meanwhile"' in refused.content.decode()
    assert wellness.fields.get(key="mood").label == "Mood"


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"\xff", b"[" * 5000, b" " * 1_000_001])
def test_a_hostile_file_is_refused_in_words(desk, raw):
    answer = send(desk, raw) if raw else desk.client.post(reverse("admin:forms_builder_import"), {})

    assert answer.status_code == 200
    assert 'data-code="bad_document"' in answer.content.decode()


def test_words_of_a_file_are_shown_as_words(desk, wellness):
    said = json.loads(export(desk, wellness))
    said["form"]["name"] = "<script>alert(1)</script>"

    assert "<script>alert" not in send(desk, json.dumps(said).encode()).content.decode()


def test_a_connectors_form_is_imported_only_with_the_consultants_word(desk):
    form = make_form("Night", key="night", fields={"score": "score"}, managed_by="ring", written_by="ring")
    answer = send(desk, export(desk, form).replace(b'"Score"', b'"Sleep"'))

    assert "consequences you did not intend" in answer.content.decode()
    assert 'data-code="not_confirmed"' in confirm(desk, answer).content.decode()
    confirm(desk, answer, confirm_consequences="1")
    assert form.fields.get().label == "Sleep"


def test_rights_come_in_by_the_names_of_roles(desk, wellness):
    said = json.loads(export(desk, wellness)) | {"permissions": {roles.COACH: "r"}}

    confirm(desk, send(desk, json.dumps(said).encode()))

    line = wellness.permissions.get()
    assert (line.role.name, line.can_read, line.can_write) == (roles.COACH, True, False)
