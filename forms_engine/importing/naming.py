"""Whom a file means: by UUID, username, e-mail or name. Where that is in doubt the importer chooses, nobody guesses."""

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID as Uuid

from forms_engine.importing.plan import EMAIL, USERNAME, UUID
from forms_engine.models import FormDefinition
from forms_engine.permissions import rights_over
from people.access import visible_people
from people.models import Person

LEFT_OUT = 0
MOST_DOUBTS = 200
MOST_CANDIDATES = 8
NEAR = 0.72


@dataclass
class Doubt:
    """Somebody the file names and nobody could be found for sure. `candidates`: ids, the likeliest first."""

    text: str
    candidates: list[int]
    rows: int = 0


@dataclass
class Naming:
    """Answers who is meant. `chosen`: text → id the importer chose, 0 to leave the rows out."""

    by: str
    people: Mapping[int, Person]
    chosen: Mapping[str, int]
    doubts: dict[str, Doubt] = field(default_factory=dict)
    _known: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _answers: dict[str, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.people.values():
            for name in _names(person, self.by):
                self._known[plain_name(name)].add(person.pk)

    def find(self, text: str) -> int | None:
        """The person's id, 0 for rows to be left out, None where somebody must choose first."""
        if text not in self._answers:
            self._answers[text] = self._look_up(text)
        if self._answers[text] is None and (doubt := self.doubts.get(text)):
            doubt.rows += 1
        return self._answers[text]

    def _look_up(self, text: str) -> int | None:
        if (chosen := self.chosen.get(text)) is not None and (chosen == LEFT_OUT or chosen in self.people):
            return chosen
        found = self._known.get(plain_name(text), set())
        if len(found) == 1:
            return next(iter(found))
        if len(self.doubts) < MOST_DOUBTS:
            self.doubts[text] = Doubt(text, sorted(found) or self._near(text))
        return None

    def _near(self, text: str) -> list[int]:
        if self.by == UUID:
            return []
        names = {_bare(name): ids for name, ids in self._known.items()}
        near = difflib.get_close_matches(_bare(plain_name(text)), list(names), n=MOST_CANDIDATES, cutoff=NEAR)
        return list(dict.fromkeys(pk for name in near for pk in sorted(names[name])))[:MOST_CANDIDATES]


def importable_people(viewer: Person, form: FormDefinition) -> dict[int, Person]:
    """Id → person, of everybody about whom `viewer` may import records of the form."""
    people = {person.pk: person for person in visible_people(viewer)}
    rights = rights_over(viewer, people.values(), form)
    return {pk: person for pk, person in people.items() if rights[pk].write and rights[pk].imports}


def plain_name(text: str) -> str:
    """Without capitals, commas and double blanks; letters written in two ways are one."""
    return " ".join(unicodedata.normalize("NFKC", text).replace(",", " ").casefold().split())


def _names(person: Person, by: str) -> Iterable[str]:
    if by == UUID:
        return [str(person.uuid)] if person.uuid else []
    if by == USERNAME:
        return [person.username]
    if by == EMAIL:
        return [person.email] if person.email else []
    first, last = person.first_name, person.last_name
    called = person.known_as or first
    return {f"{first} {last}", f"{last} {first}", f"{called} {last}", f"{last} {called}", person.full_name} - {" "}


def _bare(name: str) -> str:
    """Without accents, and with words in alphabetical order."""
    letters = (one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return " ".join(sorted("".join(letters).split()))


def plain_person(text: str, by: str) -> str:
    """A UUID in the one way it is written; everything else as it is."""
    if by != UUID:
        return text.strip()
    try:
        return str(Uuid(text.strip()))
    except ValueError:
        return text.strip()
