"""The tiles as the designer lists them: what each is, what it is about, and what is wrong with it on this site."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from dashboards.designer.admin.steps import label_of
from dashboards.designer.tiles import TileKind, tile_kind
from dashboards.measures import Measure, all_measures
from dashboards.models import Dashboard, Tile
from forms_engine.definition_shape import DocumentRefused


@dataclass(frozen=True)
class ListedTile:
    """`about`: its fields in words; `wrong`: why it cannot show something, "" when it can."""

    pk: int
    label: str
    kind: str
    width: str
    about: str
    wrong: str


def lay_out(dashboard: Dashboard) -> list[ListedTile]:
    measures = {one.key: one for one in all_measures()}
    return [_listed(tile, measures) for tile in dashboard.tiles.all()]


def _listed(tile: Tile, measures: dict[str, Measure]) -> ListedTile:
    kind = tile_kind(tile.kind)
    about, wrong = _told(tile, kind, measures)
    return ListedTile(
        pk=tile.pk,
        label=label_of(tile),
        kind=str(kind.label) if kind else tile.kind,
        width=str(tile.get_width_display()),
        about=about,
        wrong=wrong,
    )


def _told(tile: Tile, kind: TileKind | None, measures: dict[str, Measure]) -> tuple[str, str]:
    if kind is None:
        return "", _("Tiles of this kind are not installed on this site.")
    try:
        options = kind.read(tile.options)
    except DocumentRefused as error:
        return "", error.words
    asked = kind.asked_measures(options)
    unknown = [key for key in asked if key not in measures]
    told = [_("Not on this site: %(fields)s.") % {"fields": ", ".join(unknown)}] if unknown else []
    if retired := [key for key in asked if key in measures and measures[key].form.retired_at]:
        told.append(_("Of a retired form, without new values: %(fields)s.") % {"fields": ", ".join(retired)})
    return kind.heading(options, measures) if asked else "", " ".join(told)
