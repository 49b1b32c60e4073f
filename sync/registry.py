"""Providers by key, filled by each provider's apps.py at start-up."""

from sync.provider import Feed, Provider

_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Make a wearable known; called from the ready() of its app."""
    _providers[provider.key] = provider


def unregister(key: str) -> None:
    _providers.pop(key, None)


def provider_for(key: str) -> Provider:
    """Raises KeyError for a provider that is not installed."""
    return _providers[key]


def is_registered(key: str) -> bool:
    return key in _providers


def name_of(key: str) -> str:
    """What people call the provider, "" for a key nobody registered."""
    return provider_for(key).name if is_registered(key) else ""


def all_providers() -> list[Provider]:
    return list(_providers.values())


def feed_of(provider: Provider, feed_key: str) -> Feed:
    """Raises KeyError when the provider has no such feed."""
    for feed in provider.feeds:
        if feed.key == feed_key:
            return feed
    raise KeyError(feed_key)
