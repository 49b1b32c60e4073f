"""A dashboard as plain data: every tile built from what this viewer may see, closed where they may not."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.designer.sight import Need, Sight
from dashboards.designer.tiles import TileKind, tile_kind
from dashboards.designer.tiles.base import Options
from dashboards.measures import Measure, retired_among
from dashboards.models import Tile
from forms_engine.definition_shape import DocumentRefused
from forms_engine.shipped_words import as_read


@dataclass(frozen=True)
class Plan:
    """One tile as this viewer may see it. `options` None: closed, for the reason in `why`; then nothing else is told.

    `left_out`: how many of its fields are not the viewer's to read; `retired`: how many get nothing new any more;
    `has_all`: whether the viewer reads every field of it.
    """

    tile: Tile
    kind: TileKind | None
    options: Options | None
    why: str = ""
    left_out: int = 0
    retired: int = 0
    has_all: bool = True

    @property
    def needs(self) -> list[Need]:
        return self.kind.needs(self.options) if self.kind and self.options is not None else []


@dataclass(frozen=True)
class ShownTile:
    """`template` "" for a closed tile, which says `why` instead. `mark`: its place on the page, for addresses."""

    mark: str
    title: str
    width: int
    template: str
    shown: Any
    why: str
    note: str
    caution: str


def asked_measures(tiles: Sequence[Tile]) -> set[str]:
    """Keys of all measures that tiles are about; of tiles that can be read at all."""
    keys: set[str] = set()
    for tile in tiles:
        kind = tile_kind(tile.kind)
        options = _read(kind, tile) if kind else None
        if kind and options is not None:
            keys.update(kind.asked_measures(options))
    return keys


def plan_tiles(tiles: Sequence[Tile], measures: Mapping[str, Measure]) -> list[Plan]:
    """`measures`: those the viewer may read, by key. One statement where a tile is about anything else."""
    retired = retired_among(asked_measures(tiles) - measures.keys())
    retired |= {key for key, one in measures.items() if one.form.retired_at}
    return [_plan(tile, measures, retired) for tile in tiles]


def _plan(tile: Tile, measures: Mapping[str, Measure], retired: Collection[str]) -> Plan:
    kind = tile_kind(tile.kind)
    if kind is None:
        return Plan(tile, None, None, _("Tiles of this kind are not installed on this site."))
    options = _read(kind, tile)
    if options is None:
        return Plan(tile, kind, None, _("This tile is not set up. A consultant can mend it in the designer."))
    asked = kind.asked_measures(options)
    has_all = all(key in measures for key in asked)
    gone = sum(key in retired for key in asked)
    left_out = sum(key not in measures and key not in retired for key in asked)
    narrowed = options if has_all else kind.narrow(options, measures)
    if narrowed is None:
        return Plan(tile, kind, None, _closed_words() if left_out else _retired_words())
    return Plan(tile, kind, narrowed, left_out=left_out, retired=gone, has_all=has_all)


def _read(kind: TileKind, tile: Tile) -> dict[str, Any] | None:
    try:
        return kind.read(tile.options)
    except DocumentRefused:
        return None


def _closed_words() -> str:
    return _(
        "This tile shows what you may not read, or what is not on this site. "
        "A consultant gives the right to read in admin, under the form's permissions."
    )


def _retired_words() -> str:
    return _(
        "What this tile shows was retired. A consultant can choose another field in the designer, or use the old one "
        "again in the builder of its form."
    )


def show_tiles(plans: Sequence[Plan], sight: Sight) -> Iterator[ShownTile]:
    for place, plan in enumerate(plans, start=1):
        yield _show(plan, f"tile-{place}", sight)


def _show(plan: Plan, mark: str, sight: Sight) -> ShownTile:
    tile, kind, options = plan.tile, plan.kind, plan.options
    if kind is None or options is None:
        return ShownTile(mark, _("Not shown"), tile.width, "", None, plan.why, "", "")
    # A title somebody typed may name what this viewer may not read.
    title = as_read(tile.title, "shipped") if tile.title and plan.has_all else kind.heading(options, sight.measures)
    shown = kind.build(options, sight)
    return ShownTile(mark, title, tile.width, kind.template, shown, "", _note(plan), kind.caution(options))


def _note(plan: Plan) -> str:
    """What the viewer misses on the tile, or will miss; "" for nothing."""
    told = []
    if plan.left_out:
        words = ngettext(
            "%(count)d field of this tile is not yours to read.",
            "%(count)d fields of this tile are not yours to read.",
            plan.left_out,
        )
        told.append(words % {"count": plan.left_out})
    if plan.retired:
        words = ngettext(
            "%(count)d field of this tile was retired and gets no new values. A consultant can choose another in the "
            "designer.",
            "%(count)d fields of this tile were retired and get no new values. A consultant can choose others in the "
            "designer.",
            plan.retired,
        )
        told.append(words % {"count": plan.retired})
    return " ".join(told)
