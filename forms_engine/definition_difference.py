"""Two states of a definition beside each other, in words: before an import, and in the history of a form."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import zip_longest
from typing import Any, Generic, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from forms_engine.definition_json import FIELD, FORM, SECTION, all_fields
from forms_engine.models import FieldDefinition, Standard
from forms_engine.standard_words import say_rule

ADDED, CHANGED, RETIRED, REFUSED = "added", "changed", "retired", "refused"
LONGEST_SHOWN = 120
Document = Mapping[str, Any]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Change:
    """One member before and after, as words."""

    member: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One thing that differs. `sort`: added, changed, retired or refused; `code` says of a refusal which."""

    sort: str
    what: str
    changes: tuple[Change, ...] = ()
    code: str = ""

    @property
    def sentence(self) -> str:
        told = "; ".join(f"{one.member}: {one.before or '–'} → {one.after or '–'}" for one in self.changes)
        return f"{self.what} ({told})" if told else self.what


@dataclass(frozen=True)
class Plan(Generic[Row]):
    """What an import would do. With a refusal among its lines nothing can be imported.

    `warnings`: what elsewhere leans on what would change.
    """

    document: Document
    standing: Row | None
    lines: list[Line]
    _rest: KW_ONLY
    warnings: Sequence[str] = ()

    @property
    def refusals(self) -> list[Line]:
        return [line for line in self.lines if line.sort == REFUSED]

    @property
    def is_new(self) -> bool:
        return self.standing is None


def tell_difference(before: Document | None, after: Document) -> list[Line]:
    """What is in `after` and was not so in `before`: the form, its rights, sections, fields, in that order."""
    if before is None:
        return list(_all_new(after))
    return [
        *_changed_form(before, after),
        *_changed_rights(before["permissions"], after["permissions"]),
        *_changed_sections(before["sections"], after["sections"]),
        *_changed_fields(before, after),
        *_changed_order(before, after),
    ]


def _all_new(after: Document) -> Iterator[Line]:
    yield Line(ADDED, _("Form “%(name)s”") % {"name": after["form"]["name"]})
    yield from _changed_rights({}, after["permissions"])
    yield from (Line(ADDED, _section_words(section)) for section in after["sections"])
    yield from (Line(ADDED, _field_words(field)) for field in all_fields(after))


def _changed_form(before: Document, after: Document) -> Iterator[Line]:
    if changes := _changes(before["form"], after["form"], FORM):
        yield Line(_sort_of(before["form"], after["form"]), _("The form itself"), changes)


def _changed_rights(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Line]:
    for role in sorted({*before, *after}):
        if set(before.get(role, "")) != set(after.get(role, "")) or (role in before) != (role in after):
            change = Change(_("rights"), before.get(role, ""), after.get(role, ""))
            yield Line(CHANGED, _("Role “%(role)s”") % {"role": role}, (change,))


def match_sections(standing: Iterable[Document], wanted: Iterable[Document]) -> list[tuple[Document | None, Document]]:
    """Each wanted section with the standing one it means: that of its key, else of its title; None for a new one."""
    left = list(standing)
    pairs = []
    for section in wanted:
        same_key = [one for one in left if section["key"] and one["key"] == section["key"]]
        same_title = [one for one in left if one["title"] == section["title"] and not (one["key"] and section["key"])]
        found = next(iter(same_key or same_title), None)
        if found is not None:
            left.remove(found)
        pairs.append((found, section))
    return pairs


def _changed_sections(before: Iterable[Document], after: Iterable[Document]) -> Iterator[Line]:
    pairs = match_sections(before, after)
    for standing, wanted in pairs:
        if standing is None:
            yield Line(ADDED, _section_words(wanted))
        elif changes := _changes(standing, wanted, SECTION, leaving=("fields", "key" if not standing["key"] else "")):
            yield Line(CHANGED, _section_words(standing), changes)
    kept = [standing for standing, _wanted in pairs if standing is not None]
    yield from (Line(RETIRED, _section_words(one)) for one in before if one not in kept)


def _changed_fields(before: Document, after: Document) -> Iterator[Line]:
    standing = {field["key"]: field for field in all_fields(before)}
    wanted = {field["key"]: field for field in all_fields(after)}
    for key, field in wanted.items():
        if key not in standing:
            yield Line(ADDED, _field_words(field))
        elif changes := _changes_of_field(standing[key], field):
            yield Line(_sort_of(standing[key], field), _field_words(standing[key]), changes)
    for key, field in standing.items():
        if key not in wanted:
            yield Line(RETIRED, _field_words(field))


def _changes_of_field(before: Document, after: Document) -> tuple[Change, ...]:
    return (*_changes(before, after, FIELD, ("standards",)), *_changed_standards(before, after))


def _changed_standards(before: Document, after: Document) -> Iterator[Change]:
    """Rule by rule, each read back in words."""
    pairs = zip_longest(_rules(before), _rules(after), fillvalue="")
    for number, (was, becomes) in enumerate(pairs, start=1):
        if was != becomes:
            yield Change(_("standard %(number)d") % {"number": number}, was, becomes)


def _rules(field: Document) -> list[str]:
    about = FieldDefinition(type=field["type"], choices=field["choices"])
    return [say_rule(Standard(**rule), about) for rule in field["standards"]]


def _changed_order(before: Document, after: Document) -> Iterator[Line]:
    """One line when what stands in both stands in another order, or under another heading."""
    both = {one["key"] for one in all_fields(before)} & {one["key"] for one in all_fields(after)}
    placed = [[(title, key) for title, key in _places(document) if key in both] for document in (before, after)]
    sections = [[one["title"] for one in document["sections"]] for document in (before, after)]
    if placed[0] != placed[1] or (sections[0] != sections[1] and sorted(sections[0]) == sorted(sections[1])):
        yield Line(CHANGED, _("The order of sections and fields"))


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """(its section's key or title, its own key) of each field. A title alone may change without moving anything."""
    yield from (("", field["key"]) for field in document["fields"])
    for place, section in enumerate(document["sections"]):
        yield from ((section["key"] or f"#{place}", field["key"]) for field in section["fields"])


def _sort_of(before: Document, after: Document) -> str:
    return RETIRED if after["retired"] and not before["retired"] else CHANGED


def _changes(before: Document, after: Document, members: Iterable[str], leaving: tuple[str, ...] = ()) -> Any:
    return tuple(
        Change(name.replace("_", " "), shown_value(before[name]), shown_value(after[name]))
        for name in members
        if name not in leaving and before[name] != after[name]
    )


def shown_value(value: Any) -> str:
    """A member of JSON as words, cut where it is long."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ", ".join(value)
    words = str(value)
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}…"


def _section_words(section: Document) -> str:
    return _("Section “%(title)s”") % {"title": section["title"]}


def _field_words(field: Document) -> str:
    return _("Field “%(label)s” (%(key)s)") % {"label": field["label"], "key": field["key"]}
