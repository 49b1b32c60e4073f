"""What the door of notices checks a request against, read from the database once in a few seconds.

So a flood of forged requests costs no statement. A changed secret is believed after as many seconds: a vendor repeats
what was refused meanwhile.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from sync import registry
from sync.applications import application_of, credentials_of
from sync.provider import Credentials, Notices, Provider


@dataclass(frozen=True)
class NoticeKeys:
    """A provider that notifies, and its application as the door needs it."""

    provider: Provider
    notices: Notices
    credentials: Credentials
    verification_token: str
    is_enabled: bool


_held: dict[str, tuple[float, NoticeKeys | None]] = {}


def keys_of(provider_key: str, most_age_s: float, clock: Callable[[], float] = time.monotonic) -> NoticeKeys | None:
    """None for a provider nobody registered, that sends no notices, or whose application is not entered."""
    if not registry.is_registered(provider_key):
        return None
    read_at, keys = _held.get(provider_key, (None, None))
    if read_at is None or not 0 <= clock() - read_at <= most_age_s:
        read_at, keys = clock(), _read(registry.provider_for(provider_key))
        _held[provider_key] = (read_at, keys)
    return keys


def forget_keys() -> None:
    """Read them anew at the next request to this process."""
    _held.clear()


def _read(provider: Provider) -> NoticeKeys | None:
    application = application_of(provider.key) if provider.notices else None
    if provider.notices is None or application is None:
        return None
    credentials = credentials_of(application)
    token = application.verification_token
    return NoticeKeys(provider, provider.notices, credentials, token, application.is_enabled)
