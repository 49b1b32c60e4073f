"""Slack keeps to the contract, and to Slack's own rules."""

import json

import pytest

from messaging.channels.base import CannotDeliver, NotGenuine, Settings
from messaging.channels.slack import is_response_url
from tests.messaging.channel_contract import NOW, ChannelContract, parcel_for
from tests.messaging.servers.slack import TEAM, PretendSlack, challenge, pretend_slack


@pytest.fixture
def vendor():
    with pretend_slack() as slack:
        yield slack


class TestSlack(ChannelContract):
    pass


def test_the_door_answers_at_once_and_to_the_one_who_asked_alone(vendor: PretendSlack):
    hearing = vendor.kind.hear(vendor.say("ada", "/ping", NOW, is_group=True), vendor.settings, NOW)

    assert json.loads(hearing.content)["response_type"] == "ephemeral"
    assert hearing.content_type == "application/json"


def test_the_address_is_verified_when_it_is_entered(vendor: PretendSlack):
    hearing = vendor.kind.hear(vendor.sign(challenge(), NOW, "application/json"), vendor.settings, NOW)

    assert (hearing.content, hearing.content_type) == (b"abc123", "text/plain; charset=utf-8")


def test_a_challenge_that_is_not_signed_is_not_answered(vendor: PretendSlack):
    call = vendor.sign(challenge(), NOW, "application/json")

    with pytest.raises(NotGenuine):
        vendor.kind.hear(call, Settings(vendor.settings.open, {"signing_secret": "another"}), NOW)


def test_another_workspace_is_refused(vendor: PretendSlack):
    elsewhere = Settings({**vendor.settings.open, "team_id": "T2"}, vendor.settings.secrets)

    with pytest.raises(NotGenuine):
        vendor.kind.hear(vendor.say("ada", "/ping", NOW), elsewhere, NOW)


def test_a_used_up_answer_address_is_a_dead_letter(vendor: PretendSlack):
    (heard,) = vendor.kind.hear(vendor.say("ada", "/ping", NOW), vendor.settings, NOW).heard
    for _time in range(5):
        vendor.kind.send(parcel_for(heard.reply_to), vendor.settings)

    with pytest.raises(CannotDeliver):
        vendor.kind.send(parcel_for(heard.reply_to), vendor.settings)


def test_without_a_bot_token_commands_are_answered_all_the_same(vendor: PretendSlack):
    (heard,) = vendor.kind.hear(vendor.say("ada", "/ping", NOW), vendor.settings, NOW).heard
    secrets = {"signing_secret": vendor.settings.secrets["signing_secret"]}

    vendor.kind.send(parcel_for(heard.reply_to), Settings(vendor.settings.open, secrets))

    assert vendor.arrived()[0].to == f"{TEAM}/U1"
    with pytest.raises(CannotDeliver, match="bot token"):
        vendor.kind.send(parcel_for(vendor.address("ada")), Settings(vendor.settings.open, secrets))


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.slack.com.evil.example/commands/1",
        "https://evil.example/hooks.slack.com",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com:8443/commands/1",
        "https://ada@hooks.slack.com/commands/1",
        "http://127.0.0.1:8000/commands/1",
        "",
    ],
)
def test_only_addresses_of_slack_are_answered(settings, url):
    settings.IS_DEMO = False

    assert not is_response_url(url)
    assert is_response_url("https://hooks.slack.com/commands/T1/2/3")


def test_a_foreign_answer_address_is_left_out(vendor: PretendSlack, settings):
    settings.IS_DEMO = False

    (heard,) = vendor.kind.hear(vendor.say("ada", "/ping", NOW), vendor.settings, NOW).heard

    assert heard.reply_to == ""
