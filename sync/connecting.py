"""Begin, finish and end a connection; vendor-free OAuth steps.

    begin   a state row bound to the browser that pressed; answers the vendor's address
    finish  the vendor sends the browser back: check the state, exchange the code, keep the grant, learn whose ring it
            is, then Connection, tokens and first fill in one transaction

Every way this can end otherwise is a `ConnectingError` in `sync.endings`; none leaves anything half-made.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from people.models import Person
from sync import consenting, endings, queue, signals, tokens
from sync.applications import credentials_of
from sync.errors import GrantRevoked, MembershipLapsed, ProviderMisconfigured, SyncError
from sync.models import AuthorisationState, Connection, ProviderApplication, Run, StateChange
from sync.provider import Credentials, Grant, Provider
from sync.states import move, note_success

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Press:
    """One press of an Authorisation Link: who, in which browser, and where to go afterwards."""

    person: Person
    browser_key: str
    redirect_uri: str
    return_to: str
    asked_through: str = ""
    # Keys of the feeds this person agreed to; None: all that is offered.
    feeds: Sequence[str] | None = None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def begin(provider: Provider, application: ProviderApplication, press: Press, now: datetime) -> str:
    """Remember the press and answer the address of the vendor's consent page."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    offered = [feed.key for feed in consenting.offered_feeds(provider)]
    agreed = offered if press.feeds is None else [key for key in offered if key in press.feeds]
    scopes = consenting.asked_scopes(application, provider, agreed)
    AuthorisationState.objects.create(
        state_digest=digest(state),
        browser_digest=digest(press.browser_key),
        provider=provider.key,
        person=press.person,
        preset=application.preset,
        scopes=scopes,
        offered_feeds=offered,
        shared_feeds=agreed,
        verifier=verifier,
        redirect_uri=press.redirect_uri,
        return_to=press.return_to,
        asked_through=press.asked_through,
        made_at=now,
    )
    return provider.authorize_url(
        credentials_of(application), redirect_uri=press.redirect_uri, state=state, verifier=verifier, scopes=scopes
    )


@dataclass(frozen=True)
class Return:
    """The browser came back: the vendor's answer (query parameters), which browser, and who is logged in there."""

    answer: Mapping[str, str]
    browser_key: str
    viewer: Person | None


def finish(provider: Provider, application: ProviderApplication, back: Return, now: datetime) -> tuple[Connection, str]:
    """The connection that came of it, and where to return to.

    Raises a ConnectingError of `sync.endings`; each says what happened and what to do.
    """
    answer = back.answer
    state = take_state(provider, back, now)
    try:
        return _finish_taken(provider, application, state, answer, now), state.return_to
    except endings.ConnectingError as ending:
        signals.connecting_ended.send(Connection, asked_through=state.asked_through, code=ending.code, now=now)
        raise


def _finish_taken(
    provider: Provider,
    application: ProviderApplication,
    state: AuthorisationState,
    answer: Mapping[str, str],
    now: datetime,
) -> Connection:
    if answer.get("error") and not state.grant:
        raise endings.Denied(state) if answer["error"] == "access_denied" else endings.VendorSaidNo(state)
    if state.preset != application.preset:
        raise endings.CodeRefused(state)
    account_id = _learn_account(provider, application, state, answer, now)
    return _connect(provider, state, account_id, now)


def take_state(provider: Provider, back: Return, now: datetime) -> AuthorisationState:
    """Use a state up, or take one up again whose grant was kept when something broke before it was connected.

    Only the browser that began may, once, within its life; another browser, or somebody else
    logged in there, spends nothing."""
    given = back.answer.get("state", "")
    found = AuthorisationState.objects.select_related("person").filter(
        provider=provider.key, state_digest=digest(given)
    )
    state = found.first() if given else None
    if state is None:
        raise endings.StateUnknown()
    if not back.browser_key or not secrets.compare_digest(state.browser_digest, digest(back.browser_key)):
        raise endings.OtherBrowser()
    if back.viewer is not None and back.viewer.pk != state.person_id:
        raise endings.OtherPerson()
    if state.made_at + timedelta(minutes=AuthorisationState.LIFE_MINUTES) < now:
        raise endings.StateExpired(state)
    if not AuthorisationState.objects.filter(pk=state.pk, used_at=None).update(used_at=now):
        state.refresh_from_db(fields=["grant"])
        if not state.grant:
            raise endings.StateUsed(state)
    if not state.person.is_active:
        raise endings.StateUnknown()
    return state


