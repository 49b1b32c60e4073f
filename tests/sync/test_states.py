"""States of a connection: what a failure that may pass is, and what a recovery leaves."""

from datetime import timedelta

import pytest

from sync import engine, queue
from sync.errors import ProviderMisconfigured, ProviderUnavailable, ScopeMissing
from sync.models import Connection, ProviderApplication, Run, StateChange
from sync.signals import state_changed
from sync.states import move, who_must_act


def run_at(connection, moment) -> Run:
    run = queue.request_sync(connection, trigger=Run.Trigger.SCHEDULE, now=moment)
    engine.perform_run(run.pk, moment)
    run.refresh_from_db()
    connection.refresh_from_db()
    return run


@pytest.mark.parametrize("error", [ProviderUnavailable("No answer."), ProviderMisconfigured("invalid_client")])
def test_a_refresh_that_fails_for_days_for_a_reason_that_may_pass_is_no_revocation(connection, provider, now, error):
    provider.fail["token"] = error
    for hours in range(25, 25 + 72, 12):
        run_at(connection, now + timedelta(hours=hours))
        assert connection.state == Connection.State.WAITING

    assert connection.failing_since == now + timedelta(hours=25)


def test_a_wrong_client_secret_is_the_consultants_and_says_so(connection, provider, now):
    provider.fail["token"] = ProviderMisconfigured("The client is refused.")

    run_at(connection, now + timedelta(hours=25))

    assert ProviderApplication.objects.get().problem == "The client is refused."
    assert who_must_act(connection).startswith("A consultant checks the client id and secret")


def test_a_recovery_is_noted_and_everything_about_the_failure_forgotten(connection, provider, now):
    provider.put("night", now.date(), night_score=80)
    provider.fail["token"] = ProviderMisconfigured("The client is refused.")
    run_at(connection, now + timedelta(hours=25))
    provider.fail.clear()

    run_at(connection, now + timedelta(hours=26))

    assert (connection.failures, connection.failing_since, connection.last_error) == (0, None, "")
    assert ProviderApplication.objects.get().problem == ""
    assert StateChange.objects.filter(reason="recovered", at=now + timedelta(hours=26)).exists()
    assert who_must_act(connection) == ""


def test_rounds_leave_a_silent_provider_alone_for_longer_each_time(connection, provider, now):
    provider.fail = dict.fromkeys(("night", "calm", "steps"), ProviderUnavailable("No answer."))
    asked_at = []
    for minutes in range(0, 6 * 60, 15):
        moment = now + timedelta(minutes=minutes)
        if queue.request_due("pulsar", moment):
            asked_at.append(minutes)
            engine.perform_run(Run.objects.get(state=Run.State.QUEUED).pk, moment)

    assert asked_at == [0, 15, 30, 60, 120, 180, 240, 300]


def test_sync_now_asks_a_silent_provider_at_once(connection, provider, now):
    provider.fail = dict.fromkeys(("night", "calm", "steps"), ProviderUnavailable("No answer."))
    for minutes in (0, 15, 30):
        run_at(connection, now + timedelta(minutes=minutes))
    provider.fail.clear()

    assert run_at(connection, now + timedelta(minutes=31)).state == Run.State.DONE


def test_a_type_the_athlete_did_not_share_is_a_state_of_its_own_and_ends_with_the_grant(connection, provider, now):
    provider.put("steps", now.date(), steps=10)
    provider.fail["night"] = ScopeMissing("Not granted.", "sleep")
    run_at(connection, now)
    assert connection.state == Connection.State.TYPE_MISSING
    provider.fail.clear()
    Connection.objects.update(plan={}, asks_next_at=None)  # as connecting again leaves it

    run_at(connection, now + timedelta(minutes=15))

    assert connection.state == Connection.State.CONNECTED


def test_somebody_who_shares_nothing_at_all_is_not_said_to_be_waiting(connection, provider, now):
    connection.scopes = []
    connection.save()

    run_at(connection, now)

    assert connection.state == Connection.State.TYPE_MISSING
    assert "pressing the Authorisation Link again" in who_must_act(connection)


@pytest.fixture
def told():
    heard = []

    def hear(sender, signal, **said):
        heard.append(said)

    state_changed.connect(hear)
    yield heard
    state_changed.disconnect(hear)


def test_a_move_is_told_once_and_after_the_commit(connection, now, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        move(connection, Connection.State.CONNECTED, now, "data")
        move(connection, Connection.State.CONNECTED, now, "data")
        assert told == []

    assert told == [
        {"connection_id": connection.pk, "state": "connected", "was": "waiting", "reason": "data", "now": now}
    ]


def test_a_listener_that_fails_hurts_nobody(connection, now, told, django_capture_on_commit_callbacks):
    def fail(**said):
        raise ValueError("a listener's own trouble")

    state_changed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            move(connection, Connection.State.CONNECTED, now, "data")
    finally:
        state_changed.disconnect(fail)

    assert len(told) == 1
