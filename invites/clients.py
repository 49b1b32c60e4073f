"""What a coach sees of clients: connection, last data and newest invite of each, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forms_engine.extension import PersonBadge, person_badges
from invites import issuing
from invites.models import Invite
from people.models import Membership, Person, Squad

# The steps of the funnel, in order: the moment's field and its word.
STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("sent_at", _("sent")),
    ("delivered_at", _("delivered")),
    ("opened_at", _("opened")),
    ("at_provider_at", _("at the provider")),
    ("granted_at", _("granted")),
    ("first_data_at", _("first data")),
)


@dataclass(frozen=True)
class Client:
    """One line of the clients list."""

    person: Person
    badge: PersonBadge | None
    invite: Invite | None
    invite_words: str | Promise


@dataclass(frozen=True)
class Step:
    """One step of a squad's funnel: how many newest invites came at least this far."""

    words: str | Promise
    count: int


@dataclass(frozen=True)
class Funnel:
    """How connecting goes in a squad. `stuck`: clients whose newest invite stopped, with the step it stopped at."""

    steps: list[Step]
    median_minutes: float | None
    stuck: list[Client]


def athletes_of(people: QuerySet[Person], squads: Sequence[Squad] | None) -> list[Person]:
    """The active athletes among `people`, of these squads or of any."""
    members = Membership.objects.filter(role=Membership.Role.ATHLETE)
    if squads is not None:
        members = members.filter(squad__in=squads)
    return list(people.filter(is_active=True, pk__in=members.values("person_id")))


def clients_of(people: Sequence[Person], provider_key: str, provider_name: str, now: datetime) -> list[Client]:
    """One line a person, in the order given."""
    badges = person_badges(people, now.date(), now)
    invites = newest_invites(people, provider_key)
    lines = []
    for person in people:
        badge = next((one for one in badges[person.pk] if one.provider == provider_name), None)
        invite = invites.get(person.pk)
        lines.append(Client(person, badge, invite, words_of(invite, now) if invite else ""))
    return lines


def newest_invites(people: Sequence[Person], provider_key: str) -> dict[int, Invite]:
    newest = Invite.objects.filter(provider=provider_key, person__in=people).order_by("person_id", "-id")
    return {invite.person_id: invite for invite in newest.distinct("person_id")}


def words_of(invite: Invite, now: datetime) -> str | Promise:
    """How far an invite came, in one word or two."""
    if invite.outcome == Invite.Outcome.FAILED:
        return _("failed")
    if invite.outcome == Invite.Outcome.REVOKED:
        return _("revoked")
    reached = [words for moment, words in STEPS if getattr(invite, moment) is not None]
    if invite.outcome == Invite.Outcome.OPEN and invite.sent_at and issuing.is_expired(invite, now):
        return _("expired")
    return reached[-1] if reached else _("on its way")


def funnel_of(people: Sequence[Person], provider_key: str, provider_name: str, now: datetime) -> Funnel:
    clients = clients_of(people, provider_key, provider_name, now)
    invites = [client.invite for client in clients if client.invite is not None]
    steps = [Step(words, sum(getattr(one, moment) is not None for one in invites)) for moment, words in STEPS]
    took = [(one.granted_at - one.sent_at) / timedelta(minutes=1) for one in invites if one.granted_at and one.sent_at]
    stuck = [client for client in clients if client.invite is not None and client.invite.granted_at is None]
    return Funnel(steps, median(took) if took else None, stuck)