def _learn_account(
    provider: Provider,
    application: ProviderApplication,
    state: AuthorisationState,
    answer: Mapping[str, str],
    now: datetime,
) -> str:
    """The account behind the grant: exchanged for the code and kept before it is used, or kept since an earlier try."""
    credentials = credentials_of(application)
    try:
        if not state.grant:
            tokens.hold_grant(state, _exchange(provider, credentials, state, answer, now))
        return provider.identify(credentials, access_token=tokens.held_grant(state).access_token)
    except SyncError as error:
        tokens.drop_grant(state)
        if isinstance(error, ProviderMisconfigured):
            _note_problem(application, error)
        raise _ending_of(error)(state) from error


def _exchange(
    provider: Provider, credentials: Credentials, state: AuthorisationState, answer: Mapping[str, str], now: datetime
) -> Grant:
    code = answer.get("code", "")
    if not code:
        raise endings.CodeRefused(state)
    grant = provider.exchange_code(
        credentials, code=code, redirect_uri=state.redirect_uri, verifier=state.verifier, now=now
    )
    if grant.scopes is None:
        grant = replace(grant, scopes=provider.granted_scopes(answer))
    return grant


def _ending_of(error: SyncError) -> type[endings.ConnectingError]:
    if isinstance(error, GrantRevoked):
        return endings.CodeRefused
    if isinstance(error, ProviderMisconfigured):
        return endings.Misconfigured
    return endings.NoMembership if isinstance(error, MembershipLapsed) else endings.VendorDown


def _connect(provider: Provider, state: AuthorisationState, account_id: str, now: datetime) -> Connection:
    """Connection, tokens and first fill in one transaction. A ring that is somebody else's leaves theirs untouched."""
    try:
        return _connect_or_refuse(provider, state, account_id, now)
    except IntegrityError:
        # Another press made a connection of this person or this ring between our look and our insert: look again.
        return _connect_or_refuse(provider, state, account_id, now)


def _connect_or_refuse(provider: Provider, state: AuthorisationState, account_id: str, now: datetime) -> Connection:
    with transaction.atomic():
        state.refresh_from_db(fields=["grant"], from_queryset=AuthorisationState.objects.select_for_update())
        if not state.grant:
            raise endings.StateUsed(state)
        mine_or_this_ring = Connection.objects.select_for_update().filter(
            Q(person=state.person) | Q(account_id=account_id), provider=provider.key
        )
        known = list(mine_or_this_ring.order_by("pk"))
        others = [
            one for one in known if one.person_id != state.person_id and one.state != Connection.State.DISCONNECTED
        ]
        mine = next((one for one in known if one.person_id == state.person_id), None)
        if not others and (mine is None or _may_wear(mine, account_id)):
            connection = _save(mine, state, account_id, now)
            tokens.drop_grant(state)
            return connection
        _refuse_ring(state, others, now)
    if others:
        raise endings.RingTaken(state)
    raise endings.DifferentRing(state)


def _may_wear(mine: Connection, account_id: str) -> bool:
    return mine.account_id == account_id or mine.allows_new_account


def _refuse_ring(state: AuthorisationState, others: list[Connection], now: datetime) -> None:
    """Throw the new tokens away without revoking, which might end the first person's grant, and check that one."""
    tokens.drop_grant(state)
    for other in others:
        log.warning("person %s presented the ring of connection %s", state.person_id, other.pk)
        StateChange.objects.create(connection=other, state=other.state, at=now, reason="ring_presented_by_another")
        queue.request_sync(other, trigger=Run.Trigger.REPAIR, now=now)


def _save(mine: Connection | None, state: AuthorisationState, account_id: str, now: datetime) -> Connection:
    grant = tokens.held_grant(state)
    connection = mine or Connection(provider=state.provider, person=state.person)
    if mine is not None and mine.account_id != account_id:
        connection.account_since = now.date()
    connection.account_id, connection.preset = account_id, state.preset
    connection.state_since = now
    connection.scopes = None if grant.scopes is None else sorted(grant.scopes)
    connection.authorised_at, connection.last_error = now, ""
    connection.plan, connection.asks_next_at = {}, None
    connection.allows_new_account = False
    move(connection, Connection.State.WAITING, now, "authorised")
    note_success(connection, now)
    consenting.note_answers(connection, state.offered_feeds, state.shared_feeds, now)
    connection.save()
    connection.feed_states.exclude(error_code="").update(error_code="", error_since=None, scope_missing_since=None)
    tokens.store_grant(connection, grant, now)
    signals.connection_made.send(Connection, connection=connection, asked_through=state.asked_through, now=now)
    queue.request_sync(connection, trigger=Run.Trigger.FIRST_FILL, now=now, asked_by=state.person)
    return connection


def _note_problem(application: ProviderApplication, error: ProviderMisconfigured) -> None:
    application.problem = str(error)[:200]
    application.save(update_fields=["problem"])
