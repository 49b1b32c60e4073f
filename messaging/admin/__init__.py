"""Admin of the message sender, its words, channels, and what went out and came in."""

from messaging.admin.channels import ChannelAdmin, ChatIdentityAdmin
from messaging.admin.sender import MessageSenderAdmin
from messaging.admin.templates import MessageTemplateAdmin
from messaging.admin.traffic import AiExchangeAdmin, InboundEventAdmin, OutboundMessageAdmin

__all__ = [
    "AiExchangeAdmin",
    "ChannelAdmin",
    "ChatIdentityAdmin",
    "InboundEventAdmin",
    "MessageSenderAdmin",
    "MessageTemplateAdmin",
    "OutboundMessageAdmin",
]
