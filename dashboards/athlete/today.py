"""This morning's cells of one person: judged by the very rules of the board, so that both say the same."""

from collections.abc import Sequence
from datetime import date

from dashboards.board.building import judge_everybody, make_rows
from dashboards.board.cells import Cell
from dashboards.board.everybody import people_query, read_everybody
from dashboards.rights import OpenColumn
from forms_engine.extension import PersonBadge
from people.access import reach_of, visible_people
from people.models import Person
from people.prepared import among


def read_cells(
    viewer: Person, person: Person, columns: Sequence[OpenColumn], badges: Sequence[PersonBadge], day: date
) -> dict[str, Cell]:
    """Column key → cell for the board of `day`. Two statements, none without columns."""
    if not columns:
        return {}
    alone = people_query(
        ("one", reach_of(viewer)),
        lambda ids: visible_people(viewer).filter(among("people_person.id", ids)),
        [person.pk],
    )
    everybody = read_everybody(alone, columns, day)
    judged = judge_everybody(everybody, columns, day)
    return {
        cell.one.column.key: cell for row in make_rows(judged, columns, {person.pk: badges}, day) for cell in row.cells
    }
