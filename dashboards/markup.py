"""The cells of the board as HTML, made once in Python: a template include per cell would cost more than the queries."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dashboards.cells import Cell
from dashboards.days import night_words, short_day
from dashboards.reasons import verdict_words
from dashboards.sparklines import sparkline
from dashboards.squad_board import Board, BoardRow, Heading, SquadMean
from dashboards.statistics import Ground, Tone
from dashboards.wording import days_old, time_since
from forms_engine.extension import PersonBadge

NOTHING = SafeString("")
DASH = SafeString('<span class="cell-dash">–</span>')


def group_headings(headings: Sequence[Heading]) -> SafeString:
    """The upper row of headings: which night or day the columns below are about."""
    groups = [
        (sum(1 for _one in group), group_words(day, is_night=is_night))
        for (day, is_night), group in groupby(headings, key=lambda one: (one.occurred_on, one.is_night))
    ]
    return format_html_join("", '<th colspan="{}" scope="colgroup">{}</th>', groups)


def group_words(occurred_on: date, *, is_night: bool) -> str:
    if is_night:
        return _("Night %(night)s") % {"night": night_words(occurred_on)}
    return _("Day %(day)s") % {"day": short_day(occurred_on)}


def column_headings(headings: Sequence[Heading]) -> SafeString:
    return format_html_join(
        "",
        '<th class="is-number" scope="col">{}{}</th>',
        ((one.column.label, _small(str(one.column.unit))) for one in headings),
    )


def mean_row(board: Board) -> SafeString:
    """Squad mean of this morning's values, and how many athletes it is the mean of."""
    return format_html_join("", "{}", ((mean_cell(mean, len(board.rows)),) for mean in board.means))


def mean_cell(mean: SquadMean, athletes: int) -> SafeString:
    value = NOTHING if mean.mean is None else _value(mean.column.write(mean.mean))
    return format_html(
        '<td class="cell" data-label="{}">{}<span class="cell-age">{}</span></td>',
        mean.column.label,
        value or DASH,
        _("%(count)d of %(all)d") % {"count": mean.count, "all": athletes},
    )


def board_row(row: BoardRow, board: Board) -> SafeString:
    """One athlete's line: name, light and reasons, the cells, how the data arrive."""
    address = reverse("athlete", args=[row.person.pk])
    if not board.is_today:
        address += f"?day={board.day.isoformat()}"
    return format_html(
        '<tr><th class="board-person" scope="row"><a href="{}">{}</a></th>{}{}'
        '<td class="board-source" data-label="{}">{}</td></tr>',
        address,
        row.person.full_name,
        _status(row) if row.cells else NOTHING,
        _cells(row.cells, address),
        _("Connection"),
        badge_words(row.badges, board),
    )


def _status(row: BoardRow) -> SafeString:
    return format_html(
        '<td class="board-reason" data-label="{}">{}{}</td>',
        _("Status"),
        light(row.tone, row.words),
        format_html_join("", "<span>{}</span>", ((reason,) for reason in row.reasons)),
    )


def light(tone: Tone, words: str) -> SafeString:
    return format_html('<span class="light is-{}">{}</span>', tone, words)


def badge_words(badges: Iterable[PersonBadge], board: Board) -> SafeString:
    """The state of each source in words, and when it was last asked."""
    badges = list(badges)
    names = [f"{one.provider}: {one.words}" if len(badges) > 1 else one.words for one in badges]
    lines = [(one.tone, name, _last_sync(one, board)) for one, name in zip(badges, names, strict=True)]
    if not lines:
        return format_html('<span class="light is-none">{}</span>', _("no source"))
    return format_html_join("", '<span class="light is-{}">{}</span><small>{}</small>', lines)


def _last_sync(badge: PersonBadge, board: Board) -> str:
    if badge.last_sync_at is None:
        return badge.detail
    return _("last sync %(ago)s") % {"ago": time_since(badge.last_sync_at, board.made_at)}


def _cells(cells: Sequence[Cell], address: str) -> SafeString:
    """Neighbours that are missing for the same reason say so once, together."""
    parts = []
    for shared, group in groupby(cells, key=lambda cell: (cell.column.form_key, cell.cause, cell.value is None)):
        members = list(group)
        if shared[2]:
            parts.append(missing_cell(members))
        else:
            parts += [value_cell(cell, address) for cell in members]
    return SafeString("".join(parts))


def missing_cell(cells: Sequence[Cell]) -> SafeString:
    labels = ", ".join(str(cell.column.label) for cell in cells)
    return format_html(
        '<td class="cell is-missing{}" colspan="{}" data-label="{}"><span class="cell-dash" aria-hidden="true">–</span>'
        '<span class="cell-cause">{}</span></td>',
        " is-joined" if len(cells) > 1 else "",
        len(cells),
        labels,
        cells[0].cause,
    )


def value_cell(cell: Cell, address: str) -> SafeString:
    """Value, light with its word, change from the own mean, age when it is not this morning's, and 28 days drawn."""
    return format_html(
        '<td class="cell{}" data-label="{}"><a class="cell-link" href="{}#{}">{}</a> {}{}{}{}{}</td>',
        _tint(cell),
        cell.column.label,
        address,
        cell.column.key,
        _value(cell.column.write(cell.value or 0)),
        _light_of(cell),
        _change(cell),
        _age(cell),
        revision_words(cell),
        sparkline(cell),
    )


def _tint(cell: Cell) -> str:
    if cell.verdict.tone is Tone.NONE:
        return "" if cell.is_fresh else " is-stale"
    return f" is-{cell.verdict.tone}"


def _value(words: str) -> SafeString:
    return format_html('<span class="cell-value">{}</span>', words)


def _light_of(cell: Cell) -> SafeString:
    words = verdict_words(cell.verdict, cell.baseline.count)
    if cell.verdict.ground is Ground.JUDGED:
        return light(cell.verdict.tone, words)
    return format_html('<span class="cell-change">{}</span>', words) if words else NOTHING


def _change(cell: Cell) -> SafeString:
    """ "−9 · mean 81": the difference from the own mean, and that mean."""
    if cell.difference is None or cell.baseline.mean is None:
        return NOTHING
    write = cell.column.write
    return format_html(
        '<span class="cell-change">{} · {}</span>',
        cell.column.write_change(cell.difference),
        _("mean\u00a0%(mean)s") % {"mean": write(cell.baseline.mean)},
    )


def _age(cell: Cell) -> SafeString:
    if cell.is_fresh:
        return NOTHING
    return format_html('<span class="cell-age is-old">{}</span>', days_old(cell.age_days))


def revision_words(cell: Cell) -> SafeString:
    words = revised_words(cell)
    return format_html('<span class="cell-revised">{}</span>', words) if words else NOTHING


def revised_words(cell: Cell) -> str:
    """ "revised Tue 10:40, was 74": the value is not the one that was looked at. "" when it is."""
    if cell.revision is None:
        return ""
    at = date_format(localtime(cell.revision.at), "D H:i")
    if cell.revision.before is None:
        return _("came %(at)s, after a look") % {"at": at}
    return _("revised %(at)s, was %(value)s") % {"at": at, "value": cell.column.write(cell.revision.before)}


def _small(words: str) -> SafeString:
    return format_html("<small>{}</small>", words) if words else NOTHING
