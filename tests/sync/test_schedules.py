"""The table of schedules agrees with the list in the code, whatever was done to it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_q.models import Schedule

from sync.schedules import SCHEDULES, all_schedules, apply_schedules, register_schedules

pytestmark = pytest.mark.django_db


def table() -> list[dict]:
    return list(Schedule.objects.order_by("name").values())


def test_every_schedule_is_made(now):
    lines = apply_schedules(now)

    assert {(one.name, one.func, one.minutes) for one in Schedule.objects.all()} == {
        *((one.name, one.task, one.minutes) for one in all_schedules()),
        ("tick", "sync.tasks.tick", 1),
        ("round", "sync.tasks.sync_round", 1),
        ("upkeep", "sync.tasks.upkeep", 24 * 60),
        ("new feeds", "sync.tasks.ask_about_new_feeds", 60),
    }
    assert lines[:3] == [
        "made tick, every 1 minutes",
        "made round, every 1 minutes",
        "made upkeep, every 1440 minutes",
    ]
    assert all(now < one.next_run <= now + timedelta(minutes=15) for one in Schedule.objects.all())


def test_every_task_named_there_exists_and_takes_no_arguments():
    for planned in all_schedules():
        assert import_string(planned.task).__code__.co_argcount == 0


def test_applying_again_changes_nothing_and_keeps_the_next_runs(now):
    apply_schedules(now)
    before = table()

    assert apply_schedules(now + timedelta(minutes=5)) == []
    assert table() == before


def test_a_schedule_that_is_due_or_late_is_left_to_run(now):
    apply_schedules(now)
    Schedule.objects.update(next_run=now - timedelta(days=3))
    before = table()

    assert apply_schedules(now) == []
    assert table() == before


@pytest.mark.parametrize(
    "change",
    [
        {"func": "os.system"},
        {"minutes": 99},
        {"schedule_type": Schedule.DAILY},
        {"repeats": 0},
        {"args": "('rm -rf',)"},
        {"kwargs": "hook='os.system'"},
        {"hook": "os.system"},
        {"cluster": "nowhere"},
    ],
)
def test_a_schedule_somebody_changed_is_made_anew(now, change):
    apply_schedules(now)
    Schedule.objects.filter(name="round").update(**change)

    assert apply_schedules(now) == ["made round, every 1 minutes"]

    healed = Schedule.objects.get(name="round")
    assert (healed.func, healed.minutes, healed.repeats, healed.hook) == ("sync.tasks.sync_round", 1, -1, None)
    assert (healed.args, healed.kwargs, healed.cluster) == (None, None, None)


def test_a_schedule_put_off_for_ever_is_made_anew(now):
    apply_schedules(now)
    Schedule.objects.filter(name="tick").update(next_run=now + timedelta(days=3650))

    assert apply_schedules(now) == ["made tick, every 1 minutes"]
    assert Schedule.objects.get(name="tick").next_run <= now + timedelta(minutes=1)


def test_a_missing_schedule_is_made_and_a_doubled_one_is_made_single(now):
    apply_schedules(now)
    Schedule.objects.filter(name="upkeep").delete()
    twin = Schedule.objects.get(name="tick")
    twin.pk = None
    twin.save()

    assert len(apply_schedules(now)) == 2
    assert sorted(Schedule.objects.values_list("name", flat=True)) == sorted(one.name for one in all_schedules())


@pytest.mark.parametrize("name", ["backdoor", None, ""])
def test_a_schedule_by_a_stranger_is_removed(now, name):
    apply_schedules(now)
    before = table()
    Schedule.objects.create(name=name, func="os.system", args="('true',)")

    assert apply_schedules(now) == [f"removed {name or 'os.system'}"]
    assert table() == before


def test_the_command_says_what_it_did():
    first, second = StringIO(), StringIO()

    call_command("apply_schedules", stdout=first)
    call_command("apply_schedules", stdout=second)

    assert "made tick" in first.getvalue()
    assert second.getvalue() == "the schedules are as they should be\n"


def test_an_app_further_out_adds_its_own_once(now):
    further = [one for one in all_schedules() if one not in SCHEDULES]

    register_schedules(further)

    assert "messages tick" in [one.name for one in further]
    assert len(all_schedules()) == len(SCHEDULES) + len(further)


def test_what_messages_do_by_the_clock_does_not_wait_behind_syncs(now):
    apply_schedules(now)

    of_messages = set(Schedule.objects.filter(cluster="messages").values_list("name", flat=True))
    assert of_messages == {
        one.name for one in all_schedules() if one.name.startswith(("messages", "invites", "alerts"))
    }
    assert len(of_messages) == 7
