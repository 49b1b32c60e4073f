"""Channels by key; apps.py fills it at start-up."""

from messaging.channels.base import ChannelKind

_kinds: dict[str, ChannelKind] = {}


def register(kind: ChannelKind) -> None:
    _kinds[kind.key] = kind


def unregister(key: str) -> None:
    _kinds.pop(key, None)


def kind_of(key: str) -> ChannelKind:
    """Raises KeyError for a channel that is not installed."""
    return _kinds[key]


def all_kinds() -> list[ChannelKind]:
    return list(_kinds.values())
