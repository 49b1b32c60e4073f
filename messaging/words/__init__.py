"""The words that ship: which messages there are, what may stand in them, and their text in each language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from messaging.words import de, en_gb

LANGUAGES: Mapping[str, str] = {"en-gb": "English", "de": "Deutsch"}
FALLBACK = "en-gb"
SHIPPED = {"en-gb": en_gb, "de": de}

ANYWHERE = frozenset({"coach", "provider", "site", "command"})
TO_A_PERSON = ANYWHERE | {"first_name"}
WITH_MINUTES = TO_A_PERSON | {"minutes"}


@dataclass(frozen=True)
class Kind:
    """One kind of message: when it goes out, and the placeholders its words may hold."""

    label: str | Promise
    placeholders: frozenset[str] = TO_A_PERSON


KINDS: Mapping[str, Kind] = {
    "connect_invite": Kind(_("A coach invites"), WITH_MINUTES),
    "connect_answer": Kind(_("Answer to the command: not connected yet"), WITH_MINUTES),
    "fresh_link": Kind(_("A new link after one that expired"), WITH_MINUTES),
    "connected_status": Kind(_("Answer to the command: connected")),
    "waiting_status": Kind(_("Answer to the command: connected, no data yet")),
    "reconnect": Kind(_("Notice: reconnect needed")),
    "reconnect_answer": Kind(_("Answer to the command: reconnect needed"), WITH_MINUTES),
    "membership_lapsed": Kind(_("Notice and answer: membership lapsed")),
    "more_data": Kind(_("Notice: the club asks for more types of data")),
    "more_answer": Kind(_("Answer to the command: more types of data are asked for"), WITH_MINUTES),
    "first_data": Kind(_("Notice: first data")),
    "invite_expired_unused": Kind(_("Notice to the coach: an invite expired unused"), TO_A_PERSON | {"athlete"}),
    "unknown_speaker": Kind(_("Answer to somebody nobody knows here"), ANYWHERE - {"coach"}),
    "asked_too_often": Kind(_("Answer: asked too often"), WITH_MINUTES),
    "not_ready": Kind(_("Answer: connecting is not set up")),
    "help": Kind(_("Answer to “help”")),
    "disconnect_help": Kind(_("Answer to “disconnect”")),
}


@dataclass(frozen=True)
class Words:
    subject: str
    body: str


def shipped_words(key: str, language: str) -> Words:
    """The words that ship. Raises KeyError for a message or a language that does not."""
    return Words(*SHIPPED[language].WORDS[key])


def fixed_line(name: str, language: str) -> str:
    """A line no consultant can change: privacy, expiry. English for a language that does not ship."""
    return SHIPPED.get(language, en_gb).LINES[name]


def connecting_facts(language: str) -> str:
    """What an AI endpoint may say about connecting: general, about nobody."""
    return SHIPPED.get(language, en_gb).CONNECTING
