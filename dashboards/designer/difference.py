"""Two states of a dashboard beside each other, in words: before an import, and in the history."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from dashboards.designer.documents import ABOUT
from dashboards.designer.tiles import tile_kind
from forms_engine.definition_difference import ADDED, CHANGED, RETIRED, Change, Line, shown_value

Document = Mapping[str, Any]


def tell_difference(before: Document | None, after: Document) -> list[Line]:
    """What is in `after` and was not so in `before`: the dashboard itself, then its tiles."""
    if before is None:
        about = Line(ADDED, _("Dashboard “%(name)s”") % {"name": after["dashboard"]["name"]})
        return [about, *(Line(ADDED, words) for words in _named(after["tiles"]))]
    return [*_changed_about(before["dashboard"], after["dashboard"]), *_changed_tiles(before["tiles"], after["tiles"])]


def _changed_about(before: Document, after: Document) -> Iterator[Line]:
    if changes := _changes(before, after, ABOUT):
        yield Line(CHANGED, _("The dashboard itself"), changes)


def _changed_tiles(before: Sequence[Document], after: Sequence[Document]) -> Iterator[Line]:
    """Tiles are told apart by kind and title, those alike in order; equal ones that stand elsewhere have moved."""
    standing, wanted = _marked(before), _marked(after)
    for mark, tile in wanted.items():
        if mark not in standing:
            yield Line(ADDED, _words(tile))
        elif changes := _tile_changes(standing[mark], tile):
            yield Line(CHANGED, _words(tile), changes)
    yield from (Line(RETIRED, _words(tile)) for mark, tile in standing.items() if mark not in wanted)
    if [mark for mark in standing if mark in wanted] != [mark for mark in wanted if mark in standing]:
        yield Line(CHANGED, _("The order of tiles"))


def _marked(tiles: Sequence[Document]) -> dict[tuple[str, str, int], Document]:
    marked: dict[tuple[str, str, int], Document] = {}
    for tile in tiles:
        alike = sum(1 for kind, title, _place in marked if (kind, title) == (tile["kind"], tile["title"]))
        marked[tile["kind"], tile["title"], alike] = tile
    return marked


def _tile_changes(before: Document, after: Document) -> tuple[Change, ...]:
    return (
        *_changes(before, after, ("width",)),
        *_changes(before["options"], after["options"], dict.fromkeys([*before["options"], *after["options"]])),
    )


def _changes(before: Document, after: Document, members: Any) -> tuple[Change, ...]:
    return tuple(
        Change(name.replace("_", " "), _told(before.get(name)), _told(after.get(name)))
        for name in members
        if before.get(name) != after.get(name)
    )


def _told(value: Any) -> str:
    """Figures as words beside each other, everything else as it stands."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return shown_value([" ".join(str(part) for part in one.values() if part) for one in value])
    return shown_value(value)


def _named(tiles: Sequence[Document]) -> Iterator[str]:
    return map(_words, tiles)


def _words(tile: Document) -> str:
    kind = tile_kind(tile["kind"])
    shown = {"kind": kind.label if kind else tile["kind"], "title": tile["title"]}
    return _("Tile “%(title)s” (%(kind)s)") % shown if tile["title"] else _("Tile: %(kind)s") % shown
