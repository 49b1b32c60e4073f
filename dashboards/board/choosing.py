"""What stands above and below the board's table: which squad and day, what it is narrowed to, which columns."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from dashboards.board.building import Board
from dashboards.board.question import CONNECTIONS, LIGHTS, address
from dashboards.choices import Choice, squad_choices
from dashboards.days import FIRST_DAY
from dashboards.morning import Kind
from dashboards.reasons import tone_word
from dashboards.statistics import Tone


@dataclass(frozen=True)
class BoardTools:
    """`csv_url` is empty where there is nothing to save."""

    squads: tuple[Choice, ...]
    day: str
    newest_day: str
    q: str
    sort: str
    lights: tuple[Choice, ...]
    availabilities: tuple[Choice, ...]
    connections: tuple[Choice, ...]
    everybody_url: str
    earlier_url: str
    later_url: str
    today_url: str
    csv_url: str


@dataclass(frozen=True)
class BoardColumns:
    """Which columns somebody sees and may see, how close the rows stand, and the query of the board to come back to."""

    columns: tuple[Choice, ...]
    is_dense: bool
    query: str


def tools_of(board: Board) -> BoardTools:
    question = board.question
    return BoardTools(
        squads=squad_choices(board.squads, board.squad),
        day=board.day.isoformat(),
        newest_day=board.today.isoformat(),
        q=question.q,
        sort=question.sort,
        lights=tuple(Choice(one, tone_word(Tone(one)), one == question.light) for one in LIGHTS),
        availabilities=_availabilities(board),
        connections=tuple(Choice(one, _connection_word(one), one == question.connection) for one in CONNECTIONS),
        everybody_url=everybody_address(board) if question.is_narrowed else "",
        earlier_url=_day_address(board, -1) if board.day > FIRST_DAY else "",
        later_url=_day_address(board, 1) if board.day < board.today else "",
        today_url="" if board.is_today else address("board", question, has_day=False),
        csv_url=address("board_csv", question, has_day=True) if board.rows else "",
    )


def columns_of(board: Board) -> BoardColumns:
    shown = {one.column.key for one in board.columns}
    return BoardColumns(
        columns=tuple(
            Choice(one.column.key, str(one.column.label), one.column.key in shown) for one in board.opened.columns
        ),
        is_dense=board.opened.is_dense,
        query=address("board", board.question).partition("?")[2],
    )


def everybody_address(board: Board) -> str:
    """The board without what it is narrowed to."""
    return address("board", board.question, light="", availability="", connection="", q="")


def _availabilities(board: Board) -> tuple[Choice, ...]:
    """The words of the status column, by the light each stands for."""
    status = next((one for one in board.columns if one.column.kind is Kind.STATUS), None)
    if status is None:
        return ()
    colours = {"good": Tone.FINE, "watch": Tone.WATCH, "act": Tone.ACT}
    named: dict[Tone, list[str]] = {}
    for word, told in status.field.details.get("options", {}).items():
        if tone := colours.get(told.get("colour", "")):
            named.setdefault(tone, []).append(word)
    chosen = board.question.availability
    found = [Choice(tone.value, ", ".join(told), tone == chosen) for tone, told in named.items()]
    return (*found, Choice(Tone.NONE.value, _("nothing entered"), chosen == Tone.NONE))


def _connection_word(key: str) -> str:
    return {"trouble": _("not in order"), "fine": _("in order")}[key]


def _day_address(board: Board, days: int) -> str:
    return address("board", board.question, day=board.day + timedelta(days=days), has_day=True)
