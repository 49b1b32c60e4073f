"""A signed notice becomes one ask for a sync, however often, late or out of order it comes."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from forms_engine.models import Record
from people.models import Person
from sync import engine, queue
from sync.models import Connection, NoticeSubscription, ProviderApplication, Run, SeenNotice
from sync.models.run import Priority
from sync.pruning import prune
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.fakes.notices import let_notify, notice_body, sign
from tests.sync.notifying import DOOR, fresh_keys, send, tell

__all__ = ["fresh_keys"]
State = Connection.State


@pytest.fixture
def provider(provider, now):
    let_notify(provider, now)
    return provider


# Whom it concerns


@pytest.mark.parametrize("state", [State.PAUSED, State.RECONNECT_NEEDED, State.DISCONNECTED])
def test_a_connection_that_is_not_read_gets_200_and_nothing(connection, state):
    Connection.objects.update(state=state)
    assert tell(connection).status_code == 200
    assert not Run.objects.exists()


def test_somebody_unknown_gets_200_and_nothing(connection):
    assert send(notice_body("nobody-we-know")).status_code == 200
    assert not Run.objects.exists()
    assert not SeenNotice.objects.exists()


def test_a_type_no_feed_is_told_of_by_gets_200_and_nothing(connection):
    assert tell(connection, notice_type="meal").status_code == 200
    assert not Run.objects.exists()


def test_a_connector_that_is_off_gets_200_and_nothing(connection):
    ProviderApplication.objects.update(is_enabled=False)
    assert tell(connection).status_code == 200
    assert not Run.objects.exists()


def test_of_two_connections_of_one_ring_the_living_one_is_asked(connection, provider, now):
    Connection.objects.update(state=State.DISCONNECTED)
    living = connect(provider, make_athlete(), now, connection.account_id)
    tell(living)
    assert Run.objects.get().connection == living


# Doubles, order, cost


def test_the_same_notice_again_asks_for_nothing(connection):
    tell(connection)
    Run.objects.all().delete()

    assert tell(connection).status_code == 200

    assert not Run.objects.exists()
    assert SeenNotice.objects.count() == 1


def test_notices_that_come_together_join_one_run(connection):
    tell(connection, number=1)
    tell(connection, notice_type="walked", number=2)

    run = Run.objects.get()
    assert run.feeds == ["calm", "night", "steps"]


def test_a_notice_hastens_the_run_that_waits(connection, now):
    queue.request_sync(connection, trigger=Run.Trigger.SCHEDULE, now=now, feeds=["steps"])
    tell(connection)
    run = Run.objects.get()
    assert (run.priority, run.feeds) == (Priority.NOTICE, ["calm", "night", "steps"])


def test_a_new_notice_takes_a_fixed_number_of_statements(connection, django_assert_num_queries):
    tell(connection)
    Run.objects.all().delete()
    # Taking, the stored day, the waiting run, the new one; and twice two that open and close a savepoint.
    with django_assert_num_queries(4 + 2 * 3):
        tell(connection, number=1)


@pytest.mark.django_db(transaction=True)
def test_to_the_database_it_is_one_transaction_and_its_task(connection, django_assert_num_queries):
    tell(connection)
    with django_assert_num_queries(7) as statements:
        tell(connection, number=1)
    # It joins the run that waits: taking, the stored day, the waiting run.
    assert [one["sql"].split()[0] for one in statements.captured_queries] == [
        *("BEGIN", "WITH", "SELECT", "SAVEPOINT", "SELECT", "RELEASE", "COMMIT")
    ]
    assert OrmQ.objects.count() == 1


def test_a_double_takes_one_statement(connection, django_assert_num_queries):
    tell(connection)
    with django_assert_num_queries(1 + 2):
        tell(connection)


def test_the_person_is_found_by_the_index(connection):
    with database.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM sync_connection WHERE provider = 'pulsar' AND account_id = 'a'"
            " AND state <> 'disconnected' AND state = ANY(ARRAY['connected', 'waiting'])"
        )
        plan = "\n".join(line for (line,) in cursor)
    assert "connection_once_an_account" in plan


def test_a_thousand_doubled_and_shuffled_notices_end_in_one_run_a_person(application, provider, now):
    people = [connect(provider, make_athlete(), now) for _number in range(5)]
    bodies = [notice_body(one.account_id, number=number) for one in people for number in range(100)] * 2
    random.Random(7).shuffle(bodies)  # noqa: S311 the order of a test
    client = Client()

    for body in bodies:
        said = client.post(DOOR, body, content_type="application/json", headers={"Signature": sign(body)})
        assert said.status_code == 200

    assert len(bodies) == 1000
    assert sorted(Run.objects.values_list("connection", flat=True)) == sorted(one.pk for one in people)
    assert SeenNotice.objects.count() == 500


def test_after_shuffled_and_doubled_notices_every_record_is_right(connection, provider, athlete, now):
    """Each notice comes at some moment between the changes, often late and twice; the records say what is true."""
    order = random.Random(11)  # noqa: S311
    now = timezone.now()
    days = [now.date() - timedelta(days=back) for back in range(3)]
    late: list[bytes] = []
    for number in range(40):
        day = order.choice(days)
        if provider.documents.get("night", {}).get(day) and order.random() < 0.3:
            provider.delete("night", day)
        else:
            provider.put("night", day, night_score=order.randint(1, 100))
        late += [notice_body(connection.account_id, number=number)] * order.randint(1, 2)
        order.shuffle(late)
        for _one in range(order.randint(0, 2)):
            if late:
                send(late.pop())
        if order.random() < 0.4:
            perform_all(now)
    for body in late:
        send(body)
    perform_all(now)
    assert scores(athlete) == {day: said["night_score"] for day, said in provider.documents["night"].items()}


def test_a_day_of_lost_notices_is_healed_by_polling(connection, provider, athlete):
    now = timezone.now()
    provider.put("night", now.date(), night_score=70)
    tell(connection)
    perform_all(now)
    provider.put("night", now.date(), night_score=75)  # no notice tells of it
    later = now + timedelta(days=1)
    provider.put("night", later.date(), night_score=80)

    queue.request_due("pulsar", later)
    perform_all(later)

    assert scores(athlete) == {now.date(): 75, later.date(): 80}


def perform_all(now: datetime) -> None:
    while waiting := list(Run.objects.filter(state=Run.State.QUEUED).values_list("pk", flat=True)):
        engine.perform_runs(waiting, now)


def scores(athlete: Person) -> dict[date, int]:
    """The vendor's day → the night's score."""
    records = Record.objects.filter(form__key="pulsar_nights", person=athlete, withdrawn_at=None)
    return {one.source_on: one.values["night_score"] for one in records if "night_score" in one.values}


# What is older than a run reads anyway


def stored(connection: Connection, provider, day: date) -> None:
    provider.put("night", day, night_score=70)
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    perform_all_after(connection, moment)


def perform_all_after(connection: Connection, moment: datetime) -> None:
    queue.request_sync(connection, trigger=Run.Trigger.SCHEDULE, now=moment)
    perform_all(moment)


@pytest.mark.parametrize("event", ["update", "delete"])
def test_the_day_of_an_old_document_is_read_again_as_a_range(connection, provider, event):
    old = timezone.now().date() - timedelta(days=20)
    stored(connection, provider, old)

    tell_of(connection, f"night-{old}", event)

    run = Run.objects.get(state=Run.State.QUEUED)
    assert (run.first_day, run.last_day) == (old, old)


def test_a_deleted_old_document_ends_withdrawn(connection, provider, athlete):
    old = timezone.now().date() - timedelta(days=20)
    stored(connection, provider, old)
    perform_all_after(connection, timezone.now())
    provider.delete("night", old)

    tell_of(connection, f"night-{old}", "delete")
    perform_all(timezone.now())

    assert scores(athlete) == {}


def test_a_young_document_needs_no_days_of_its_own(connection, provider):
    young = timezone.now().date() - timedelta(days=1)
    stored(connection, provider, young)
    tell_of(connection, f"night-{young}", "update")
    assert Run.objects.get(state=Run.State.QUEUED).first_day is None


def test_the_document_of_somebody_else_moves_no_days(connection, provider, now):
    old = timezone.now().date() - timedelta(days=20)
    stored(connection, provider, old)
    other = connect(provider, make_athlete(), now)
    tell_of(other, f"night-{old}", "update")
    assert Run.objects.get(state=Run.State.QUEUED).first_day is None


def tell_of(connection: Connection, document_id: str, event: str) -> None:
    body = notice_body(connection.account_id, event=event).replace(b"doc-0", document_id.encode())
    assert send(body).status_code == 200


# Having heard


def test_when_a_type_was_last_heard_of_is_noted_at_most_once_a_minute(connection, django_assert_num_queries):
    for event in ("create", "update"):
        NoticeSubscription.objects.create(provider="pulsar", notice_type="nightly", event=event)
    before = timezone.now()

    tell(connection)
    first = heard("create")
    assert before <= first <= timezone.now()
    tell(connection, number=1)
    assert heard("create") == first
    assert heard("update") is None

    NoticeSubscription.objects.update(last_notice_at=first - timedelta(seconds=61))
    tell(connection, number=2)
    assert heard("create") > first


def heard(event: str) -> datetime | None:
    return NoticeSubscription.objects.get(event=event).last_notice_at


def test_what_was_taken_is_forgotten_after_three_days(connection, now):
    for number, days in enumerate((2, 4)):
        SeenNotice.objects.create(provider="pulsar", identity=str(number), taken_at=now - timedelta(days=days))
    prune(now)
    assert SeenNotice.objects.get().identity == "0"
