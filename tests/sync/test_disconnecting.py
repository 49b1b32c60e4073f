"""A connection ends: by the athlete's choice, or because an account has been inactive for long."""

from datetime import timedelta

import pytest

from forms_engine.marks import Marks
from forms_engine.models import Record
from sync import disconnecting, queue
from sync.applications import credentials_of
from sync.errors import NotAskable
from sync.fetching import Conversation, ask_all
from sync.models import Connection, FeedState, ProviderApplication, StateChange
from sync.provider import Window
from sync.storing import Target, store_feed
from sync.tokens import access_token_for, held_tokens
from sync.translation import plans_for


def deactivate(connection) -> None:
    connection.person.is_active = False
    connection.person.save()


def test_deactivating_a_person_pauses_at_the_next_round_and_coming_back_resumes(connection, now):
    deactivate(connection)
    assert queue.request_due("pulsar", now) == 0
    connection.refresh_from_db()
    assert connection.state == Connection.State.PAUSED
    connection.person.is_active = True
    connection.person.save()

    assert queue.request_due("pulsar", now + timedelta(days=1)) == 1
    assert list(StateChange.objects.values_list("reason", flat=True)) == ["resumed", "paused"]


def test_the_grant_of_somebody_long_gone_is_revoked(connection, provider, now, settings):
    deactivate(connection)
    queue.request_due("pulsar", now)

    assert disconnecting.end_rested(provider, now + timedelta(days=30)) == 0
    assert disconnecting.end_rested(provider, now + timedelta(days=30, minutes=1)) == 1

    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED
    assert held_tokens(connection) is None
    assert len(provider.revoked) == 1


def test_a_run_that_was_reading_stores_nothing_after_the_end(connection, provider, now):
    provider.put("night", now.date(), night_score=80)
    plan = plans_for("pulsar")["night"]
    conversation = Conversation(provider, credentials_of(ProviderApplication.objects.get()), "access-1", str)
    window = Window(now.date(), now.date())
    (asked,) = ask_all([(conversation, {"night": window})])
    (fetched,) = asked.wait()
    Connection.objects.update(state=Connection.State.DISCONNECTED)

    with pytest.raises(NotAskable):
        store_feed(
            Target(plan, FeedState(connection=connection, feed="night"), connection, conversation),
            fetched,
            Marks(),
            now,
        )

    assert not Record.objects.filter(form__key="pulsar_nights").exists()


def test_no_token_is_refreshed_after_the_end(connection, provider, application, now):
    Connection.objects.update(state=Connection.State.PAUSED)

    with pytest.raises(NotAskable):
        access_token_for(connection, provider, credentials_of(application), now + timedelta(days=2))
    assert provider.refreshes == []
