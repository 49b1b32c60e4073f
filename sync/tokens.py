"""The only reader and writer of tokens.

They are values of secret fields of two profile forms. A refresh token may be single-use, so a refresh happens under a
lock on the Connection row, in a transaction of its own, committed before the new pair is used; who waited for the lock
reads what the winner stored. Nothing here logs, returns or raises a token, except to the engine that uses it.
"""

import hashlib
import json
import logging
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db import connection as database

from forms_engine import sealed_values
from forms_engine.records import Stamp
from people.models import Person
from sealing.seals import CannotOpen
from sync import conf
from sync import grant_forms as names
from sync.errors import GrantRevoked, NotAskable
from sync.models import AuthorisationState, Connection
from sync.provider import Credentials, Grant, Provider

log = logging.getLogger(__name__)
# How often the database is looked for when it went away with a new pair in hand: about half a minute in all.
DATABASE_PAUSES_S = (0.2, 0.5, 1, 2, 4, 8, 15)


@dataclass(frozen=True)
class Held:
    """The pair in force."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    rotated_at: datetime


def access_token_for(
    connection: Connection,
    provider: Provider,
    credentials: Credentials,
    now: datetime,
    *,
    refused: str = "",
    held: Held | None = None,
) -> str:
    """An access token good for a run; refreshed first when it is about to expire, is the one the vendor `refused`, or
    has not been rotated for a day: a grant whose refresh no longer works is found within that day.

    `held`: the pair as `read_held` has just read it; else it is read here.
    Raises GrantRevoked when the vendor will not refresh it or none is held, ProviderMisconfigured, ProviderUnavailable.
    """
    held = held or _read(connection.provider, connection.person)
    if _is_good(held, now, refused):
        return held.access_token
    return _refresh(connection.pk, provider, credentials, now, refused)


def read_held(provider_key: str, people: Collection[Person]) -> dict[int, Held]:
    """Person id → the pair in force, for those who have one; one query.

    Empty when one of them cannot be opened: asked for one by one, it stops nobody but its owner.
    """
    key = names.grant_form_keys(provider_key).current_token
    try:
        opened = sealed_values.open_records(key, people, source=provider_key, source_id=names.SOURCE_ID)
    except CannotOpen:
        return {}
    return {person_id: _held(secrets, said) for person_id, (secrets, said) in opened.items()}


def store_grant(connection: Connection, grant: Grant, now: datetime) -> None:
    """Store a newly issued grant, in the caller's transaction."""
    issued, _current = names.token_forms(connection.provider)
    sealed_values.put_secrets(
        issued,
        connection.person,
        source=connection.provider,
        source_id=names.SOURCE_ID,
        secrets={names.REFRESH_TOKEN: grant.refresh_token},
        values={names.ISSUED_AT: now.isoformat(), names.FINGERPRINT: fingerprint(grant.refresh_token)},
        stamp=_stamp(connection.provider, now, "issued"),
    )
    _store_current(connection.provider, connection.person, grant, now)


def wipe(connection: Connection, now: datetime) -> None:
    """Forget every token of a connection, in the caller's transaction."""
    for form in names.token_forms(connection.provider):
        sealed_values.wipe_secrets(
            form,
            connection.person,
            source=connection.provider,
            source_id=names.SOURCE_ID,
            stamp=_stamp(connection.provider, now, "wiped"),
        )


def held_tokens(connection: Connection) -> Held | None:
    """The pair in force, for a revocation; None when there is none."""
    held = _read(connection.provider, connection.person)
    return held if held.refresh_token else None


def hold_grant(state: AuthorisationState, grant: Grant) -> None:
    """Keep a grant on its state row from the exchange until the connection is made. Commits before it is used."""
    state.grant = json.dumps(
        {
            "access_token": grant.access_token,
            "refresh_token": grant.refresh_token,
            "expires_at": grant.expires_at.isoformat(),
            "scopes": None if grant.scopes is None else sorted(grant.scopes),
        }
    )
    state.save(update_fields=["grant"])


def held_grant(state: AuthorisationState) -> Grant:
    """The grant kept on a state row by `hold_grant`."""
    kept = json.loads(state.grant)
    return Grant(
        access_token=kept["access_token"],
        refresh_token=kept["refresh_token"],
        expires_at=datetime.fromisoformat(kept["expires_at"]),
        scopes=None if kept["scopes"] is None else frozenset(kept["scopes"]),
    )


