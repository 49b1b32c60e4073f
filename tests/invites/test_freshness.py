"""How fresh data are, without values; last night's scores for the person alone."""

from datetime import timedelta

import pytest

from forms_engine.models import FormPermission
from invites import freshness
from people.application import application_details
from sync import engine, queue
from sync.models import Run
from tests.builders.connections import connect
from tests.fakes.provider import STEPS, FakeProvider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]


@pytest.fixture
def connection(provider, athlete, now):
    made = connect(provider, athlete, now)
    provider.put("night", now.date(), night_score=83, total_sleep_s=27_000)
    provider.put("night", now.date() - timedelta(days=1), night_score=55)
    engine.perform_run(queue.request_sync(made, trigger=Run.Trigger.PERSON, now=now).pk, now)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(0), "Last synced just now."),
        (timedelta(seconds=59), "Last synced just now."),
        (timedelta(minutes=12), "Last synced 12\xa0minutes ago."),
        (timedelta(hours=26), "Last synced 1\xa0day ago."),
    ],
)
def test_how_long_ago_the_last_sync_was(connection, now, later, words):
    assert freshness.sync_words(connection, now + later) == words


def test_before_the_first_sync_there_is_nothing_to_say(provider, athlete, now):
    assert freshness.sync_words(connect(provider, athlete, now), now) == ""


def test_last_night_is_the_one_that_ended_this_morning(connection, provider, athlete, now):
    assert freshness.night_words(provider, athlete, now) == "Last night is in."
    assert freshness.night_scores(provider, athlete, now) == "Night score 83"
    assert freshness.night_scores(provider, athlete, now - timedelta(days=1)) == "Night score 55"


def test_the_site_says_which_morning_it_is(connection, provider, athlete, now):
    details = application_details()
    details.zone = "Pacific/Kiritimati"
    details.save()

    assert freshness.last_night(now) == now.date()
    assert freshness.night_scores(provider, athlete, now) == ""
    assert "not in yet" in freshness.night_words(provider, athlete, now)


def test_without_the_right_to_read_ones_own_form_there_are_no_scores(connection, provider, athlete, now):
    FormPermission.objects.filter(form__key="pulsar_nights").delete()

    assert freshness.night_scores(provider, athlete, now) == ""


def test_of_somebody_elses_night_nothing_is_known(connection, provider, coach, now):
    assert freshness.night_scores(provider, coach, now) == ""


def test_a_wearable_without_nights_says_nothing_of_them(athlete, now):
    walker = FakeProvider(key="walker", feeds=(STEPS,))

    assert freshness.night_words(walker, athlete, now) == ""
    assert freshness.night_scores(walker, athlete, now) == ""
