"""Workers and people at the same moment: real threads, each with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from alerts import handling
from alerts.daily import evaluate_waiting, look_for_missing
from alerts.digest import send_digests
from alerts.evaluating import evaluate_written
from alerts.models import Alert, ToEvaluate
from alerts.telling import tell_due
from forms_engine.models import FormDefinition
from messaging.models import Channel, OutboundMessage
from tests.alerts.made import condition, look, make_rule
from tests.alerts.test_telling import MORNING
from tests.builders.people import make_athlete
from tests.dashboards.made import NIGHT, NOW, TUESDAY, put_night
from tests.sync.walking import side_by_side, wait_until_somebody_is_blocked

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 20


def in_a_thread(action):
    """With a connection of its own, closed when it ends."""
    try:
        return action()
    finally:
        connection.close()


def low(**more):
    return condition("readiness_score", value=60, **more)


def test_two_workers_raise_each_alert_once(ada, squad):
    make_rule(low(), cooldown_hours=1)
    people = [ada, *(make_athlete(squad, "Ada", f"Example{number}", password="") for number in range(10))]
    for person in people:
        for value in (50, 45, 40):
            put_night(person, TUESDAY, readiness_score=value)
    done = side_by_side(*[lambda: evaluate_waiting(NOW)] * 4)
    assert [future.exception() for future in done] == [None] * 4
    assert Alert.objects.count() == len(people)
    assert not ToEvaluate.objects.exists()


def test_an_athlete_in_one_workers_hand_is_waited_for_by_the_next(ada):
    """The second finds what the first raised, though it was not committed when it began."""
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=40)
    written = {ada.pk: {FormDefinition.objects.get(key=NIGHT).pk}}
    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            assert evaluate_written(written, NOW) == 1
            second = pool.submit(in_a_thread, lambda: evaluate_written(written, NOW + timedelta(hours=17)))
            wait_until_somebody_is_blocked()
        assert second.result(timeout=PATIENCE_S) == 0
    assert Alert.objects.count() == 1


def test_a_write_that_commits_while_another_is_evaluated_is_not_lost(ada):
    """The earlier row is claimed before the later write commits: that one has a row of its own."""
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=70)
    evaluated = threading.Event()
    written = threading.Event()

    def write_slowly():
        with transaction.atomic():
            put_night(ada, TUESDAY, readiness_score=40)
            written.set()
            assert evaluated.wait(PATIENCE_S)

    def evaluate_meanwhile():
        assert written.wait(PATIENCE_S)
        evaluate_waiting(NOW)
        evaluated.set()

    done = side_by_side(write_slowly, evaluate_meanwhile)
    assert [future.exception() for future in done] == [None, None]
    assert not Alert.objects.exists()
    look()
    assert Alert.objects.count() == 1


def test_a_worker_that_dies_midway_leaves_its_rows_to_the_next(ada):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=40)
    with transaction.atomic():
        evaluate_waiting(NOW)
        assert Alert.objects.exists()
        transaction.set_rollback(True)
    assert not Alert.objects.exists()
    look()
    assert Alert.objects.count() == 1


def test_of_workers_that_tell_at_once_one_tells_and_the_others_do_not_wait(ada, coach):
    Channel.objects.create(key="email", is_on=True)
    make_rule(low(), way="email")
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    with ThreadPoolExecutor(max_workers=1) as pool, transaction.atomic():
        assert tell_due(NOW) == 1
        assert pool.submit(in_a_thread, lambda: tell_due(NOW)).result(timeout=PATIENCE_S) == 0
    assert OutboundMessage.objects.count() == 1
    assert Alert.objects.get().happenings.filter(kind="told").count() == 1


def test_of_workers_that_send_digests_and_look_for_missing_one_does(ada, coach):
    Channel.objects.create(key="email", is_on=True)
    make_rule(low(), way="email", pace="morning")
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    sent = [future.result() for future in side_by_side(*[lambda: send_digests(MORNING)] * 3)]
    assert sorted(str(one) for one in sent) == ["1", "None", "None"]
    looked = [future.result() for future in side_by_side(*[lambda: look_for_missing(MORNING)] * 3)]
    assert sorted(str(one) for one in looked) == ["0", "None", "None"]


def test_two_colleagues_who_acknowledge_at_once_leave_one_line(ada, coach, medical):
    make_rule(low())
    put_night(ada, TUESDAY, readiness_score=40)
    look()
    alert = Alert.objects.get()
    side_by_side(lambda: handling.acknowledge(alert, coach, NOW), lambda: handling.acknowledge(alert, medical, NOW))
    assert alert.happenings.filter(kind="acknowledged").count() == 1
