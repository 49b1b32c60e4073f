"""The designer's pages: all dashboards, and one with what is in hand."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dashboards.designer.admin.changing import changing, drop_dashboard, version_of
from dashboards.designer.admin.choosing import NAMES, choose
from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.panels import NewPanel
from dashboards.designer.admin.steps import STEPS
from dashboards.designer.admin.tiles_shown import lay_out
from dashboards.designer.opening import LOOKS_AFTER
from dashboards.designer.shipping import all_shipped
from dashboards.designer.tiles import all_kinds
from dashboards.models import Dashboard
from forms_engine.builder.changing import note_making
from forms_engine.builder.choosing import Chosen, query_of
from forms_engine.builder.doors import designer_of
from forms_engine.builder.keys import propose_key
from forms_engine.builder.pages import SAID, take_said
from forms_engine.builder.refusals import Refused
from forms_engine.builder.steps import Done, PanelRefused

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
    """GET shows the dashboard and what the address chooses; POST is one step."""
    dashboard = find_dashboard(key)
    if request.method == "POST":
        return _take_step(request, dashboard)
    try:
        chosen = choose(dashboard, query_of(request.GET, is_posted=False, names=NAMES))
    except Refused as refusal:
        return show(request, dashboard, Chosen(), refusal)
    return show(request, dashboard, chosen)


def _take_step(request: HttpRequest, dashboard: Dashboard) -> HttpResponse:
    step = STEPS.get(request.POST.get("_step", ""))
    try:
        if step is None:
            raise Refused("unknown_step", _("This page was out of date. Nothing was saved."))
        with changing(dashboard.pk, request.POST.get("_version", ""), by=designer_of(request)) as locked:
            done = step(locked, request.POST)
    except PanelRefused as refusal:
        return show(request, find_dashboard(dashboard.key), refusal.chosen, refusal)
    except Refused as refusal:
        return show(request, find_dashboard(dashboard.key), _still_in_hand(request, dashboard), refusal)
    return _go_on(request, dashboard, done)


def _still_in_hand(request: HttpRequest, dashboard: Dashboard) -> Chosen:
    """The panel as it was typed, so that nothing has to be typed again."""
    is_panel = request.POST.get("_step", "").startswith("save_")
    query = query_of(request.POST if is_panel else request.GET, is_posted=is_panel, names=NAMES)
    try:
        return choose(find_dashboard(dashboard.key), query, request.POST if is_panel else None)
    except Refused:
        return Chosen()


def _go_on(request: HttpRequest, dashboard: Dashboard, done: Done) -> HttpResponseRedirect:
    request.session[SAID] = done.words
    query = f"?{urlencode(done.query)}" if done.query else ""
    return redirect(page_of(dashboard) + query)


def show(request: HttpRequest, dashboard: Dashboard, chosen: Chosen, refusal: Refused | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "dashboard": dashboard,
        "tiles": lay_out(dashboard),
        "version": version_of(dashboard),
        "chosen": chosen,
        "refusal": refusal,
        "repeated": [],
        "kinds": all_kinds(),
        "roles": LOOKS_AFTER,
        "said": take_said(request),
        "dragged": DRAGGED,
        "here": page_of(dashboard),
    }
    return render(request, "dashboards/designer/one_dashboard.html", context)


@for_designers
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    dashboard = find_dashboard(key)
    try:
        drop_dashboard(dashboard.pk, request.POST.get("_version", ""), by=designer_of(request))
    except Refused as refusal:
        return show(request, find_dashboard(key), Chosen(), refusal)
    request.session[SAID] = _("“%(name)s” deleted.") % {"name": dashboard.name}
    return redirect("admin:dashboards_designer")


def page_of(dashboard: Dashboard) -> str:
    return reverse("admin:dashboards_designer_one", args=[dashboard.key])
