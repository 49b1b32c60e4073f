"""A dashboard as JSON: written from the rows, and read from a file nobody vouches for.

    {"ringside_dashboard": 1, "dashboard": {"key": …, "name": …, "roles": […], "squads": […]}, "tiles": [{…}]}

Roles and squads are named, fields are "form_key.field_key"; ids never appear. What has its usual value is left out.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from dashboards.designer.tiles import all_kinds, tile_kind
from dashboards.models import Dashboard, Tile
from forms_engine.definition_json import FORM_KEY
from forms_engine.definition_shape import (
    DocumentRefused,
    Member,
    flag,
    free_object,
    list_of,
    object_of,
    read_json,
    read_object,
    shortened,
    text,
    whole,
)

VERSION = 1
MOST_TILES = 40

NAMES = list_of(text(150, is_blank=False), 100)
ABOUT = {
    "key": Member(text(80, pattern=FORM_KEY, is_blank=False), is_required=True),
    "name": Member(text(120, is_blank=False), is_required=True),
    "description": Member(text(300), ""),
    "roles": Member(NAMES, list),
    "squads": Member(NAMES, list),
    "is_shown": Member(flag, False),
}
TILE = {
    "kind": Member(text(20, is_blank=False), is_required=True),
    "title": Member(text(120), ""),
    "width": Member(whole(1, 4), Tile.Width.HALF.value),
    "options": Member(free_object, dict),
}
DOCUMENT = {
    "ringside_dashboard": Member(whole(1, VERSION), is_required=True),
    "dashboard": Member(object_of(ABOUT), is_required=True),
    "tiles": Member(list_of(object_of(TILE), MOST_TILES), list),
}


def export_dashboard(dashboard: Dashboard) -> dict[str, Any]:
    """The whole of it, every member there, fit for JSON. Three queries."""
    return {
        "ringside_dashboard": VERSION,
        "dashboard": {
            "key": dashboard.key,
            "name": dashboard.name,
            "description": dashboard.description,
            "roles": sorted(dashboard.roles.values_list("name", flat=True)),
            "squads": sorted(dashboard.squads.values_list("name", flat=True)),
            "is_shown": dashboard.is_shown,
        },
        "tiles": [
            {"kind": tile.kind, "title": tile.title, "width": tile.width, "options": _whole_options(tile)}
            for tile in dashboard.tiles.order_by("order", "pk")
        ],
    }


def _whole_options(tile: Tile) -> Any:
    """With every member there; as they stand where their kind is not installed or cannot read them."""
    kind = tile_kind(tile.kind)
    try:
        return kind.read(tile.options) if kind else tile.options
    except DocumentRefused:
        return tile.options


def write_document(document: Mapping[str, Any]) -> str:
    """As a file: without what has its usual value, indented, in a fixed order."""
    short = {
        "ringside_dashboard": VERSION,
        "dashboard": shortened(document["dashboard"], ABOUT),
        "tiles": [shortened({**tile, "options": _short_options(tile)}, TILE) for tile in document["tiles"]],
    }
    return json.dumps(short, indent=2, ensure_ascii=False) + "\n"


def _short_options(tile: Mapping[str, Any]) -> Any:
    kind, options = tile_kind(tile["kind"]), tile["options"]
    if kind is None or set(options) != set(kind.shape):
        return options
    short = shortened(options, kind.shape)
    if short.get("figures"):
        short["figures"] = [{name: value for name, value in one.items() if value} for one in short["figures"]]
    return short


def read_document(raw: bytes) -> dict[str, Any]:
    """A dashboard with every member there, options as their kind reads them. Raises DocumentRefused."""
    read = read_json(raw)
    if not isinstance(read, dict) or "ringside_dashboard" not in read:
        raise DocumentRefused(_("This is not a dashboard exported from Ringside."))
    if read["ringside_dashboard"] != VERSION:
        raise DocumentRefused(_("This dashboard was exported by a newer Ringside."), "ringside_dashboard")
    document = read_object(read, "", DOCUMENT)
    for name in ("roles", "squads"):
        document["dashboard"][name] = sorted(set(document["dashboard"][name]))
    for place, tile in enumerate(document["tiles"]):
        kind = tile_kind(tile["kind"])
        if kind is None:
            known = ", ".join(one.name for one in all_kinds())
            words = _("One of these is expected: %(words)s.") % {"words": known}
            raise DocumentRefused(words, f"tiles[{place}].kind")
        try:
            tile["options"] = kind.read(tile["options"])
        except DocumentRefused as error:
            raise DocumentRefused(error.words, f"tiles[{place}].{error.path}") from None
    return document
