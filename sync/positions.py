"""How far the feeds of people are read, with their connections: what badges and the causes of holes are told by."""

import json
from collections.abc import Container, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple, Protocol

from django.db.models import Aggregate, Func, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from people.models import Person
from people.prepared import among, prepared
from people.remembering import once
from sync.models import Connection, FeedState

# Its plan and its scopes are long and for others.
CONNECTION_PARTS = (
    "person_id",
    "state",
    "state_since",
    "shared_feeds",
    "authorised_at",
    "last_synced_at",
    "last_data_on",
    "last_error",
    "failing_since",
    "asks_next_at",
)


class Read(Protocol):
    """How far one feed is read, be it a FeedState or a Position of one."""

    @property
    def feed(self) -> str: ...
    @property
    def error_code(self) -> str: ...
    @property
    def synced_through(self) -> date | None: ...
    @property
    def filled_back_to(self) -> date | None: ...
    @property
    def first_data_on(self) -> date | None: ...
    @property
    def last_data_on(self) -> date | None: ...


class Position(NamedTuple):
    """A FeedState as far as badges and causes ask, without an object of the ORM: of a squad there are thousands."""

    feed: str
    error_code: str
    synced_through: date | None
    filled_back_to: date | None
    first_data_on: date | None
    last_data_on: date | None


def connections_of(provider_key: str, people: Sequence[Person]) -> dict[int, Connection]:
    """Person id → connection, for `feeds_of`. One query, once a request for the same people."""
    asked = tuple(person.pk for person in people)
    return once(("connections", provider_key, asked), lambda: _read_connections(provider_key, people))


def feeds_of(connection: Connection, only: Container[str] | None = None) -> list[Position]:
    """The reading positions of a connection of `connections_of`, of the feeds `only` where it is given. No query."""
    told: list[list[Any]] = json.loads(connection.positions or "[]")  # type: ignore[attr-defined]
    return [_position(*one) for one in told if only is None or one[0] in only]


def _position(feed: str, error_code: str, *days: str | None) -> Position:
    return Position(feed, error_code, *[date.fromisoformat(day) if day else None for day in days])


def _read_connections(provider_key: str, people: Sequence[Person]) -> dict[int, Connection]:
    known = {person.pk: person for person in people}
    mine = prepared(("connections", provider_key), partial(_connections_and_positions, provider_key), list(known))
    found: dict[int, Connection] = {}
    for connection in mine:
        connection.person = known[connection.person_id]
        found[connection.person_id] = connection
    return found


def _connections_and_positions(provider_key: str, person_ids: list[int]) -> QuerySet[Connection]:
    states = FeedState.objects.filter(connection=OuterRef("pk"))
    # As text: a board asks about a hundred people and reads the positions of few.
    one = Func(*Position._fields, function="json_build_array", output_field=TextField())
    together = (
        states.order_by().values("connection").values_list(Cast(Aggregate(one, function="json_agg"), TextField()))
    )
    return (
        Connection.objects.filter(among("sync_connection.person_id", person_ids), provider=provider_key)
        .only(*CONNECTION_PARTS)
        .annotate(positions=Subquery(together))
    )
