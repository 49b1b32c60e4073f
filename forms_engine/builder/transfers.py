"""Definitions in and out: export as a file, import with the difference shown first, and forms to start from."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_engine.builder import documents
from forms_engine.builder.bench import say
from forms_engine.builder.documents import Documents, file_of, make, show_plan
from forms_engine.builder.doors import find_form, for_designers
from forms_engine.builder.forms import free_form_key, free_name
from forms_engine.builder.pages import FORMS, page_of
from forms_engine.definition_difference import Plan
from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import export_definition, read_document, write_document
from forms_engine.models import FormDefinition
from forms_engine.starters import read_starter


@for_designers
@require_safe
def export(request: HttpRequest, key: str) -> HttpResponse:
    return file_of(write_document(export_definition(find_form(key))), key)


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    return documents.bring_in(request, DOCUMENTS)


def _plan(document: Mapping[str, Any]) -> Plan[FormDefinition]:
    return plan_import(document, timezone.now())


def _apply(document: Mapping[str, Any]) -> FormDefinition:
    return apply_document(document, timezone.now())


DOCUMENTS = Documents(
    bench=FORMS,
    member="form",
    address="admin:forms_builder_import",
    plan_template="forms_engine/builder/plan.html",
    read=read_document,
    plan=_plan,
    apply=_apply,
    all=gettext_lazy("Forms"),
    title=gettext_lazy("Import a form"),
    unreadable=gettext_lazy("This file cannot be read as a form."),
    same=gettext_lazy("The form here is the same already."),
    next_step=gettext_lazy("Change the file, or the form here, and try again."),
    gone=gettext_lazy("Retired"),
)


@for_designers
@require_POST
def start_from(request: HttpRequest, file: str) -> HttpResponse:
    """A form of one of the starters; under another name where its own is taken."""
    try:
        document = read_starter(file)
    except KeyError:
        raise Http404 from None
    said = document["form"]
    if FormDefinition.objects.filter(key=said["key"]).exists():
        said["key"] = free_form_key(said["name"])
    if FormDefinition.objects.filter(name=said["name"]).exists():
        said["name"] = free_name(said["name"])
    plan = _plan(document)
    if plan.refusals:
        return show_plan(request, DOCUMENTS, plan, write_document(document).encode())
    form = make(request, DOCUMENTS, document, _("Started from “%(name)s”") % {"name": said["name"]})
    say(request, _("Made. Change what you like; nobody has filled it yet."))
    return redirect(page_of(form))
