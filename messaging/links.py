"""Links that are built at the moment a channel hands a message over, never before, and never stored.

An app further out registers a builder by name; `OutboundMessage.link` and `link_id` say which and what for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from people.models import Person


@dataclass(frozen=True)
class BuiltLink:
    """A fresh link and the sentence on how long it lives. `expires_at` is None for one that does not expire."""

    url: str
    words: str
    expires_at: datetime | None = None


class NoLongerNeeded(Exception):
    """What the link was for is done or revoked: the message is cancelled, not sent."""


LinkBuilder = Callable[[str, Person, datetime], BuiltLink]
_builders: dict[str, LinkBuilder] = {}


def register_links(name: str, builder: LinkBuilder) -> None:
    """`builder(link_id, person, now)` answers a fresh link; its life begins now. Raises NoLongerNeeded."""
    _builders[name] = builder


def build_link(name: str, link_id: str, person: Person, now: datetime) -> BuiltLink:
    return _builders[name](link_id, person, now)
