"""What is wrong with a translation, in words for whoever mends it."""

import re
from collections.abc import Iterable

import polib

from translating.words import Words

# %(name)s and %d of Python, %% for one per cent sign, {name} of str.format and of our own letters.
PLACEHOLDER = re.compile(r"%\(\w+\)[-#0 +.\d]*[a-z]|%%|%[-#0 +.\d]*[sdfirx](?!\w)|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")


def missing_words(catalogue: polib.POFile, words: Iterable[Words]) -> list[str]:
    """What the code says and the catalogue does not know."""
    known = {(entry.msgid, entry.msgid_plural or None, entry.msgctxt) for entry in catalogue}
    return [one.text for one in words if (one.text, one.plural, one.context) not in known]


def flaws_of(entry: polib.POEntry) -> list[str]:
    """[] for a sound translation."""
    if entry.fuzzy:
        return ["is a guess (fuzzy): read it, then take the mark away"]
    if not entry.msgid_plural:
        return _flaws(entry.msgid, entry.msgstr)
    pairs = ((entry.msgid, entry.msgstr_plural.get(0, "")), (entry.msgid_plural, entry.msgstr_plural.get(1, "")))
    return [flaw for original, translation in pairs for flaw in _flaws(original, translation)]


def _flaws(original: str, translation: str) -> list[str]:
    if not translation.strip():
        return ["is not translated"]
    found = []
    for pattern, name in ((PLACEHOLDER, "placeholders"), (TAG, "tags")):
        theirs, ours = (sorted(set(pattern.findall(text))) for text in (original, translation))
        if theirs != ours:
            found.append(f"has other {name}: {', '.join(theirs) or 'none'} became {', '.join(ours) or 'none'}")
    if _edges(original) != _edges(translation):
        found.append("begins or ends with other spaces")
    return found


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
