"""A chat system in memory, and letters through it."""

from dataclasses import dataclass, field

from messaging.channels.base import Parcel
from messaging.models import Channel, OutboundMessage
from messaging.outbox import Letter
from people.models import Person


@dataclass
class Pigeon:
    """A chat system in memory; `fails` is raised, one for each try."""

    key: str = "pigeon"
    name: str = "Pigeon"
    asked: tuple = ()
    can_hear: bool = False
    sent: list[Parcel] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    secrets: list[dict] = field(default_factory=list)

    def hear(self, call, settings, now):
        raise NotImplementedError

    def send(self, parcel, settings):
        self.secrets.append(dict(settings.secrets))
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(parcel)
        return f"p{len(self.sent)}"

    def poll(self, settings, since):
        return ()


def letter(person: Person | None, channel: str = "pigeon", once: str = "cause-1", **details) -> Letter:
    return Letter(person, channel, details.pop("text", "Hello"), once, address=details.pop("address", "A1"), **details)


def outcome(message: OutboundMessage) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.problem.partition(":")[0]


def row(key: str = "pigeon") -> Channel:
    return Channel.objects.get(key=key)
