"""One client as a line of a page: words and tones, ready to show."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from invites.clients import Client
from sync.badges import TONES
from sync.models import Connection
from sync.provider import Provider
from sync.states import who_must_act


@dataclass(frozen=True)
class Line:
    """`why_not`: why nobody who invites many would tick this one, "" when they may."""

    person_id: int
    name: str
    url: str
    tone: str
    state: str
    since: datetime | None
    who: str
    last_data_on: date | None
    invite: str | Promise
    invited_at: datetime | None
    invite_reason: str | Promise
    why_not: str | Promise
    is_picked: bool


def line_of(client: Client, provider: Provider, *, is_picked: bool = False) -> Line:
    connection, invite = client.connection, client.invite
    return Line(
        person_id=client.person.pk,
        name=client.person.full_name,
        url=reverse("invites:client", args=[client.person.pk, provider.key]),
        tone=TONES[Connection.State(connection.state)] if connection else "none",
        state=capfirst(str(Connection.State(connection.state).label)) if connection else _("Not connected"),
        since=connection.state_since if connection else None,
        who=who_must_act(connection) if connection else "",
        last_data_on=connection.last_data_on if connection else None,
        invite=client.invite_words,
        invited_at=invite.created_at if invite else None,
        invite_reason=client.invite_reason,
        why_not=client.why_not,
        is_picked=is_picked,
    )
