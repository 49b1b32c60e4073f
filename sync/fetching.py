"""Asking a provider for the windows of all feeds at once. Network only: no database, no transaction."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from sync.errors import AccessTokenRefused, GrantRevoked, SyncError
from sync.provider import Credentials, Feed, Observation, Provider, Window
from sync.registry import feed_of

AT_ONCE = 8


@dataclass
class Conversation:
    """One authorised conversation. `renew(refused)` answers a fresh access token when the vendor refused one."""

    provider: Provider
    credentials: Credentials
    access_token: str = field(repr=False)
    renew: Callable[[str], str]
    was_renewed: bool = False

    def renew_once(self) -> bool:
        """Replace a refused token; False when it was replaced before in this conversation and still refused."""
        if self.was_renewed:
            return False
        self.access_token = self.renew(self.access_token)
        self.was_renewed = True
        return True

    def observations(self, feed: Feed, window: Window) -> list[Observation]:
        return self.provider.observations(self.credentials, access_token=self.access_token, feed=feed, window=window)

    def day_of_document(self, feed: Feed, document_id: str) -> date | None:
        return self.provider.day_of_document(
            self.credentials, access_token=self.access_token, feed=feed, document_id=document_id
        )


@dataclass(frozen=True)
class Fetched:
    """What came of one feed: observations of the whole window, or the error that stopped it."""

    feed: str
    window: Window
    observations: list[Observation]
    error: SyncError | None = None


def fetch_all(conversation: Conversation, windows: Mapping[str, Window]) -> list[Fetched]:
    """Every feed's window, asked at once. A refused access token is renewed once and its feeds asked again.

    Raises GrantRevoked when even the new token is refused, and what renewing raises.
    """
    fetched = _ask(conversation, windows)
    refused = {one.feed: one.window for one in fetched if isinstance(one.error, AccessTokenRefused)}
    if not refused:
        return fetched
    if not conversation.renew_once():
        raise GrantRevoked("The provider refuses a token it has just issued: the athlete must connect again.")
    again = {one.feed: one for one in _ask(conversation, refused)}
    if any(isinstance(one.error, AccessTokenRefused) for one in again.values()):
        raise GrantRevoked("The provider refuses a token it has just issued: the athlete must connect again.")
    return [again.get(one.feed, one) for one in fetched]


def _ask(conversation: Conversation, windows: Mapping[str, Window]) -> list[Fetched]:
    def ask(item: tuple[str, Window]) -> Fetched:
        feed_key, window = item
        try:
            found = conversation.observations(feed_of(conversation.provider, feed_key), window)
        except SyncError as error:
            return Fetched(feed_key, window, [], error)
        return Fetched(feed_key, window, found)

    if len(windows) == 1:
        return [ask(item) for item in windows.items()]
    with ThreadPoolExecutor(max_workers=min(AT_ONCE, max(1, len(windows)))) as pool:
        return list(pool.map(ask, windows.items()))
