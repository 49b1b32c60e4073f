"""What sync tests begin with: a moment, the wearable in memory, a site set up for it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from people.models import Person
from sync import registry
from sync.models import Connection, ProviderApplication
from tests.builders.connections import connect, set_up_site
from tests.builders.people import make_athlete
from tests.fakes.provider import FakeProvider


@pytest.fixture
def now() -> datetime:
    """A Tuesday, noon in UTC."""
    return datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    fake = FakeProvider()
    registry.register(fake)
    yield fake
    registry.unregister(fake.key)


@pytest.fixture
def application(db: None, provider: FakeProvider, now: datetime) -> ProviderApplication:
    return set_up_site(provider, now)


@pytest.fixture
def athlete(db: None) -> Person:
    return make_athlete()


@pytest.fixture
def connection(application: ProviderApplication, provider: FakeProvider, athlete: Person, now: datetime) -> Connection:
    return connect(provider, athlete, now)
