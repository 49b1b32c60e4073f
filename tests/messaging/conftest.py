"""What tests of messages begin with: a moment, a squad, a pretend command with its link."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from messaging import commands, links
from messaging.channels import registry
from messaging.commands import Answer, Asking
from messaging.links import BuiltLink, Button, NoLongerNeeded
from messaging.models import Channel
from people.models import Person, Squad
from tests.builders.people import make_athlete, make_coach, make_squad
from tests.messaging.pigeon import Pigeon


@pytest.fixture
def now() -> datetime:
    """A Tuesday, noon in UTC."""
    return datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.fixture
def squad(db: None) -> Squad:
    return make_squad()


@pytest.fixture
def ada(squad: Squad) -> Person:
    return make_athlete(squad)


@pytest.fixture
def coach(squad: Squad) -> Person:
    return make_coach(squad)


@dataclass
class Ring:
    """A pretend wearable's command: every question issues a link that lives five minutes from hand-over."""

    asked: list[Asking] = field(default_factory=list)
    built: dict[str, datetime] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)

    def answer(self, asking: Asking) -> Answer:
        self.asked.append(asking)
        if asking.spoken.words:
            return Answer("This is how it works.")
        return Answer("Not connected yet.", "ring", f"{asking.person.pk}-{len(self.asked)}")

    def build(self, link_id: str, person: Person, now: datetime) -> BuiltLink:
        if link_id in self.revoked:
            raise NoLongerNeeded
        self.built[link_id] = now
        return BuiltLink(f"https://ringside.example/c/{link_id}/{len(self.built)}", "Works for five minutes.", now)

    def show(self, link_id: str, viewer: Person, now: datetime) -> Button | None:
        if link_id not in self.built:
            return None
        ends = self.built[link_id] + timedelta(minutes=5)
        if now >= ends:
            return Button("Connect", "", "Expired: write /ring again.")
        # Careless on purpose: the address goes to whoever looks.
        return Button("Connect", f"https://ringside.example/c/{link_id}", "Works for five minutes.", ends)


@pytest.fixture
def ring() -> Iterator[Ring]:
    made = Ring()
    commands.register_command("ring", made.answer)
    links.register_links("ring", made.build)
    links.register_button("ring", made.show)
    yield made
    commands.unregister_command("ring")
    links.unregister("ring")


@pytest.fixture
def pigeon() -> Iterator[Pigeon]:
    kind = Pigeon()
    registry.register(kind)
    Channel.objects.create(key=kind.key, is_on=True)
    yield kind
    registry.unregister(kind.key)
