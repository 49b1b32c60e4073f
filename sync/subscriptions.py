"""What the vendors tell us of agrees with what this site uses: subscriptions made, renewed, re-pointed, ended.

    look     what is wanted, the rows we keep, and whether anything is due; nothing more happens most of the time
    list     what the vendor holds for the application, whoever made it
    settle   each (type, event) wanted gets exactly one; each of ours that is not wanted, or double, ends

Ours is what calls our door, and what we once made. Others' are left alone. Any part may fail and is tried again within
the hour; until then its row says why, and polling closes every gap.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import token_urlsafe
from zlib import crc32

from django.db import connection as database

from sync import registry
from sync.applications import application_of, credentials_of
from sync.errors import ProviderMisconfigured, RateLimited, SubscriptionRefused, SyncError
from sync.models import Binding, NoticeSubscription, ProviderApplication, Pulse
from sync.notice_address import notice_address
from sync.provider import Notices, Provider, Subscription
from sync.silence import silent_types

Pair = tuple[str, str]
Clock = Callable[[], float]

AGREE_EVERY = timedelta(minutes=55)
RENEW_BEFORE = timedelta(days=30)
# A vendor that cannot reach our door answers slowly: what is not begun by then waits for the next time.
BUDGET_S = 60.0


def agree_all(now: datetime) -> None:
    for provider in registry.all_providers():
        agree(provider, now)


def agree(provider: Provider, now: datetime, clock: Clock = time.monotonic) -> None:
    """Let the vendor's subscriptions agree with what is used, if that is due. One at a time; again changes nothing."""
    look = _look(provider)
    if look is None or not look.is_due(now):
        return
    with _only_one(provider.key) as is_mine:
        look = _look(provider) if is_mine else None
        # Another worker may have just done it.
        if provider.notices is not None and look is not None and look.is_due(now):
            Agreeing(provider.notices, look, now, clock).agree()


def live_types(provider: Provider, now: datetime) -> frozenset[str]:
    """Types whose notices can be relied on: subscribed for every event, heard of before, and not silent."""
    application = application_of(provider.key)
    if provider.notices is None or application is None or not application.is_enabled:
        return frozenset()
    address = notice_address(application)
    rows = list(NoticeSubscription.objects.filter(provider=provider.key))
    in_force = Counter(row.notice_type for row in rows if is_in_force(row, address, now))
    heard = {row.notice_type for row in rows if row.last_notice_at}
    found = {name for name in heard if in_force[name] == len(provider.notices.events)}
    return frozenset(found - silent_types(provider, now)) if found else frozenset()


def is_silent(subscription: NoticeSubscription, now: datetime) -> bool:
    """It used to notify, and polling has found news of its type since that no notice told of."""
    return subscription.notice_type in silent_types(registry.provider_for(subscription.provider), now)


def is_in_force(row: NoticeSubscription, address: str, now: datetime) -> bool:
    """The vendor holds it, for our door, and it has not run out."""
    is_alive = row.expires_at is not None and row.expires_at > now
    return row.verified_at is not None and is_alive and bool(address) and _is_same(row.callback_url, address)


class Look:
    """What is wanted and what we keep of it. Three queries."""

    def __init__(self, provider: Provider, application: ProviderApplication) -> None:
        self.provider, self.application = provider, application
        self.address = notice_address(application)
        self.wanted = _wanted(provider, application)
        rows = NoticeSubscription.objects.filter(provider=provider.key)
        self.rows: dict[Pair, NoticeSubscription] = {(row.notice_type, row.event): row for row in rows}

    def is_due(self, now: datetime) -> bool:
        """Hourly, and at once after something changed; never where the vendor cannot call us."""
        if not self.address or not (self.wanted or self.rows):
            return False
        last = Pulse.objects.filter(name=_pulse(self.provider)).values_list("beaten_at", flat=True).first()
        if last is None or not timedelta() <= now - last < AGREE_EVERY or self.application.changed_at > last:
            return True
        # A row with a problem waits for the hour.
        agreed = {pair for pair, row in self.rows.items() if row.problem or is_in_force(row, self.address, now)}
        unwanted = {pair for pair, row in self.rows.items() if pair not in self.wanted and not row.problem}
        return bool(self.wanted - agreed or unwanted)


