"""The contract of a wearable: what a provider offers and must answer. No models, no Django.

A provider offers feeds; a feed yields observations; a binding (a row) says which form a feed fills.
A second wearable is one folder that fulfils `Provider` and registers it in its apps.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Value:
    """One value a feed writes: becomes a field of a form when the provider's forms are installed.

    `key` names the unit (`total_sleep_s`); `type` is a field type of the forms; `place` is where the vendor's
    documentation describes it. `visible_to`: role names that see it besides the person; empty means all readers.
    """

    key: str
    label: str
    type: str
    unit: str = ""
    place: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int | None = None
    choices: tuple[str, ...] = ()
    help: str = ""
    section: str = ""
    visible_to: tuple[str, ...] = ()


class Shape(StrEnum):
    """What one observation of a feed is of, and so what its `source_id` is."""

    DAY = "day"  # one a day; the source id is the vendor's day
    EVENT = "event"  # any number a day; the source id is the vendor's id of the document
    PROFILE = "profile"  # one a person, of no day; the source id is `PROFILE_ID`


PROFILE_ID = "profile"


class Due(StrEnum):
    """When a document is expected, so that its absence is a hole that has a cause."""

    DAILY = "daily"  # one for every day of the wearer
    NIGHTLY = "nightly"  # one for every night, named after the day the wearer wakes up in
    SOMETIMES = "sometimes"  # nothing is missing when there is none


class Rhythm(StrEnum):
    """When something new can be there, so that nobody asks in vain."""

    NIGHT = "night"  # once a day, when the wearer has slept; revised now and then
    DAY = "day"  # grows as long as the wearer is awake
    EVENT = "event"  # whenever something happened
    SLOW = "slow"  # hardly ever: once a day is enough


@dataclass(frozen=True)
class Feed:
    """One kind of data a provider offers. `scope` is what the athlete must grant for it.

    `form`: key of the form plan it fills by default; `date_shift_days` is added to the vendor's day on write.
    `words` is the plain sentence an athlete reads before agreeing. `is_default`: in use on a new site.
    `notice_type`: what the vendor calls it in notices, "" when it sends none. `date_rule` and `known_gap` are
    sentences for the documentation. `is_whole`: the vendor lists all there is whatever days are asked for, and so
    does the provider; a feed of profile shape is always whole.
    """

    key: str
    name: str
    words: str
    scope: str
    form: str
    date_shift_days: int
    values: tuple[Value, ...]
    shape: Shape = Shape.DAY
    due: Due = Due.DAILY
    rhythm: Rhythm = Rhythm.DAY
    # About so many days fit one answer and the others come in pages; 0: years fit one.
    days_a_page: int = 0
    # The first of its rhythm to change when something new comes; where no notice tells, it is watched for the others.
    is_first_sign: bool = False
    is_default: bool = True
    notice_type: str = ""
    date_rule: str = ""
    known_gap: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class FormPlan:
    """A form a provider brings: `rights` is role name → letters of l(ink) c(alendar) r(ead) w(rite) d(elete).

    A profile form takes feeds of that shape only; every other feed fills an event form.
    """

    key: str
    name: str
    description: str
    dates_the_night: bool
    rights: Mapping[str, str]
    is_profile: bool = False


@dataclass(frozen=True)
class GrantFormNames:
    """How the three profile forms that every provider has are called for this one."""

    authorise: str
    issued_token: str
    current_token: str


@dataclass(frozen=True)
class Series:
    """Samples at a fixed interval from `starts_at`; None is a gap. Letters of a hypnogram come as numbers.

    Samples that come when they please have `offsets_s`: whole seconds after `starts_at`, one a sample, never falling;
    `interval_s` then is only what is usual between two of them.
    """

    starts_at: datetime
    interval_s: float
    items: tuple[float | None, ...]
    offsets_s: tuple[int, ...] = ()


@dataclass(frozen=True)
class Observation:
    """What the vendor says for one day or event. `source_id` is the vendor's own day (ISO) or document id.

    `day` is the wearer's day as the vendor states it, never converted; None for a profile alone. `values`: value key
    → canonical value; absent means not measured. `zone` is an offset such as "+02:00", or "".
    """

    source_id: str
    day: date | None
    values: Mapping[str, object]
    starts_at: datetime | None = None
    finishes_at: datetime | None = None
    zone: str = ""
    series: Mapping[str, Series] = field(default_factory=dict)
    # The vendor's id of the document behind it, asked for again before anything is withdrawn.
    document_id: str = ""


@dataclass(frozen=True)
class Window:
    """Days of the wearer, both ends included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("A window begins before it ends.")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Endpoints:
    """Addresses of one preset of a provider's application; `key` is stored with each connection.

    `more_origins`: where the authorise address is known to redirect on to; browsers must be allowed to follow.
    """

    key: str
    name: str
    authorize_url: str
    token_url: str
    revoke_url: str
    api_url: str
    more_origins: tuple[str, ...] = ()


def _uncounted() -> None:
    """Nobody asked how many requests there were."""


