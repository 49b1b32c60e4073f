"""People from a file: what each row asks for, checked against who is there, and done in one transaction.

A row never takes anything away: an empty cell keeps what stands, a role or squad is added. Who has no role and comes
into a squad becomes an athlete. The role Consultant, a superuser's account and one's own roles are out of a file's
reach.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from people import roles
from people.access import has_role
from people.accounts import forget_old_addresses
from people.adding import add_person
from people.application import application_details
from people.models import Membership, Person, SiteApplication, Squad

# What a file may say of a person, by the names the rows use.
OWN_FIELDS = ("username", "email", "first_name", "last_name", "known_as", "date_of_birth", "sex")
COLUMNS = ("uuid", *OWN_FIELDS, "role", "squad")
ROLES_OF_FILES = (roles.ATHLETE, roles.COACH, roles.STAFF, roles.MEDICAL)
NEEDED = ("username", "email")


@dataclass(frozen=True)
class RosterRow:
    """`said`: column → text (a day for `date_of_birth`); what is empty is not in it."""

    number: int
    said: Mapping[str, Any]


@dataclass
class Wish:
    """What one row comes to. `changes`: (what, before, after) in words, for the preview."""

    number: int
    person: Person
    is_new: bool
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    squads: list[tuple[Squad, str]] = field(default_factory=list)
    old_email: str = ""


@dataclass
class Roster:
    """The whole file: wishes of rows that can be done, and every problem as (row, column, words)."""

    wishes: list[Wish] = field(default_factory=list)
    unchanged: int = 0
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def may_import_people(viewer: Any) -> bool:
    return has_role(viewer, roles.CONSULTANT) and viewer.has_perms(["people.add_person", "people.change_person"])


def plan_roster(rows: Iterable[RosterRow], by: Person) -> Roster:
    """What the rows would do, asked for by `by`. Writes nothing."""
    desk = _Desk(by)
    for row in rows:
        desk.take(row)
    return desk.roster


@transaction.atomic
def apply_roster(roster: Roster) -> list[Wish]:
    """Adds and changes the people. All or nothing; returns the wishes. Mails nobody. Raises ValueError on problems."""
    if roster.problems:
        raise ValueError("A roster with problems is not applied.")
    for wish in roster.wishes:
        if wish.is_new:
            add_person(wish.person, roles=wish.roles)
        else:
            wish.person.save(update_fields=[*OWN_FIELDS, "uuid"])
            wish.person.groups.add(*Group.objects.filter(name__in=wish.roles))
        if wish.old_email:
            forget_old_addresses(wish.person)
        Membership.objects.bulk_create(
            (Membership(person=wish.person, squad=squad, role=role) for squad, role in wish.squads),
            ignore_conflicts=True,
        )
    return roster.wishes


class _Desk:
    """Knows who is there, and takes one row after the other."""

    def __init__(self, by: Person) -> None:
        self.by, self.roster = by, Roster()
        everybody = list(Person.objects.prefetch_related("groups", "memberships"))
        self.by_key: dict[str, dict[str, Person]] = {
            "uuid": {str(one.uuid): one for one in everybody if one.uuid},
            "username": {one.username.casefold(): one for one in everybody},
            "email": {one.email.casefold(): one for one in everybody if one.email},
        }
        self.taken: dict[tuple[str, str], int] = {}
        self.seen: dict[int, int] = {}
        self.squads = _squads_by_name()
        self.uuid_state = application_details().uuid_state

    def take(self, row: RosterRow) -> None:
        complain = partial(self._complain, row.number)
        before = len(self.roster.problems)
        self._refuse_doubles(row, complain)
        person = self._find(row, complain)
        if len(self.roster.problems) > before:
            return
        wish = Wish(row.number, person or Person(), is_new=person is None)
        self._lay_in(wish, row, complain)
        self._roles_and_squads(wish, row, complain)
        self._check(wish, row, complain)
        if len(self.roster.problems) > before:
            return
        if wish.is_new or wish.changes:
            self.roster.wishes.append(wish)
        else:
            self.roster.unchanged += 1

    def _complain(self, number: int, column: str, words: str) -> None:
        self.roster.problems.append((number, column, words))

    def _refuse_doubles(self, row: RosterRow, complain: Any) -> None:
        for name in ("uuid", *NEEDED):
            if text := str(row.said.get(name, "")).casefold():
                first = self.taken.setdefault((name, text), row.number)
                if first != row.number:
                    complain(name, _("Row %(row)d says the same. Each person has one row.") % {"row": first})

    def _find(self, row: RosterRow, complain: Any) -> Person | None:
        """The person the row is about: by UUID, else username, else e-mail; None for somebody new."""
        found = {name: self._known(name, row) for name in ("uuid", *NEEDED)}
        people = {one.pk: one for one in found.values() if one is not None}
        if len(people) > 1:
            names = ", ".join(sorted(one.username for one in people.values()))
            complain("", _("This row speaks of several people (%(names)s). Mend it, or merge them.") % {"names": names})
        person = next(iter(people.values()), None)
        if person is None:
            return None
        first = self.seen.setdefault(person.pk, row.number)
        if first != row.number:
            complain("", _("Row %(row)d is about the same person.") % {"row": first})
        if person.is_superuser and not self.by.is_superuser:
            complain("", _("This account runs the site: a file does not change it."))
        return person

    def _known(self, name: str, row: RosterRow) -> Person | None:
        return self.by_key[name].get(str(row.said.get(name, "")).casefold())

    def _lay_in(self, wish: Wish, row: RosterRow, complain: Any) -> None:
        person = wish.person
        wish.old_email = "" if wish.is_new or not row.said.get("email") else person.email
        for name in OWN_FIELDS:
            if name not in row.said:
                continue
            after = self._read_sex(row.said[name], complain) if name == "sex" else row.said[name]
            stands = getattr(person, name)
            after = after.lower() if name == "email" else after
            # A username in other capitals is the same one.
            if name == "username" and not wish.is_new and str(stands).casefold() == str(after).casefold():
                continue
            if stands != after:
                wish.changes.append((_label(name), _plain(stands), _plain(after)))
                setattr(person, name, after)
        if wish.old_email == person.email:
            wish.old_email = ""
        if text := row.said.get("uuid"):
            self._lay_in_uuid(wish, str(text), complain)

    def _lay_in_uuid(self, wish: Wish, text: str, complain: Any) -> None:
        try:
            uuid = UUID(text)
        except ValueError:
            complain("uuid", _("This is no UUID."))
            return
        if wish.person.uuid == uuid:
            return
        if self.uuid_state == SiteApplication.UuidState.OFF:
            complain("uuid", _("UUIDs are off on this site. Leave the column out, or switch them on first."))
        elif self.uuid_state == SiteApplication.UuidState.GENERATED:
            complain("uuid", _("Nobody has this UUID, and this site gives them itself. Leave it empty for new people."))
        elif wish.person.uuid is not None:
            complain("uuid", _("This person has another UUID already. Change it on their page in admin."))
        else:
            wish.changes.append((_label("uuid"), "", str(uuid)))
            wish.person.uuid = uuid

    def _read_sex(self, text: Any, complain: Any) -> str:
        words = {str(label).casefold(): value for value, label in Person.Sex.choices}
        words |= {value: value for value in Person.Sex.values} | {"f": "female", "m": "male"}
        found = words.get(str(text).strip().casefold())
        if found is None:
            complain("sex", _("Write female, male or other."))
        return found or ""

    def _roles_and_squads(self, wish: Wish, row: RosterRow, complain: Any) -> None:
        held = set() if wish.is_new else {group.name for group in wish.person.groups.all()}
        wanted = _words(row.said.get("role"))
        known = {name.casefold(): name for name in ROLES_OF_FILES}
        for word in wanted:
            name = known.get(word.casefold())
            if name is None:
                allowed = ", ".join(ROLES_OF_FILES)
                complain("role", _("A file gives the roles %(allowed)s alone; others in admin.") % {"allowed": allowed})
            elif name not in held and wish.person.pk == self.by.pk:
                complain("role", _("Your own roles are changed by another consultant."))
            elif name not in held:
                wish.roles.append(name)
                wish.changes.append((_("role"), "", name))
        # An athlete without the role would read nothing of their own, and boards would show somebody without rights.
        if not (wanted or held or wish.person.is_staff) and _words(row.said.get("squad")):
            wish.roles.append(roles.ATHLETE)
            told = _("%(role)s (a squad without a role)") % {"role": roles.ATHLETE}
            wish.changes.append((_("role"), "", told))
        # Whoever the file gives no role belongs to a squad as what they are already: staff stay staff.
        judged_by = {word.casefold() for word in wanted or held} or {roles.ATHLETE.casefold()}
        role = Membership.Role.ATHLETE if roles.ATHLETE.casefold() in judged_by else Membership.Role.COACH
        member_of = set() if wish.is_new else {(one.squad_id, one.role) for one in wish.person.memberships.all()}
        for word in _words(row.said.get("squad")):
            found = self.squads.get(word.casefold(), [])
            if len(found) != 1:
                words = _("There is no squad “%(name)s”. Make it first.") if not found else _(
                    "Several squads are called “%(name)s”. Write its path: Club › Seniors."
                )  # fmt: skip
                complain("squad", words % {"name": word[:60]})
            elif (found[0].pk, role) not in member_of:
                wish.squads.append((found[0], role))
                wish.changes.append((_("squad"), "", found[0].path))

    def _check(self, wish: Wish, row: RosterRow, complain: Any) -> None:
        if wish.is_new:
            for name in NEEDED:
                if not row.said.get(name):
                    complain(name, _("Somebody new needs this: it is how they log in."))
        try:
            wish.person.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                if name in row.said:
                    complain(name, " ".join(sentences))
        for name in NEEDED:
            other = self.by_key[name].get(str(getattr(wish.person, name)).casefold())
            if other is not None and other.pk != wish.person.pk:
                complain(name, _("Somebody else already has this."))


def _squads_by_name() -> dict[str, list[Squad]]:
    """Name or whole path, without capitals → squads."""
    found: dict[str, list[Squad]] = {}
    for squad in Squad.objects.select_related("parent__parent__parent"):
        for name in {squad.name.casefold(), squad.path.casefold()}:
            found.setdefault(name, []).append(squad)
    return found


def _words(text: Any) -> list[str]:
    return [word for part in str(text or "").split(";") if (word := part.strip())]


def _label(name: str) -> str:
    return str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")
