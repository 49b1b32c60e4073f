"""Invites as they come about, and the way a person with a link takes: page, button, the vendor's answer."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import reverse

from invites import issuing, linking
from invites.issuing import Invitation
from invites.models import Invite
from invites.tokens import token_of
from people.models import Person

PULSAR = "pulsar"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
CALLBACK = "/connect/pulsar/callback"


def issue(person: Person, now: datetime, sender: Person | None = None, channel: str = "site") -> Invite:
    """An invite that no channel has taken yet."""
    with transaction.atomic():
        return issuing.issue(Invitation(PULSAR, person, sender, channel), now)


def hand_over(invite: Invite, now: datetime) -> str:
    """A channel takes it; answers the path of its link."""
    return urlsplit(linking.build(str(invite.pk), invite.person, now).url).path


def invite_link(person: Person, now: datetime, sender: Person | None = None) -> tuple[Invite, str]:
    """An invite in a person's hands: the row and the path of its link."""
    invite = issue(person, now, sender)
    path = hand_over(invite, now)
    invite.refresh_from_db()
    return invite, path


def phone(person: Person | None = None) -> Client:
    """A browser of its own, logged in as `person` or not at all."""
    client = Client(headers={"user-agent": PHONE})
    if person is not None:
        client.force_login(person)
    return client


def press(client: Client, path: str) -> str:
    """The button of the invite's page; answers the state the vendor is given."""
    response = client.post(f"{path}go")
    assert response.status_code == 302, response.content.decode()
    return parse_qs(urlsplit(response["Location"]).query)["state"][0]


def connect_through(client: Client, path: str):
    """The whole way: open, press, agree, come back."""
    client.get(path)
    return client.get(CALLBACK, {"state": press(client, path), "code": "good-code", "scope": "sleep move"})


def path_of(invite: Invite) -> str:
    return reverse("invites:open", args=[token_of(invite)])


def row(invite: Invite) -> dict[str, object]:
    """Everything the invite's row says."""
    return Invite.objects.filter(pk=invite.pk).values().get()


def assert_closed(response, status: int, code: str, title: str) -> None:
    """The page of a link that does nothing."""
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert f"<code>{code}</code>" in page


def page(response) -> str:
    """What a page that is there says."""
    assert response.status_code == 200, response
    return response.content.decode()


def tab(person: Person) -> str:
    """The path of a client's tab."""
    return reverse("invites:client", args=[person.pk, PULSAR])


def begin(invite: Invite, now: datetime) -> None:
    """Its link was pressed: the person is at the provider."""
    hand_over(invite, now)
    issuing.note(invite, "at_provider_at", now)