def drop_grant(state: AuthorisationState) -> None:
    state.grant = ""
    state.save(update_fields=["grant"])


def fingerprint(token: str) -> str:
    """Enough to tell two tokens apart, nothing to use one by."""
    return hashlib.sha256(token.encode()).hexdigest()[:12]


def _refresh(connection_id: int, provider: Provider, credentials: Credentials, now: datetime, refused: str) -> str:
    grant, spent = None, ""
    try:
        with transaction.atomic(durable=True):
            connection = _locked(connection_id)
            held = _read(connection.provider, connection.person)
            if _is_good(held, now, refused):
                return held.access_token
            if connection.state not in Connection.SYNCED_STATES:
                raise NotAskable("The connection ended meanwhile.")
            if not held.refresh_token:
                raise GrantRevoked("No refresh token is held: the athlete must connect again.")
            spent = held.refresh_token
            grant = provider.refresh(credentials, refresh_token=spent, now=now)
            _store_rotated(connection, grant, now)
    except (InterfaceError, OperationalError):
        if grant is None or not _store_late(connection_id, spent, grant, now):
            raise
    return grant.access_token


def _locked(connection_id: int) -> Connection:
    # NO KEY: asks for a sync insert Run rows that point here, and need not wait for the vendor.
    locked = Connection.objects.select_for_update(no_key=True, of=("self",)).select_related("person")
    return locked.get(pk=connection_id)


def _store_rotated(connection: Connection, grant: Grant, now: datetime) -> None:
    _retire_issued(connection, now)
    _store_current(connection.provider, connection.person, grant, now)


def _store_late(connection_id: int, spent: str, grant: Grant, now: datetime) -> bool:
    """The database went away between exchange and commit, and `spent` is worth nothing any more: store the pair as soon
    as the database is back, unless somebody stored another meanwhile. False when it stays away."""
    for pause_s in DATABASE_PAUSES_S:
        time.sleep(pause_s)
        database.close()
        with suppress(InterfaceError, OperationalError), transaction.atomic(durable=True):
            connection = _locked(connection_id)
            if _read(connection.provider, connection.person).refresh_token == spent:
                _store_rotated(connection, grant, now)
            return True
    log.error("the new tokens of connection %s are lost: the database stayed away", connection_id)
    return False


def _is_good(held: Held, now: datetime, refused: str) -> bool:
    is_fresh = held.expires_at > now + conf.REFRESH_MARGIN and held.rotated_at > now - conf.TOKEN_MOST_AGE
    return bool(held.access_token) and held.access_token != refused and is_fresh


def _retire_issued(connection: Connection, now: datetime) -> None:
    """After the first rotation the issued token is spent: only its fingerprint and date stay."""
    issued, _current = names.token_forms(connection.provider)
    sealed_values.wipe_secrets(
        issued,
        connection.person,
        source=connection.provider,
        source_id=names.SOURCE_ID,
        stamp=_stamp(connection.provider, now, "rotated"),
    )


def _store_current(provider_key: str, person: Person, grant: Grant, now: datetime) -> None:
    _issued, current = names.token_forms(provider_key)
    sealed_values.put_secrets(
        current,
        person,
        source=provider_key,
        source_id=names.SOURCE_ID,
        secrets={names.REFRESH_TOKEN: grant.refresh_token, names.ACCESS_TOKEN: grant.access_token},
        values={names.EXPIRES_AT: grant.expires_at.isoformat(), names.ROTATED_AT: now.isoformat()},
        stamp=_stamp(provider_key, now, "rotated"),
    )


def _read(provider_key: str, person: Person) -> Held:
    key = names.grant_form_keys(provider_key).current_token
    return _held(*sealed_values.open_record(key, person, source=provider_key, source_id=names.SOURCE_ID))


def _held(secrets: Mapping[str, str], said: Mapping[str, Any]) -> Held:
    return Held(
        access_token=secrets.get(names.ACCESS_TOKEN, ""),
        refresh_token=secrets.get(names.REFRESH_TOKEN, ""),
        expires_at=_moment(said.get(names.EXPIRES_AT)),
        rotated_at=_moment(said.get(names.ROTATED_AT)),
    )


def _moment(said: str | None) -> datetime:
    return datetime.fromisoformat(said) if said else datetime.min.replace(tzinfo=UTC)


def _stamp(provider_key: str, now: datetime, reason: str) -> Stamp:
    return Stamp(now=now, by=None, owner=f"{provider_key}:grant", reason=reason)
