"""The board, ready for its template: words, addresses and finished rows."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.days import FIRST_DAY, day_words
from dashboards.freshness import freshness_words
from dashboards.markup import board_row, column_headings, group_headings, mean_row
from dashboards.reasons import TONE_ORDER, rule_words, tone_word
from dashboards.squad_board import Board


@dataclass(frozen=True)
class SquadChoice:
    pk: int
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class ToneCount:
    tone: str
    words: str


@dataclass(frozen=True)
class Emptiness:
    """Why there is nothing on the board, and what to do next."""

    sentence: str
    next_step: str


@dataclass(frozen=True)
class BoardView:
    day_words: str
    day: str
    newest_day: str
    squad_name: str
    choices: tuple[SquadChoice, ...]
    counts: tuple[ToneCount, ...]
    emptiness: Emptiness | None
    hint: str
    caption: str
    groups: SafeString
    headings: SafeString
    means: SafeString
    rows: tuple[SafeString, ...]
    rule: str
    freshness: str
    earlier_url: str
    later_url: str
    today_url: str
    csv_url: str


def show_board(board: Board) -> BoardView:
    squad_name = board.squad.name if board.squad else _("All squads")
    return BoardView(
        day_words=day_words(board.day),
        day=board.day.isoformat(),
        newest_day=board.today.isoformat(),
        squad_name=squad_name,
        choices=tuple(SquadChoice(one.pk, one.name, one == board.squad) for one in board.squads),
        counts=_counts(board),
        emptiness=_emptiness(board),
        hint="" if board.headings or not board.rows else _no_columns(),
        caption=_caption(board),
        groups=group_headings(board.headings),
        headings=column_headings(board.headings),
        means=mean_row(board),
        rows=tuple(board_row(row, board) for row in board.rows),
        rule=rule_words(),
        freshness=freshness_words(board.badges, board.made_at),
        earlier_url=_address("board", board, board.day - timedelta(days=1)) if board.day > FIRST_DAY else "",
        later_url=_address("board", board, board.day + timedelta(days=1)) if board.day < board.today else "",
        today_url=_address("board", board, None) if not board.is_today else "",
        csv_url=_address("board_csv", board, board.day),
    )


def _counts(board: Board) -> tuple[ToneCount, ...]:
    if not board.headings:
        return ()
    return tuple(
        ToneCount(tone, _("%(count)d %(word)s") % {"count": board.count_of(tone), "word": tone_word(tone)})
        for tone in TONE_ORDER
    )


def _emptiness(board: Board) -> Emptiness | None:
    if board.rows:
        return None
    if not board.squads:
        return Emptiness(
            _("There is no squad for you here."),
            _("The board shows the athletes of squads you coach. A consultant of your club can make you coach of one."),
        )
    return Emptiness(
        _("This squad has no active athletes yet."),
        _("A consultant adds athletes to it in admin, under Memberships."),
    )


def _caption(board: Board) -> str:
    if not board.headings:
        return _("How the data of each athlete arrive, by name.")
    return _("Worst first. Each value with its difference from the athlete's own mean of 28 days.")


def _no_columns() -> str:
    return _(
        "You may see how each athlete's data arrive, but none of the values. "
        "A consultant gives the right to read in admin, under the form's permissions."
    )


def _address(name: str, board: Board, day: date | None) -> str:
    query = {}
    if board.squad:
        query["squad"] = str(board.squad.pk)
    if day:
        query["day"] = day.isoformat()
    return reverse(name) + (f"?{urlencode(query)}" if query else "")
