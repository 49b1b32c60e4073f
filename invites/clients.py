"""What a coach sees of clients: connection, last data and newest invite of each, in a fixed number of queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invites import issuing
from invites.models import Invite
from people.models import Membership, Person
from sync.models import Connection

State = Connection.State
Outcome = Invite.Outcome

# The steps of the funnel, in order: the moment's field and its word.
STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("sent_at", _("sent")),
    ("delivered_at", _("delivered")),
    ("opened_at", _("opened")),
    ("at_provider_at", _("at the provider")),
    ("granted_at", _("granted")),
    ("first_data_at", _("first data")),
)

# Why an invite ended, or did not get on, as far as it is known. Codes of sync's endings, and our own.
REASONS: dict[str, str | Promise] = {
    issuing.NEWER: _("a newer one was sent"),
    issuing.CONNECTED: _("connected another way"),
    issuing.UNDELIVERED: _("the message could not be delivered"),
    "denied": _("they did not agree"),
    "ring_taken": _("this ring belongs to somebody else here"),
    "different_ring": _("another ring account than before"),
    "no_membership": _("the ring's membership does not include it"),
    "state_expired": _("took longer than fifteen minutes"),
    "vendor_down": _("the provider did not answer"),
    "misconfigured": _("the connector's set-up is wrong"),
}


class Standing(TextChoices):
    """What the list can be filtered by; they overlap."""

    CONNECTED = "connected", _("connected")
    NOT_CONNECTED = "not_connected", _("not connected")
    RECONNECT = "reconnect_needed", _("reconnect needed")
    INVITE_OPEN = "invite_open", _("invite open")
    EXPIRED = "expired_unused", _("invite expired unused")


@dataclass(frozen=True)
class Client:
    """One line of the clients list. `standings`: every filter it is found by."""

    person: Person
    connection: Connection | None
    invite: Invite | None
    invite_words: str | Promise
    invite_reason: str | Promise
    standings: frozenset[str]

    @property
    def why_not(self) -> str | Promise:
        """Why somebody who invites many leaves this one out, "" when they do not."""
        if self.connection is not None and self.connection.state in (State.WAITING, State.CONNECTED):
            return _("connected already")
        return _("has an open invite already") if Standing.INVITE_OPEN in self.standings else ""

    @property
    def may_be_invited(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class Step:
    """One step of a squad's funnel: how many newest invites came at least this far."""

    words: str | Promise
    count: int


@dataclass(frozen=True)
class Funnel:
    """How connecting goes in a squad. `stuck`: who is not connected, and the step they stand at.

    `median_minutes`: from hand-over to the grant, begun minutes counted whole; None before anybody agreed.
    """

    athletes: int
    connected: int
    steps: list[Step]
    median_minutes: int | None
    stuck: list[tuple[Client, str | Promise]]


def athletes_of(people: QuerySet[Person], squad_ids: Collection[int] | None) -> QuerySet[Person]:
    """The active athletes among `people`, of these squads or of any, by name."""
    members = Membership.objects.filter(role=Membership.Role.ATHLETE)
    if squad_ids is not None:
        members = members.filter(squad_id__in=squad_ids)
    athletes = people.filter(is_active=True, pk__in=members.values("person_id"))
    return athletes.order_by("last_name", "first_name", "pk")


def clients_of(people: Sequence[Person], provider_key: str, now: datetime) -> list[Client]:
    """One line a person, in the order given. Two queries."""
    connections = Connection.objects.filter(provider=provider_key, person__in=people).select_related("person")
    by_person = {one.person_id: one for one in connections}
    invites = newest_invites(people, provider_key)
    return [_client(person, by_person.get(person.pk), invites.get(person.pk), now) for person in people]


def newest_invites(people: Sequence[Person], provider_key: str) -> dict[int, Invite]:
    newest = Invite.objects.filter(provider=provider_key, person__in=people).order_by("person_id", "-id")
    return {invite.person_id: invite for invite in newest.distinct("person_id")}


def words_of(invite: Invite, now: datetime) -> str | Promise:
    """How far an invite came, in one word or two."""
    if invite.outcome == Outcome.FAILED:
        return _("failed")
    if invite.outcome == Outcome.REVOKED:
        return _("revoked")
    if invite.sent_at and issuing.is_expired(invite, now):
        return _("expired")
    return step_of(invite)


def step_of(invite: Invite) -> str | Promise:
    """The last step an invite reached, whatever became of it."""
    reached = [words for moment, words in STEPS if getattr(invite, moment) is not None]
    return reached[-1] if reached else _("on its way")


def reason_of(invite: Invite) -> str | Promise:
    """Why it ended or does not get on, "" when that is not known; a code for what has no words of its own."""
    return REASONS.get(invite.reason, invite.reason)


def funnel_of(people: Sequence[Person], provider_key: str, now: datetime) -> Funnel:
    clients = clients_of(people, provider_key, now)
    invites = [client.invite for client in clients if client.invite is not None]
    steps = [Step(words, sum(getattr(one, moment) is not None for one in invites)) for moment, words in STEPS]
    took = [(one.granted_at - one.sent_at) / timedelta(minutes=1) for one in invites if one.granted_at and one.sent_at]
    waiting = [one for one in clients if Standing.CONNECTED not in one.standings]
    stuck = [(one, step_of(one.invite) if one.invite else _("not invited yet")) for one in waiting]
    return Funnel(len(clients), len(clients) - len(waiting), steps, ceil(median(took)) if took else None, stuck)


def _client(person: Person, connection: Connection | None, invite: Invite | None, now: datetime) -> Client:
    return Client(
        person=person,
        connection=connection,
        invite=invite,
        invite_words=words_of(invite, now) if invite else "",
        invite_reason=reason_of(invite) if invite else "",
        standings=_standings(connection, invite, now),
    )


def _standings(connection: Connection | None, invite: Invite | None, now: datetime) -> frozenset[str]:
    found = set()
    if connection is not None and connection.state in Connection.SYNCED_STATES:
        found.add(Standing.CONNECTED)
    elif connection is not None and connection.state == State.RECONNECT_NEEDED:
        found.add(Standing.RECONNECT)
    else:
        found.add(Standing.NOT_CONNECTED)
    if invite is not None and invite.outcome == Outcome.OPEN:
        is_dead = invite.sent_at is not None and issuing.is_expired(invite, now)
        found.add(Standing.EXPIRED if is_dead else Standing.INVITE_OPEN)
    return frozenset(str(one) for one in found)
