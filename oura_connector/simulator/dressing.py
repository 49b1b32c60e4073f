"""The last touch on what is sent: which members, with or without offsets and nulls, as the choices say."""

import json
from collections.abc import Iterable
from typing import Any

from oura_connector.simulator.choices import Choices
from oura_connector.simulator.exchange import JSON_TYPE, Answer
from oura_connector.simulator.rendering import Document

ALWAYS_SENT = ("id", "day")
ALWAYS_SENT_OF_ROWS = ("timestamp",)
_LOCAL = {"enhanced_tag": ("start_time", "end_time"), "tag": ("timestamp",)}
_REQUIRED_THOUGH_NULL = {"tag": ("text",)}
_OFFSET_LENGTH = len("+00:00")
# Words of a description of the API yet to come.
_NEWER_WORDS = {
    "ring_configuration": {"color": "aurora", "hardware_type": "or6"},
    "workout": {"source": "imported", "intensity": "maximal"},
    "session": {"type": "focus", "mood": "calm"},
    "daily_stress": {"day_summary": "mixed"},
    "daily_resilience": {"level": "outstanding"},
    "sleep": {"sleep_analysis_reason": "cloud_sleep_analysis"},
    "sleep_time": {"recommendation": "steady_bedtime"},
}
_NEWER_SOURCE = (b'"source":"rest"', b'"source":"spot_check"')


def dress(document: Document, encoded: bytes, choices: Choices) -> bytes:
    """`encoded` is the document's JSON, orders about it heeded already; mostly it stays as it is."""
    name = document.collection
    is_touched = choices.absent_nulls or choices.newer_words or (not choices.local_offsets and name in _LOCAL)
    if not is_touched:
        return encoded
    body = json.loads(encoded)
    if not choices.local_offsets:
        for member in _LOCAL.get(name, ()):
            body[member] = body[member] and body[member][:-_OFFSET_LENGTH]
    if choices.newer_words and int(document.id[:2], 16) % 3 == 0:
        words = _NEWER_WORDS.get(name, {})
        body |= {member: word for member, word in words.items() if body.get(member) is not None}
    if choices.absent_nulls:
        kept = _REQUIRED_THOUGH_NULL.get(name, ())
        body = {member: value for member, value in body.items() if value is not None or member in kept}
    return _encode(body)


def dress_row(encoded: bytes, choices: Choices) -> bytes:
    if choices.newer_words:
        encoded = encoded.replace(*_NEWER_SOURCE)
    if choices.absent_nulls and b":null" in encoded:
        encoded = _encode({name: value for name, value in json.loads(encoded).items() if value is not None})
    return encoded


def keep_fields(encoded: bytes, fields: str | None, always: tuple[str, ...] = ALWAYS_SENT) -> bytes:
    """Unknown names are ignored; when none is known the whole document comes back (measured 2026-08-09)."""
    if not fields:
        return encoded
    body = json.loads(encoded)
    known = {name.strip() for name in fields.split(",")} & body.keys()
    if not known:
        return encoded
    return _encode({name: value for name, value in body.items() if name in known or name in always})


def wrap_page(sent: Iterable[bytes], token: str | None, *, names_no_token: bool = True) -> Answer:
    """The envelope around what is JSON already."""
    last = b',"next_token":' + json.dumps(token).encode() if token or names_no_token else b""
    return Answer(200, {"Content-Type": JSON_TYPE}, b'{"data":[' + b",".join(sent) + b"]" + last + b"}")


def _encode(body: dict[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
