"""The board, ready for its template: words, addresses and finished rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.board import markup
from dashboards.board.building import Board
from dashboards.board.changes import cursor_words
from dashboards.board.choosing import BoardColumns, BoardTools, columns_of, everybody_address, tools_of
from dashboards.board.question import ALL_ROWS, address
from dashboards.board.squad_row import count_words, mean_row
from dashboards.days import day_words
from dashboards.freshness import freshness_words
from dashboards.reasons import row_rule_words


@dataclass(frozen=True)
class ToneCount:
    tone: str
    words: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Emptiness:
    """Why there is nothing on the board, and what to do next."""

    sentence: str
    next_step: str
    url: str = ""


@dataclass(frozen=True)
class BoardPage:
    day_words: str
    squad_name: str
    tools: BoardTools | None
    counts: tuple[ToneCount, ...]
    emptiness: Emptiness | None
    hint: str
    caption: str
    has_columns: bool
    is_dense: bool
    choice: BoardColumns | None
    athlete_heading: SafeString
    status_heading: SafeString
    groups: SafeString
    kept_heading: SafeString
    source_heading: SafeString
    headings: SafeString
    dates: SafeString
    mean_row: SafeString
    rows: Iterable[SafeString]
    shown: int
    left: int
    rest_url: str
    rest_rows_url: str
    rule: str
    freshness: str
    changes_url: str
    again_url: str
    since: str


def show_board(board: Board) -> BoardPage:
    question = board.question
    rowspan = ' scope="col" rowspan="2"'
    return BoardPage(
        day_words=day_words(board.day),
        squad_name=board.squad.name if board.squad else _("All squads"),
        tools=tools_of(board) if board.squads else None,
        counts=_counts(board),
        emptiness=_emptiness(board),
        hint="" if board.opened.columns or not board.rows else _no_columns(),
        caption=_caption(board),
        has_columns=bool(board.columns),
        is_dense=board.opened.is_dense,
        choice=columns_of(board) if board.opened.columns else None,
        athlete_heading=markup.heading("name", _("Athlete"), question, attributes=rowspan),
        status_heading=markup.heading("status", _("Status"), question, attributes=rowspan),
        groups=markup.group_headings(board.columns, board.day),
        kept_heading=markup.heading("compliance", _("Compliance"), question, unit=_("7 days"), attributes=rowspan),
        source_heading=markup.heading("connection", _("Connection"), question, attributes=rowspan),
        headings=markup.column_headings(board.columns, question),
        dates=markup.dates_of(board.columns, board.day),
        mean_row=mean_row(board),
        rows=markup.rows_of(board),
        shown=len(board.rows),
        left=board.found - len(board.rows),
        rest_url=address("board", question, rows=ALL_ROWS),
        rest_rows_url=address("board_rest", question),
        rule=row_rule_words(),
        freshness=freshness_words(board.badges, board.made_at),
        changes_url=address("board_changes", question),
        again_url=address("board", question),
        since=cursor_words(board.made_at),
    )


def _counts(board: Board) -> tuple[ToneCount, ...]:
    """How many of the squad have which light; each leads to the board of those alone."""
    if not board.columns:
        return ()
    return tuple(
        ToneCount(
            tone,
            told,
            address("board", board.question, light="" if board.question.light == tone else tone.value, rows=""),
            board.question.light == tone,
        )
        for tone, told in count_words(board).items()
    )


def _emptiness(board: Board) -> Emptiness | None:
    if board.rows:
        return None
    if board.question.is_narrowed and board.athletes:
        return Emptiness(
            _("Nobody of this squad fits what you chose."),
            _("Choose less, or show everybody again."),
            everybody_address(board),
        )
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
    if not board.columns:
        return _("How the data of each athlete arrive, by name.")
    if board.question.sort:
        return _("Sorted as you chose. Press a light to see its rule and numbers.")
    return _("Worst first. Press a light to see its rule and numbers; press a value for the days behind it.")


def _no_columns() -> str:
    return _(
        "You may see how each athlete's data arrive, but none of the values. "
        "A consultant gives the right to read in admin, under the form's permissions."
    )
