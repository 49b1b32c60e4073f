"""What may be forgotten is, and nothing else."""

from datetime import UTC, datetime, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django_q.models import Failure, Success, Task

from sync import engine, queue
from sync.models import AuthorisationState, Connection, FeedState, Run
from sync.pruning import prune
from tests.sync.walking import press_link


def make_run(connection, now, state, days_ago):
    moment = now - timedelta(days=days_ago)
    return Run.objects.create(
        connection=connection,
        trigger=Run.Trigger.SCHEDULE,
        state=state,
        asked_at=moment,
        finished_at=moment if state in (Run.State.DONE, Run.State.FAILED) else None,
    )


def make_task(now, number, days_ago, success):
    moment = now - timedelta(days=days_ago)
    Task.objects.create(
        id=f"task-{number}", name=f"task {number}", func="f", started=moment, stopped=moment, success=success
    )


def test_runs_that_ended_ninety_days_ago_go(connection, now):
    kept = [make_run(connection, now, state, 90) for state in (Run.State.DONE, Run.State.FAILED)]
    for state in (Run.State.DONE, Run.State.FAILED):
        make_run(connection, now, state, 91)

    prune(now)

    assert set(Run.objects.all()) == set(kept)


def test_runs_that_wait_or_are_under_way_stay_however_old(connection, now):
    kept = [make_run(connection, now, state, 400) for state in (Run.State.QUEUED, Run.State.RUNNING)]

    prune(now)

    assert set(Run.objects.all()) == set(kept)


def test_presses_go_after_a_day(application, provider, athlete, now):
    press_link(provider, application, athlete, now - timedelta(hours=25))
    press_link(provider, application, athlete, now - timedelta(hours=23))

    prune(now)

    assert AuthorisationState.objects.get().made_at == now - timedelta(hours=23)


def test_tasks_go_after_a_week(db, now):
    make_task(now, 1, 6, True)
    make_task(now, 2, 8, True)
    make_task(now, 3, 6, False)
    make_task(now, 4, 8, False)

    prune(now)

    assert [one.id for one in Success.objects.all()] == ["task-1"]
    assert [one.id for one in Failure.objects.all()] == ["task-3"]


def test_records_their_history_and_connections_are_never_pruned(connection, provider, now):
    for score in (80, 70):
        provider.put("night", now.date(), night_score=score)
        engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    kept = ("Record", "RecordChange", "SealedValue")
    before = {name: apps.get_model("forms_engine", name).objects.count() for name in kept}
    assert all(before.values())

    prune(now + timedelta(days=4000))

    assert {name: apps.get_model("forms_engine", name).objects.count() for name in kept} == before
    assert Connection.objects.count() == 1
    assert FeedState.objects.count() == 3


def test_log_ins_that_have_run_out_are_forgotten(db):
    now = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    for key, hours in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(hours=hours))

    prune(now)

    assert [session.session_key for session in Session.objects.all()] == ["new"]
