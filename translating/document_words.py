"""Sentences in the documents that ship and are read in each reader's language: names, titles and paragraphs."""

import json
from collections.abc import Iterator
from typing import Any

from translating.words import Said

SAID_IN = {"name", "description", "title", "body"}


def said_in_document(source: str, _place: str) -> Iterator[Said]:
    return _said(json.loads(source))


def _said(part: Any) -> Iterator[Said]:
    if isinstance(part, list):
        for one in part:
            yield from _said(one)
    elif isinstance(part, dict):
        for name, one in part.items():
            if name in SAID_IN and isinstance(one, str) and one:
                yield Said(one)
            else:
                yield from _said(one)
