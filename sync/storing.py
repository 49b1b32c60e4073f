"""One feed's observations become records, series and a moved reading position, in one transaction."""

from datetime import datetime

from django.db import transaction

from forms_engine.errors import InvalidValues, TooMuchGone
from forms_engine.reconcile import Tally, find_gone, reconcile
from forms_engine.records import Stamp
from sync import windows
from sync.errors import UnexpectedDocument
from sync.fetching import Conversation, Fetched
from sync.models import Connection, FeedState
from sync.registry import feed_of
from sync.series import CannotPack, store_series
from sync.translation import Plan, wanted_records


def store_feed(
    plan: Plan, state: FeedState, fetched: Fetched, conversation: Conversation, connection: Connection, now: datetime
) -> Tally:
    """Make the records of `fetched.window` say what the provider says now, and move the position with them.

    What is gone is asked for once more, document by document, before the transaction; more than three days gone at
    once is refused. Raises UnexpectedDocument, and what asking again raises; then nothing was stored.
    """
    window = fetched.window
    try:
        wanted = wanted_records(plan, fetched.observations)
        gone = find_gone(
            plan.form,
            connection.person,
            source=connection.provider,
            owner=plan.owner,
            wanted=wanted,
            first=window.first,
            last=window.last,
        )
    except InvalidValues as error:
        raise UnexpectedDocument(f"{plan.feed}: values of {', '.join(sorted(error.complaints))} do not fit.") from error
    except (TooMuchGone, CannotPack) as error:
        raise UnexpectedDocument(f"{plan.feed}: {error}") from error
    feed = feed_of(conversation.provider, plan.feed)
    confirmed = frozenset(
        one.source_id for one in gone if conversation.day_of_document(feed, one.document_id) != one.source_on
    )
    with transaction.atomic():
        tally = reconcile(
            plan.form,
            connection.person,
            source=connection.provider,
            owner=plan.owner,
            owned_keys=plan.owned_keys,
            wanted=wanted,
            first=window.first,
            last=window.last,
            confirmed_gone=confirmed,
            stamp=Stamp(now=now, by=None, owner=plan.owner, reason="sync"),
        )
        store_series(connection.person, plan.owner, fetched.observations, tally.touched)
        _move(state, fetched, now)
    return tally


def _move(state: FeedState, fetched: Fetched, now: datetime) -> None:
    """Save the position only when something about it changed: an unchanged athlete costs no write."""
    moved = windows.move_positions(state, fetched.window, now)
    newest = max((observation.day for observation in fetched.observations), default=None)
    if newest and (state.last_data_on is None or newest > state.last_data_on):
        state.last_data_on, moved = newest, True
    if state.error_code or state.scope_missing_since:
        state.error_code, state.error_since, state.scope_missing_since, moved = "", None, None, True
    if moved or state.pk is None:
        state.save()
