"""AI wording on top of an answer: optional, off by default, and gone after two seconds.

Only the words behind the command leave the site, with a fixed text about connecting. Whatever comes back is shown
above the template and never in its place, and only when it looks like plain sentences; else the template stands alone.
"""

import re
import unicodedata
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from messaging import conf
from messaging.ai_endpoint import CannotAsk, Endpoint, ask
from messaging.models import AiExchange, MessageSender
from messaging.sender import language_for, sender_row
from messaging.words import connecting_facts
from people.models import Person

Outcome = AiExchange.Outcome
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_ANSWER = 500

# Anything that might be, or be read as, an address: refused rather than repaired.
ADDRESS_LIKE = re.compile(
    r"[@<>\\\[\]{}|`^~_*#=]|//|:/|\bwww\b|\bhttps?\b|\w\.\w|\b(?:dot|punkt|at)\s+(?:com|net|org|io|app|de|eu|me|co)\b",
    re.IGNORECASE,
)
# Five digits or more, however they are written apart.
NUMBER_LIKE = re.compile(r"\d(?:[\s().+/-]*\d){4,}")


def answer_question(words: str, reader: Person, now: datetime) -> str:
    """One to three sentences on `words`, "" when the template shall stand alone."""
    sender = sender_row()
    if not sender.ai_is_on or not sender.ai_url or not sender.ai_model or _are_too_many(now):
        return ""
    language = language_for(reader, sender)
    text, outcome = _ask(words, language, sender)
    AiExchange.objects.create(asked_at=now, words=words[:200], outcome=outcome)
    return text


def complaint_about(url: str) -> str:
    """Why the site may not ask this address, as a code; "" when it may."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "not_an_address"
    host = (parts.hostname or "").lower()
    if not host or parts.username is not None or parts.query or parts.fragment:
        return "not_an_address"
    is_plain_allowed = parts.scheme == "http" and host in LOOPBACK and conf.is_plain_http_allowed()
    if parts.scheme != "https" and not is_plain_allowed:
        return "not_https"
    hosts = conf.ai_hosts()
    return "" if f"{host}:{port}" in hosts or (host in hosts and port == 443) else "host_not_allowed"


def is_plain(text: str) -> bool:
    """False for anything that holds, or looks as if it held, an address, a number to call or hidden characters."""
    if any(unicodedata.category(one).startswith("C") and one != "\n" for one in text):
        return False
    # Full-width and other forms of the same characters are judged as what they look like.
    seen = unicodedata.normalize("NFKC", text).translate(
        {0x3002: ".", 0x2024: ".", 0xB7: ".", 0x2044: "/", 0x2215: "/"}
    )
    return ADDRESS_LIKE.search(seen) is None and NUMBER_LIKE.search(seen) is None


def forget_exchanges(now: datetime) -> int:
    """Forget what was asked longer ago than it may be kept."""
    return AiExchange.objects.filter(asked_at__lt=now - conf.AI_KEPT).delete()[0]


def _are_too_many(now: datetime) -> bool:
    return AiExchange.objects.filter(asked_at__gt=now - timedelta(hours=1)).count() >= conf.AI_MOST_AN_HOUR


def _ask(words: str, language: str, sender: MessageSender) -> tuple[str, Outcome]:
    if complaint_about(sender.ai_url):
        return "", Outcome.NOT_ALLOWED
    endpoint = Endpoint(sender.ai_url, sender.ai_model, sender.ai_key)
    try:
        text = ask(endpoint, connecting_facts(language), words, conf.AI_DEADLINE_S).strip()
    except CannotAsk as error:
        return "", error.outcome
    if not text:
        return "", Outcome.UNREADABLE
    if len(text) > LONGEST_ANSWER:
        return "", Outcome.TOO_LONG
    return (text, Outcome.USED) if is_plain(text) else ("", Outcome.UNSAFE)
