"""Every sentence of ours that people read: one Words per distinct sentence, with the files it stands in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Rooms whose words nobody but a developer reads, and folders that hold no source of ours.
LEFT_OUT = {"tests", "benchmarks", "translating", "migrations", "locale", "static", "docs", "var", "__pycache__"}
TEMPLATE_ENDINGS = (".html", ".txt")


@dataclass(frozen=True)
class Said:
    """A sentence where the code says it."""

    text: str
    plural: str | None = None
    context: str | None = None


@dataclass
class Words:
    """A sentence to translate; a plural anywhere makes it one with a plural."""

    text: str
    context: str | None
    plural: str | None = None
    places: list[str] = field(default_factory=list)


class UnreadableWords(ValueError):
    """A sentence that cannot be looked up as it is written; says where, and what to do."""


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """Python files, templates and documents that ship, in one order on every machine."""
    for folder, inner, names in os.walk(root):
        inner[:] = sorted(name for name in inner if name not in LEFT_OUT and not name.startswith("."))
        rooms = Path(folder).relative_to(root).parts
        endings = (
            ".py",
            *(TEMPLATE_ENDINGS if "templates" in rooms else ()),
            *((".json",) if "shipped" in rooms else ()),
        )
        for name in sorted(names):
            if name.endswith(endings):
                yield Path(folder, name)


def all_words(root: Path = ROOT) -> list[Words]:
    """Every sentence once, in the order of files and lines. Raises UnreadableWords."""
    from translating.document_words import said_in_document
    from translating.python_words import said_in_python
    from translating.template_words import said_in_template

    found: dict[tuple[str, str | None], Words] = {}
    for path in source_files(root):
        place = str(path.relative_to(root))
        read = {".py": said_in_python, ".json": said_in_document}.get(path.suffix, said_in_template)
        for said in read(path.read_text(), place):
            words = found.setdefault((said.text, said.context), Words(said.text, said.context))
            words.plural = words.plural or said.plural
            if place not in words.places:
                words.places.append(place)
    return list(found.values())