@dataclass(frozen=True)
class Credentials:
    """The application registered at the vendor, as the provider needs it for a conversation.

    `count_request` is called, from any thread, before each request for data that counts against the vendor's limit.
    """

    client_id: str
    client_secret: str = field(repr=False)
    endpoints: Endpoints
    count_request: Callable[[], None] = field(default=_uncounted, repr=False, compare=False)


@dataclass(frozen=True)
class Grant:
    """What a token endpoint answered. `scopes` is None when the vendor did not say, never "none"."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    scopes: frozenset[str] | None = None


@dataclass(frozen=True)
class Subscription:
    """One (type, event) the vendor tells us of. `id` is the vendor's."""

    id: str
    notice_type: str
    event: str
    callback_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Notice:
    """What the vendor says has happened: no data, only where to look. `identity` is the same for a repeated one."""

    account_id: str
    notice_type: str
    event: str
    document_id: str
    happened_at: datetime
    identity: str


class Notices(Protocol):
    """How a vendor tells us that something is new. Methods talk to the network unless they say otherwise.

    They raise ProviderMisconfigured (wrong client), ProviderUnavailable, and `SubscriptionRefused` when the vendor
    could not reach or verify the callback address.
    """

    events: tuple[str, ...]

    def list(self, credentials: Credentials) -> Sequence[Subscription]:
        """Every subscription of the application, whoever made it."""

    def subscribe(
        self, credentials: Credentials, *, notice_type: str, event: str, callback_url: str, verification_token: str
    ) -> Subscription:
        """Make one; the vendor asks the callback address for the handshake while this waits."""

    def repoint(
        self, credentials: Credentials, *, subscription: Subscription, callback_url: str, verification_token: str
    ) -> Subscription:
        """Let one call another address."""

    def renew(self, credentials: Credentials, *, subscription_id: str) -> Subscription:
        """Let one live on."""

    def unsubscribe(self, credentials: Credentials, *, subscription_id: str) -> None:
        """End one; gone already is fine."""

    def answer_handshake(self, asked: Mapping[str, str], verification_token: str) -> Mapping[str, str] | None:
        """The JSON that answers the vendor's handshake (query parameters), None when it is not the vendor's. Pure."""

    def read(self, credentials: Credentials, *, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
        """The notice in a request whose signature and age are right. Pure. Raises NoticeRefused."""


# By one worker: from its own thread, and from those that ask for a batch of runs with four feeds each.
MOST_CALLS_AT_ONCE = 33


class Provider(Protocol):
    """A wearable. Methods talk to the network and raise `sync.errors`; none touches the database.

    Up to `MOST_CALLS_AT_ONCE` threads of a process call at once.
    """

    key: str
    name: str
    feeds: tuple[Feed, ...]
    forms: tuple[FormPlan, ...]
    grant_forms: GrantFormNames
    extra_scopes: tuple[str, ...]
    notices: Notices | None

    def presets(self) -> Sequence[Endpoints]:
        """The presets the web offers; the simulator's only where the settings name one."""

    def authorize_url(
        self, credentials: Credentials, *, redirect_uri: str, state: str, verifier: str, scopes: Sequence[str]
    ) -> str:
        """The address of the vendor's consent page, with PKCE S256 made from `verifier`."""

    def exchange_code(
        self, credentials: Credentials, *, code: str, redirect_uri: str, verifier: str, now: datetime
    ) -> Grant:
        """The grant for a fresh code. Raises GrantRevoked when the code is refused, ProviderMisconfigured for a
        wrong client, ProviderUnavailable."""

    def granted_scopes(self, answer: Mapping[str, str]) -> frozenset[str] | None:
        """What the vendor's redirect (query parameters) says was granted; None when it does not say."""

    def refresh(self, credentials: Credentials, *, refresh_token: str, now: datetime) -> Grant:
        """A new grant; the refresh token given is spent.

        Raises GrantRevoked, ProviderMisconfigured, ProviderUnavailable.
        """

    def revoke(self, credentials: Credentials, *, access_token: str, refresh_token: str) -> None:
        """End the grant at the vendor. Raises ProviderUnavailable; a grant already gone is fine."""

    def identify(self, credentials: Credentials, *, access_token: str) -> str:
        """The vendor's own id of the account behind the grant. Raises like `observations`."""

    def observations(
        self, credentials: Credentials, *, access_token: str, feed: Feed, window: Window
    ) -> list[Observation]:
        """Everything `feed` has for the days of `window`, oldest first; of a whole feed everything there is.

        All or nothing: an unreadable page raises, so [] means "nothing there".
        Days are the wearer's own, both ends included. Durations are seconds.
        Raises AccessTokenRefused, ScopeMissing, MembershipLapsed, ProviderUnavailable, UnexpectedDocument.
        """

    def day_of_document(
        self, credentials: Credentials, *, access_token: str, feed: Feed, document_id: str
    ) -> date | None:
        """The day one single document is on now; None when it is gone. Asked before what it said is withdrawn, of
        every feed but a profile's.

        Raises like `observations`.
        """
