"""What of our English words is left on a page that somebody reads in German."""

import html
import re
from functools import cache

from translating import catalogue
from translating.flaws import PLACEHOLDER, TAG

SPACE = re.compile(r"\s+")
MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)
LEAST = 12  # shorter pieces of a sentence are too likely to be a German word or a name


@cache
def _catalogue() -> tuple[frozenset[str], frozenset[str]]:
    """Pieces of at least two English words between placeholders, and whole sentences that are one piece."""
    entries = list(catalogue.read("de"))
    german = "\n".join(text for one in entries for text in (one.msgstr, *one.msgstr_plural.values()))
    english = [text for one in entries for text in (one.msgid, one.msgid_plural) if text]
    pieces = {_tidy(piece) for text in english for piece in PLACEHOLDER.split(TAG.sub("\0", text).replace("\0", "%%"))}
    translated = {_tidy(one.msgid) for one in entries if one.msgid != one.msgstr and not PLACEHOLDER.search(one.msgid)}
    told = {_tidy(text) for text in german.splitlines()}
    return (
        frozenset(piece for piece in pieces if len(piece) >= LEAST and " " in piece and piece not in german),
        frozenset(one for one in translated if one not in told),
    )


def english_left(page: str) -> list[str]:
    """Sentences of ours, anywhere in the page and its attributes; and single words that stand alone as text."""
    pieces, whole = _catalogue()
    everything = _tidy(html.unescape(page))
    alone = {_tidy(html.unescape(text)) for text in MARKUP.split(page)}
    return sorted({piece for piece in pieces if piece in everything} | (alone & whole))


def _tidy(text: str) -> str:
    return SPACE.sub(" ", text).strip(" .:,;")
