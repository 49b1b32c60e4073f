"""The contract of a channel: a chat system the site can speak through, and perhaps be spoken to.

A channel turns a request of its system into Heard messages, and a Parcel into a message there. It knows nothing of
invites or commands. It touches the network only in `send` and `poll`, the database never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


class ChannelError(Exception):
    """`code` for scripts; the text, which names no person and no secret, for people."""

    code = "channel_error"


class NotGenuine(ChannelError):
    """Signature, secret or freshness is wrong: the door answers 401 and stores nothing."""

    code = "not_genuine"


class CannotDeliver(ChannelError):
    """This message will never arrive (unknown recipient, refused): it becomes a dead letter staff can resend."""

    code = "cannot_deliver"


class TryLater(ChannelError):
    """The system is down or asks us to wait; `retry_after_s` when it says how long."""

    code = "try_later"

    def __init__(self, text: str, retry_after_s: float | None = None) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(text)


@dataclass(frozen=True)
class Settings:
    """What a consultant entered: open settings and opened secrets, by name."""

    open: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Call:
    """A request of the chat system, as bytes: signatures are over what was sent, not over what it means."""

    method: str
    path: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Heard:
    """One message somebody wrote. `speaker` is their id there; `reply_to` where a private answer goes.

    `said_at`: when, for systems that tell.
    """

    event_id: str
    message_id: str
    speaker: str
    text: str
    thread: str = ""
    is_group: bool = False
    reply_to: str = ""
    said_at: datetime | None = None


@dataclass(frozen=True)
class Hearing:
    """What a call came to: messages heard, and the answer the system expects at once."""

    heard: Sequence[Heard] = ()
    status: int = 200
    content: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Parcel:
    """One message ready to go. `text` already holds link, expiry and privacy line. `once` is the idempotency key.

    `text_without_link`, `link`, `link_id` are for the site's own chat, which draws the link as a button.
    """

    address: str
    thread: str
    subject: str
    text: str
    once: str
    text_without_link: str = ""
    link: str = ""
    link_id: str = ""


@dataclass(frozen=True)
class Asked:
    """One setting a consultant enters; secrets are sealed and never shown again.

    `at_least`: characters, for what we ask the consultant to make up.
    """

    name: str
    label: str | Promise
    is_secret: bool = False
    help: str | Promise = ""
    at_least: int = 0


class ChannelKind(Protocol):
    """A chat system. `can_hear`: it has a door for inbound messages."""

    key: str
    name: str | Promise
    asked: tuple[Asked, ...]
    can_hear: bool

    def hear(self, call: Call, settings: Settings, now: datetime) -> Hearing:
        """Verify `call` and read it. Raises NotGenuine; a call without a message is a Hearing without one."""

    def send(self, parcel: Parcel, settings: Settings) -> str:
        """Hand one message over; answers its id there, "" when it gives none. Raises CannotDeliver, TryLater."""

    def poll(self, settings: Settings, since: datetime) -> Sequence[Heard]:
        """Messages since `since`, for systems that can be asked; () for the others.

        Raises CannotDeliver while a setting is missing, TryLater.
        """
