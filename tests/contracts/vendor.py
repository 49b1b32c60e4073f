"""The other side of a provider, as the contract pushes it about, and how the contract asks a provider."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Protocol

from forms_engine.models import FieldDefinition
from sync.provider import Credentials, Due, Feed, Grant, Observation, Provider, Shape, Value, Window

VERIFIER = "a-verifier-of-the-right-length-for-a-proof-key-0123456789"
ONE_DAY = timedelta(days=1)


class Vendor(Protocol):
    """The other side, as far as the tests need to push it about.

    `window`: days on each of which every feed that is due has something. `without_documents`: keys of feeds whose
    observations are made of rows that have no ids, so that none can be removed by one.
    """

    credentials: Credentials
    redirect_uri: str
    now: datetime
    account_id: str
    window: Window
    without_documents: frozenset[str]

    @property
    def provider(self) -> Provider: ...

    def agree(self, verifier: str, *, without_scope: str = "") -> str:
        """The athlete agrees to everything but `without_scope`; answers the code of the redirect."""

    def say_no_times(self, status: int, times: int = 1) -> None:
        """Answer the next requests with this HTTP status."""

    def answer_unreadably(self) -> None:
        """Answer the next request with 200 and something that is not what was asked for."""

    def break_off(self) -> None:
        """Stop in the middle of the next answer."""

    def expire_access(self) -> None:
        """Access tokens end; refresh tokens live on."""

    def end_grant(self) -> None:
        """The athlete takes the consent back at the vendor."""

    def lapse_membership(self) -> None: ...

    def remove_document(self, document_id: str) -> None: ...


def exchange(vendor: Vendor, code: str, verifier: str = VERIFIER) -> Grant:
    return vendor.provider.exchange_code(
        vendor.credentials, code=code, redirect_uri=vendor.redirect_uri, verifier=verifier, now=vendor.now
    )


def refresh(vendor: Vendor, refresh_token: str) -> Grant:
    return vendor.provider.refresh(vendor.credentials, refresh_token=refresh_token, now=vendor.now)


def identify(vendor: Vendor, grant: Grant) -> str:
    return vendor.provider.identify(vendor.credentials, access_token=grant.access_token)


def observe(vendor: Vendor, grant: Grant, feed: Feed, window: Window | None = None) -> list[Observation]:
    return vendor.provider.observations(
        vendor.credentials, access_token=grant.access_token, feed=feed, window=window or vendor.window
    )


def day_of_document(vendor: Vendor, grant: Grant, feed: Feed, document_id: str) -> date | None:
    return vendor.provider.day_of_document(
        vendor.credentials, access_token=grant.access_token, feed=feed, document_id=document_id
    )


def days_of(window: Window) -> Iterator[date]:
    day = window.first
    while day <= window.last:
        yield day
        day += ONE_DAY


def is_always_there(feed: Feed) -> bool:
    """Whether each day must have exactly one observation of the feed."""
    return feed.shape is Shape.DAY and feed.due is not Due.SOMETIMES


def knows_days(feed: Feed) -> bool:
    """Whether the days asked for decide what is answered."""
    return feed.shape is not Shape.PROFILE and not feed.is_whole


def all_values(provider: Provider) -> list[Value]:
    return [value for feed in provider.feeds for value in feed.values]


def field_for(value: Value) -> FieldDefinition:
    """As it will be installed; not saved."""
    return FieldDefinition(
        key=value.key,
        label=value.label,
        type=value.type,
        unit=value.unit,
        minimum=value.minimum,
        maximum=value.maximum,
        decimals=value.decimals,
        choices=list(value.choices),
    )
