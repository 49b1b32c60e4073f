"""This morning's cells of one person: judged by the very rules of the board, so that both say the same."""

from collections.abc import Sequence
from datetime import date

from dashboards.board.building import judge_everybody
from dashboards.board.cells import Cell, make_cell
from dashboards.board.everybody import read_everybody
from dashboards.board.trails import read_trails
from dashboards.rights import OpenColumn
from forms_engine.extension import PersonBadge
from people.access import visible_people
from people.models import Person


def read_cells(
    viewer: Person, person: Person, columns: Sequence[OpenColumn], badges: Sequence[PersonBadge], day: date
) -> dict[str, Cell]:
    """Column key → cell for the board of `day`. Two statements, none without columns."""
    if not columns:
        return {}
    everybody = read_everybody(visible_people(viewer).filter(pk=person.pk), columns, day)
    judged = judge_everybody(everybody, columns, day)
    if not judged:
        return {}
    (one,) = judged
    pairs = list(zip(columns, one.lights, strict=True))
    lit = [(person.pk, column) for column, light in pairs if light.is_lit]
    trails = read_trails(columns, [person.pk], lit, day)
    return {column.column.key: make_cell(column, one.athlete, light, trails, badges, day) for column, light in pairs}
