"""Athletes agree to data types one by one; only those are asked of the vendor and read; new ones are asked for once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from sync import choosing, consenting, engine, queue, signals
from sync.badges import badges
from sync.causes import Missing
from sync.connecting import Press, Return, begin, finish
from sync.models import AuthorisationState, Binding, Connection, FeedConsent, FeedState, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_consultant

ALL = ["night", "calm", "steps"]
CALLBACK = "https://club.example/callback"


def go_on(provider, application, athlete, now, feeds=None):
    """Press, agree at the vendor, come back."""
    press = Press(athlete, "browser-1", CALLBACK, "/", feeds=feeds)
    address = begin(provider, application, press, now)
    state = address.partition("state=")[2].partition("&")[0]
    provider.good_codes.add("good-code")
    back = Return({"state": state, "code": "good-code"}, "browser-1", None)
    connection, _to = finish(provider, application, back, now)
    connection.refresh_from_db()
    return connection


def switch_off(provider, *feeds):
    choosing.use_feeds(provider, [key for key in ALL if key not in feeds])


@pytest.fixture
def heard():
    said = []

    def hear(sender, *, connection_id, feeds, now, **more):
        said.append((connection_id, feeds))

    signals.feeds_added.connect(hear)
    yield said
    signals.feeds_added.disconnect(hear)


# What is offered and chosen


def test_the_feeds_in_use_are_offered_in_the_providers_order(application, provider):
    switch_off(provider, "calm")
    assert [feed.key for feed in consenting.offered_feeds(provider)] == ["night", "steps"]


@pytest.mark.parametrize(
    ("answers", "agreed"),
    [
        ({"share": ["all"]}, ALL),
        ({}, ALL),
        ({"share": ["some"], "feed": ["steps"]}, ["steps"]),
        ({"share": ["some"], "feed": ["steps", "somebody-elses"]}, ["steps"]),
        ({"share": ["some"]}, []),
        ({"share": ["all"], "feed": ["steps"]}, ALL),
    ],
)
def test_an_athlete_agrees_to_all_that_is_listed_or_to_what_they_tick(application, provider, answers, agreed):
    assert consenting.chosen_feeds(provider, answers) == agreed


# Scopes


def test_the_scopes_of_what_was_agreed_to_are_asked_once_each_and_the_providers_own_last(application, provider):
    provider.extra_scopes = ("personal", "sleep")
    assert consenting.asked_scopes(application, provider, ALL) == ["sleep", "move", "personal"]
    assert consenting.asked_scopes(application, provider, ["steps"]) == ["move", "personal", "sleep"]


def test_an_application_that_has_few_scopes_is_asked_for_no_others(application, provider):
    application.scopes = ["sleep"]
    assert consenting.asked_scopes(application, provider, ALL) == ["sleep"]


# Connecting


def test_what_was_agreed_to_is_remembered_with_its_moment_and_so_is_what_was_not(application, provider, athlete, now):
    connection = go_on(provider, application, athlete, now, feeds=["steps"])
    assert connection.shared_feeds == ["steps"]
    assert AuthorisationState.objects.get().scopes == ["move"]
    said = dict(FeedConsent.objects.values_list("feed", "is_given"))
    assert said == {"night": False, "calm": False, "steps": True}
    assert set(FeedConsent.objects.values_list("at", flat=True)) == {now}


def test_who_connects_again_may_answer_differently(application, provider, athlete, now):
    go_on(provider, application, athlete, now, feeds=["steps"])
    later = now + timedelta(days=1)
    connection = go_on(provider, application, athlete, later, feeds=["night", "steps"])
    assert connection.shared_feeds == ["night", "steps"]
    assert dict(FeedConsent.objects.values_list("feed", "is_given")) == {"night": True, "calm": False, "steps": True}


def test_only_what_was_agreed_to_is_read_and_the_rest_is_nobodys_fault(application, provider, athlete, now):
    connection = go_on(provider, application, athlete, now, feeds=["night"])
    provider.asked.clear()
    engine.perform_run(Run.objects.get().pk, now)
    connection.refresh_from_db()
    assert {feed for feed, _window in provider.asked} == {"night"}
    assert connection.state != Connection.State.TYPE_MISSING
    assert set(FeedState.objects.values_list("feed", flat=True)) == {"night"}


def test_a_hole_in_what_is_not_shared_says_so(application, provider, athlete, now):
    go_on(provider, application, athlete, now, feeds=["night"])
    engine.perform_run(Run.objects.get().pk, now)
    badge = next(one for one in badges([athlete], now.date(), now)[athlete.pk] if one.provider == provider.name)
    steps = Binding.objects.get(feed="steps")
    assert badge.causes[steps.form_id].code == Missing.NOT_GRANTED


def test_who_connected_before_anybody_was_asked_shares_all(connection, provider, now):
    Connection.objects.update(shared_feeds=None)
    connection.refresh_from_db()
    assert consenting.shared(connection, ALL) == ALL


# A feed that comes later


def test_a_feed_that_comes_into_use_is_not_read_before_the_athlete_was_asked(application, provider, athlete, now):
    switch_off(provider, "steps")
    go_on(provider, application, athlete, now)
    engine.perform_run(Run.objects.get().pk, now)
    choosing.use_feeds(provider, ALL)
    provider.asked.clear()
    run = queue.request_sync(Connection.objects.get(), trigger=Run.Trigger.PERSON, now=now)
    engine.perform_run(run.pk, now)
    assert "steps" not in {feed for feed, _window in provider.asked}


@pytest.mark.django_db(transaction=True)
def test_connected_athletes_are_asked_once_for_a_feed_that_came_into_use(application, provider, athlete, now, heard):
    switch_off(provider, "steps")
    connection = go_on(provider, application, athlete, now)
    assert consenting.ask_about_new(provider, now) == 0
    choosing.use_feeds(provider, ALL)
    assert consenting.ask_about_new(provider, now) == 1
    assert consenting.ask_about_new(provider, now + timedelta(hours=1)) == 0
    assert heard == [(connection.pk, ["steps"])]


def test_the_form_says_what_is_asked_for_until_it_is_answered(application, provider, athlete, now, client):
    switch_off(provider, "steps")
    go_on(provider, application, athlete, now)
    engine.perform_run(Run.objects.get().pk, now)
    choosing.use_feeds(provider, ALL)
    consenting.ask_about_new(provider, now)
    client.force_login(athlete)
    form = reverse("profile", args=["pulsar_authorise"])
    assert "Your club now asks for more: Steps" in client.get(form).content.decode()
    go_on(provider, application, athlete, now, feeds=["night", "calm"])
    assert "asks for more" not in client.get(form).content.decode()


# The pages


def test_the_consent_page_lists_what_is_in_use_and_nothing_else(application, provider, athlete, client):
    switch_off(provider, "calm")
    client.force_login(athlete)
    page = client.get(reverse("sync:consent", args=[provider.key])).content.decode()
    assert "How long you slept." in page
    assert "How rested you are." not in page


def test_ticking_nothing_connects_nothing_and_says_so(application, provider, athlete, client):
    client.force_login(athlete)
    answer = client.post(reverse("sync:begin", args=[provider.key]), {"share": "some"})
    assert answer.status_code == 400
    assert "Nothing was ticked" in answer.content.decode()
    assert "https://pulsar.example" in answer.headers["Content-Security-Policy"]
    assert not AuthorisationState.objects.exists()


def test_what_is_ticked_is_what_the_vendor_is_asked_for(application, provider, athlete, client):
    client.force_login(athlete)
    client.post(reverse("sync:begin", args=[provider.key]), {"share": "some", "feed": ["steps"]})
    state = AuthorisationState.objects.get()
    assert (state.scopes, state.shared_feeds, state.offered_feeds) == (["move"], ["steps"], ALL)


def test_a_consultant_chooses_what_the_site_uses(application, provider, client):
    client.force_login(make_consultant())
    page = client.post(reverse("sync:setup_feeds", args=[provider.key]), {"feed": ["night", "steps"]}, follow=True)
    assert "1 data type is read no more. What was read stays." in page.content.decode()
    used = Binding.objects.filter(is_active=True).values_list("feed", flat=True)
    assert set(used) == {"night", "steps"}


def test_nobody_else_chooses(application, provider, athlete, client):
    client.force_login(athlete)
    assert client.post(reverse("sync:setup_feeds", args=[provider.key]), {"feed": []}).status_code == 403
    assert Binding.objects.filter(is_active=True).count() == 3


def test_asking_about_new_feeds_costs_the_same_for_many(application, provider, now, django_assert_num_queries):
    for number in range(3):
        connect(provider, make_athlete(), now, account_id=f"account-{number}")
    Connection.objects.update(shared_feeds=ALL)
    connections = list(Connection.objects.all())
    offered = consenting.offered_feeds(provider)
    with django_assert_num_queries(1):
        assert consenting.new_feeds(provider, offered, connections)
