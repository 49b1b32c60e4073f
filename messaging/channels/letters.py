"""Reading a letter: who wrote it, what its first line says, and whether a program sent it. Never fails on any bytes."""

import hashlib
import html
import re
from collections.abc import Collection
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from messaging.channels.base import Heard

AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
PROGRAMS = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
ANSWERED = re.compile(r"^\s*(?:(?:re|aw|fwd?|wg)\s*:\s*)+", re.IGNORECASE)
BEGINS_COMMAND = ("/", "@")
MARKUP = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def read_letter(raw: bytes, own_addresses: Collection[str]) -> Heard | None:
    """A letter as something said; None for one of our own, of a program, or of nobody."""
    letter = message_from_bytes(raw)
    author = _author_of(letter)
    if not author or author in own_addresses or _is_automatic(letter, author):
        return None
    told_id = _header(letter, "Message-ID").strip()
    name = hashlib.sha256(told_id.encode("utf-8", "replace") if told_id else raw).hexdigest()
    return Heard(event_id=f"letter-{name}", message_id="", speaker=author, text=_said_in(letter), reply_to=author)


def _author_of(letter: Message) -> str:
    """The one address it is from, in small letters; "" when there is none, or more than one."""
    addresses = [address for _name, address in getaddresses([_header(letter, "From")]) if address]
    address = addresses[0].strip().lower() if len(addresses) == 1 else ""
    return address if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) else ""


def _is_automatic(letter: Message, author: str) -> bool:
    """Answering a program is how letters begin to circle."""
    answers_itself = _header(letter, "Auto-Submitted").strip().lower() not in ("", "no")
    is_bulk = _header(letter, "Precedence").strip().lower() in AUTOMATIC_PRECEDENCE or "List-Id" in letter
    is_bounce = _header(letter, "Return-Path").strip() == "<>" or author.startswith(PROGRAMS)
    return answers_itself or is_bulk or is_bounce


def _said_in(letter: Message) -> str:
    """The subject when it is a command, else the first line that is written."""
    subject = ANSWERED.sub("", _header(letter, "Subject")).strip()
    return subject if subject.startswith(BEGINS_COMMAND) else _first_line(letter)


def _first_line(letter: Message) -> str:
    parts = [part for part in letter.walk() if part.get_content_maintype() == "text" and not part.get_filename()]
    plain = next((part for part in parts if part.get_content_subtype() == "plain"), None)
    if plain is not None:
        text = _content_of(plain)
    elif parts:
        text = html.unescape(MARKUP.sub("\n", _content_of(parts[0])))
    else:
        return ""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _content_of(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, UnicodeError):
        return payload.decode("utf-8", "replace")


def _header(letter: Message, name: str) -> str:
    raw = str(letter.get(name, ""))
    try:
        return str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return raw
