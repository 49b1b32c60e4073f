from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from config import health
from config.pending_migrations import needed_migrations
from people.models import Person
from sync import conf
from sync.models import Connection, ProviderApplication, Pulse, Run

NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def person() -> Person:
    return Person.objects.create(username="ada", first_name="Ada", last_name="Examplova", email="ada@rovers.example")


@pytest.fixture
def connected(person: Person) -> Connection:
    """A connection in good order, since yesterday, at a connector that is switched on."""
    ProviderApplication.objects.create(
        provider="oura", preset="oura-developer", client_id="club", is_enabled=True, changed_at=NOW
    )
    return Connection.objects.create(
        provider="oura",
        person=person,
        account_id="account",
        preset="oura-developer",
        state=Connection.State.CONNECTED,
        state_since=NOW - timedelta(days=1),
        authorised_at=NOW - timedelta(days=1),
    )


@pytest.fixture
def unapplied() -> None:
    """As after a new version whose migrations were forgotten."""
    app, name = sorted(needed_migrations())[-1]
    MigrationRecorder.Migration.objects.filter(app=app, name=name).delete()


def make_run(connection: Connection, state: Run.State, at: datetime) -> Run:
    finished_at = at if state == Run.State.DONE else None
    return Run.objects.create(
        connection=connection, trigger="schedule", state=state, asked_at=at, finished_at=finished_at
    )


def state_of(name: str, now: datetime = NOW) -> str:
    return next(check.state for check in health.all_checks(now) if check.name == name)


def asked(client: Client, path: str) -> tuple[int, dict[str, object]]:
    response = client.get(path)
    return response.status_code, response.json()


def test_the_process_answers_without_the_database(client: Client) -> None:
    assert asked(client, "/health/live") == (200, {"state": "ok"})


@pytest.mark.django_db
def test_a_probe_needs_no_log_in_no_https_and_no_host_name(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["ringside.example"], True
    response = client.get("/health/ready", headers={"Host": "10.0.0.7:8000"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.cookies == {}


@pytest.mark.django_db
def test_a_probe_costs_few_queries_and_what_does_not_concern_health_none(
    client: Client, connected: Connection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    needed_migrations()
    with django_assert_max_num_queries(6):
        client.get("/health/ready")


def test_whatever_else_is_let_through() -> None:
    request = HttpRequest()
    request.path_info = "/health/"
    assert health.answer_health(lambda _request: HttpResponse("page"))(request).content == b"page"


@pytest.mark.django_db
def test_a_resting_worker_leaves_the_pages_ready_but_the_site_not_working(client: Client) -> None:
    Pulse.objects.create(name="tick", beaten_at=NOW)
    status, answer = asked(client, "/health/ready")
    assert (status, answer["state"]) == (200, "late")
    status, answer = asked(client, "/health/working")
    assert (status, answer["state"]) == (503, "late")


@pytest.mark.django_db
@pytest.mark.usefixtures("unapplied")
def test_pending_migrations_make_it_not_ready_and_nothing_more_is_asked(client: Client) -> None:
    status, answer = asked(client, "/health/ready")
    assert status == 503
    assert answer == {
        "state": "failed",
        "checks": {
            "database": {"state": "ok", "words": "The database answers."},
            "migrations": {"state": "failed", "words": "Migrations not applied: 1. Run bin/upgrade."},
        },
    }


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_makes_it_not_ready(client: Client) -> None:
    port = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        status, answer = asked(client, "/health/ready")
    finally:
        connection.settings_dict["PORT"] = port
    assert (status, answer["state"]) == (503, "failed")
    assert list(answer["checks"]) == ["database"]  # type: ignore[call-overload]


@pytest.mark.django_db
def test_the_tick_is_late_before_the_first_and_when_it_is_old() -> None:
    assert state_of("tick") == "late"
    Pulse.objects.create(name="tick", beaten_at=NOW)
    assert state_of("tick", NOW + conf.PULSE_MOST_AGE) == "ok"
    assert state_of("tick", NOW + conf.PULSE_MOST_AGE + MINUTE) == "late"


@pytest.mark.django_db
def test_a_run_that_waits_longer_than_a_round_is_late(connected: Connection) -> None:
    assert state_of("oldest_waiting") == "ok"
    make_run(connected, Run.State.QUEUED, NOW)
    assert state_of("oldest_waiting", NOW + health.LONGEST_WAIT) == "ok"
    assert state_of("oldest_waiting", NOW + health.LONGEST_WAIT + MINUTE) == "late"


@pytest.mark.django_db
def test_an_hour_without_success_is_late_when_there_is_something_to_read(connected: Connection) -> None:
    assert state_of("last_success") == "late"
    make_run(connected, Run.State.DONE, NOW)
    assert state_of("last_success", NOW + health.LONGEST_DROUGHT) == "ok"
    assert state_of("last_success", NOW + health.LONGEST_DROUGHT + MINUTE) == "late"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda one: Connection.objects.update(state=Connection.State.PAUSED),
        lambda one: Connection.objects.update(state_since=NOW),
        lambda one: Person.objects.update(is_active=False),
        lambda one: ProviderApplication.objects.update(is_enabled=False),
    ],
    ids=["paused", "new", "deactivated", "switched off"],
)
def test_a_site_with_nothing_to_read_needs_no_success(connected: Connection, change: object) -> None:
    assert callable(change)
    change(connected)
    assert state_of("last_success") == "ok"


@pytest.mark.django_db
def test_nothing_personal_is_told(client: Client, connected: Connection, person: Person) -> None:
    make_run(connected, Run.State.QUEUED, NOW)
    told = client.get("/health/working").content.decode()
    for personal in ("Ada", "ada", "Examplova", "rovers", "account"):
        assert personal not in told


@pytest.mark.django_db
def test_a_tick_far_ahead_comes_from_a_wrong_clock_and_says_nothing() -> None:
    Pulse.objects.create(name="tick", beaten_at=NOW + 300 * MINUTE)
    (tick,) = [check for check in health.all_checks(NOW) if check.name == "tick"]
    assert (tick.state, tick.age_s) == ("late", 0)


@pytest.mark.django_db
def test_an_age_is_in_whole_seconds_and_never_negative() -> None:
    Pulse.objects.create(name="tick", beaten_at=NOW + MINUTE)
    (tick,) = [check for check in health.all_checks(NOW) if check.name == "tick"]
    assert tick.age_s == 0
