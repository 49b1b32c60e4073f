"""Chat commands: "/oura", in any case, with a word behind it. Apps further out register theirs at start-up.

A channel hears; this module finds out who speaks and what is asked; the command answers privately.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from people.models import Person

LONGEST = 200
# A leading mention ("@Ringside "), the command, and what stands behind it.
COMMAND = re.compile(
    r"^\s*(?:<?@[^\s>]{1,80}>?[\s,:]+)?/\s?([a-z][a-z0-9_-]{1,30})(?:\s+(.*?))?\s*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Spoken:
    """A command as it was meant: `name` and the `words` behind it, in small letters and with single spaces."""

    name: str
    words: str


@dataclass(frozen=True)
class Asking:
    """Who asks, where, and how an answer reaches them privately. `person` is None for an unknown speaker."""

    person: Person | None
    channel: str
    spoken: Spoken
    reply_to: str
    thread: str
    once: str
    now: datetime


@dataclass(frozen=True)
class Answer:
    """What is said back. `link`, `link_id` name a link builder of `messaging.links`; "" for an answer without one."""

    text: str
    link: str = ""
    link_id: str = ""


Command = Callable[[Asking], Answer]
_commands: dict[str, Command] = {}


def register_command(name: str, command: Command) -> None:
    _commands[name.lower()] = command


def unregister_command(name: str) -> None:
    _commands.pop(name.lower(), None)


def read_command(text: str) -> Spoken | None:
    """The command in `text`, None when it is none of ours: other talk is nobody's business."""
    plain = html.unescape(text[: LONGEST * 2]).replace("\u00a0", " ").replace("\u200b", "")
    found = COMMAND.match(plain[:LONGEST])
    if found is None or found[1].lower() not in _commands:
        return None
    return Spoken(found[1].lower(), " ".join((found[2] or "").lower().split()))


def answer(asking: Asking) -> Answer:
    """What the command says. Raises KeyError for a command nobody registered."""
    return _commands[asking.spoken.name](asking)
