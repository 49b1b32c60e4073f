"""What a board says of the whole squad: how many have which light, and the row of means. An open board gets both anew
with the rows that changed, so that head and rows never contradict each other."""

from html import escape

from django.utils.safestring import SafeString

from dashboards.board import words
from dashboards.board.building import Board, SquadMean
from dashboards.board.markup import DASH, label_of
from dashboards.reasons import TONE_ORDER, tone_word
from dashboards.speaking import spoken as _
from dashboards.statistics import Tone


def count_words(board: Board) -> dict[Tone, str]:
    """ "3 act", of all of the squad whatever is narrowed."""
    return {
        tone: _("%(count)d %(word)s") % {"count": board.counts[tone], "word": tone_word(tone)} for tone in TONE_ORDER
    }


def mean_row(board: Board) -> SafeString:
    """ "" where there is no column."""
    if not board.means:
        return SafeString("")
    week, month = words.kept_words(board.keeping)
    small = f"<small>{month}</small>" if month else ""
    cells = "".join(_mean_cell(mean, board.athletes) for mean in board.means)
    return SafeString(
        f'<tr class="board-mean" id="board-mean"><th class="board-person" scope="row">{escape(_("Squad mean"))}</th>'
        f'<td class="board-reason"></td>{cells}'
        f'<td class="board-kept" data-label="{escape(_("Compliance"))}">{week}{small}</td>'
        '<td class="board-source"></td></tr>'
    )


def squad_news(board: Board) -> str:
    """Means and counts for a page that is open; its script knows where they belong."""
    if not board.columns:
        return ""
    told = count_words(board).items()
    counts = "".join(f'<template data-count="{tone}">{escape(said)}</template>' for tone, said in told)
    return mean_row(board) + counts


def _mean_cell(mean: SquadMean, athletes: int) -> str:
    """The mean of what the cells below say, and of how many athletes; of a status how many have which word."""
    if mean.words:
        value = "".join(f'<span class="cell-share">{escape(one)}</span>' for one in words.share_words(mean))
    elif mean.mean is None:
        value = DASH
    else:
        first, *under = words.mean_words(mean)
        value = f'<span class="cell-value">{escape(first)}</span>'
        value += "".join(f'<span class="cell-change">{escape(one)}</span>' for one in under)
    count = _("%(count)d of %(all)d") % {"count": mean.count, "all": athletes}
    return f'<td class="cell" data-label="{label_of(mean.one)}">{value}<span class="cell-age">{count}</span></td>'
