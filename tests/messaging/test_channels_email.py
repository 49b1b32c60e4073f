"""E-mail keeps to its part of the contract: it sends, and has no door."""

import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from messaging.channels.base import CannotDeliver, NotGenuine, Parcel, Settings, TryLater
from messaging.channels.email import EmailChannel
from tests.messaging.channel_contract import NOW, TEXT, parcel_for
from tests.messaging.servers.vendor import call_of

NONE = Settings({}, {})


class FullMailbox(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({"ada@example.test": (452, b"mailbox full")})


class UnknownMailbox(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({"ada@example.test": (550, b"no such user")})


class NoServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


def test_it_sends_what_it_is_given():
    message_id = EmailChannel().send(parcel_for("ada@example.test"), NONE)

    (sent,) = mail.outbox
    assert (sent.to, sent.body, sent.subject) == (["ada@example.test"], TEXT, "Oura")
    assert sent.extra_headers["Message-ID"] == message_id == "<inbound-1@127.0.0.1>"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_subject_is_one_line_and_never_empty():
    EmailChannel().send(Parcel("ada@example.test", "", "One\r\nBcc: bo@example.test", "x", "1"), NONE)
    EmailChannel().send(Parcel("ada@example.test", "", "", "x", "2"), NONE)

    assert [sent.subject for sent in mail.outbox] == ["One Bcc: bo@example.test", "A message for you"]
    assert all(sent.recipients() == ["ada@example.test"] for sent in mail.outbox)


def test_answers_come_to_the_mailbox_there_is():
    EmailChannel().send(parcel_for("ada@example.test"), Settings({"address": "club@example.test"}))
    EmailChannel().send(parcel_for("ada@example.test"), NONE)

    assert [sent.reply_to for sent in mail.outbox] == [["club@example.test"], []]


@pytest.mark.parametrize("address", ["", "ada", "ada@example.test\nbcc: bo@example.test"])
def test_what_is_no_address_can_never_be_reached(address):
    with pytest.raises(CannotDeliver):
        EmailChannel().send(parcel_for(address), NONE)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("backend", "raised"), [(FullMailbox, TryLater), (NoServer, TryLater), (UnknownMailbox, CannotDeliver)]
)
def test_what_the_mail_server_says_decides(settings, backend, raised):
    settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"

    with pytest.raises(raised) as caught:
        EmailChannel().send(parcel_for("ada@example.test"), NONE)
    assert "ada" not in str(caught.value)


def test_it_has_no_door_and_asks_nobody_while_there_is_no_mailbox():
    with pytest.raises(NotGenuine):
        EmailChannel().hear(call_of("/hooks/email/", {}, b""), NONE, NOW)
    assert not EmailChannel.can_hear
    assert EmailChannel().poll(NONE, NOW) == ()
