"""What the address of a board asks for first of all: which squad, which day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.http import Http404
from django.utils.translation import gettext as _

from dashboards.days import board_today, read_day
from people.access import squads_within_reach
from people.models import Person, Squad


class BadQuestion(ValueError):
    """The address cannot be read; the text says what to write instead."""


def read_place(viewer: Person, query: Mapping[str, str], now: datetime) -> tuple[Squad | None, date]:
    """`squad` (an id) and `day` (YYYY-MM-DD) of a query; both may be missing: all squads, today.

    Raises BadQuestion for what cannot be read and Http404 for a squad that is not there or not the viewer's.
    """
    return read_squad(viewer, query.get("squad", "")), asked_day(query, now)


def asked_day(query: Mapping[str, str], now: datetime) -> date:
    """The day a query asks for, today in the site's zone when it names none. Raises BadQuestion."""
    try:
        return read_day(query.get("day", "").strip(), board_today(now))
    except ValueError as refused:
        raise BadQuestion(str(refused)) from refused


def asked_of(query: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    """One of `allowed`, the first of them when nothing is said. Raises BadQuestion."""
    said = query.get(name, "").strip()
    if said and said not in allowed:
        raise BadQuestion(_("That cannot be chosen. Open the page and choose from its lists."))
    return said or allowed[0]


def read_squad(viewer: Person, text: str) -> Squad | None:
    """The squad of this id, None for "": all. Raises BadQuestion, and Http404 for one that is not the viewer's."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadQuestion(_("That is not a squad. Choose one from the list on the board."))
    squad = next((one for one in squads_within_reach(viewer) if one.pk == int(text)), None)
    if squad is None:
        raise Http404("no such squad, or not this viewer's")
    return squad
