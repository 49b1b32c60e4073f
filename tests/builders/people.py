"""People, squads and roles made as the site makes them. Every name is plainly invented."""

from itertools import count
from typing import Any

from people import roles
from people.adding import add_person
from people.models import Membership, Person, Squad

PASSWORD = "a-long-test-word"

_numbers = count(1)


def make_person(
    first: str = "Ada",
    last: str = "Examplova",
    *,
    role: str | None = None,
    squad: Squad | None = None,
    squad_role: str = Membership.Role.ATHLETE,
    **details: Any,
) -> Person:
    """Somebody who can log in with PASSWORD. `details` go to Person; username and e-mail are unique by themselves."""
    number = next(_numbers)
    username = details.pop("username", f"{first}.{last}.{number}".lower().replace(" ", "-"))
    details.setdefault("email", f"{username}@example.test")
    password = details.pop("password", PASSWORD)
    person = Person(username=username, first_name=first, last_name=last, **details)
    if password:
        person.set_password(password)
    squads = [squad] if squad else []
    is_coach = squad_role == Membership.Role.COACH
    return add_person(
        person,
        roles=[role] if role else [],
        athlete_in=[] if is_coach else squads,
        coach_of=squads if is_coach else [],
    )


def make_squad(name: str = "Rowing Testers", parent: Squad | None = None) -> Squad:
    return Squad.objects.create(name=name, parent=parent)


def make_athlete(squad: Squad | None = None, first: str = "Ada", last: str = "Examplova", **details: Any) -> Person:
    return make_person(first, last, role=roles.ATHLETE, squad=squad, **details)


def make_coach(squad: Squad | None = None, first: str = "Bo", last: str = "Testfield", **details: Any) -> Person:
    return make_person(first, last, role=roles.COACH, squad=squad, squad_role=Membership.Role.COACH, **details)


def make_staff(squad: Squad | None = None, first: str = "Sam", last: str = "Sampleton", **details: Any) -> Person:
    """Staff reach the athletes of a squad the way a coach does: by a membership as coach."""
    return make_person(first, last, role=roles.STAFF, squad=squad, squad_role=Membership.Role.COACH, **details)


def make_medical(squad: Squad | None = None, first: str = "Mia", last: str = "Mockley", **details: Any) -> Person:
    return make_person(first, last, role=roles.MEDICAL, squad=squad, squad_role=Membership.Role.COACH, **details)


def make_consultant(first: str = "Con", last: str = "Placeholder", **details: Any) -> Person:
    return make_person(first, last, role=roles.CONSULTANT, **details)
