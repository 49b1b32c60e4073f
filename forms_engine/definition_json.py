"""A form's definition as JSON: written from the rows, and read from a file nobody vouches for.

    {"ringside_form": 1, "form": {…}, "permissions": {"Athlete": "lcrw"},
     "sections": [{…, "fields": […]}], "fields": […]}

Fields without a section stand in "fields". What has its usual value is left out. Roles are named; ids never appear.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.definition_shape import (
    DocumentRefused,
    Member,
    flag,
    free,
    free_object,
    letters,
    list_of,
    number,
    object_of,
    one_of,
    read_json,
    read_object,
    shortened,
    text,
    whole,
)
from forms_engine.definitions import LETTERS
from forms_engine.models import FieldDefinition, FormDefinition, Section, Standard
from forms_engine.sections import READING_ORDER
from people.models import Person

VERSION = 1
MOST_FIELDS, MOST_SECTIONS, MOST_CHOICES, MOST_STANDARDS = 300, 60, 200, 40
KEY = r"[a-z][a-z0-9_]*"
FORM_KEY = r"[a-zA-Z0-9_-]+"

STANDARD = {
    "words": Member(text(120, is_blank=False), is_required=True),
    "tone": Member(one_of(*Standard.Tone.values), is_required=True),
    "measure": Member(one_of(*Standard.Measure.values), Standard.Measure.VALUE.value),
    "low": Member(number),
    "high": Member(number),
    "options": Member(list_of(text(200), MOST_CHOICES), list),
    "sex": Member(one_of("", *Person.Sex.values), ""),
    "age_from": Member(whole(0, 200, is_optional=True)),
    "age_below": Member(whole(0, 200, is_optional=True)),
    "window_days": Member(whole(1, 731), 28),
    "least_values": Member(whole(1, 731), 7),
}
# The names of JSON are those of the model but for these.
RENAMED = {
    "daily": "is_daily",
    "required": "is_required",
    "list_column": "is_list_column",
    "critical": "is_critical",
    "table": "is_table",
}
FIELD = {
    "key": Member(text(80, pattern=KEY, is_blank=False), is_required=True),
    "label": Member(text(160, is_blank=False), is_required=True),
    "api_name": Member(text(160), ""),
    "type": Member(text(20, is_blank=False), is_required=True),
    "unit": Member(text(30), ""),
    "help": Member(text(300), ""),
    "required": Member(flag, False),
    "default": Member(free),
    "defaults_to_last": Member(flag, False),
    "minimum": Member(number),
    "maximum": Member(number),
    "soft_minimum": Member(number),
    "soft_maximum": Member(number),
    "decimals": Member(whole(0, 10, is_optional=True)),
    "choices": Member(list_of(text(200, is_blank=False), MOST_CHOICES), list),
    "list_column": Member(flag, False),
    "critical": Member(flag, False),
    "formula": Member(text(4000), ""),
    "details": Member(free_object, dict),
    "written_by": Member(text(40), ""),
    "retired": Member(flag, False),
    "visible_to": Member(list_of(text(150, is_blank=False), 100), list),
    "editable_by": Member(list_of(text(150, is_blank=False), 100), list),
    "standards": Member(list_of(object_of(STANDARD), MOST_STANDARDS), list),
}
FIELDS = list_of(object_of(FIELD), MOST_FIELDS)
SECTION = {
    "key": Member(text(80, pattern=KEY), ""),
    "title": Member(text(120, is_blank=False), is_required=True),
    "instructions": Member(text(600), ""),
    "visibility": Member(free_object, dict),
    "table": Member(flag, False),
    "least_rows": Member(whole(0, 500), 1),
    "most_rows": Member(whole(1, 500), 50),
    "fields": Member(FIELDS, list),
}
FORM = {
    "key": Member(text(80, pattern=FORM_KEY, is_blank=False), is_required=True),
    "name": Member(text(120, is_blank=False), is_required=True),
    "kind": Member(one_of(*FormDefinition.Kind.values), is_required=True),
    "description": Member(text(4000), ""),
    "dates_the_night": Member(flag, False),
    "daily": Member(flag, True),
    "managed_by": Member(text(40), ""),
    "retired": Member(flag, False),
}
DOCUMENT = {
    "ringside_form": Member(whole(1, VERSION), is_required=True),
    "form": Member(object_of(FORM), is_required=True),
    "permissions": Member(letters(tuple(LETTERS)), dict),
    "sections": Member(list_of(object_of(SECTION), MOST_SECTIONS), list),
    "fields": Member(FIELDS, list),
}
# Of a field as stored, what is copied as it stands.
PLAIN_OF_FIELD = [name for name in FIELD if name not in ("retired", "visible_to", "editable_by", "standards")]
PLAIN_OF_SECTION = [name for name in SECTION if name != "fields"]
PLAIN_OF_FORM = [name for name in FORM if name != "retired"]


def attribute(name: str) -> str:
    """The model's name of a member of JSON."""
    return RENAMED.get(name, name)


