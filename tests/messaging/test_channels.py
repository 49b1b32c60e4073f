"""What every channel keeps to, those without a door or a pretend system too: the site's own chat and e-mail."""

from contextlib import suppress

import pytest

from messaging.channels import registry
from messaging.channels.base import CannotDeliver, ChannelKind, NotGenuine, Settings
from tests.messaging.channel_contract import NOW, parcel_for
from tests.messaging.servers.vendor import call_of

pytestmark = pytest.mark.django_db
CHANNELS = ("site", "email", "trainerize", "slack", "sms", "whatsapp", "generic")
NOTHING = Settings({}, {})


@pytest.fixture(params=CHANNELS)
def kind(request) -> ChannelKind:
    return registry.kind_of(request.param)


def test_these_channels_ship():
    assert {one.key for one in registry.all_kinds()} == set(CHANNELS)


def test_it_stands_under_its_own_key_and_says_what_it_is(kind):
    assert registry.kind_of(kind.key) is kind
    assert str(kind.name)


def test_what_nobody_signed_is_refused(kind):
    with pytest.raises(NotGenuine):
        kind.hear(call_of(f"/hooks/{kind.key}/", {}, b'{"text": "/oura"}'), NOTHING, NOW)


def test_before_it_is_set_up_it_reaches_nobody_and_names_nobody(kind):
    with pytest.raises(CannotDeliver) as refused:
        kind.send(parcel_for("ada-at-home"), NOTHING)
    assert "ada-at-home" not in str(refused.value)
    assert "Hello" not in str(refused.value)


def test_before_it_is_set_up_it_asks_nobody_what_was_said(kind):
    heard = []
    with suppress(CannotDeliver):
        heard = list(kind.poll(NOTHING, NOW))
    assert heard == []


def test_each_setting_is_asked_for_once_and_what_opens_doors_is_sealed(kind):
    names = [one.name for one in kind.asked]
    assert len(set(names)) == len(names)
    for one in kind.asked:
        if any(word in one.name for word in ("secret", "token", "password")):
            assert one.is_secret, one.name
