"""What invites tests begin with: a moment, the wearable in memory with its command, a squad with a coach."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from invites.commands import command_of
from invites.models import Invite
from messaging.commands import register_command, unregister_command
from people.models import Person, Squad
from sync import registry
from sync.models import ProviderApplication
from tests.builders.connections import set_up_site
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.fakes.provider import FakeProvider
from tests.invites.walking import invite_link


@pytest.fixture
def now() -> datetime:
    """A Tuesday, noon in UTC."""
    return datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Iterator[Any]:
    """The wall clock stands still at `now` until a test moves it."""
    with time_machine.travel(now, tick=False) as stopped:
        yield stopped


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    fake = FakeProvider()
    registry.register(fake)
    register_command(fake.key, command_of(fake.key))
    yield fake
    unregister_command(fake.key)
    registry.unregister(fake.key)


@pytest.fixture
def application(db: None, provider: FakeProvider, now: datetime) -> ProviderApplication:
    cache.clear()
    return set_up_site(provider, now)


@pytest.fixture
def squad(db: None) -> Squad:
    return make_squad()


@pytest.fixture
def athlete(squad: Squad) -> Person:
    return make_athlete(squad)


@pytest.fixture
def coach(squad: Squad) -> Person:
    return make_coach(squad, "Cody", "Coachman")


@pytest.fixture
def link(application: ProviderApplication, athlete: Person, coach: Person, now: datetime) -> tuple[Invite, str]:
    """An invite in the athlete's hands: its row, and the path of its link."""
    return invite_link(athlete, now, coach)
