"""Chat commands: "/oura", in any case, with a word behind it. Apps further out register theirs at start-up.

A channel hears; this module finds out who speaks and what is asked; the command answers privately.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import translation

from messaging import ai
from messaging.sender import language_for, sender_row
from people.models import Person

LONGEST = 200
# What a word behind a command may begin with that is no question: never sent to an AI endpoint.
KNOWN_WORDS = frozenset({"help", "status", "disconnect", "code", "hilfe", "trennen"})
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
    """What is said back, without health values: others may read the conversation.

    `link`, `link_id` name a link builder of `messaging.links`; "" for an answer without one.
    """

    text: str
    link: str = ""
    link_id: str = ""


Command = Callable[[Asking], Answer]
_commands: dict[str, Command] = {}


def register_command(name: str, command: Command) -> None:
    _commands[name.lower()] = command


def unregister_command(name: str) -> None:
    _commands.pop(name.lower(), None)


def command_names() -> list[str]:
    """The commands there are, as one writes them, without the slash."""
    return list(_commands)


def read_command(text: str) -> Spoken | None:
    """The command in `text`, None when it is none of ours: other talk is nobody's business."""
    plain = html.unescape(text[: LONGEST * 2]).replace("\u00a0", " ").replace("\u200b", "")
    found = COMMAND.match(plain[:LONGEST])
    if found is None or found[1].lower() not in _commands:
        return None
    return Spoken(found[1].lower(), " ".join((found[2] or "").lower().split()))


def is_question(spoken: Spoken) -> bool:
    """True when the words behind the command are none the commands know."""
    return bool(spoken.words) and spoken.words.split()[0] not in KNOWN_WORDS


def answer(asking: Asking) -> Answer:
    """What the command says, to a question perhaps with AI wording on top. Raises KeyError for an unknown command."""
    with translation.override(language_for(asking.person, sender_row())):
        said = _commands[asking.spoken.name](asking)
    if asking.person is None or not is_question(asking.spoken):
        return said
    on_top = ai.answer_question(asking.spoken.words, asking.person, asking.now)
    return replace(said, text=f"{on_top}\n\n{said.text}") if on_top else said
