"""What can be done to a dashboard, by the word the page sends. Each step is one change, made inside `changing`."""

from collections.abc import Callable, Mapping

from django.http import QueryDict
from django.utils.translation import gettext as _

from dashboards.designer.admin.choosing import NAMES, choose, find_tile
from dashboards.designer.documents import MOST_TILES
from dashboards.designer.tiles import tile_kind
from dashboards.models import Dashboard, Tile
from forms_engine.builder.choosing import Chosen, query_of
from forms_engine.builder.refusals import Refused
from forms_engine.builder.steps import Done, PanelRefused

Step = Callable[[Dashboard, QueryDict], Done]


def _valid(dashboard: Dashboard, data: QueryDict) -> Chosen:
    chosen = choose(dashboard, query_of(data, is_posted=True, names=NAMES), data)
    if chosen.panel is None or not chosen.panel.is_valid():
        raise PanelRefused(chosen)
    return chosen


def save_tile(dashboard: Dashboard, data: QueryDict) -> Done:
    """The tile in the panel, new or not."""
    panel = _valid(dashboard, data).panel
    tile, is_new = panel.tile, panel.is_new
    if is_new:
        tile.order = dashboard.tiles.count()
        if tile.order >= MOST_TILES:
            raise Refused("too_many_tiles", _("A dashboard has at most %(most)d tiles.") % {"most": MOST_TILES})
    for name, value in panel.said().items():
        setattr(tile, name, value)
    tile.save()
    words = _("“%(label)s” added.") if is_new else _("“%(label)s” saved.")
    return Done(words % {"label": label_of(tile)}, {"tile": tile.pk})


def save_settings(dashboard: Dashboard, data: QueryDict) -> Done:
    _valid(dashboard, data).panel.save()
    return Done(_("Settings saved."), {"settings": 1})


def move_tile(dashboard: Dashboard, data: QueryDict) -> Done:
    """By a button one place, or by dragging to where it was let go."""
    tile = find_tile(dashboard, data.get("_tile", ""))
    kept = query_of(data, is_posted=False, names=NAMES)
    others = [one for one in _in_order(dashboard) if one.pk != tile.pk]
    place = _wanted_place(dashboard, tile, others, data)
    if place is None:
        return Done(_("“%(label)s” is at the end already.") % {"label": label_of(tile)}, kept)
    others.insert(place, tile)
    renumber(others)
    shown = {"label": label_of(tile), "place": place + 1, "count": len(others)}
    return Done(_("“%(label)s” is now %(place)d of %(count)d.") % shown, kept)


def _wanted_place(dashboard: Dashboard, tile: Tile, others: list[Tile], data: QueryDict) -> int | None:
    """Among the others; None when it stands at that end already."""
    direction = {"up": -1, "down": 1}.get(data.get("_direction", ""), 0)
    if direction:
        place = [one.pk for one in _in_order(dashboard)].index(tile.pk) + direction
        return place if 0 <= place <= len(others) else None
    if not data.get("_before"):
        return len(others)
    before = find_tile(dashboard, data.get("_before", ""))
    return next((place for place, one in enumerate(others) if one.pk == before.pk), len(others))


def remove_tile(dashboard: Dashboard, data: QueryDict) -> Done:
    tile = find_tile(dashboard, data.get("_tile", ""))
    words = _("“%(label)s” removed.") % {"label": label_of(tile)}
    tile.delete()
    renumber(_in_order(dashboard))
    return Done(words, {})


def copy_tile(dashboard: Dashboard, data: QueryDict) -> Done:
    """The same once more, right after it."""
    tile = find_tile(dashboard, data.get("_tile", ""))
    every = _in_order(dashboard)
    if len(every) >= MOST_TILES:
        raise Refused("too_many_tiles", _("A dashboard has at most %(most)d tiles.") % {"most": MOST_TILES})
    place = [one.pk for one in every].index(tile.pk)
    copy = Tile.objects.create(
        dashboard=dashboard, kind=tile.kind, title=tile.title, width=tile.width, options=tile.options
    )
    every.insert(place + 1, copy)
    renumber(every)
    return Done(_("“%(label)s” added.") % {"label": label_of(copy)}, {"tile": copy.pk})


def _in_order(dashboard: Dashboard) -> list[Tile]:
    return list(dashboard.tiles.order_by("order", "pk"))


def renumber(tiles: list[Tile]) -> None:
    for order, tile in enumerate(tiles):
        tile.order = order
    Tile.objects.bulk_update(tiles, ["order"])


def label_of(tile: Tile) -> str:
    """What a consultant knows the tile by: its title, else its kind."""
    kind = tile_kind(tile.kind)
    return tile.title or str(kind.label if kind else tile.kind).capitalize()


STEPS: Mapping[str, Step] = {
    step.__name__: step for step in (save_tile, save_settings, move_tile, remove_tile, copy_tile)
}
