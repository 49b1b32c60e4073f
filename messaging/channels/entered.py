"""What a consultant entered for a channel, opened for the moment of use."""

import json
from collections.abc import Mapping

from messaging.channels.base import Settings
from messaging.models import Channel


def settings_of(channel: Channel) -> Settings:
    """Open settings and opened secrets of one channel."""
    return Settings({name: str(value) for name, value in channel.settings.items()}, json.loads(channel.secrets or "{}"))


def keep_secrets(channel: Channel, entered: Mapping[str, str]) -> None:
    """Put new secrets over the old ones, on the row in hand; an empty one keeps what was entered before."""
    known = json.loads(channel.secrets or "{}")
    channel.secrets = json.dumps(known | {name: value for name, value in entered.items() if value})
