"""What the address of a board asks for, and the addresses of the same board asked a little differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.asking import BadQuestion, read_place
from dashboards.board.columns import BOARD_COLUMNS
from dashboards.days import board_today
from dashboards.statistics import Tone
from people.models import Person, Squad

# What a board may be sorted by besides its columns; a minus turns it round, "" is worst first.
ALWAYS_SORTED = ("name", "status", "compliance", "connection")
SORTS = frozenset({*ALWAYS_SORTED, *(column.key for column in BOARD_COLUMNS)})
LIGHTS = tuple(tone.value for tone in (Tone.ACT, Tone.WATCH, Tone.FINE, Tone.NONE))
CONNECTIONS = ("trouble", "fine")
LONGEST_SEARCH = 60
ALL_ROWS = "all"
# What stands in an address by its own name.
NARROWING = ("light", "availability", "connection", "q", "sort", "rows")


@dataclass(frozen=True)
class BoardQuestion:
    """`squad` None: everybody the viewer may see. `light`, `availability`: a tone; `connection`: one of CONNECTIONS;
    `q`: part of a name. Empty: no matter. `has_day`: the address names a day gone by; the board of today
    goes with the clock, also where the address names today."""

    squad: Squad | None
    day: date
    has_day: bool = False
    light: str = ""
    availability: str = ""
    connection: str = ""
    q: str = ""
    sort: str = ""
    rows: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.light or self.availability or self.connection or self.q)

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")


def read_question(viewer: Person, query: Mapping[str, str], now: datetime) -> BoardQuestion:
    """The question in a query string. Raises BadQuestion for what cannot be read, Http404 for a squad that is not
    there or not the viewer's."""
    squad, day = read_place(viewer, query, now)
    return BoardQuestion(
        squad=squad,
        day=day,
        has_day=day != board_today(now),
        light=_one_of(query, "light", LIGHTS),
        availability=_one_of(query, "availability", LIGHTS),
        connection=_one_of(query, "connection", CONNECTIONS),
        q=query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        sort=_sort(query),
        rows=_one_of(query, "rows", (ALL_ROWS,)),
    )


def address(name: str, question: BoardQuestion, **changes: object) -> str:
    """The address of the page `name` for the question with these changes; only what is asked for stands in it."""
    asked = {**vars(question), **changes}
    query = {}
    if asked["squad"]:
        query["squad"] = asked["squad"].pk
    if asked["has_day"]:
        query["day"] = asked["day"].isoformat()
    query |= {key: asked[key] for key in NARROWING if asked[key]}
    return _path(name) + (f"?{urlencode(query)}" if query else "")


@cache
def _path(name: str) -> str:
    """A page has some thirty such addresses, all of these few paths."""
    return reverse(name)


def _one_of(query: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    said = query.get(name, "").strip()
    if said and said not in allowed:
        raise BadQuestion(_("That cannot be chosen. Open the board and choose from its lists."))
    return said


def _sort(query: Mapping[str, str]) -> str:
    said = query.get("sort", "").strip()
    if said and said.removeprefix("-") not in SORTS:
        raise BadQuestion(_("That is no column to sort by. Open the board and press a heading."))
    return said