class Agreeing:
    """One time of agreeing; talks to the network."""

    def __init__(self, notices: Notices, look: Look, now: datetime, clock: Clock) -> None:
        self._notices, self._look, self._now, self._clock = notices, look, now, clock
        self._credentials = credentials_of(look.application)
        self._ends_at = clock() + BUDGET_S

    def agree(self) -> None:
        self._look_for_token()
        try:
            held = self._notices.list(self._credentials)
        except SyncError as error:
            for pair in self._look.wanted:
                self._keep(pair, problem=_words(error))
            return
        Pulse.objects.update_or_create(name=_pulse(self._look.provider), defaults={"beaten_at": self._now})
        known = {row.vendor_id for row in self._look.rows.values() if row.vendor_id}
        ours = [one for one in held if one.id in known or _is_same(one.callback_url, self._look.address)]
        chosen = {pair: self._best(pair, ours) for pair in self._look.wanted}
        kept = {one.id for one in chosen.values() if one}
        self._settle(chosen)
        self._end([one for one in ours if one.id not in kept])

    def _look_for_token(self) -> None:
        """What the vendor says at the handshake, so that the door knows it is asked by whom we asked."""
        application = self._look.application
        if not application.verification_token:
            application.verification_token = token_urlsafe(32)
            application.save(update_fields=["verification_token"])

    def _best(self, pair: Pair, ours: list[Subscription]) -> Subscription | None:
        """Of several the one that calls our door and lives longest."""
        found = [one for one in ours if (one.notice_type, one.event) == pair]
        return max(
            found, key=lambda one: (_is_same(one.callback_url, self._look.address), one.expires_at), default=None
        )

    def _settle(self, chosen: dict[Pair, Subscription | None]) -> None:
        for pair, held in sorted(chosen.items(), key=lambda one: one[0]):
            if self._clock() > self._ends_at:
                return
            if held is None and pair in self._look.rows:
                self._keep(pair, vendor_id="", verified_at=None, expires_at=None)
            try:
                self._hold(pair, self._made_right(pair, held))
            except (RateLimited, ProviderMisconfigured) as error:
                self._keep(pair, problem=_words(error))
                return
            except SyncError as error:
                self._keep(pair, problem=_words(error))

    def _made_right(self, pair: Pair, held: Subscription | None) -> Subscription:
        address, token = self._look.address, self._look.application.verification_token
        if held is None:
            return self._notices.subscribe(
                self._credentials, notice_type=pair[0], event=pair[1], callback_url=address, verification_token=token
            )
        if not _is_same(held.callback_url, address):
            held = self._notices.repoint(
                self._credentials, subscription=held, callback_url=address, verification_token=token
            )
        if held.expires_at - self._now < RENEW_BEFORE:
            self._hold(pair, held)
            held = self._notices.renew(self._credentials, subscription_id=held.id)
        return held

    def _end(self, surplus: list[Subscription]) -> None:
        """What is double, and what nothing here uses any more; then the rows that stand for nothing."""
        left: set[Pair] = set()
        for one in surplus:
            try:
                self._notices.unsubscribe(self._credentials, subscription_id=one.id)
            except SyncError as error:
                pair = (one.notice_type, one.event)
                left.add(pair)
                if pair not in self._look.wanted:
                    self._keep(pair, problem=_words(error))
                if not isinstance(error, SubscriptionRefused):
                    return
        for pair in self._look.rows.keys() - self._look.wanted - left:
            self._look.rows.pop(pair).delete()

    def _hold(self, pair: Pair, held: Subscription) -> None:
        row = self._look.rows.get(pair)
        is_same = row is not None and row.vendor_id == held.id and row.callback_url == held.callback_url
        verified_at = row.verified_at if row and is_same and row.verified_at else self._now
        self._keep(
            pair,
            vendor_id=held.id,
            callback_url=held.callback_url,
            expires_at=held.expires_at,
            verified_at=verified_at,
            problem="",
        )

    def _keep(self, pair: Pair, **said: object) -> None:
        """Write only what changed: the door notes the last notice on the same row."""
        row = self._look.rows.get(pair)
        if row is None:
            row = NoticeSubscription(provider=self._look.provider.key, notice_type=pair[0], event=pair[1])
            self._look.rows[pair] = row
        changed = [name for name, value in said.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, said[name])
        if row.pk is None:
            row.save()
        elif changed:
            row.save(update_fields=changed)


def _look(provider: Provider) -> Look | None:
    application = application_of(provider.key) if provider.notices else None
    return Look(provider, application) if application else None


def _wanted(provider: Provider, application: ProviderApplication) -> frozenset[Pair]:
    """Every event of each type that a feed in use is told of by."""
    if provider.notices is None or not (application.is_enabled and application.client_id and application.client_secret):
        return frozenset()
    used = set(Binding.objects.filter(provider=provider.key, is_active=True).values_list("feed", flat=True))
    types = {feed.notice_type for feed in provider.feeds if feed.notice_type and feed.key in used}
    return frozenset((notice_type, event) for notice_type in types for event in provider.notices.events)


@contextmanager
def _only_one(provider_key: str) -> Iterator[bool]:
    """True for one worker at a time. Not a lock of rows: it would keep a transaction open while the vendor answers."""
    key = crc32(f"notices of {provider_key}".encode())
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with database.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _pulse(provider: Provider) -> str:
    return f"notices {provider.key}"[:40]


def _is_same(one: str, other: str) -> bool:
    return one.rstrip("/") == other.rstrip("/")


def _words(error: SyncError) -> str:
    return str(error)[:200] or error.code
