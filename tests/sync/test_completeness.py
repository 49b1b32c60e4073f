"""What is there of each athlete, day and data type, and the cause of every hole; a repair reads exactly the holes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from forms_engine.models import FormPermission
from people.models import Look
from sync import engine, queue
from sync.causes import Missing
from sync.completeness import day_heading, matrix
from sync.models import Connection, FeedState, Run
from sync.models.run import Priority
from sync.provider import Due, Window
from sync.repairing import ask, repairable_holes
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_coach, make_consultant, make_squad
from tests.builders.runs import perform_waiting

TODAY = date(2026, 3, 10)
WEEK = Window(date(2026, 3, 4), TODAY)


def day(number: int) -> date:
    return date(2026, 3, number)


@pytest.fixture
def squad(db):
    return make_squad()


@pytest.fixture
def coach(squad):
    return make_coach(squad)


@pytest.fixture
def wearer(squad, application, provider, now):
    """Read through today; every document of the week is there but for the nights of the 6th and 7th."""
    provider.feeds = tuple(
        replace(feed, due=Due.NIGHTLY if feed.date_shift_days else Due.DAILY) for feed in provider.feeds
    )
    athlete = make_athlete(squad)
    connection = connect(provider, athlete, now - timedelta(days=30))
    for number in range(1, 11):
        provider.put("steps", day(number), steps=number)
        provider.put("calm", day(number), calm_score=50)
        if number not in (6, 7):
            provider.put("night", day(number), night_score=70)
    read(connection, now)
    return athlete


def read(connection, now, **asked):
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now, **asked)
    engine.perform_run(run.pk, now)
    perform_waiting(now)  # older chunks of a first fill
    run.refresh_from_db()
    return run


def block_of(provider, viewer, person, now, window=WEEK):
    return matrix(provider, viewer, [person], window, TODAY, now).blocks[0]


def causes_of(block):
    return {(line.feed.key, cell.day.day): cell.cause.code for line in block.lines for cell in line.cells if cell.cause}


# What is there, and why not


def test_what_is_stored_is_there_and_the_rest_has_a_cause(provider, coach, wearer, now):
    assert causes_of(block_of(provider, coach, wearer, now)) == {
        ("night", 6): Missing.NO_DOCUMENT,
        ("night", 7): Missing.NO_DOCUMENT,
    }


def test_a_day_without_anything_at_all_is_a_ring_not_worn(provider, coach, wearer, now):
    for feed in ("steps", "calm"):
        provider.delete(feed, day(6))
    read(Connection.objects.get(), now, days=WEEK)
    causes = causes_of(block_of(provider, coach, wearer, now))
    assert {causes[feed, 6] for feed in ("night", "calm", "steps")} == {Missing.NOT_WORN}
    assert causes["night", 7] == Missing.NO_DOCUMENT


def test_somebody_who_never_connected_is_not_connected(provider, application, coach, squad, now):
    stranger = make_athlete(squad)
    causes = causes_of(block_of(provider, coach, stranger, now))
    assert set(causes.values()) == {Missing.NOT_CONNECTED}
    assert len(causes) == 21


def test_what_is_not_shared_says_so(provider, coach, wearer, now):
    Connection.objects.update(shared_feeds=["night", "calm"])
    FeedState.objects.filter(feed="steps").delete()
    block = block_of(provider, coach, wearer, now)
    assert {cause for (feed, _day), cause in causes_of(block).items() if feed == "steps"} <= {Missing.NOT_GRANTED}


def test_days_before_the_first_fill_has_come_so_far_are_awaited(provider, coach, wearer, now):
    FeedState.objects.update(filled_back_to=day(5))
    window = Window(date(2026, 2, 1), date(2026, 2, 2))
    causes = causes_of(block_of(provider, coach, wearer, now, window))
    assert set(causes.values()) == {Missing.WAITING}


def test_a_membership_that_lapsed_explains_what_was_not_read_and_not_what_was(provider, coach, wearer, now):
    FeedState.objects.update(filled_back_to=day(5))
    Connection.objects.update(state=Connection.State.MEMBERSHIP_LAPSED)
    causes = causes_of(block_of(provider, coach, wearer, now, Window(date(2026, 2, 1), TODAY)))
    assert {cause for (_feed, number), cause in causes.items() if number > 10} == {Missing.LAPSED}
    assert causes["night", 6] == Missing.NO_DOCUMENT


def test_what_is_due_tomorrow_is_no_hole(provider, coach, wearer, now):
    block = block_of(provider, coach, wearer, now, Window(day(11), day(11)))
    assert set(causes_of(block).values()) == {Missing.NOT_DUE}
    assert block.holes == {}


def test_a_data_type_that_comes_sometimes_has_no_holes(provider, coach, wearer, now):
    provider.feeds = tuple(replace(feed, due=Due.SOMETIMES) for feed in provider.feeds)
    assert block_of(provider, coach, wearer, now).lines == ()


def test_nights_are_headed_by_both_their_days(provider, wearer):
    feeds = {feed.key: feed for feed in provider.feeds}
    assert day_heading(feeds["night"], day(10)) == "night Mon → Tue 10 Mar"
    assert day_heading(feeds["steps"], day(10)) == "Tue 10 Mar"


def test_more_people_and_days_cost_no_more_queries(provider, coach, wearer, squad, now, django_assert_num_queries):
    others = [make_athlete(squad) for _number in range(5)]
    matrix(provider, coach, [wearer], WEEK, TODAY, now)
    with django_assert_num_queries(5):
        matrix(provider, coach, [wearer, *others], Window(date(2026, 2, 20), TODAY), TODAY, now)


def test_forms_a_viewer_may_not_know_of_are_left_out(provider, coach, wearer, now):
    FormPermission.objects.filter(form__key="pulsar_nights").delete()
    coach = type(coach).objects.get(pk=coach.pk)
    assert [line.feed.key for line in block_of(provider, coach, wearer, now).lines] == ["steps"]


# Repair


def test_a_repair_asks_for_exactly_the_holes(provider, coach, wearer, now):
    found = matrix(provider, coach, [wearer], WEEK, TODAY, now)
    assert repairable_holes(found.blocks[0]) == {"night": [day(6), day(7)]}
    assert ask(found, now, coach) == 1
    run = Run.objects.get(state=Run.State.QUEUED)
    assert (run.trigger, run.priority, run.asked_by) == (Run.Trigger.REPAIR, Priority.REPAIR, coach)
    provider.asked.clear()
    provider.put("night", day(7), night_score=61)
    engine.perform_run(run.pk, now)
    assert provider.asked == [("night", Window(day(6), day(7)))]
    assert causes_of(block_of(provider, coach, wearer, now)) == {("night", 6): Missing.NO_DOCUMENT}


def test_holes_apart_are_asked_for_apart(provider, coach, wearer, now):
    connection = Connection.objects.get()
    run = queue.request_sync(
        connection, trigger=Run.Trigger.REPAIR, now=now, holes={"night": [day(2), day(3), day(7)], "steps": [day(5)]}
    )
    provider.asked.clear()
    engine.perform_run(run.pk, now)
    assert sorted(provider.asked, key=str) == sorted(
        [("night", Window(day(7), day(7))), ("steps", Window(day(5), day(5))), ("night", Window(day(2), day(3)))],
        key=str,
    )


def test_a_repair_that_joins_an_ordinary_ask_leaves_it_whole(provider, wearer, now):
    connection = Connection.objects.get()
    ordinary = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    joined = queue.request_sync(connection, trigger=Run.Trigger.REPAIR, now=now, holes={"night": [day(2)]})
    assert joined == ordinary
    provider.asked.clear()
    engine.perform_run(ordinary.pk, now)
    assert {feed for feed, _window in provider.asked} == {"night", "calm", "steps"}
    assert ("night", Window(day(2), day(2))) in provider.asked


def test_an_ordinary_ask_that_joins_a_repair_is_read_too(provider, wearer, now):
    connection = Connection.objects.get()
    repair = queue.request_sync(connection, trigger=Run.Trigger.REPAIR, now=now, holes={"night": [day(2)]})
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    provider.asked.clear()
    engine.perform_run(repair.pk, now)
    assert {feed for feed, _window in provider.asked} == {"night", "calm", "steps"}


# The page


def page(client, viewer, provider, **query):
    client.force_login(viewer)
    return client.get(reverse("sync:completeness", args=[provider.key]), query)


def test_a_coach_sees_the_holes_of_their_squad_in_words_and_the_look_is_noted(client, provider, coach, wearer, now):
    with time_machine.travel(now, tick=False):
        shown = page(client, coach, provider, last="2026-03-10", days="7").content.decode()
    assert wearer.full_name in shown
    assert "2 holes and their causes" in shown
    assert "Nights: night Thu → Fri 6 Mar, night Fri → Sat 7 Mar" in shown
    assert Look.objects.filter(viewer=coach, person=wearer, page="completeness").exists()


def test_a_coach_of_another_squad_sees_nobody(client, provider, application, wearer):
    shown = page(client, make_coach(make_squad("Others")), provider).content.decode()
    assert wearer.full_name not in shown
    assert "There are no athletes here for you." in shown


def test_the_menu_leads_whoever_looks_after_athletes_there(client, provider, coach, wearer):
    client.force_login(coach)
    assert f'href="{reverse("sync:all_completeness")}"' in client.get(reverse("board")).content.decode()
    client.force_login(wearer)
    assert "Completeness" not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("sync:all_completeness")).status_code == 404


def test_an_athlete_finds_no_such_page(client, provider, application, wearer):
    assert page(client, wearer, provider).status_code == 404


def test_a_consultant_without_rights_on_the_forms_learns_where_to_get_them(client, provider, application, wearer):
    FormPermission.objects.all().delete()
    shown = page(client, make_consultant(), provider).content.decode()
    assert "gives rights on their forms" in shown


@pytest.mark.parametrize("query", [{"last": "nonsense"}, {"days": "9999"}, {"squad": "x"}, {"last": "0001-01-01"}])
def test_what_is_not_understood_shows_the_usual_page(client, provider, coach, wearer, query):
    assert page(client, coach, provider, **query).status_code == 200


def test_the_button_repairs_one_athlete_or_all_that_are_shown(client, provider, coach, wearer, now):
    address = reverse("sync:repair", args=[provider.key]) + "?last=2026-03-10&days=7"
    with time_machine.travel(now, tick=False):
        client.force_login(coach)
        shown = client.post(address, {"person": wearer.pk}, follow=True).content.decode()
    assert "The holes of 1 athlete are read again" in shown
    assert Run.objects.get(state=Run.State.QUEUED).holes == {"night": ["2026-03-06", "2026-03-07"]}


def test_nobody_repairs_for_somebody_they_do_not_look_after(client, provider, application, wearer):
    client.force_login(make_coach(make_squad("Others")))
    client.post(reverse("sync:repair", args=[provider.key]), {"person": wearer.pk})
    assert not Run.objects.filter(state=Run.State.QUEUED).exists()
