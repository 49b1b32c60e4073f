"""The pages about one person that apps further out bring, beside the overview of that person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from people.models import Person


@dataclass(frozen=True)
class PersonPage:
    """One tab."""

    label: str
    url: str


# What this viewer may open about this person; nothing for who may not.
PageSocket = Callable[[HttpRequest, Person], Sequence[PersonPage]]

_sockets: list[PageSocket] = []


def register_person_pages(socket: PageSocket) -> None:
    if socket not in _sockets:
        _sockets.append(socket)


def person_pages(request: HttpRequest, person: Person) -> list[PersonPage]:
    return [page for socket in _sockets for page in socket(request, person)]
