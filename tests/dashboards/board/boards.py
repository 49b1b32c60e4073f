"""Boards as a test asks for them, and what stands in them."""

from dataclasses import replace
from datetime import timedelta

from dashboards.board.building import Board, BoardRow, Wanted, build_board
from dashboards.board.cells import Cell
from dashboards.board.question import BoardQuestion
from people.models import Person
from tests.dashboards.made import NOW, TUESDAY, put

WELLNESS, LOAD, AVAILABILITY = "daily_wellness", "training_load", "injury_and_availability"


def board_of(viewer: Person, squad=None, day=TUESDAY, now=NOW, wanted: Wanted | None = None, **asked) -> Board:
    # A fresh row: what one request remembers of roles must not reach the next.
    fresh = Person.objects.get(pk=viewer.pk)
    return build_board(fresh, replace(BoardQuestion(squad, day, has_day=True), **asked), now, wanted)


def row_of(board: Board, person: Person) -> BoardRow:
    return next(row for row in board.rows if row.person == person)


def cell_of(board: Board, person: Person, key: str) -> Cell:
    return next(cell for cell in row_of(board, person).cells if cell.one.column.key == key)


def keys_of(board: Board) -> list[str]:
    return [one.column.key for one in board.columns]


def names_of(board: Board) -> list[str]:
    return [row.person.first_name for row in board.rows]


def put_wellness(person: Person, back: int, total: int) -> None:
    day = TUESDAY - timedelta(days=back)
    put(WELLNESS, person, day, str(day), {"wellness_total": total})


def put_load(person: Person, back: int, load: int, number: int = 1) -> None:
    day = TUESDAY - timedelta(days=back)
    put(LOAD, person, day, f"{day}-{number}", {"load_au": load})


def say_status(person: Person, back: int, word: str) -> None:
    day = TUESDAY - timedelta(days=back)
    put(AVAILABILITY, person, day, str(day), {"status": word})
