"""The preview while the consultant types. Nothing is saved, and nobody is read: athletes and values are invented."""

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dashboards.days import board_today
from dashboards.designer.admin.changing import lock_dashboard
from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.steps import STEPS
from dashboards.designer.opening import LOOKS_AFTER
from dashboards.designer.page import ShownTile, asked_measures, plan_tiles, show_tiles
from dashboards.designer.samples import sample_sight, somebody
from dashboards.measures import measures_named
from dashboards.models import Dashboard, Tile
from forms_engine.builder.refusals import Refused
from people import roles


class _NotKept(Exception):  # noqa: N818
    """Takes back what was only tried."""


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The dashboard as one role sees it. POST: as it would be with what is typed in the panel, if that is right."""
    dashboard = find_dashboard(key)
    said = request.POST if request.method == "POST" else request.GET
    asked = said.get("_role", "")
    role = asked if asked in LOOKS_AFTER else roles.STAFF
    is_typed = request.method == "POST" and said.get("_step", "").startswith("save_")
    shown = (_tried(request, dashboard) if is_typed else None) or (dashboard, list(dashboard.tiles.all()))
    context = {"dashboard": shown[0], "tiles": _tiles(shown[1], role), "role": role}
    return render(request, "dashboards/designer/preview.html", context)


def _tiles(tiles: Sequence[Tile], role: str) -> list[ShownTile]:
    now = timezone.now()
    viewer = somebody([role])
    measures = measures_named(viewer, asked_measures(tiles))
    return list(show_tiles(plan_tiles(tiles, measures), sample_sight(viewer, measures, board_today(now), now)))


def _tried(request: HttpRequest, dashboard: Dashboard) -> tuple[Dashboard, list[Tile]] | None:
    """None while what is typed is not right."""
    tried: list[tuple[Dashboard, list[Tile]]] = []
    try:
        with transaction.atomic():
            # As when it is saved: a step that is being saved at this moment is waited for, and then this page is old.
            locked, _before = lock_dashboard(dashboard.pk, request.POST.get("_version", ""))
            STEPS[request.POST["_step"]](locked, request.POST)
            fresh = Dashboard.objects.get(pk=dashboard.pk)
            tried.append((fresh, list(fresh.tiles.all())))
            raise _NotKept
    except (_NotKept, Refused, KeyError):
        return next(iter(tried), None)
