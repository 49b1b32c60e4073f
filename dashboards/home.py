"""Home as plain data: an athlete's connection and last night, or where staff go next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.athlete_page import build_athlete_page
from dashboards.athlete_view import change_words
from dashboards.cells import Cell
from dashboards.days import board_today, due_on, night_words
from dashboards.freshness import freshness_words
from dashboards.morning import LAST_NIGHT_COLUMNS, NIGHT_LAG_DAYS
from dashboards.reasons import words_for_athlete
from dashboards.wording import days_old, time_since
from forms_engine.extension import PersonBadge
from people import roles
from people.access import has_role, visible_squads
from people.models import Person


@dataclass(frozen=True)
class Connection:
    """The state of one source as a sentence, and the one button that goes with it."""

    tone: str
    sentence: str
    detail: str
    url: str
    action: str
    is_urgent: bool


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
    connections: tuple[Connection, ...]
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
            connections=(),
            tiles=(),
            next_step="",
            freshness="",
        )
    day = board_today(now)
    page = build_athlete_page(viewer, viewer, day, now, LAST_NIGHT_COLUMNS)
    cells = [one.cell for one in page.measurements]
    has_values = any(cell.value is not None for cell in cells)
    return HomePage(
        name=viewer.calling_name,
        is_athlete=True,
        leads_to_board=False,
        has_place=True,
        night=night_words(due_on(day, NIGHT_LAG_DAYS)),
        connections=show_connections(page.badges, now),
        tiles=tuple(_show_tile(cell, viewer) for cell in cells if has_values),
        next_step=_next_step(cells, page.badges),
        freshness=freshness_words(page.badges, now),
    )


def _next_step(cells: Sequence[Cell], badges: Sequence[PersonBadge]) -> str:
    if not cells:
        return _("They appear once a consultant of your club has installed the forms of your ring.")
    if not any(badge.tone == "fine" for badge in badges):
        return _("Why: %(cause)s. What to do stands above.") % {"cause": cells[0].cause.rstrip(".")}
    return _("Why: %(cause)s. They appear here by themselves as soon as they arrive.") % {
        "cause": cells[0].cause.rstrip(".")
    }


def show_connections(badges: Sequence[PersonBadge], now: datetime) -> tuple[Connection, ...]:
    return tuple(_show_connection(badge, now) for badge in badges)


def _show_connection(badge: PersonBadge, now: datetime) -> Connection:
    is_new = badge.since is None and badge.last_sync_at is None
    detail = [str(badge.advice)] if badge.advice else []
    if badge.last_sync_at:
        detail.append(_("Last sync %(ago)s.") % {"ago": time_since(badge.last_sync_at, now)})
    return Connection(
        tone=badge.tone,
        sentence=_("%(source)s: %(state)s.") % {"source": badge.provider, "state": badge.words.rstrip(".")},
        detail=" ".join(detail),
        url=badge.url,
        action=badge.action or _("See the connection"),
        is_urgent=is_new or badge.tone == "act",
    )


def _show_tile(cell: Cell, viewer: Person) -> Tile:
    column = cell.column
    return Tile(
        label=str(column.label),
        value="" if cell.value is None else column.write(cell.value),
        unit=str(column.unit),
        tone=cell.verdict.tone,
        words=words_for_athlete(cell),
        age=change_words(cell) if cell.is_fresh else days_old(cell.age_days) if cell.age_days else "",
        cause=cell.cause,
        url=reverse("athlete", args=[viewer.pk]) + f"#{column.key}",
    )
