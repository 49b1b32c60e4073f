"""What the importer chose: which column is what. Kept in the job as JSON, guessed from the headings to begin with."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from forms_engine.flat import FlatColumn

# How a file names people, and the headings that say so.
UUID, USERNAME, EMAIL, NAME, NAMES = "uuid", "username", "email", "name", "names"
PERSON_HEADINGS = {
    UUID: ("uuid",),
    USERNAME: ("username", "user name", "login"),
    EMAIL: ("email", "e mail", "email address", "e mail address"),
    NAME: ("person", "name", "full name", "athlete", "player"),
}
FIRST_NAMES, LAST_NAMES = ("first name", "firstname", "given name"), ("last name", "lastname", "surname", "family name")
# The columns of a record that are no fields, as the export heads them.
SPECIAL_HEADINGS = {
    "record": ("record", "record id", "id"),
    "day": ("date", "day", "occurred on"),
    "start": ("start", "starts at", "start time"),
    "finish": ("finish", "finishes at", "end", "finish time"),
    "zone": ("zone", "time zone"),
}
KEEP, CLEAR = "keep", "clear"
WORDS = re.compile(r"[^\w]+")


@dataclass
class Plan:
    """Columns by their place from 0, None where there is none.

    `fields`: place → name of a FlatColumn. `keys`: columns that tell records of one person and day apart. `blank`:
    whether an empty cell keeps or clears what stands. `people`: what the file calls somebody → their id, 0 to leave
    them out.
    """

    person_by: str = NAME
    person: int | None = None
    surname: int | None = None
    record: int | None = None
    day: int | None = None
    fixed_day: str = ""
    start: int | None = None
    finish: int | None = None
    zone: int | None = None
    order: str = ""
    decimal: str = "."
    blank: str = KEEP
    keys: list[int] = field(default_factory=list)
    fields: dict[int, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "fields": {str(place): name for place, name in self.fields.items()}}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Plan":
        return cls(**{**said, "fields": {int(place): name for place, name in said["fields"].items()}})


def guess_plan(headings: Sequence[str], columns: Sequence[FlatColumn], filled: Collection[int]) -> Plan:
    """Which column is what, by its heading. Every column is one thing at most; a field is one column at most.

    `filled`: the places of columns that hold anything; nobody is named by an empty one.
    """
    plain = [_plain(heading) for heading in headings]
    named = [heading if place in filled else "" for place, heading in enumerate(plain)]
    plan = Plan()
    for name, words in SPECIAL_HEADINGS.items():
        setattr(plan, name, _place(plain, words))
    for by, words in PERSON_HEADINGS.items():
        if (place := _place(named, words)) is not None:
            plan.person_by, plan.person = by, place
            break
    else:
        first, last = _place(named, FIRST_NAMES), _place(named, LAST_NAMES)
        if first is not None and last is not None:
            plan.person_by, plan.person, plan.surname = NAMES, first, last
    plan.fields = _guess_fields(headings, plain, columns, taken=_taken(plan))
    return plan


def _guess_fields(
    headings: Sequence[str], plain: Sequence[str], columns: Sequence[FlatColumn], taken: set[int | None]
) -> dict[int, str]:
    """The sure names first: what a column is called in full, then key and API name, then the label."""
    found: dict[int, str] = {}
    ways = (
        lambda column: (column.name, column.heading, f"{column.heading} [{column.name}]"),
        lambda column: (column.path[-1], column.owner.api_name) if len(column.path) == 1 else (column.path[-1],),
        lambda column: (column.label, column.owner.label) if len(column.path) < 3 else (column.label,),
    )
    for names_of in ways:
        for column in columns:
            names = {_plain(name) for name in names_of(column)}
            for place, heading in enumerate(plain):
                if heading in names and place not in found and place not in taken and column.name not in found.values():
                    found[place] = column.name
    return {place: found[place] for place in sorted(found) if headings[place]}


def _taken(plan: Plan) -> set[int | None]:
    return {plan.person, plan.surname, plan.record, plan.day, plan.start, plan.finish, plan.zone}


def _place(plain: Sequence[str], words: Sequence[str]) -> int | None:
    return next((plain.index(word) for word in words if word in plain), None)


def _plain(heading: str) -> str:
    """Letters and digits alone, so that “Sleep-Quality” is “sleep quality” and “sleep_quality”."""
    return " ".join(WORDS.sub(" ", heading.replace("_", " ")).casefold().split())
