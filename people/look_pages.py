"""What pages are called to whoever reads who looked: kept as a key, said in the language of the reader."""

from collections.abc import Mapping

from django.utils.functional import Promise

BETWEEN = ": "

_names: dict[str, str | Promise] = {}


def name_pages(names: Mapping[str, str | Promise]) -> None:
    """Key → words, once at start-up. Of a page that is of something, `key: its name` is kept, and the words have
    %(name)s."""
    _names.update(names)


def page_words(page: str) -> str:
    """A form is called by its own name, which is nobody's key."""
    key, between, name = page.partition(BETWEEN)
    words = str(_names.get(key, ""))
    if not words or bool(between) != ("%(name)s" in words):
        return page
    return words % {"name": name} if between else words
