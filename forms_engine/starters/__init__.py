"""Forms to start from, as files like those a consultant exports; in the folder of a language, that language's."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms_engine.definition_json import all_fields, read_document

HERE = Path(__file__).parent
# File → what it is for, in the order they are offered.
STARTERS: dict[str, str | Promise] = {
    "daily_wellness": _("Five taps every morning, and a note."),
    "training_load": _("One entry after each session: minutes times perceived exertion."),
    "athlete_profile": _("What staff must know about an athlete, kept up to date."),
    "injury_and_availability": _("Who can train today, who cannot, and since when."),
    "note": _("A match, a journey, an illness or a remark, on the axis of the athlete's page."),
}


@dataclass(frozen=True)
class Starter:
    file: str
    name: str
    purpose: str | Promise
    field_count: int


def all_starters() -> tuple[Starter, ...]:
    return _starters_in(get_language())


@cache
def _starters_in(_language: str | None) -> tuple[Starter, ...]:
    found = []
    for file, purpose in STARTERS.items():
        document = read_starter(file)
        found.append(Starter(file, document["form"]["name"], purpose, len(list(all_fields(document)))))
    return tuple(found)


def read_starter(file: str) -> dict[str, Any]:
    """The definition, in the language of whoever begins with it. Raises KeyError for a name that is not offered."""
    if file not in STARTERS:
        raise KeyError(file)
    own = HERE / str(get_language()) / f"{file}.json"
    return read_document((own if own.exists() else HERE / f"{file}.json").read_bytes())
