"""Dashboards in and out: export as a file, import with the difference shown first, and those that ship once more."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards.designer.admin.changing import changing, version_of
from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.pages import page_of
from dashboards.designer.documents import export_dashboard, read_document, write_document
from dashboards.designer.importing import Plan, apply_document, plan_import
from dashboards.designer.shipping import read_shipped
from dashboards.models import Dashboard
from forms_engine.builder.bench import say
from forms_engine.builder.changing import note_making
from forms_engine.builder.doors import designer_of
from forms_engine.builder.keys import propose_key
from forms_engine.builder.refusals import Refused
from forms_engine.builder.transfers import sent_document
from forms_engine.definition_difference import ADDED, CHANGED, REFUSED, RETIRED
from forms_engine.definition_shape import DocumentRefused


@for_designers
@require_safe
def export(request: HttpRequest, key: str) -> HttpResponse:
    dashboard = find_dashboard(key)
    answer = HttpResponse(write_document(export_dashboard(dashboard)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{dashboard.key}.json"'
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
    plan = plan_import(document)
    if "_confirmed" not in request.POST or plan.refusals or not plan.lines:
        return _show_plan(request, plan, raw)
    try:
        dashboard = _write(request, plan)
    except Refused as refusal:
        return _show_plan(request, plan_import(document), raw, refusal)
    say(request, _("“%(name)s” imported.") % {"name": dashboard.name})
    return redirect(page_of(dashboard))


def _ask(request: HttpRequest, error: DocumentRefused | None = None) -> HttpResponse:
    return render(request, "dashboards/designer/bring_in.html", {"error": error})


def _show_plan(request: HttpRequest, plan: Plan, raw: bytes, refusal: Refused | None = None) -> HttpResponse:
    sorts = (
        (_("Refused"), "is-act", REFUSED),
        (_("Added"), "is-fine", ADDED),
        (_("Changed"), "is-watch", CHANGED),
        (_("Removed"), "is-none", RETIRED),
    )
    groups = [(heading, tone, [line for line in plan.lines if line.sort == sort]) for heading, tone, sort in sorts]
    context: dict[str, Any] = {
        "plan": plan,
        "name": plan.document["dashboard"]["name"],
        "groups": [group for group in groups if group[2]],
        "document": raw.decode(),
        "version": version_of(plan.standing) if plan.standing else "",
        "refusal": refusal,
    }
    return render(request, "dashboards/designer/plan.html", context)


def _write(request: HttpRequest, plan: Plan) -> Dashboard:
    """What the consultant saw, unless somebody changed the dashboard meanwhile."""
    by = designer_of(request)
    if plan.standing is None:
        with transaction.atomic():
            made = apply_document(plan.document)
            note_making(made, by, _("Imported"))
        return made
    with changing(plan.standing.pk, request.POST.get("_version", ""), by=by):
        return apply_document(plan.document)


@for_designers
@require_POST
def start_from(request: HttpRequest, file: str) -> HttpResponse:
    """One of those that ship, as a dashboard of the consultant's own; under another name where its own is taken."""
    try:
        document = read_shipped(file)
    except KeyError:
        raise Http404 from None
    about = document["dashboard"]
    about["key"] = propose_key(about["key"], set(Dashboard.objects.values_list("key", flat=True)))
    about["name"] = _free_name(about["name"])
    about["is_shown"] = False
    with transaction.atomic():
        made = apply_document(document)
        note_making(made, designer_of(request), _("Started from “%(name)s”") % {"name": about["name"]})
    say(request, _("Made. Change what you like; nobody but consultants opens it yet."))
    return redirect(page_of(made))


def _free_name(name: str) -> str:
    taken = set(Dashboard.objects.values_list("name", flat=True))
    proposed, number = name, 2
    while proposed in taken:
        proposed, number = f"{name} {number}", number + 1
    return proposed
