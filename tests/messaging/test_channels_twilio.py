"""SMS and WhatsApp keep to the contract, and to Twilio's own rules."""

from dataclasses import replace

import pytest

from messaging.channels.base import CannotDeliver, NotGenuine, Settings
from messaging.channels.twilio import signature_of
from tests.messaging.channel_contract import NOW, ChannelContract, parcel_for
from tests.messaging.servers.listening import as_json
from tests.messaging.servers.twilio import NUMBERS, PretendTwilio, pretend_twilio


@pytest.fixture(params=["sms", "whatsapp"])
def vendor(request):
    with pretend_twilio(request.param) as twilio:
        yield twilio


class TestTwilio(ChannelContract):
    pass


def test_the_signature_twilio_publishes_as_an_example_fits():
    params = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]

    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature_of("12345", url, params) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_answer_says_nothing_in_twilios_own_language(vendor: PretendTwilio):
    hearing = vendor.kind.hear(vendor.say("ada", "/ping", NOW), vendor.settings, NOW)

    assert hearing.content_type == "text/xml"
    assert hearing.content.endswith(b"<Response/>")


def test_json_is_signed_by_the_fingerprint_of_its_body(vendor: PretendTwilio):
    call = vendor.sign_json(vendor.params(NUMBERS["ada"], "/ping"))

    (heard,) = vendor.kind.hear(call, vendor.settings, NOW).heard

    assert heard.speaker == NUMBERS["ada"]
    with pytest.raises(NotGenuine):
        vendor.kind.hear(replace(call, body=call.body.replace(b"ping", b"pong")), vendor.settings, NOW)


def test_a_call_for_another_address_is_refused(vendor: PretendTwilio):
    call = vendor.say("ada", "/ping", NOW)

    with pytest.raises(NotGenuine):
        vendor.kind.hear(replace(call, url=f"{call.url}?more=1"), vendor.settings, NOW)


def test_another_account_is_refused(vendor: PretendTwilio):
    other = Settings({**vendor.settings.open, "account_sid": "AC9"}, vendor.settings.secrets)

    with pytest.raises(NotGenuine):
        vendor.kind.hear(vendor.say("ada", "/ping", NOW), other, NOW)


def test_a_messaging_service_may_stand_in_for_the_number(vendor: PretendTwilio):
    service = Settings({**vendor.settings.open, "number": "MG123"}, vendor.settings.secrets)
    vendor.listener.troubles = [as_json({"sid": "SM5"}, 201)]

    assert vendor.kind.send(parcel_for(NUMBERS["ada"]), service) == "SM5"
    (request,) = vendor.listener.requests
    assert request.form["MessagingServiceSid"] == "MG123"
    assert "From" not in request.form


def test_wrong_credentials_are_a_consultants_to_correct(vendor: PretendTwilio):
    wrong = Settings(vendor.settings.open, {"auth_token": "wrong"})

    with pytest.raises(CannotDeliver, match="consultant"):
        vendor.kind.send(parcel_for(NUMBERS["ada"]), wrong)
