"""The designer's pages: all dashboards, and one with what is in hand."""

from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboards.designer.admin.changing import changing, drop_dashboard, lock_dashboard, version_of
from dashboards.designer.admin.choosing import NAMES, choose
from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.panels import NewPanel
from dashboards.designer.admin.steps import STEPS
from dashboards.designer.admin.tiles_shown import lay_out
from dashboards.designer.opening import LOOKS_AFTER
from dashboards.designer.shipping import all_shipped
from dashboards.designer.tiles import all_kinds
from dashboards.models import Dashboard
from forms_engine.builder.bench import Bench, drop, take_said, work_on
from forms_engine.builder.changing import note_making
from forms_engine.builder.doors import designer_of
from forms_engine.builder.keys import propose_key

# What dragging fills in.
DRAGGED = ("_step", "_tile", "_before")


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def all_dashboards(request: HttpRequest) -> HttpResponse:
    """Every dashboard, a new one, and those that ship."""
    panel = NewPanel(request.POST or None)
    if panel.is_bound and panel.is_valid():
        return redirect(page_of(_make(panel.cleaned_data["name"], request)))
    context = {"dashboards": Dashboard.objects.all(), "panel": panel, "shipped": all_shipped()}
    return render(request, "dashboards/designer/all_dashboards.html", context | {"said": take_said(request)})


def _make(name: str, request: HttpRequest) -> Dashboard:
    with transaction.atomic():
        key = propose_key(name, set(Dashboard.objects.values_list("key", flat=True)), empty="dashboard")
        made = Dashboard.objects.create(key=key, name=name, order=Dashboard.objects.count())
        note_making(made, designer_of(request), _("Made in the designer"))
    return made


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def one_dashboard(request: HttpRequest, key: str) -> HttpResponse:
    return work_on(request, DASHBOARDS, find_dashboard(key))


@for_designers
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    return drop(request, DASHBOARDS, find_dashboard(key))


def page_of(dashboard: Dashboard) -> str:
    return reverse("admin:dashboards_designer_one", args=[dashboard.key])


def _change(request: HttpRequest, dashboard: Dashboard) -> AbstractContextManager[Dashboard]:
    return changing(dashboard.pk, request.POST.get("_version", ""), by=designer_of(request))


def _told(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "dashboard": dashboard,
        "tiles": lay_out(dashboard),
        "kinds": all_kinds(),
        "roles": LOOKS_AFTER,
        "dragged": DRAGGED,
    }


DASHBOARDS = Bench(
    template="dashboards/designer/one_dashboard.html",
    home="admin:dashboards_designer",
    names=NAMES,
    steps=STEPS,
    choose=choose,
    page_of=page_of,
    version_of=version_of,
    lock=lock_dashboard,
    change=_change,
    drop=drop_dashboard,
    told=_told,
)
