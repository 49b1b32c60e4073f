"""Conversations and their messages, who speaks for the site, channels, what goes out and what came in."""

from messaging.models.channel import Channel, ChatIdentity
from messaging.models.conversation import Conversation, Message, ReadMark
from messaging.models.exchange import AiExchange
from messaging.models.inbound import InboundEvent
from messaging.models.outbound import OutboundMessage
from messaging.models.sender import MessageSender, MessageTemplate

__all__ = [
    "AiExchange",
    "Channel",
    "ChatIdentity",
    "Conversation",
    "InboundEvent",
    "Message",
    "MessageSender",
    "MessageTemplate",
    "OutboundMessage",
    "ReadMark",
]
