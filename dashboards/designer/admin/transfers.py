"""Dashboards in and out: export as a file, import with the difference shown first, and those that ship once more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.pages import DASHBOARDS, page_of
from dashboards.designer.documents import export_dashboard, read_document, write_document
from dashboards.designer.importing import apply_document, plan_import
from dashboards.designer.shipping import read_shipped
from dashboards.models import Dashboard
from forms_engine.builder import documents
from forms_engine.builder.bench import say
from forms_engine.builder.documents import Documents, file_of, make
from forms_engine.builder.keys import propose_key

DOCUMENTS = Documents(
    bench=DASHBOARDS,
    member="dashboard",
    address="admin:dashboards_designer_import",
    plan_template="dashboards/designer/plan.html",
    read=read_document,
    plan=plan_import,
    apply=apply_document,
    all=gettext_lazy("Dashboards"),
    title=gettext_lazy("Import a dashboard"),
    unreadable=gettext_lazy("This file cannot be read as a dashboard."),
    same=gettext_lazy("The dashboard here is the same already."),
    next_step=gettext_lazy("Change the file, or what stands here, and try again."),
    gone=gettext_lazy("Removed"),
)


@for_designers
@require_safe
def export(request: HttpRequest, key: str) -> HttpResponse:
    return file_of(write_document(export_dashboard(find_dashboard(key))), key)


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    return documents.bring_in(request, DOCUMENTS)


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
    made = make(request, DOCUMENTS, document, _("Started from “%(name)s”") % {"name": about["name"]})
    say(request, _("Made. Change what you like; nobody but consultants opens it yet."))
    return redirect(page_of(made))


def _free_name(name: str) -> str:
    taken = set(Dashboard.objects.values_list("name", flat=True))
    proposed, number = name, 2
    while proposed in taken:
        proposed, number = f"{name} {number}", number + 1
    return proposed
