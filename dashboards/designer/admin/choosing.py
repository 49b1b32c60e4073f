"""What the consultant has in hand: a tile, the dashboard's settings, or a new tile; each with its panel."""

from collections.abc import Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from dashboards.designer.admin.panels import SettingsPanel
from dashboards.designer.admin.tile_panel import TilePanel
from dashboards.designer.tiles import TileKind, tile_kind
from dashboards.models import Dashboard, Tile
from forms_engine.builder.choosing import Chosen
from forms_engine.builder.refusals import Refused

TILE, SETTINGS = "tile", "settings"
NAMES = ("tile", "settings", "new")


def choose(dashboard: Dashboard, query: Mapping[str, str], data: QueryDict | None = None) -> Chosen:
    """The thing and its panel, bound when there is `data`. Raises Refused when it is gone."""
    if "settings" in query:
        return Chosen(SETTINGS, SettingsPanel(data, instance=dashboard), query)
    if "tile" in query:
        tile = find_tile(dashboard, query["tile"])
        return Chosen(TILE, TilePanel(data, tile=tile, kind=_kind(tile.kind)), query)
    if "new" in query:
        kind = _kind(query["new"])
        return Chosen(
            TILE, TilePanel(data, tile=Tile(dashboard=dashboard, kind=kind.name, width=kind.width), kind=kind), query
        )
    return Chosen()


def find_tile(dashboard: Dashboard, pk: str) -> Tile:
    found = dashboard.tiles.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None
    if found is None:
        raise Refused("gone", _("This tile is no longer there."))
    return found


def _kind(name: str) -> TileKind:
    kind = tile_kind(name)
    if kind is None:
        raise Refused("unknown_kind", _("Tiles of this kind are not installed on this site."))
    return kind
