"""/oura in every situation: what is said, what is linked, and what never is."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from invites import commands, conf
from invites.models import Invite
from messaging.commands import Asking, Spoken, answer, read_command
from messaging.links import build_link, button_for
from sync import applications, consenting, engine, queue, registry
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.fakes.provider import FakeProvider

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ask(athlete, now):
    def asking(words: str = "", person=athlete, channel: str = "slack"):
        return answer(Asking(person, channel, Spoken("pulsar", words), "", "", "inbound-1", now))

    return asking


@pytest.fixture
def connection(provider, athlete, now) -> Connection:
    made = connect(provider, athlete, now - timedelta(days=1))
    provider.put("night", now.date(), night_score=83)
    provider.put("calm", now.date(), calm_score=71)
    engine.perform_run(queue.request_sync(made, trigger=Run.Trigger.PERSON, now=now).pk, now - 12 * MINUTE)
    return made


def test_every_wearable_that_is_installed_has_its_command():
    commands.register_all()

    assert read_command("/oura") == Spoken("oura", "")
    assert read_command("/pulsar status") == Spoken("pulsar", "status")
    assert read_command("/quasar") is None


def test_a_wearable_that_comes_later_gets_its_command_at_the_next_call(application):
    late = FakeProvider(key="quasar", name="Quasar")
    registry.register(late)
    try:
        commands.register_all()
        assert read_command("/quasar") == Spoken("quasar", "")
    finally:
        registry.unregister("quasar")


# Not connected


def test_who_is_not_connected_gets_instructions_and_a_fresh_link(ask, athlete):
    said = ask()

    invite = Invite.objects.get()
    assert (said.link, said.link_id) == ("invite", str(invite.pk))
    assert (invite.person, invite.sender, invite.channel) == (athlete, None, "slack")
    assert invite.message_key == "inbound-1"
    assert "your Pulsar is not connected" in said.text
    assert "Log in at Pulsar" in said.text


def test_the_answer_itself_holds_no_link(ask):
    assert "/i/" not in ask().text


def test_asking_again_gives_a_newer_link_and_revokes_the_one_before(ask):
    ask()
    ask()

    assert [one.outcome for one in Invite.objects.all()] == [Invite.Outcome.OPEN, Invite.Outcome.REVOKED]


def test_after_many_links_in_an_hour_the_words_say_so(ask):
    for _number in range(conf.MOST_A_CLIENT_AN_HOUR):
        ask()
    said = ask()

    assert said.link == ""
    assert "you have asked several times" in said.text
    assert Invite.objects.count() == conf.MOST_A_CLIENT_AN_HOUR


def test_while_connecting_is_not_set_up_there_is_no_link(ask, application):
    applications.disable(application)
    said = ask()

    assert said.link == ""
    assert "cannot be connected" in said.text
    assert not Invite.objects.exists()


@pytest.mark.parametrize("state", ["disconnected", "reconnect_needed"])
def test_whose_connection_ended_gets_a_link(ask, connection, state):
    Connection.objects.update(state=state)
    said = ask()

    assert said.link == "invite"
    expected = "connect once more" if state == "reconnect_needed" else "is not connected"
    assert expected in said.text


# Connected


def test_who_is_connected_reads_how_fresh_it_is_and_no_value(ask, connection):
    said = ask()

    assert "your Pulsar is connected" in said.text
    assert "Last synced 12\xa0minutes ago." in said.text
    assert "Last night is in." in said.text
    assert "83" not in said.text
    assert "71" not in said.text
    assert not Invite.objects.exists()


def test_the_values_are_a_log_in_away(ask, connection, athlete, now, settings):
    settings.SITE_URL = "https://ringside.example"
    said = ask()
    built = build_link(said.link, said.link_id, athlete, now)

    assert (built.url, built.expires_at) == ("https://ringside.example/", None)


def test_in_the_sites_own_chat_the_athlete_sees_last_night_and_nobody_else(ask, connection, athlete, coach, now):
    said = ask(channel="site")

    button = button_for(said.link, said.link_id, athlete, athlete, now)
    assert (button.label, button.url) == ("Open last night", "/")
    assert button.words == "Night score 83, Calm score 71"
    assert button_for(said.link, said.link_id, coach, athlete, now) is None


def test_a_night_that_is_not_in_yet_is_said(ask, connection, athlete, now, provider):
    said = answer(Asking(athlete, "slack", Spoken("pulsar", ""), "", "", "x", now + timedelta(days=1)))

    assert "Last night is not in yet" in said.text


def test_who_waits_for_first_data_is_told_what_to_do(ask, provider, athlete, now):
    connect(provider, athlete, now)
    said = ask()

    assert said.link == ""
    assert "The first data is on its way" in said.text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("membership_lapsed", "membership has ended"),
        ("type_missing", "The athlete may share what is missing"),
        ("paused", "Pulsar is paused. A consultant looks at the connector's set-up."),
    ],
)
def test_other_states_say_who_must_act_and_give_no_connect_link(ask, connection, state, words):
    Connection.objects.update(state=state)
    said = ask()

    assert words in said.text
    assert said.link != "invite"
    assert not Invite.objects.exists()


def test_a_provider_that_does_not_answer_is_said(ask, connection, now):
    Connection.objects.update(failing_since=now - timedelta(hours=2), failures=4)

    assert "has not answered since 10 Mar 10:00" in ask().text


# The words behind it


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "Pulsar is not connected. Write /pulsar for a link."),
        ("disconnected", "Pulsar is not connected. Write /pulsar for a link."),
        ("reconnect_needed", "Pulsar must be connected again. Write /pulsar for a link."),
    ],
)
def test_status_says_how_it_stands_and_makes_no_link(ask, provider, athlete, now, state, words):
    if state:
        connect(provider, athlete, now)
        Connection.objects.update(state=state)
    said = ask("status")

    assert (said.text, said.link) == (words, "")
    assert not Invite.objects.exists()


def test_status_of_who_is_connected_is_the_plain_answer(ask, connection):
    assert ask("status") == ask()


def test_help_names_the_words(ask):
    said = ask("help")

    assert said.link == ""
    for word in ("/pulsar status", "/pulsar disconnect", "/pulsar help"):
        assert word in said.text


@pytest.mark.parametrize("words", ["hello", "connect me please", "status now", "'; drop table", "{coach}", "../admin"])
def test_anything_else_is_answered_with_help(ask, words):
    assert ask(words) == ask("help")
    assert not Invite.objects.exists()


@pytest.mark.parametrize("word", ["disconnect", "trennen"])
def test_disconnect_says_how_and_disconnects_nothing(ask, connection, athlete, now, word):
    said = ask(word)

    assert "press Disconnect" in said.text
    assert urlsplit(build_link(said.link, said.link_id, athlete, now).url).path == "/connect/pulsar/disconnect"
    assert button_for(said.link, said.link_id, athlete, athlete, now).url == "/connect/pulsar/disconnect"
    connection.refresh_from_db()
    assert connection.state == Connection.State.CONNECTED


def test_a_coach_sees_no_button_to_disconnect(ask, connection, athlete, coach, now):
    said = ask("disconnect")

    assert button_for(said.link, said.link_id, coach, athlete, now) is None


# Who nobody knows


@pytest.mark.parametrize("words", ["", "status", "help", "disconnect", "anything"])
def test_an_unknown_speaker_gets_no_link_and_learns_nothing(ask, words):
    said = ask(words, person=None)

    assert (said.link, said.link_id) == ("", "")
    assert "is not linked to anybody" in said.text
    assert not Invite.objects.exists()


def test_an_account_that_is_not_active_is_nobodys(ask, athlete):
    athlete.is_active = False

    assert ask() == ask(person=None)


# More types of data than when they connected


@pytest.fixture
def asked_for_more(connection, provider, now):
    """Steps came into use after this athlete had answered for the others."""
    consenting.note_answers(connection, ["night", "calm"], ["night", "calm"], now)
    connection.save()


def test_who_is_asked_for_more_gets_a_link_to_choose(ask, asked_for_more):
    said = ask()

    assert (said.link, said.link_id) == ("invite", str(Invite.objects.get().pk))
    assert "now asks for more types of data" in said.text


def test_how_it_stands_is_still_told_to_whoever_asks_for_that(ask, asked_for_more):
    said = ask("status")

    assert "your Pulsar is connected" in said.text
    assert not Invite.objects.exists()


def test_who_has_answered_is_asked_no_more(ask, asked_for_more, connection, now):
    consenting.note_answers(connection, ["night", "calm", "steps"], ["night"], now)
    connection.save()

    assert "your Pulsar is connected" in ask().text
