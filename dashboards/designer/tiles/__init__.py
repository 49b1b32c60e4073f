"""The kinds of tiles, one file each; importing the package registers those of this app."""

from dashboards.designer.tiles.bar import BarTile
from dashboards.designer.tiles.base import TileKind, all_kinds, register_tile, tile_kind
from dashboards.designer.tiles.completeness import Completeness
from dashboards.designer.tiles.heatmap import HeatmapTile
from dashboards.designer.tiles.number import Number
from dashboards.designer.tiles.scatter import ScatterTile
from dashboards.designer.tiles.table import Table
from dashboards.designer.tiles.trend import TrendTile
from dashboards.designer.tiles.words import Words

__all__ = ["TileKind", "all_kinds", "register_tile", "tile_kind"]

# In the order a consultant is offered them; alerts plug in theirs.
for kind in (Number, Table, TrendTile, HeatmapTile, BarTile, ScatterTile, Words, Completeness):
    register_tile(kind)
