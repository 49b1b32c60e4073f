"""Definitions in and out: export as a file, import with the difference shown first, and forms to start from."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_engine.admin.confirming import CONFIRM, CONSEQUENCES
from forms_engine.builder.bench import say
from forms_engine.builder.changing import changing, note_making, version_of
from forms_engine.builder.doors import designer_of, find_form, for_designers
from forms_engine.builder.forms import free_form_key, free_name
from forms_engine.builder.pages import page_of
from forms_engine.builder.refusals import Refused
from forms_engine.definition_difference import ADDED, CHANGED, REFUSED, RETIRED, Line
from forms_engine.definition_import import Plan, apply_document, plan_import
from forms_engine.definition_json import export_definition, read_document, write_document
from forms_engine.definition_shape import LARGEST_DOCUMENT, DocumentRefused
from forms_engine.models import FormDefinition
from forms_engine.starters import read_starter
from people.models import Person


@for_designers
@require_safe
def export(request: HttpRequest, key: str) -> HttpResponse:
    form = find_form(key)
    answer = HttpResponse(write_document(export_definition(form)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{form.key}.json"'
    return answer


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file: first what it would change; sent again with the consultant's word, the change."""
    if request.method != "POST":
        return _ask(request)
    raw = sent_document(request)
    try:
        document = read_document(raw)
    except DocumentRefused as error:
        return _ask(request, error)
    if "_confirmed" in request.POST:
        return _import(request, document, raw)
    return _show_plan(request, plan_import(document, timezone.now()), raw)


def sent_document(request: HttpRequest) -> bytes:
    """The file, or what an earlier page repeats of it."""
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("document", "").encode("utf-8", "surrogatepass")
    # One byte more than is taken, so that a larger file is seen to be larger.
    return sent.read(LARGEST_DOCUMENT + 1)


def _ask(request: HttpRequest, error: DocumentRefused | None = None) -> HttpResponse:
    return render(request, "forms_engine/builder/bring_in.html", {"error": error})


def _show_plan(request: HttpRequest, plan: Plan, raw: bytes, refusal: Refused | None = None) -> HttpResponse:
    groups = [
        (_("Refused"), "is-act", _of(plan, REFUSED)),
        (_("Added"), "is-fine", _of(plan, ADDED)),
        (_("Changed"), "is-watch", _of(plan, CHANGED)),
        (_("Retired"), "is-none", _of(plan, RETIRED)),
    ]
    context: dict[str, Any] = {
        "plan": plan,
        "name": plan.document["form"]["name"],
        "groups": [group for group in groups if group[2]],
        "document": raw.decode(),
        "version": version_of(plan.standing) if plan.standing else "",
        "refusal": refusal,
        "consequences": CONSEQUENCES if plan.standing and plan.standing.managed_by else "",
        "confirm": CONFIRM,
    }
    return render(request, "forms_engine/builder/plan.html", context)


def _of(plan: Plan, sort: str) -> list[Line]:
    return [line for line in plan.lines if line.sort == sort]


def _import(request: HttpRequest, document: dict[str, Any], raw: bytes) -> HttpResponse:
    now = timezone.now()
    plan = plan_import(document, now)
    if plan.refusals or not plan.lines:
        return _show_plan(request, plan, raw)
    try:
        form = _write(request, plan)
    except Refused as refusal:
        return _show_plan(request, plan_import(document, now), raw, refusal)
    say(request, _("“%(name)s” imported.") % {"name": form.name})
    return redirect(page_of(form))


def _write(request: HttpRequest, plan: Plan) -> FormDefinition:
    """What the consultant saw, unless somebody changed the form meanwhile."""
    by, version = designer_of(request), request.POST.get("_version", "")
    if plan.standing is None:
        return _make(plan.document, by, _("Imported"))
    with changing(plan.standing.pk, version, by=by, is_confirmed=bool(request.POST.get(CONFIRM))):
        return apply_document(plan.document, timezone.now())


def _make(document: Any, by: Person, words: str) -> FormDefinition:
    with transaction.atomic():
        form = apply_document(document, timezone.now())
        note_making(form, by, words)
    return form


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
    plan = plan_import(document, timezone.now())
    if plan.refusals:
        return _show_plan(request, plan, write_document(document).encode())
    form = _make(document, designer_of(request), _("Started from “%(name)s”") % {"name": said["name"]})
    say(request, _("Made. Change what you like; nobody has filled it yet."))
    return redirect(page_of(form))
