"""What a list on a page offers, and which of it is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass

from people.models import Squad


@dataclass(frozen=True)
class Choice:
    value: str
    name: str
    is_chosen: bool


def squad_choices(squads: Iterable[Squad], chosen: Squad | None) -> tuple[Choice, ...]:
    return tuple(Choice(str(one.pk), one.shown_name, one == chosen) for one in squads)