def export_definition(form: FormDefinition) -> dict[str, Any]:
    """The whole definition, every member there, fit for JSON. Six queries."""
    found = form.fields.prefetch_related("visible_to", "editable_by", "standards").order_by(*READING_ORDER)
    by_section: dict[int | None, list[dict[str, Any]]] = {}
    for field in found:
        by_section.setdefault(field.section_id, []).append(_field_document(field))
    rights = {
        line.role.name: "".join(letter for letter, name in LETTERS.items() if getattr(line, name))
        for line in form.permissions.select_related("role").order_by("role__name")
    }
    return {
        "ringside_form": VERSION,
        "form": _copied(form, PLAIN_OF_FORM) | {"retired": form.retired_at is not None},
        "permissions": rights,
        "sections": [
            _copied(section, PLAIN_OF_SECTION) | {"fields": by_section.get(section.pk, [])}
            for section in Section.objects.filter(form=form).order_by("order", "id")
        ],
        "fields": by_section.get(None, []),
    }


def _field_document(field: FieldDefinition) -> dict[str, Any]:
    return _copied(field, PLAIN_OF_FIELD) | {
        "retired": field.retired_at is not None,
        "visible_to": sorted(role.name for role in field.visible_to.all()),
        "editable_by": sorted(role.name for role in field.editable_by.all()),
        "standards": [_copied(standard, STANDARD) for standard in field.standards.all()],
    }


def _copied(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, attribute(name)) for name in names}


def write_document(document: Mapping[str, Any]) -> str:
    """As a file: without what has its usual value, indented, in a fixed order."""
    short = shortened(document, DOCUMENT)
    short["form"] = shortened(document["form"], FORM)
    short["fields"] = _shortened_fields(document["fields"])
    short["sections"] = [
        shortened(section, SECTION) | {"fields": _shortened_fields(section["fields"])}
        for section in document["sections"]
    ]
    return json.dumps(short, indent=2, ensure_ascii=False) + "\n"


def _shortened_fields(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    short = []
    for field in fields:
        one = shortened(field, FIELD)
        if one.get("standards"):
            one["standards"] = [shortened(standard, STANDARD) for standard in one["standards"]]
        if one.get("api_name") == one["key"]:
            del one["api_name"]
        short.append(one)
    return short


def read_document(raw: bytes) -> dict[str, Any]:
    """A definition with every member there, like `export_definition`'s. Raises DocumentRefused.

    Judges the shape alone; whether it fits the site is `definition_import`'s question.
    """
    read = read_json(raw)
    if not isinstance(read, dict) or "ringside_form" not in read:
        raise DocumentRefused(_("This is not a form exported from Ringside."))
    if read["ringside_form"] != VERSION:
        raise DocumentRefused(_("This form was exported by a newer Ringside."), "ringside_form")
    document = read_object(read, "", DOCUMENT)
    fields = list(all_fields(document))
    if len(fields) > MOST_FIELDS:
        raise DocumentRefused(_("A form has at most %(most)d fields.") % {"most": MOST_FIELDS}, "fields")
    for field in fields:
        field["api_name"] = field["api_name"] or field["key"]
        field["visible_to"], field["editable_by"] = sorted(field["visible_to"]), sorted(field["editable_by"])
    _refuse_twice([field["key"] for field in fields] + [one["key"] for one in document["sections"] if one["key"]])
    _refuse_twice([field["api_name"] for field in fields])
    return document


def _refuse_twice(names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DocumentRefused(_("“%(name)s” stands twice; keys and API names are one of a kind.") % {"name": name})
        seen.add(name)


def all_fields(document: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Those without a section first, then section by section."""
    yield from document["fields"]
    for section in document["sections"]:
        yield from section["fields"]
