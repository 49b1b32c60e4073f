"""Heatmap: a table whose cells are tinted by how far each value lies from an own normal.

Colour goes from blue through light grey to orange, the same distance to both sides; the two outer steps of each side
also carry a mark, and every cell its text. A cell without a value is hatched and says why. What a standard says of a
value is told by a sign before it and by words; a frame marks what to watch or to act on.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.wording import figure
from forms_engine.standards import Meaning

# Standard deviations from the own mean at which the next tint begins.
STEPS = (0.5, 1.0, 2.0)
# So many missing cells in a row for one reason become one cell with room for its words.
LEAST_JOINED = 3
# The class of a cell by the light of what a standard says: "!!", "!", "✓", "·" before the value.
SIGNS = {"act": "sa", "watch": "sw", "fine": "sf", "none": "sn"}
# The classes of tints by how many of STEPS are reached.
BELOW, ABOVE = ("m", "d1", "d2", "d3"), ("m", "u1", "u2", "u3")


class HeatCell(NamedTuple):
    """`text`: the value in words, "" when there is none; then `cause` says why. `z`: None is not tinted.

    `url`: where the cell leads, already made for HTML; a cell without one is no link. `meaning`: what a standard says.
    """

    text: str = ""
    z: float | None = None
    cause: str = ""
    url: str = ""
    meaning: Meaning | None = None


# Of five parts that stand in its order already: there are thousands of cells.
as_cell: Callable[[Iterable[Any]], HeatCell] = partial(tuple.__new__, HeatCell)


class HeatRow(NamedTuple):
    """`cells`: as drawn by `draw_cells`, so that whoever knows them drawn need not draw them again. `mark`: the sign of
    what must be known of the person."""

    name: str
    cells: str
    url: str = ""
    mark: SafeString = SafeString("")


@dataclass(frozen=True)
class HeatColumn:
    """`label`: what fits over a narrow column; `words`: the same in full."""

    label: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Heatmap:
    """`corner`: the heading of the names. `is_low_orange`: low values are those to watch, so orange is below.

    `has_wide_end`: the last column has room for the words of its causes.
    """

    caption: str
    corner: str
    columns: Sequence[HeatColumn]
    rows: Sequence[HeatRow]
    is_low_orange: bool = False
    has_wide_end: bool = False


def tint_of(z: float | None) -> str:
    """The class of a cell: d3 to d1 below, m in the middle, u1 to u3 above, n without z.

    One or two letters keep a page of fourteen thousand cells light.
    """
    return "n" if z is None else (ABOVE if z > 0 else BELOW)[bisect(STEPS, abs(z))]


def heatmap_table(heatmap: Heatmap) -> SafeString:
    """The table alone, sideways in a region that scrolls; the legend stands beside (`heatmap_legend`)."""
    names = "heatmap is-turned" if heatmap.is_low_orange else "heatmap"
    body = "".join(map(_row, heatmap.rows))
    return SafeString(
        f'<div class="table-scroll is-tall heatmap-wrap" tabindex="0" role="region" '
        f'aria-label="{escape(heatmap.caption)}"><table class="{names}" data-heatmap>'
        f"<caption>{escape(heatmap.caption)}</caption><thead><tr>"
        f'<th scope="col">{escape(heatmap.corner)}</th>{_headings(heatmap)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def heatmap_legend(*, is_low_orange: bool = False, meanings: Sequence[Meaning] = ()) -> SafeString:
    """What the tints mean, with numbers, lowest first; what hatched is; and what standards can say of a value."""
    far, middle, near = (figure(step) for step in reversed(STEPS))
    told = (
        ("d3", _("%(far)s or more below") % {"far": far}),
        ("d2", _("%(near)s to %(far)s below") % {"near": middle, "far": far}),
        ("d1", _("%(near)s to %(far)s below") % {"near": near, "far": middle}),
        ("m", _("within %(near)s") % {"near": near}),
        ("u1", _("%(near)s to %(far)s above") % {"near": near, "far": middle}),
        ("u2", _("%(near)s to %(far)s above") % {"near": middle, "far": far}),
        ("u3", _("%(far)s or more above") % {"far": far}),
        ("n", _("not enough days to say")),
        ("is-missing", _("no value")),
    )
    items = "".join(f'<li><span class="heat {name}"></span>{escape(words)}</li>' for name, words in told)
    title = escape(_("Standard deviations from the own mean of the 28 days before"))
    turned = " is-turned" if is_low_orange else ""
    tints = f'<figure class="heat-legend{turned}"><figcaption>{title}</figcaption><ul>{items}</ul></figure>'
    return SafeString(tints + _said_legend(meanings))


def _said_legend(meanings: Sequence[Meaning]) -> str:
    """The signs before values, each with all that it can say."""
    if not meanings:
        return ""
    items = "".join(
        f'<li><span class="heat {sign}"></span>{escape(", ".join(one.words for one in of_light))}</li>'
        for light, sign in SIGNS.items()
        if (of_light := [one for one in meanings if one.light == light])
    )
    title = escape(_("Before a value, what the club's standards say of it"))
    return f'<figure class="heat-legend"><figcaption>{title}</figcaption><ul>{items}</ul></figure>'


def _headings(heatmap: Heatmap) -> str:
    told = []
    last = len(heatmap.columns) - 1
    for index, column in enumerate(heatmap.columns):
        label = f'<abbr title="{escape(column.words)}">{escape(column.label)}</abbr>'
        shown = f'<a href="{column.url}">{label}</a>' if column.url else label
        wide = ' class="has-words"' if heatmap.has_wide_end and index == last else ""
        told.append(f'<th scope="col"{wide}>{shown}</th>')
    return "".join(told)


def _row(row: HeatRow) -> str:
    name = escape(row.name)
    # The sign comes first: a long name is cut at its end.
    head = row.mark + (f'<a href="{row.url}">{name}</a>' if row.url else name)
    return f'<tr><th scope="row">{head}</th>{row.cells}</tr>'


def draw_cells(cells: Iterable[HeatCell]) -> str:
    """Cells of a row that follow each other; those missing for one reason together where they are many."""
    parts: list[str] = []
    for cause, group in groupby(cells, key=_cause_alone):
        members = list(group)
        parts.append(_values(members) if cause is None else _gap(members, cause))
    return "".join(parts)


def draw_end(cell: HeatCell) -> str:
    """The last cell of a row where it has room for the words of its cause (`Heatmap.has_wide_end`)."""
    return _values([cell]) if cell.text else _hole(cell, 1, is_told=True)


def _cause_alone(cell: HeatCell) -> str | None:
    return None if cell.text else cell.cause


def _values(cells: Iterable[HeatCell]) -> str:
    # Arrow keys go from cell to cell (heatmap.js); the tab key goes from name to name.
    told = []
    for text, z, _cause, url, meaning in cells:
        words, tint = _in_html(text), tint_of(z)
        if meaning is None:
            sign = f"<td class={tint}>"
        else:
            name, title, said = _said(meaning)
            words, sign = words + said, f'<td class="{tint} {name}"{title}>'
        told.append(f'{sign}<a tabindex="-1" href="{url}">{words}</a></td>' if url else f"{sign}{words}</td>")
    return "".join(told)


# Few texts, in thousands of cells.
@lru_cache(maxsize=4096)
def _in_html(text: str) -> str:
    return escape(text)


@lru_cache(maxsize=256)
def _said(meaning: Meaning) -> tuple[str, str, str]:
    """The class of a cell, its title, and what is read out after the value."""
    words = escape(meaning.words)
    return SIGNS[meaning.light], f' title="{words}"', f"<b>, {words}</b>"


def _gap(cells: Sequence[HeatCell], cause: str) -> str:
    if cause and len(cells) >= LEAST_JOINED:
        return _hole(cells[-1], len(cells), is_told=True)
    return "".join(_hole(cell, 1, is_told=False) for cell in cells)


def _hole(cell: HeatCell, days: int, *, is_told: bool) -> str:
    span = f" colspan={days}" if days > 1 else ""
    words = escape(cell.cause or _("no value"))
    if not is_told:
        inside, title = f'–<span class="visually-hidden"> {words}</span>', f' title="{words}"'
    else:
        inside, title = f"– {words}", ""
    shown = f'<a tabindex="-1" href="{cell.url}">{inside}</a>' if cell.url else inside
    return f'<td class="is-missing"{span}{title}>{shown}</td>'
