"""The catalogue of one language: locale/<language>/LC_MESSAGES/django.po, and django.mo compiled from it.

Both are committed, so that a machine that runs the site needs no tool to translate; a test proves that they agree.
"""

from collections.abc import Iterable
from pathlib import Path

import polib

from translating.words import ROOT, Words

HEADERS = {
    "Project-Id-Version": "Ringside",
    "Language": "",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
LINE = 120


def path_of(language: str, root: Path = ROOT) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def compiled_path_of(language: str, root: Path = ROOT) -> Path:
    return path_of(language, root).with_suffix(".mo")


def read(language: str, root: Path = ROOT) -> polib.POFile:
    """What there is of a language; an empty catalogue for a new one."""
    path = path_of(language, root)
    return polib.pofile(str(path), wrapwidth=LINE) if path.exists() else polib.POFile(wrapwidth=LINE)


def merged(old: polib.POFile, language: str, words: Iterable[Words]) -> polib.POFile:
    """`words` with the translations `old` has of them; those of words that are gone are left behind."""
    known: dict[tuple[str, str | None], polib.POEntry] = {(entry.msgid, entry.msgctxt): entry for entry in old}
    new = polib.POFile(wrapwidth=LINE)
    new.metadata = {**HEADERS, "Language": language}
    new.extend(_entry(one, known.get((one.text, one.context))) for one in words)
    return new


def write(catalogue: polib.POFile, language: str, root: Path = ROOT) -> None:
    path = path_of(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    compiled_path_of(language, root).write_bytes(catalogue.to_binary())


def _entry(words: Words, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgid=words.text, msgctxt=words.context, occurrences=[(place, "") for place in words.places])
    if words.plural is None:
        entry.msgstr = known.msgstr if known else ""
        return entry
    entry.msgid_plural = words.plural
    has_both = known is not None and known.msgid_plural == words.plural
    entry.msgstr_plural = dict(known.msgstr_plural) if known and has_both else {0: "", 1: ""}
    return entry
