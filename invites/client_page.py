"""The *Oura Data* tab of one client as plain data: how it stands, the newest invite, what arrived, the history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from invites import sending
from invites.clients import STEPS, Client, clients_of, reason_of, words_of
from invites.models import Invite
from messaging import outbox
from messaging.channels import registry as channels
from people.models import Person
from sync.accounting import is_granted
from sync.consenting import offered_feeds
from sync.models import Connection, FeedState
from sync.provider import Provider
from sync.setup import blocking_line

HISTORY = 20


@dataclass(frozen=True)
class Arrival:
    """What arrived of one type of data."""

    name: str
    shared: str
    first_on: date | None
    last_on: date | None
    trouble: str


@dataclass(frozen=True)
class PastInvite:
    invite: Invite
    by: str
    channel: str | Promise
    words: str | Promise
    reason: str | Promise


@dataclass(frozen=True)
class ClientPage:
    """`blocked`: who must do what before anybody can be invited, "" when somebody can."""

    client: Client
    steps: list[tuple[str | Promise, datetime | None]]
    arrivals: list[Arrival]
    history: list[PastInvite]
    choices: list[sending.ChannelChoice]
    usual: str
    blocked: str


def build_client_page(provider: Provider, person: Person, now: datetime) -> ClientPage:
    (client,) = clients_of([person], provider.key, now)
    blocked = blocking_line(provider)
    steps = [(words, getattr(client.invite, moment)) for moment, words in STEPS] if client.invite else []
    return ClientPage(
        client=client,
        steps=steps,
        arrivals=_arrivals(provider, client.connection) if client.connection else [],
        history=_history(provider, person, now),
        choices=sending.channels_for(person),
        usual=outbox.usual_channel(person),
        blocked=blocked.words if blocked else "",
    )


def _arrivals(provider: Provider, connection: Connection) -> list[Arrival]:
    states = {state.feed: state for state in FeedState.objects.filter(connection=connection)}
    return [
        Arrival(
            name=_(feed.name),
            shared=_shared(connection, provider, feed.key),
            first_on=states[feed.key].first_data_on if feed.key in states else None,
            last_on=states[feed.key].last_data_on if feed.key in states else None,
            trouble=_trouble(states[feed.key]) if feed.key in states else "",
        )
        for feed in offered_feeds(provider)
    ]


def _shared(connection: Connection, provider: Provider, feed_key: str) -> str:
    if connection.scopes is None:
        return _("not stated")
    return _("yes") if is_granted(connection, provider, feed_key) else _("no")


def _trouble(state: FeedState) -> str:
    if not state.error_code:
        return ""
    words = {
        "scope_missing": _("not shared by the athlete"),
        "rate_limited": _("the provider asked us to wait"),
        "provider_unavailable": _("the provider did not answer"),
    }
    return words.get(state.error_code, _("could not be read: tell the operator"))


def _history(provider: Provider, person: Person, now: datetime) -> list[PastInvite]:
    names: dict[str, str | Promise] = {kind.key: kind.name for kind in channels.all_kinds()}
    found = Invite.objects.filter(provider=provider.key, person=person).select_related("sender")
    return [
        PastInvite(
            invite=invite,
            by=_by(invite),
            channel=names.get(invite.channel, invite.channel),
            words=words_of(invite, now),
            reason=reason_of(invite),
        )
        for invite in found[:HISTORY]
    ]


def _by(invite: Invite) -> str:
    if invite.heals_id is not None:
        return _("the expired link's page")
    return invite.sender.full_name if invite.sender else _("themselves, in chat")
