"""Links that are built at the moment a channel hands a message over, never before, and never stored.

An app further out registers a builder by name; `OutboundMessage.link` and `link_id` say which and what for.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from people.models import Person


@dataclass(frozen=True)
class BuiltLink:
    """A fresh link and the sentence on how long it lives. `expires_at` is None for one that does not expire.

    `needs_log_in`: it leads to the person's own page and is no secret, so that no privacy line stands below it.
    """

    url: str
    words: str
    expires_at: datetime | None = None
    needs_log_in: bool = False


class NoLongerNeeded(Exception):
    """What the link was for is done or revoked: the message is cancelled, not sent."""


@dataclass(frozen=True)
class Button:
    """How the site's own chat shows a link. `url` is "" when it is not the reader's, or dead.

    `words`: how long it lives, or why it does not any more and what to do. `open_until`: None when it is not open.
    """

    label: str
    url: str
    words: str
    open_until: datetime | None = None


LinkBuilder = Callable[[str, Person, datetime], BuiltLink]
ButtonView = Callable[[str, Person, datetime], Button | None]
_builders: dict[str, LinkBuilder] = {}
_views: dict[str, ButtonView] = {}


def register_links(name: str, builder: LinkBuilder) -> None:
    """`builder(link_id, person, now)` answers a fresh link; its life begins now. Raises NoLongerNeeded."""
    _builders[name] = builder


def build_link(name: str, link_id: str, person: Person, now: datetime) -> BuiltLink:
    return _builders[name](link_id, person, now)


def register_button(name: str, view: ButtonView) -> None:
    """`view(link_id, viewer, now)` answers how the link stands for this reader, None for one that is gone.

    It changes nothing: looking at a conversation neither begins nor ends the life of a link.
    """
    _views[name] = view


def unregister(name: str) -> None:
    _builders.pop(name, None)
    _views.pop(name, None)


def button_for(name: str, link_id: str, viewer: Person, athlete: Person, now: datetime) -> Button | None:
    """The link as `viewer` may see it in the conversation of `athlete`: nobody but the athlete ever gets the url."""
    view = _views.get(name)
    button = view(link_id, viewer, now) if view else None
    if button is None or viewer.pk == athlete.pk:
        return button
    return replace(button, url="")
