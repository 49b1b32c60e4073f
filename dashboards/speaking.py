"""Translating a page of a thousand cells: each sentence is looked up once a page instead of once a cell."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext

_told = threading.local()


@contextmanager
def one_language() -> Iterator[None]:
    """While it lasts the language of this thread does not change, and `spoken` remembers."""
    _told.words = {}
    try:
        yield
    finally:
        _told.words = None


def spoken(message: str) -> str:
    """`gettext`, remembered within `one_language`."""
    return remembered(message, gettext)


def remembered(what: Hashable, tell: Callable[[Any], str]) -> str:
    """`tell(what)`, told once within `one_language`; nothing told by two different functions may be equal."""
    words: dict[Hashable, str] | None = getattr(_told, "words", None)
    if words is None:
        return tell(what)
    found = words.get(what)
    if found is None:
        found = words[what] = tell(what)
    return found
