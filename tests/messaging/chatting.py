"""Walking a message through: said in a chat system, knocking at the real door, worked on, delivered."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from messaging import answering, commands
from messaging.channels.base import Call
from messaging.channels.entered import keep_secrets
from messaging.commands import Answer, Asking
from messaging.links import BuiltLink, register_links, unregister
from messaging.models import Channel, ChatIdentity, InboundEvent
from messaging.sending import send_due
from people.models import Person
from tests.messaging.servers.slack import pretend_slack
from tests.messaging.servers.trainerize import pretend_trainerize
from tests.messaging.servers.twilio import pretend_twilio
from tests.messaging.servers.vendor import Vendor
from tests.messaging.servers.webhook import pretend_webhook

SPOKEN = ("trainerize", "slack", "sms", "whatsapp", "generic")
PRIVATE_LINK = "https://ringside.example/private/"
LINK = "test-link"


def now() -> datetime:
    """The door reads the clock itself, so these walks do too."""
    return timezone.now().replace(microsecond=0).astimezone(UTC)


@contextmanager
def vendor_of(key: str) -> Iterator[Vendor]:
    """The pretend system behind a channel."""
    if key == "trainerize":
        with pretend_trainerize() as trainerize:
            yield trainerize
    elif key == "slack":
        with pretend_slack() as slack:
            yield slack
    elif key == "generic":
        with pretend_webhook() as webhook:
            yield webhook
    else:
        with pretend_twilio(key) as twilio:
            yield twilio


def set_up(vendor: Vendor) -> Channel:
    """As a consultant would in admin."""
    channel, _made = Channel.objects.get_or_create(key=vendor.kind.key)
    channel.is_on, channel.settings = True, dict(vendor.settings.open)
    keep_secrets(channel, vendor.settings.secrets)
    channel.save()
    return channel


def make_known(vendor: Vendor, speaker: str, person: Person) -> ChatIdentity:
    return ChatIdentity.objects.create(
        channel=vendor.kind.key, speaker=vendor.speaker_id(speaker), person=person, confirmed_at=now()
    )


def knock(client: Client, call: Call) -> HttpResponseBase:
    """The call at the real address, as bytes."""
    headers = {name: value for name, value in call.headers.items() if name != "Content-Type"}
    address = call.url.removeprefix("http://127.0.0.1:8000")
    content_type = call.headers.get("Content-Type", "text/plain")
    response: HttpResponseBase = client.post(address, data=call.body, content_type=content_type, headers=headers)
    return response


def work_all(moment: datetime | None = None) -> list[str]:
    """Work on what waits and send what is due; the outcome of each event."""
    waiting = InboundEvent.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)
    outcomes = [answering.work(pk, moment or now()) for pk in list(waiting)]
    send_due(None, moment or now())
    return outcomes


@contextmanager
def ping_command() -> Iterator[list[Asking]]:
    """A command `/ping` that answers with a personal link; what it was asked."""
    asked: list[Asking] = []

    def answer(asking: Asking) -> Answer:
        asked.append(asking)
        if asking.person is None:
            return Answer("I do not know this chat.")
        return Answer(f"Pong {asking.spoken.words}".strip(), LINK, str(asking.person.pk))

    def build(link_id: str, person: Person, moment: datetime) -> BuiltLink:
        return BuiltLink(f"{PRIVATE_LINK}{link_id}", "It works for 5 minutes.", None)

    commands.register_command("ping", answer)
    register_links(LINK, build)
    try:
        yield asked
    finally:
        commands.unregister_command("ping")
        unregister(LINK)


def stored() -> str:
    """Everything the events hold, to look for what they must not."""
    return json.dumps(list(InboundEvent.objects.values("text", "reply_to", "outcome")))
