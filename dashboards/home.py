"""Home as plain data: an athlete's connection and last night, or where staff go next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.athlete import words
from dashboards.athlete.badges import BadgeView, show_badge
from dashboards.athlete.opening import open_page
from dashboards.athlete.plans import LAST_NIGHT
from dashboards.athlete.today import read_cells
from dashboards.board.cells import Cell
from dashboards.days import board_today, due_on, night_words
from dashboards.freshness import freshness_words
from dashboards.morning import NIGHT_LAG_DAYS
from dashboards.wording import days_old
from forms_engine.extension import PersonBadge, person_badges
from people import roles
from people.access import has_role, visible_squads
from people.models import Person


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    unit: str
    tone: str
    words: str
    age: str
    cause: str
    url: str


@dataclass(frozen=True)
class HomePage:
    """`leads_to_board`: the person has squads to look after and no night of their own to see first.

    Without any value there are no tiles, and `next_step` says what brings them.
    """

    name: str
    is_athlete: bool
    leads_to_board: bool
    has_place: bool
    night: str
    night_url: str
    connections: tuple[BadgeView, ...]
    tiles: tuple[Tile, ...]
    next_step: str
    freshness: str


def build_home(viewer: Person, now: datetime) -> HomePage:
    is_athlete = has_role(viewer, roles.ATHLETE)
    is_consultant = viewer.is_superuser or has_role(viewer, roles.CONSULTANT)
    has_squads = visible_squads(viewer).exists()
    if not is_athlete:
        return HomePage(
            name=viewer.calling_name,
            is_athlete=False,
            leads_to_board=has_squads and not is_consultant,
            has_place=has_squads or is_consultant,
            night="",
            night_url="",
            connections=(),
            tiles=(),
            next_step="",
            freshness="",
        )
    day = board_today(now)
    badges = person_badges([viewer], day, now)[viewer.pk]
    opened = open_page(viewer, viewer, LAST_NIGHT, has_events=False)
    columns = [plan.one for plan in opened.plans if plan.one]
    cells = list(read_cells(viewer, viewer, columns, badges, day).values())
    has_values = any(words.plain(cell) for cell in cells)
    return HomePage(
        name=viewer.calling_name,
        is_athlete=True,
        leads_to_board=False,
        has_place=True,
        night=night_words(due_on(day, NIGHT_LAG_DAYS)),
        night_url=reverse("night", args=[viewer.pk, day]),
        connections=tuple(show_badge(badge, now, is_self=True) for badge in badges),
        tiles=tuple(_show_tile(cell, viewer) for cell in cells if has_values),
        next_step=_next_step(cells, badges),
        freshness=freshness_words(badges, now),
    )


def _next_step(cells: Sequence[Cell], badges: Sequence[PersonBadge]) -> str:
    if not cells:
        return _("They appear once a consultant of your club has installed the forms of your ring.")
    if not any(badge.tone == "fine" for badge in badges):
        return _("Why: %(cause)s. What to do stands above.") % {"cause": cells[0].cause.rstrip(".")}
    return _("Why: %(cause)s. They appear here by themselves as soon as they arrive.") % {
        "cause": cells[0].cause.rstrip(".")
    }


def _show_tile(cell: Cell, viewer: Person) -> Tile:
    column = cell.one.column
    return Tile(
        label=str(column.label),
        value=words.plain(cell),
        unit=str(column.unit),
        tone=cell.light.tone,
        words=words.light_words(cell, is_self=True),
        age=days_old(cell.age_days) if cell.age_days else words.change_words(cell),
        cause=cell.cause,
        url=reverse("athlete", args=[viewer.pk]) + f"#{column.key}",
    )
