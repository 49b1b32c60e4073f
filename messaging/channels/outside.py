"""Every channel that leads out of the site."""

from messaging.channels.base import ChannelKind
from messaging.channels.email import EmailChannel
from messaging.channels.generic import GenericChannel
from messaging.channels.registry import register
from messaging.channels.slack import SlackChannel
from messaging.channels.trainerize import TrainerizeChannel
from messaging.channels.twilio import SMS, WHATSAPP


def register_outside() -> None:
    """At start-up; more than once does no harm."""
    kinds: tuple[ChannelKind, ...] = (
        EmailChannel(),
        TrainerizeChannel(),
        SlackChannel(),
        SMS,
        WHATSAPP,
        GenericChannel(),
    )
    for kind in kinds:
        register(kind)
