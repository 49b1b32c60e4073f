"""Why a definition from outside cannot become this site's: each with a code, all of them at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from forms_engine.builder.conditions import wrong_conditions
from forms_engine.builder.type_settings import is_offered
from forms_engine.definition_difference import REFUSED, Line, match_sections
from forms_engine.definition_json import FIELD, RENAMED, all_fields
from forms_engine.definitions import OF_MANAGED, has_stored_values
from forms_engine.errors import UnknownType
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, FormDefinition
from people import roles

Document = Mapping[str, Any]
# JSON's names of what is the consultant's in a field that a connector writes. A standard judges, it changes nothing.
OPEN_OF_MANAGED = {name for name in FIELD if RENAMED.get(name, name) in OF_MANAGED} | {"standards"}


def refusals_of(document: Document, standing: FormDefinition | None, before: Document | None) -> Iterator[Line]:
    """Everything that can be said without writing. `before`: the standing form as exported."""
    yield from _about_form(document["form"], standing)
    yield from _about_roles(document, before)
    for section in document["sections"]:
        yield from _about_conditions(section, document)
    known = {field["key"]: field for field in all_fields(before)} if before else {}
    for field in all_fields(document):
        yield from _about_field(field, known.get(field["key"]))
    if before and standing:
        yield from _about_names_kept(document, before)
        yield from _about_tables(document, before, standing)


def _refuse(code: str, words: str, /, **shown: object) -> Line:
    return Line(REFUSED, words % shown, code=code)


def _about_form(said: Document, standing: FormDefinition | None) -> Iterator[Line]:
    others = FormDefinition.objects.exclude(pk=standing.pk) if standing else FormDefinition.objects.all()
    if others.filter(name=said["name"]).exists():
        words = _("Another form is called “%(name)s”. Rename one of the two.")
        yield _refuse("name_taken", words, name=said["name"])
    if standing is None:
        if said["managed_by"]:
            words = _("A connector brings “%(name)s”: set the connector up instead of importing its form.")
            yield _refuse("managed_form", words, name=said["name"])
        return
    if standing.kind != said["kind"]:
        words = _("“%(name)s” is an %(kind)s and stays one: its records are kept that way.")
        yield _refuse("kind_is_final", words, name=standing.name, kind=standing.get_kind_display())
    if standing.managed_by != said["managed_by"]:
        words = _("“%(name)s” here and in the file do not have the same connector.")
        yield _refuse("managed_form", words, name=standing.name)
    if standing.managed_by and standing.dates_the_night != said["dates_the_night"]:
        words = _("The connector of “%(name)s” dated its records by the rule that stands.")
        yield _refuse("managed_form", words, name=standing.name)


def _about_roles(document: Document, before: Document | None) -> Iterator[Line]:
    fields = list(all_fields(document))
    named = {*document["permissions"], *(role for one in fields for role in (*one["visible_to"], *one["editable_by"]))}
    for role in sorted(named - set(Group.objects.values_list("name", flat=True))):
        yield _refuse("unknown_role", _("There is no role “%(role)s” here. Take it out of the file."), role=role)
    holds_secrets = any(one["type"] == "secret" for one in (*fields, *(all_fields(before) if before else ())))
    if holds_secrets and set(document["permissions"]) - {roles.CONSULTANT}:
        words = _("“%(form)s” holds secrets: only the role Consultant may have a line.")
        yield _refuse("holds_secrets", words, form=document["form"]["name"])


def _about_conditions(section: Document, document: Document) -> Iterator[Line]:
    if words := wrong_conditions(section, document):
        yield _refuse("bad_condition", _("Section “%(title)s”: %(words)s"), title=section["title"], words=words)


def _about_field(said: Document, before: Document | None) -> Iterator[Line]:
    shown = {"label": said["label"], "key": said["key"]}
    try:
        kind = field_type(said["type"])
    except UnknownType as error:
        yield _refuse("unknown_type", "%(words)s", words=error)
        return
    if before is None:
        if not is_offered(kind):
            yield _refuse("not_by_hand", _("“%(label)s” is of a type only a connector brings."), **shown)
        elif said["written_by"] != kind.writer:
            yield _refuse("written_by_is_final", _("No connector writes “%(label)s” (%(key)s) here."), **shown)
        return
    finals = (
        ("type", _("“%(label)s” (%(key)s) is of the type %(old)s and stays so; the file says %(new)s.")),
        ("api_name", _("“%(label)s” (%(key)s) keeps its API name %(old)s; the file says %(new)s.")),
        ("written_by", _("Who writes “%(label)s” (%(key)s) does not change.")),
    )
    for name, words in finals:
        if said[name] != before[name]:
            yield _refuse(f"{name}_is_final", words, **shown, old=before[name], new=said[name])
    if before["written_by"] and not kind.writer:
        changed = [name for name in FIELD if name not in OPEN_OF_MANAGED and said[name] != before[name]]
        changed = [name for name in changed if name not in ("retired", *(name for name, _words in finals))]
        if changed:
            words = _("A connector writes “%(label)s”: %(names)s cannot change.")
            yield _refuse("managed_field", words, label=said["label"], names=", ".join(changed))


def _about_names_kept(document: Document, before: Document) -> Iterator[Line]:
    """Retired or not, what the file leaves out keeps its names."""
    named = {field["key"] for field in all_fields(document)}
    kept = [field for field in all_fields(before) if field["key"] not in named]
    api_names = {field["api_name"] for field in all_fields(document)}
    tables = {section["key"] for section in document["sections"] if section["key"]}
    for field in kept:
        if field["api_name"] in api_names:
            words = _("“%(label)s” (%(key)s), which the file leaves out, has the API name %(name)s already.")
            yield _refuse("api_name_taken", words, label=field["label"], key=field["key"], name=field["api_name"])
        if field["key"] in tables:
            words = _("“%(key)s” is a field here and a section in the file.")
            yield _refuse("key_taken", words, key=field["key"])


def _about_tables(document: Document, before: Document, standing: FormDefinition) -> Iterator[Line]:
    """Values inside and outside a table are kept in different places, so nothing moves between them."""
    was_in = _tables_by_field(before, before)
    will_be_in = _tables_by_field(document, before)
    for field in FieldDefinition.objects.filter(form=standing).select_related("section"):
        if field.key not in will_be_in or was_in.get(field.key) == will_be_in[field.key]:
            continue
        if has_stored_values(field):
            words = _("“%(label)s” has values in records; in a table they would stand elsewhere.")
            yield _refuse("moves_between_tables", words, label=field.label)


def _tables_by_field(document: Document, before: Document) -> dict[str, str]:
    """Field key → the key of the table it stands in, "" outside of tables."""
    stands = {field["key"]: "" for field in document["fields"]}
    for found, section in match_sections(before["sections"], document["sections"]):
        key = (section["key"] or (found["key"] if found else "") or section["title"]) if section["table"] else ""
        stands |= {field["key"]: key for field in section["fields"]}
    return stands
