"""What the workers call, and what the clock calls."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from alerts import tasks
from alerts.gaps import GAPS_OF_PAST_DAYS
from alerts.models import Alert, Daily, Rule, ToEvaluate
from alerts.queueing import ring
from alerts.schedules import SCHEDULES
from sync.causes import Missing
from sync.schedules import all_schedules
from tests.alerts.made import condition, make_rule
from tests.dashboards.made import NOW, put_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def tired(ada):
    make_rule(condition("readiness_score", value=60))
    put_night(ada, timezone.localdate(), readiness_score=40)
    return ada


def waiting_tasks():
    return [row.task["func"] for row in OrmQ.objects.order_by("pk")]


def test_the_task_evaluates_what_waits_and_asks_to_tell(tired, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tasks.evaluate()
    assert Alert.objects.count() == 1
    assert waiting_tasks() == ["alerts.tasks.tell"]
    tasks.tell()
    assert Alert.objects.get().tell_at is None


def test_the_tick_rings_for_what_the_broker_lost_and_upkeep_brings_the_rules_that_ship(tired):
    tasks.tick()
    assert waiting_tasks() == ["alerts.tasks.evaluate"]
    assert ToEvaluate.objects.exists()
    tasks.upkeep()
    assert Rule.objects.exclude(shipped_as="").count() == 5


def test_a_ring_that_was_not_answered_for_a_minute_rings_again(ada):
    assert ring(NOW)
    assert not ring(NOW + timedelta(seconds=30))
    assert ring(NOW + timedelta(seconds=61))
    Daily.objects.update(rung_at=NOW + timedelta(days=400))  # by a clock that was ahead
    assert ring(NOW)


def test_the_clock_knows_its_tasks():
    assert set(SCHEDULES) <= set(all_schedules())
    assert all(callable(import_string(one.task)) for one in SCHEDULES)


def test_the_causes_that_count_are_causes_a_source_gives():
    assert {one.value for one in Missing} >= GAPS_OF_PAST_DAYS
