"""The preview while the consultant types. Nothing is saved, and nobody is read: athletes and values are invented."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dashboards.days import board_today
from dashboards.designer.admin.doors import find_dashboard, for_designers
from dashboards.designer.admin.pages import DASHBOARDS
from dashboards.designer.opening import LOOKS_AFTER
from dashboards.designer.page import ShownTile, asked_measures, plan_tiles, show_tiles
from dashboards.designer.samples import sample_sight, somebody
from dashboards.measures import measures_named
from dashboards.models import Dashboard, Tile
from forms_engine.builder.bench import try_step
from people import roles


@for_designers
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The dashboard as one role sees it. POST: as it would be with what is typed in the panel, if that is right."""
    dashboard = find_dashboard(key)
    said = request.POST if request.method == "POST" else request.GET
    asked = said.get("_role", "")
    role = asked if asked in LOOKS_AFTER else roles.STAFF
    is_typed = request.method == "POST" and said.get("_step", "").startswith("save_")
    tried = try_step(request, DASHBOARDS, dashboard, _as_it_stands) if is_typed else None
    shown, tiles = tried or _as_it_stands(dashboard)
    context = {"dashboard": shown, "tiles": _tiles(tiles, role), "role": role}
    return render(request, "dashboards/designer/preview.html", context)


def _as_it_stands(dashboard: Dashboard) -> tuple[Dashboard, list[Tile]]:
    return dashboard, list(dashboard.tiles.all())


def _tiles(tiles: Sequence[Tile], role: str) -> list[ShownTile]:
    now = timezone.now()
    viewer = somebody([role])
    measures = measures_named(viewer, asked_measures(tiles))
    return list(show_tiles(plan_tiles(tiles, measures), sample_sight(viewer, measures, board_today(now), now)))
