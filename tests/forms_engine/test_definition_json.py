"""A definition as JSON: written, read back, and hostile files refused with the place."""

import json

import pytest
from django.utils import timezone, translation

from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import (
    all_fields,
    export_definition,
    read_document,
    write_document,
)
from forms_engine.definition_shape import LARGEST_DOCUMENT, DocumentRefused, digest_of_document
from forms_engine.models import FieldDefinition, FormDefinition, Section
from forms_engine.starters import STARTERS, all_starters, read_starter
from people import roles
from tests.builders.forms import make_field, make_form

pytestmark = pytest.mark.django_db
SMALL = {"ringside_form": 1, "form": {"key": "note", "name": "Note", "kind": "event"}}


def bytes_of(**members: object) -> bytes:
    return json.dumps(SMALL | members).encode()


def field(**members: object) -> dict[str, object]:
    return {"key": "mood", "label": "Mood", "type": "integer"} | members


@pytest.mark.parametrize("file", STARTERS)
def test_a_starter_becomes_a_form_that_exports_as_the_very_same_definition(file):
    document = read_starter(file)

    plan = plan_import(document, timezone.now())
    form = apply_document(document, timezone.now())

    assert plan.refusals == []
    assert export_definition(form) == document
    assert read_document(write_document(export_definition(form)).encode()) == document


def test_a_form_with_every_setting_comes_back_equal_on_an_empty_site():
    apply_document(read_starter("injury_and_availability"), timezone.now())
    form = make_form("Everything", key="everything", fields={"a": "integer"}, rights={roles.COACH: "lcr"})
    table = Section.objects.create(form=form, key="sets", title="Sets", is_table=True, most_rows=9, order=1)
    make_field(form, "reps", "integer", section=table, minimum=1, maximum=50, soft_maximum=20.5, unit="x")
    gone = make_field(form, "old", "text", help="No longer asked.")
    FieldDefinition.objects.filter(pk=gone.pk).update(retired_at=timezone.now())
    exported = write_document(export_definition(form))
    FieldDefinition.objects.filter(form=form).delete()
    form.delete()

    again = apply_document(read_document(exported.encode()), timezone.now())

    assert write_document(export_definition(again)) == exported
    assert again.fields.get(key="old").retired_at is not None


def test_importing_the_same_file_again_changes_nothing():
    document = read_starter("daily_wellness")
    form = apply_document(document, timezone.now())
    before = list(form.fields.order_by("pk").values())

    assert plan_import(document, timezone.now()).lines == []
    apply_document(document, timezone.now())

    assert list(form.fields.order_by("pk").values()) == before


def test_starters_are_offered_with_their_names():
    assert [one.name for one in all_starters()] == [
        "Daily Wellness",
        "Training Load",
        "Athlete Profile",
        "Injury and Availability",
        "Note",
    ]


def test_the_digest_changes_with_any_part_of_the_definition():
    form = make_form(fields={"mood": "integer"}, rights={roles.COACH: "r"})
    digests = {digest_of_document(export_definition(form))}
    form.fields.update(help="One word.")
    digests.add(digest_of_document(export_definition(form)))
    form.permissions.update(can_write=True)
    digests.add(digest_of_document(export_definition(form)))
    FormDefinition.objects.filter(pk=form.pk).update(description="New.")
    form.refresh_from_db()
    digests.add(digest_of_document(export_definition(form)))
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not JSON"),
        (b"[1, 2", "not JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "not a form exported"),
        (b'{"ringside_form": 2}', "newer Ringside"),
        (b'{"ringside_form": 1}', "form: This is missing."),
        (b'{"ringside_form": 1, "ringside_form": 1}', "twice"),
        (b'{"ringside_form": NaN}', "NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"ringside_form": ' + b"[" * 30 + b"]" * 30 + b"}", "nested too deeply"),
        (b" " * (LARGEST_DOCUMENT + 1), "larger than"),
        (b'{"ringside_form": ' + b"9" * 5000 + b"}", "not JSON"),
        (bytes_of(formulae=1), "“formulae” is not known here"),
        (bytes_of(fields={}), "fields: A list is expected"),
        (bytes_of(fields=[{"key": "a"}]), "fields[0].label: This is missing."),
        (bytes_of(fields=[field(key="Mood")]), "fields[0].key: Small letters"),
        (bytes_of(fields=[field(label="  ")]), "fields[0].label: This may not be empty."),
        (bytes_of(fields=[field(label="x" * 161)]), "At most 160 characters"),
        (bytes_of(fields=[field(help="a\x00b")]), "cannot be stored"),
        (bytes_of(fields=[field(help="\ud800")]), "cannot be stored"),
        (bytes_of(fields=[field(required="yes")]), "true or false"),
        (bytes_of(fields=[field(minimum=1e300)]), "too large"),
        (bytes_of(fields=[field(minimum=True)]), "A number is expected"),
        (bytes_of(fields=[field(default={"a": 10**400})]), "not JSON|too large"),
        (bytes_of(fields=[field(decimals=11)]), "from 0 to 10"),
        (bytes_of(fields=[field(details=[])]), "An object is expected"),
        (bytes_of(fields=[field(details={"a": "x" * 30_000})]), "too large"),
        (bytes_of(fields=[field(details={"a": "\x00"})]), "cannot be stored"),
        (bytes_of(fields=[field(), field()]), "“mood” stands twice"),
        (bytes_of(fields=[field(), field(key="b", api_name="mood")]), "“mood” stands twice"),
        (bytes_of(fields=[field()], sections=[{"key": "mood", "title": "M"}]), "“mood” stands twice"),
        (bytes_of(fields=[field(key=f"f_{number}") for number in range(301)]), "At most 300"),
        (bytes_of(permissions={"Coach": "rx"}), "Rights are letters"),
        (bytes_of(permissions={"Coach": "rr"}), "Rights are letters"),
        (bytes_of(permissions=["Coach"]), "An object"),
        (bytes_of(form={"key": "a b", "name": "A", "kind": "event"}), "form.key"),
        (bytes_of(form={"key": "a", "name": "A", "kind": "diary"}), "One of these is expected: event, profile."),
    ],
)
def test_what_is_no_definition_is_refused_with_the_place(raw, said):
    with pytest.raises(DocumentRefused) as refused:
        read_document(raw)

    assert refused.value.code == "bad_document"
    assert any(one in str(refused.value) for one in said.split("|"))


def test_sections_share_the_bound_of_fields():
    fields = [field(key=f"f_{number}") for number in range(200)]
    others = [field(key=f"g_{number}") for number in range(200)]
    with pytest.raises(DocumentRefused, match="at most 300 fields"):
        read_document(bytes_of(fields=fields, sections=[{"title": "More", "fields": others}]))


@pytest.mark.parametrize("file", STARTERS)
def test_a_german_starter_asks_the_same_in_other_words(file):
    english = read_starter(file)
    with translation.override("de"):
        german = read_starter(file)

    assert german["form"]["name"] != english["form"]["name"]
    assert (german["form"]["key"], german["permissions"]) == (english["form"]["key"], english["permissions"])
    assert [_asked(one) for one in all_fields(german)] == [_asked(one) for one in all_fields(english)]


def _asked(field):
    words = {"label", "help", "choices", "details", "standards"}
    return {**{name: value for name, value in field.items() if name not in words}, "options": len(field["choices"])}
