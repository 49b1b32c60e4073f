"""One feed's observations become records, series and a moved reading position, in one transaction."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from forms_engine.errors import InvalidValues, TooMuchGone
from forms_engine.marks import Marks, read_marks
from forms_engine.reconcile import Gone, Tally, Wanted, find_gone, reconcile
from forms_engine.records import Stamp
from sync import windows
from sync.errors import NotAskable, UnexpectedDocument
from sync.fetching import Conversation, Fetched
from sync.models import Connection, FeedState
from sync.provider import Window
from sync.registry import feed_of
from sync.series import CannotPack, store_series
from sync.translation import Plan, wanted_records

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Target:
    """Where one feed's observations go."""

    plan: Plan
    state: FeedState
    connection: Connection
    conversation: Conversation


def read_stored(
    plans: Mapping[str, Plan], asked: Sequence[tuple[Connection, Mapping[str, Window]]], source: str
) -> dict[int, Marks]:
    """Person id → what is stored for the windows asked for, of all connections in one query.

    An athlete without news costs no more than a share of this.
    """
    windows_asked = [window for _connection, wanted in asked for window in wanted.values()]
    if not windows_asked:
        return {connection.person_id: Marks() for connection, _wanted in asked}
    feeds = {feed for _connection, wanted in asked for feed in wanted}
    return read_marks(
        [plans[feed].form for feed in feeds],
        [connection.person for connection, _wanted in asked],
        source=source,
        first=min(window.first for window in windows_asked),
        last=max(window.last for window in windows_asked),
        whole=[plans[feed].form for feed in feeds if plans[feed].is_whole],
    )


def store_feed(target: Target, fetched: Fetched, stored: Marks, now: datetime) -> Tally:
    """Make the records of `fetched.window` say what the provider says now, and move the position with them.

    A feed that is always read whole thereby speaks of every day there ever was; its first fill is done at once.
    What is gone is asked for once more, document by document, before the transaction; more than three days gone at
    once are kept until somebody has looked. Raises UnexpectedDocument, and what asking again raises; then nothing was
    stored.
    """
    plan = target.plan
    fetched = replace(fetched, window=plan.span(fetched.window))
    window = fetched.window
    try:
        wanted = wanted_records(plan, fetched.observations)
        if stored.is_settled(plan.form, plan.owner, wanted, _gone_from(target, window), window.last):
            _move(target.state, fetched, now)
            return Tally(read=len(wanted), unchanged=len(wanted))
        gone, kept = _find_gone(target, window, wanted)
        confirmed = _confirm_gone(target, gone)
    except InvalidValues as error:
        raise UnexpectedDocument(f"{plan.feed}: values of {', '.join(sorted(error.complaints))} do not fit.") from error
    except CannotPack as error:
        raise UnexpectedDocument(f"{plan.feed}: {error}") from error
    with transaction.atomic():
        _refuse_when_ended(target.connection)
        tally = reconcile(
            plan.form,
            target.connection.person,
            source=target.connection.provider,
            owner=plan.owner,
            owned_keys=plan.owned_keys,
            wanted=wanted,
            first=window.first,
            last=window.last,
            confirmed_gone=confirmed,
            stamp=Stamp(now=now, by=None, owner=plan.owner, reason="sync"),
        )
        store_series(target.connection.person, plan.owner, fetched.observations, tally.touched)
        _move(target.state, fetched, now)
    tally.kept = kept
    return tally


def _gone_from(target: Target, window: Window) -> date:
    """From which day on a missing document counts as gone: another ring knows nothing of the days before it."""
    return max(window.first, target.connection.account_since or window.first)


def _find_gone(target: Target, window: Window, wanted: Sequence[Wanted]) -> tuple[list[Gone], bool]:
    """What the list lacks, and whether it is too much to believe: then nothing counts as gone and the rest goes on."""
    try:
        found = find_gone(
            target.plan.form,
            target.connection.person,
            source=target.connection.provider,
            owner=target.plan.owner,
            wanted=wanted,
            first=_gone_from(target, window),
            last=window.last,
        )
    except TooMuchGone:
        log.warning("connection %s: %s lacks too many days at once", target.connection.pk, target.plan.feed)
        return [], True
    return found, False


def _confirm_gone(target: Target, gone: Sequence[Gone]) -> frozenset[str]:
    """Source ids whose document is gone, or on another day, when asked for by itself."""
    plan, conversation = target.plan, target.conversation
    feed = feed_of(conversation.provider, plan.feed)
    return frozenset(
        one.source_id for one in gone if conversation.day_of_document(feed, one.document_id) != one.source_on
    )


def _refuse_when_ended(connection: Connection) -> None:
    """Nothing is stored after the athlete disconnected, perhaps with every record erased, while this run was reading.

    Raises NotAskable. The lock makes a disconnection wait for this transaction.
    """
    current = Connection.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=connection.pk)
    if current not in Connection.SYNCED_STATES:
        raise NotAskable("The connection ended while it was read.")


def _move(state: FeedState, fetched: Fetched, now: datetime) -> None:
    """Save the position only when something about it changed: an unchanged athlete costs no write."""
    moved = windows.move_positions(state, fetched.window, now)
    days = [observation.day for observation in fetched.observations if observation.day is not None]
    if days and (state.last_data_on is None or max(days) > state.last_data_on):
        state.last_data_on, moved = max(days), True
    if days and (state.first_data_on is None or min(days) < state.first_data_on):
        state.first_data_on, moved = min(days), True
    if state.error_code or state.scope_missing_since:
        state.error_code, state.error_since, state.scope_missing_since, moved = "", None, None, True
    if moved or state.pk is None:
        state.save()
