"""What every outside channel keeps to, whoever stands behind it. Each channel's tests inherit both halves.

The pretend systems speak over HTTP on this machine; nothing of ours is patched.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.datastructures import CaseInsensitiveMapping

from messaging.channels.base import CannotDeliver, Heard, NotGenuine, Parcel, Settings, TryLater
from tests.messaging.servers.listening import Response
from tests.messaging.servers.vendor import Vendor

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
TEXT = "Hello Ada, <tap> & connect: https://ringside.example/i/AbC123\nIt works for 5 minutes."


def parcel_for(address: str, thread: str = "") -> Parcel:
    return Parcel(address=address, thread=thread, subject="Oura", text=TEXT, once="inbound-1")


class HearingContract:
    """What a channel makes of calls."""

    def test_it_hears_who_speaks_and_what(self, vendor: Vendor):
        heard = self._heard(vendor, "ada", "/ping help")

        assert heard.speaker == vendor.speaker_id("ada")
        assert heard.text.split() == ["/ping", "help"]
        assert heard.event_id

    def test_the_same_message_has_the_same_event_id_each_time(self, vendor: Vendor):
        assert self._heard(vendor, "ada", "/ping").event_id == self._heard(vendor, "ada", "/ping").event_id

    def test_two_messages_and_two_people_are_told_apart(self, vendor: Vendor):
        first, second = self._heard(vendor, "ada", "/ping", 1), self._heard(vendor, "ada", "/ping", 2)
        other = self._heard(vendor, "bo", "/ping", 3)

        assert len({first.event_id, second.event_id, other.event_id}) == 3
        assert first.speaker == second.speaker != other.speaker

    def test_a_reply_goes_where_it_came_from_alone(self, vendor: Vendor):
        heard = self._heard(vendor, "ada", "/ping")

        vendor.kind.send(parcel_for(heard.reply_to or heard.speaker, heard.thread), vendor.settings)

        (arrived,) = vendor.arrived()
        assert arrived.to == vendor.speaker_id("ada")
        assert arrived.text == TEXT
        assert not arrived.is_public

    def test_a_wrong_signature_is_refused(self, vendor: Vendor):
        call = vendor.say("ada", "/ping", NOW)
        wrong = {
            name: f"{value[:-2]}zz" if "ignature" in name or "secret" in name.lower() else value
            for name, value in call.headers.items()
        }

        assert wrong != dict(call.headers)
        with pytest.raises(NotGenuine):
            vendor.kind.hear(replace(call, headers=CaseInsensitiveMapping(wrong)), vendor.settings, NOW)

    def test_a_call_without_any_header_is_refused(self, vendor: Vendor):
        call = vendor.say("ada", "/ping", NOW)

        with pytest.raises(NotGenuine):
            vendor.kind.hear(replace(call, headers=CaseInsensitiveMapping({})), vendor.settings, NOW)

    def test_a_changed_body_is_refused(self, vendor: Vendor):
        if not vendor.traits.signs_body:
            pytest.skip("this system sends its secret as it is")
        call = vendor.say("ada", "/ping", NOW)

        with pytest.raises(NotGenuine):
            vendor.kind.hear(replace(call, body=call.body.replace(b"ping", b"pong")), vendor.settings, NOW)

    @pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
    def test_a_call_of_another_time_is_refused(self, vendor: Vendor, late):
        if not vendor.traits.has_window:
            pytest.skip("this system's calls carry no signed time")
        with pytest.raises(NotGenuine):
            vendor.kind.hear(vendor.say("ada", "/ping", NOW), vendor.settings, NOW + late)

    def test_without_a_secret_the_door_stays_shut(self, vendor: Vendor):
        call = vendor.say("ada", "/ping", NOW)
        empty = {name: "" if "ime" not in name else value for name, value in call.headers.items()}

        for headers in (call.headers, empty):
            with pytest.raises(NotGenuine):
                vendor.kind.hear(
                    replace(call, headers=CaseInsensitiveMapping(headers)), Settings(vendor.settings.open, {}), NOW
                )

    def test_what_it_does_not_understand_is_no_message_and_no_error(self, vendor: Vendor):
        for call in vendor.say_oddly(NOW):
            hearing = vendor.kind.hear(call, vendor.settings, NOW)
            assert list(hearing.heard) == []
            assert hearing.status < 500

    def test_it_does_not_hear_itself(self, vendor: Vendor):
        call = vendor.own_voice(NOW)
        if call is None:
            pytest.skip("only people can call this door")
        assert list(vendor.kind.hear(call, vendor.settings, NOW).heard) == []

    def _heard(self, vendor: Vendor, speaker: str, text: str, number: int = 1) -> Heard:
        (heard,) = vendor.kind.hear(vendor.say(speaker, text, NOW, number), vendor.settings, NOW).heard
        return heard


class SendingContract:
    """What a channel makes of parcels."""

    def test_a_message_nobody_asked_for_arrives_as_it_is(self, vendor: Vendor):
        vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        (arrived,) = vendor.arrived()
        assert (arrived.to, arrived.text, arrived.is_public) == (vendor.speaker_id("ada"), TEXT, False)

    def test_an_unknown_recipient_can_never_be_reached(self, vendor: Vendor):
        with pytest.raises(CannotDeliver):
            vendor.kind.send(parcel_for(vendor.address("nobody")), vendor.settings)

    def test_asked_to_wait_it_says_for_how_long(self, vendor: Vendor):
        vendor.listener.troubles = [Response(429, b"slow down", {"Retry-After": "7"})]

        with pytest.raises(TryLater) as caught:
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        assert caught.value.retry_after_s == 7
        assert vendor.arrived() == []

    @pytest.mark.parametrize("status", [500, 502, 503, 504])
    def test_a_system_in_trouble_is_tried_later(self, vendor: Vendor, status):
        vendor.listener.troubles = [Response(status, b"<html>oops</html>", {"Retry-After": "soon"})]

        with pytest.raises(TryLater) as caught:
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        assert caught.value.retry_after_s is None

    def test_a_redirect_is_not_followed(self, vendor: Vendor):
        vendor.listener.troubles = [Response(307, b"", {"Location": f"{vendor.listener.url}/elsewhere"})]

        with pytest.raises(CannotDeliver):
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        assert len(vendor.listener.requests) == 1

    def test_an_answer_without_end_is_cut(self, vendor: Vendor):
        vendor.listener.troubles = [Response(200, b"x" * 3_000_000)]

        with pytest.raises(TryLater):
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

    def test_an_answer_nested_without_end_is_no_crash(self, vendor: Vendor):
        vendor.listener.troubles = [Response(400, b"[" * 200_000)]

        with pytest.raises(CannotDeliver):
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

    def test_nobody_at_home_is_tried_later(self, vendor: Vendor):
        gone = {
            name: "http://127.0.0.1:9/x" if value.startswith("http") else value
            for name, value in vendor.settings.open.items()
        }

        with pytest.raises(TryLater):
            vendor.kind.send(parcel_for(vendor.address("ada")), Settings(gone, vendor.settings.secrets))

    def test_without_settings_it_says_that_a_consultant_must_enter_them(self, vendor: Vendor):
        with pytest.raises(CannotDeliver, match="consultant"):
            vendor.kind.send(parcel_for(vendor.address("ada")), Settings({}, {}))

    def test_errors_name_no_person_no_secret_and_no_text(self, vendor: Vendor):
        vendor.listener.troubles = [Response(400, f'{{"error": "{TEXT[:9]}"}}'.encode())]

        with pytest.raises(CannotDeliver) as caught:
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        told = str(caught.value)
        assert vendor.address("ada") not in told
        assert "Hello" not in told
        assert not any(secret in told for secret in vendor.settings.secrets.values())

    def test_secrets_do_not_show_when_settings_are_printed(self, vendor: Vendor):
        printed = repr(vendor.settings)

        assert not any(secret in printed for secret in vendor.settings.secrets.values())

    def test_every_setting_is_asked_for_and_secrets_as_secrets(self, vendor: Vendor):
        asked = {one.name: one.is_secret for one in vendor.kind.asked}

        assert {name for name, is_secret in asked.items() if is_secret} == set(vendor.settings.secrets)
        assert set(vendor.settings.open) <= {name for name, is_secret in asked.items() if not is_secret}

    def test_no_cookie_goes_from_one_message_to_the_next(self, vendor: Vendor):
        vendor.listener.troubles = [Response(500, b"", {"Set-Cookie": "whose=adas; Path=/"})]
        with pytest.raises(TryLater):
            vendor.kind.send(parcel_for(vendor.address("ada")), vendor.settings)

        vendor.kind.send(parcel_for(vendor.address("bo")), vendor.settings)

        assert all("cookie" not in request.headers for request in vendor.listener.requests)


class ChannelContract(HearingContract, SendingContract):
    """Both halves."""
