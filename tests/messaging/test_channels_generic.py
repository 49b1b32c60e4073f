"""The generic webhook keeps to the contract, and to its own document."""

import json

import pytest

from messaging.channels.base import CannotDeliver, Settings
from messaging.channels.generic import signature_of
from tests.messaging.channel_contract import NOW, ChannelContract, parcel_for
from tests.messaging.servers.webhook import SECRET, PretendWebhook, pretend_webhook


@pytest.fixture
def vendor():
    with pretend_webhook() as webhook:
        yield webhook


class TestGeneric(ChannelContract):
    pass


def test_the_example_of_the_document_fits():
    body = b'{"id": "42", "speaker": "ada", "text": "/oura"}'

    signed = "20098b258a9fcfcc768c17fd0a2f9048122351e331bc091cbbad1ff44c8f69e4"
    assert signature_of("not-so-secret", "1700000000", body) == f"sha256={signed}"


def test_a_shape_it_cannot_read_is_refused_with_a_code(vendor: PretendWebhook):
    hearing = vendor.kind.hear(vendor.sign(b'{"speaker": "ada"}', NOW), vendor.settings, NOW)

    assert (hearing.status, json.loads(hearing.content)["error"]) == (400, "no_id_or_speaker")


def test_what_we_sent_cannot_be_sent_back_as_something_said(vendor: PretendWebhook):
    vendor.kind.send(parcel_for("ada"), vendor.settings)
    (sent,) = vendor.listener.requests

    hearing = vendor.kind.hear(vendor.sign(sent.body, NOW), vendor.settings, NOW)

    assert (list(hearing.heard), hearing.status) == ([], 400)


def test_a_group_and_a_private_address_are_told(vendor: PretendWebhook):
    said = {"id": 5, "speaker": 12, "text": "/ping", "is_group": True, "reply_to": "dm-12", "message_id": 9}

    (heard,) = vendor.kind.hear(vendor.sign(json.dumps(said).encode(), NOW), vendor.settings, NOW).heard

    assert (heard.event_id, heard.speaker, heard.reply_to, heard.message_id) == ("5", "12", "dm-12", "9")
    assert heard.is_group


def test_only_https_is_posted_to_outside_the_demo(vendor: PretendWebhook, settings):
    settings.IS_DEMO = False

    with pytest.raises(CannotDeliver, match="https"):
        vendor.kind.send(parcel_for("ada"), vendor.settings)
    assert vendor.listener.requests == []


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "https://", "nonsense", "file:///etc/hosts"])
def test_anything_but_a_web_address_is_refused(url):
    from messaging.channels.generic import GenericChannel

    with pytest.raises(CannotDeliver):
        GenericChannel().send(parcel_for("ada"), Settings({"url": url}, {"secret": SECRET}))
