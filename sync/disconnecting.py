"""Ending a connection: tokens wiped at once, the grant ended at the vendor, the data kept or erased as chosen."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from forms_engine.erasing import erase_source
from sync import conf, tokens
from sync.applications import application_of, credentials_of
from sync.errors import SyncError
from sync.models import Connection, FeedState, ProviderApplication, Run, SeriesDay
from sync.provider import Provider
from sync.states import move

log = logging.getLogger(__name__)


def disconnect(
    provider: Provider,
    application: ProviderApplication,
    connection: Connection,
    now: datetime,
    *,
    reason: str = "disconnected",
    erases: bool = False,
) -> bool:
    """End `connection`; with `erases` everything the provider brought about the person goes too.

    False when the vendor could not be told: the athlete removes the site there. A run under way stores nothing more.
    """
    with transaction.atomic():
        # Under the lock, so that a refresh under way ends first and its new pair is the one wiped and revoked.
        connection.refresh_from_db(from_queryset=Connection.objects.select_for_update(no_key=True))
        held = tokens.held_tokens(connection)
        tokens.wipe(connection, now)
        move(connection, Connection.State.DISCONNECTED, now, reason)
        connection.last_error = ""
        connection.save(update_fields=["state", "state_since", "last_error"])
        Run.objects.filter(connection=connection, state=Run.State.QUEUED).delete()
        if erases:
            _erase(connection, now)
    if held is None:
        return True
    if connection.preset != application.preset:
        return False  # these tokens are another vendor's business than the one in force now
    try:
        provider.revoke(credentials_of(application), access_token=held.access_token, refresh_token=held.refresh_token)
    except SyncError:
        log.warning("connection %s ended here, but the provider could not be told", connection.pk)
        return False
    return True


def end_rested(provider: Provider, now: datetime) -> int:
    """End the connections of people deactivated for longer than the stated time. Returns how many ended."""
    application = application_of(provider.key)
    if application is None:
        return 0
    limit = now - timedelta(days=conf.days_until_revoked())
    rested = Connection.objects.filter(
        provider=provider.key, state=Connection.State.PAUSED, person__is_active=False, state_since__lt=limit
    )
    ended = list(rested.select_related("person"))
    for connection in ended:
        disconnect(provider, application, connection, now, reason="deactivated")
    return len(ended)


def _erase(connection: Connection, now: datetime) -> None:
    """Reading positions go too: a later connection reads the past anew."""
    erase_source(connection.person, connection.provider, now)
    SeriesDay.objects.filter(person=connection.person, owner__startswith=f"{connection.provider}:").delete()
    FeedState.objects.filter(connection=connection).delete()
    connection.last_data_on = None
    connection.save(update_fields=["last_data_on"])
