"""What the contract asks of each pretend chat system."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from django.utils.datastructures import CaseInsensitiveMapping

from messaging.channels.base import Call, ChannelKind, Settings
from tests.messaging.servers.listening import Listener

SITE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Arrived:
    """A message as the chat system has it: to whom, and whether others see it."""

    to: str
    text: str
    is_public: bool = False


@dataclass(frozen=True)
class Traits:
    """What a chat system does and does not promise."""

    signs_body: bool = True
    has_window: bool = True
    has_thread: bool = False
    refuses_by_status: bool = True


class Vendor(Protocol):
    """A chat system: it calls us as it would, and takes what we send."""

    traits: Traits
    listener: Listener

    @property
    def kind(self) -> ChannelKind: ...

    @property
    def settings(self) -> Settings: ...

    def say(self, speaker: str, text: str, now: datetime, number: int = 1, *, is_group: bool = False) -> Call:
        """A genuine call: `speaker` wrote `text`, its message number `number`."""

    def say_oddly(self, now: datetime) -> list[Call]:
        """Genuine calls of a shape that holds no message."""

    def own_voice(self, now: datetime) -> Call | None:
        """A genuine call that tells of what the site itself said; None where there is no such thing."""

    def speaker_id(self, speaker: str) -> str:
        """What the site knows this speaker by."""

    def address(self, speaker: str) -> str:
        """Where a message nobody asked for reaches them."""

    def arrived(self) -> list[Arrived]:
        """What was delivered, oldest first."""


def call_of(path: str, headers: dict[str, str], body: bytes) -> Call:
    """As the door makes it."""
    parts = urlsplit(path)
    return Call(
        method="POST",
        path=parts.path,
        url=f"{SITE}{path}",
        query=dict(parse_qsl(parts.query)),
        headers=CaseInsensitiveMapping(headers),
        body=body,
    )
