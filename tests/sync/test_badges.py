"""How somebody's data arrive, for many people at once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_engine.extension import PersonBadge, newest_sync, person_badges
from forms_engine.models import FormDefinition
from people.models import Person
from sync import queue, registry
from sync.badges import TONES, badges
from sync.models import Binding, Connection, FeedState, Run
from sync.states import who_must_act
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.builders.runs import perform_waiting

TUESDAY = date(2026, 3, 10)


def form_id(key: str) -> int:
    return FormDefinition.objects.get(key=key).pk


def pulsar_badge(person: Person, now: datetime) -> PersonBadge:
    (badge,) = (one for one in badges([person], TUESDAY, now)[person.pk] if one.provider == "Pulsar")
    return badge


def test_somebody_not_connected_has_a_badge_that_leads_to_the_link(application, athlete, now):
    badge = pulsar_badge(athlete, now)

    assert (badge.provider, badge.tone, badge.words) == ("Pulsar", "none", "Not connected")
    assert badge.url == reverse("profile", args=["pulsar_authorise"])
    assert {cause.words for cause in badge.causes.values()} == {"Not connected"}


def test_somebody_connected_has_state_and_times(connection, athlete, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    perform_waiting(now)

    badge = pulsar_badge(athlete, now)

    assert (badge.tone, badge.words, badge.detail) == ("fine", "Connected", "")
    assert (badge.since, badge.last_sync_at, badge.last_data_on) == (now, now, TUESDAY)


@pytest.mark.parametrize(
    ("state", "tone", "words", "who"),
    [
        ("waiting", "watch", "Waiting for first data", "Nobody has to do anything"),
        ("connected", "fine", "Connected", ""),
        ("reconnect_needed", "act", "Reconnect needed", "The athlete presses the Authorisation Link again."),
        ("type_missing", "watch", "Type missing", "The athlete may share what is missing"),
        ("membership_lapsed", "act", "Membership lapsed", "The athlete renews the membership"),
        ("paused", "none", "Paused", "A consultant looks at the connector's set-up."),
        ("disconnected", "none", "Disconnected", "The athlete may connect again"),
    ],
)
def test_each_state_has_tone_words_and_who_must_act(connection, athlete, now, state, tone, words, who):
    yesterday = now - timedelta(days=1)
    Connection.objects.update(state=state, state_since=yesterday)

    badge = pulsar_badge(athlete, now)

    assert (badge.tone, badge.words, badge.since) == (tone, words, yesterday)
    assert badge.detail.startswith(who)
    assert bool(badge.detail) == bool(who)


def test_the_newest_sync_of_many_is_that_of_their_badges_in_one_statement(connection, athlete, provider, now):
    other, stranger = make_athlete(), make_athlete()
    connect(provider, other, now)
    assert newest_sync([athlete.pk, other.pk]) is None
    Connection.objects.filter(person=athlete).update(last_synced_at=now - timedelta(hours=2))
    Connection.objects.filter(person=other).update(last_synced_at=now - timedelta(minutes=5))
    for people in ([athlete], [athlete, other], [stranger], []):
        said = [one.last_sync_at for found in badges(people, TUESDAY, now).values() for one in found]
        with CaptureQueriesContext(database) as queries:
            newest = newest_sync([person.pk for person in people])
        assert newest == max((at for at in said if at), default=None)
        assert len(queries) == 1


def test_no_state_is_without_a_tone():
    assert set(TONES) == set(Connection.State)
    for state in Connection.State:
        assert isinstance(who_must_act(Connection(state=state, person=Person())), str)


def test_the_board_of_a_day_asks_for_that_mornings_night_and_yesterdays_steps(connection, athlete, now):
    Connection.objects.update(last_synced_at=now, last_data_on=TUESDAY - timedelta(days=1))
    for feed in ("night", "calm", "steps"):
        FeedState.objects.create(connection=connection, feed=feed, last_data_on=TUESDAY - timedelta(days=1))

    badge = pulsar_badge(athlete, now)

    assert badge.causes[form_id("pulsar_nights")].code == "waiting"
    assert badge.causes[form_id("pulsar_days")].code == "no_document"


def test_a_form_is_explained_by_its_own_feeds(connection, athlete, now):
    Connection.objects.update(last_synced_at=now, last_data_on=TUESDAY)
    FeedState.objects.create(connection=connection, feed="night", error_code="scope_missing")
    FeedState.objects.create(connection=connection, feed="steps", last_data_on=TUESDAY)

    badge = pulsar_badge(athlete, now)

    assert badge.causes[form_id("pulsar_nights")].code == "not_granted"
    assert badge.causes[form_id("pulsar_days")].code == "no_document"


def test_a_feed_out_of_use_explains_nothing(connection, athlete, now):
    Binding.objects.filter(form__key="pulsar_nights").update(is_active=False)

    badge = pulsar_badge(athlete, now)

    assert set(badge.causes) == {form_id("pulsar_days")}


def test_nobody_asked_for_costs_no_answer(application, now):
    assert badges([], TUESDAY, now) == {}


def test_there_is_one_badge_a_wearable_for_everybody(connection, provider, athlete, now):
    nobody = make_athlete()

    found = badges([athlete, nobody], TUESDAY, now)

    names = [one.name for one in registry.all_providers()]
    assert {pk: [badge.provider for badge in own] for pk, own in found.items()} == {
        athlete.pk: names,
        nobody.pk: names,
    }


def test_the_socket_is_plugged_in(application, athlete, now):
    assert "Pulsar" in {badge.provider for badge in person_badges([athlete], TUESDAY, now)[athlete.pk]}


def test_thirty_people_cost_as_many_queries_as_three(application, provider, now):
    people = [make_athlete() for _number in range(30)]
    for person in people:
        connection = connect(provider, person, now)
        FeedState.objects.create(connection=connection, feed="night", last_data_on=TUESDAY)

    with CaptureQueriesContext(database) as few:
        badges(people[:3], TUESDAY, now)
    with CaptureQueriesContext(database) as many:
        badges(people, TUESDAY, now)

    assert len(many) == len(few)
    assert len(few) <= 4 * len(registry.all_providers())


def test_staff_are_led_to_the_athletes_form_and_the_athlete_to_their_own(connection, athlete, now):
    badge = pulsar_badge(athlete, now)

    assert badge.url == "/profiles/pulsar_authorise/"
    assert badge.staff_url == f"/people/{athlete.pk}/profiles/pulsar_authorise/"


def test_the_athlete_is_told_you_and_staff_are_told_who(connection, athlete, now):
    Connection.objects.update(state=Connection.State.RECONNECT_NEEDED)

    badge = pulsar_badge(athlete, now)

    assert badge.detail == "The athlete presses the Authorisation Link again."
    assert badge.advice.startswith("Press the Authorisation Link once more")
    assert badge.action == "Reconnect Pulsar"


def test_nobody_seems_connected_while_reading_is_switched_off(connection, application, athlete, now):
    application.is_enabled = False
    application.save()

    badge = pulsar_badge(athlete, now)

    assert (badge.tone, badge.words) == ("none", "Reading is switched off")
    assert badge.detail == "A consultant switches the connector on."


def test_somebody_whose_first_data_are_there_is_not_said_to_be_waiting(connection, athlete, now):
    FeedState.objects.create(connection=connection, feed="night", last_data_on=now.date(), filled_back_to=now.date())

    badge = pulsar_badge(athlete, now)

    assert badge.words == "Connected"
    assert badge.detail.startswith("Reading the past")


def test_an_athlete_whose_app_rests_is_told_to_open_it(connection, athlete, now):
    Connection.objects.update(last_synced_at=now, last_data_on=now.date(), state=Connection.State.CONNECTED)
    old = now.date() - timedelta(days=3)
    for feed in ("night", "calm"):
        FeedState.objects.create(connection=connection, feed=feed, last_data_on=old)
    FeedState.objects.create(connection=connection, feed="steps", last_data_on=now.date())

    assert "Open the app of your ring" in pulsar_badge(athlete, now).advice
