"""What tests of the invented world ask of it again and again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.world import World

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
AUTUMN = (date(2026, 8, 20), date(2026, 11, 7))
ONE_DAY = timedelta(days=1)

Span = tuple[date, date]


def days_of(span: Span = AUTUMN) -> Iterator[date]:
    return (span[0] + timedelta(days=number) for number in range((span[1] - span[0]).days + 1))


def read(world: World, athlete: Athlete, collection: str, span: Span = AUTUMN, now: datetime = NOW) -> list[Any]:
    return [document.body() for document in world.documents(athlete, collection, *span, now)]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def called(name: str, world: World) -> Athlete:
    return next(athlete for athlete in world.athletes if athlete.first_name == name)
