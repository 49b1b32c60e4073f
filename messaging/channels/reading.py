"""Reading what other systems send: numbers that may be words, words that may be missing, lists in one line."""

import json
from typing import Any

LONGEST_ID = 200


def digits_or_text(value: object) -> str:
    """An id as text; "" for anything that is none, or too long to be one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    return text if len(text) <= LONGEST_ID and "\x00" not in text else ""


def json_object(body: bytes) -> dict[str, Any]:
    """{} for anything but a JSON object."""
    read = read_json(body)
    return read if isinstance(read, dict) else {}


def read_json(body: bytes) -> object:
    """What `body` says; None for what is no JSON, or nested deeper than anybody means it."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def inner(value: object, name: str) -> dict[str, Any]:
    """The object called `name` in `value`; {} where there is none."""
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def listed(line: str) -> list[str]:
    """The parts of a line with commas, in order, without blanks."""
    return [part.strip() for part in line.split(",") if part.strip()]
