"""Reading what people write to the mailbox: commands are heard once, programs and strangers do no harm."""

from datetime import UTC, datetime, timedelta

import pytest

from messaging import polling
from messaging.channels.base import CannotDeliver, Settings, TryLater
from messaging.channels.letters import read_letter
from messaging.models import Channel, ChatIdentity, InboundEvent
from tests.builders.people import make_athlete
from tests.messaging.chatting import PRIVATE_LINK, ping_command, set_up, work_all
from tests.messaging.servers.mail import MAILBOX, pretend_mail

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADA = "ada@example.test"


@pytest.fixture
def mail():
    with pretend_mail() as mail:
        yield mail


class TestReading:
    def test_who_wrote_what_since_then(self, mail):
        mail.write(ADA, "/ping", NOW - 10 * MINUTE, 1)
        mail.write(ADA.upper(), "\n  /PING  status\nThanks!", NOW - MINUTE, 2)

        (heard,) = mail.kind.poll(mail.settings, NOW - 5 * MINUTE)

        assert (heard.speaker, heard.reply_to, heard.text) == (ADA, ADA, "/PING  status")

    def test_the_same_letter_is_the_same_event_and_another_is_another(self, mail):
        mail.write(ADA, "/ping", NOW, 1)
        mail.write(ADA, "/ping", NOW, 2)
        once, again = (mail.kind.poll(mail.settings, NOW) for _time in range(2))

        assert [one.event_id for one in once] == [one.event_id for one in again]
        assert len({one.event_id for one in once}) == 2

    def test_the_mailbox_is_left_as_it_was(self, mail):
        mail.write(ADA, "/ping", NOW)
        mail.kind.poll(mail.settings, NOW)

        assert {said.split()[0] for said in mail.asked} == {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
        assert not any("STORE" in said for said in mail.asked)

    @pytest.mark.parametrize(("subject", "text"), [("/ping", "hello"), ("Re: AW: /ping", ""), ("@Ringside /ping", "x")])
    def test_a_command_may_stand_in_the_subject(self, mail, subject, text):
        mail.write(ADA, text, NOW, subject=subject)

        (heard,) = mail.kind.poll(mail.settings, NOW)

        assert "/ping" in heard.text

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"Precedence": "Auto_Reply"},
            {"List_Id": "<all.club.example>"},
            {"Return_Path": "<>"},
        ],
    )
    def test_a_program_is_not_heard(self, mail, headers):
        mail.write(ADA, "/ping", NOW, **headers)

        assert mail.kind.poll(mail.settings, NOW) == []

    @pytest.mark.parametrize("author", [MAILBOX, MAILBOX.upper(), "ringside@localhost", "MAILER-DAEMON@example.test"])
    def test_it_does_not_hear_itself_nor_what_came_back(self, mail, author):
        mail.write(author, "/ping", NOW)

        assert mail.kind.poll(mail.settings, NOW) == []

    def test_a_wrong_password_is_a_consultants_to_correct(self, mail):
        with pytest.raises(CannotDeliver, match="consultant"):
            mail.kind.poll(Settings(mail.settings.open, {"password": "wrong"}), NOW)

    @pytest.mark.parametrize("server", ["127.0.0.1:9", "127.0.0.1:99999999", "a..b", "127.0.0.1:x"])
    def test_a_mailbox_that_cannot_be_reached_is_tried_later(self, mail, server):
        with pytest.raises(TryLater):
            mail.kind.poll(Settings({**mail.settings.open, "server": server}, mail.settings.secrets), NOW)

    def test_one_that_hangs_up_is_tried_later(self, mail):
        mail.is_cut_off = True

        with pytest.raises(TryLater):
            mail.kind.poll(mail.settings, NOW)

    def test_outside_demo_and_tests_it_is_read_by_tls_alone(self, mail, settings):
        settings.OAUTH_INSECURE_TRANSPORT = False

        with pytest.raises(TryLater):
            mail.kind.poll(mail.settings, NOW)
        assert not any("LOGIN" in said for said in mail.asked)


HTML = b"From: a@b.test\r\nContent-Type: text/html\r\n\r\n<style>p{}</style><p>&#47;ping&nbsp;help</p><p>x</p>"
CODED = b"From: a@b.test\r\nContent-Transfer-Encoding: base64\r\n\r\nL3Bpbmc="
UNKNOWN_CHARSET = b"From: a@b.test\r\nContent-Type: text/plain; charset=klingon\r\n\r\n/ping"
ATTACHED = (
    b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n"
    b"Content-Disposition: attachment; filename=a.txt\r\n\r\n/ping\r\n--x--\r\n"
)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(HTML, "/ping\u00a0help"), (CODED, "/ping"), (UNKNOWN_CHARSET, "/ping"), (ATTACHED, ""), (HTML[:40], "")],
)
def test_letters_of_every_make_are_read(raw, text):
    heard = read_letter(raw, set())

    assert heard is not None
    assert heard.text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"/ping",
        b"From: \r\n\r\n/ping",
        b"From: a@b.test, c@d.test\r\n\r\n/ping",
        b"From: nobody\r\n\r\n/ping",
        b"From: =?utf-8?q?=FF?=\r\nSubject: =?x?b?!?=\r\n\r\n/ping",
        b"From: <a@b.test@c.test>\r\n\r\n/ping",
    ],
)
def test_a_letter_of_nobody_is_none(raw):
    assert read_letter(raw, set()) is None


@pytest.mark.django_db
class TestAnswering:
    @pytest.fixture(autouse=True)
    def in_use(self, mail):
        set_up(mail)
        with ping_command():
            yield

    def test_who_writes_from_the_address_the_site_knows_is_answered_there_once(self, mail, mailoutbox):
        person = make_athlete(email=ADA)
        mail.write(ADA, "/ping", NOW)

        assert [polling.poll_all(NOW), polling.poll_all(NOW + MINUTE), polling.poll_all(NOW + 9 * MINUTE)] == [1, 0, 0]
        assert work_all(NOW) == ["answered"]
        (arrived,) = mail.arrived()
        assert arrived.to == ADA
        assert f"{PRIVATE_LINK}{person.pk}" in arrived.text

    def test_two_letters_within_a_minute_are_two(self, mail):
        mail.write(ADA, "/ping", NOW, 1)
        polling.poll_all(NOW)
        mail.write(ADA, "/ping help", NOW, 2)

        assert polling.poll_all(NOW + MINUTE) == 1

    def test_a_stranger_gets_no_link_and_is_told_once(self, mail, mailoutbox):
        for number in range(3):
            mail.write("bo@example.test", "/ping", NOW, number)
        polling.poll_all(NOW)

        assert work_all(NOW) == ["told", "stranger", "stranger"]
        (arrived,) = mail.arrived()
        assert PRIVATE_LINK not in arrived.text
        assert "Write from the e-mail address" in arrived.text
        assert "code" not in arrived.text

    def test_no_code_makes_a_forged_address_somebodys(self, mail):
        make_athlete(email=ADA)
        mail.write(ADA, "/ping code 12345678", NOW)
        polling.poll_all(NOW)

        assert work_all(NOW) == ["answered"]
        assert not ChatIdentity.objects.exists()

    def test_other_letters_are_not_kept(self, mail):
        mail.write(ADA, "My knee hurts.\n/ping", NOW)

        assert polling.poll_all(NOW) == 0
        assert not InboundEvent.objects.exists()

    def test_a_mailbox_in_trouble_says_so_until_it_is_over(self, mail):
        mail.is_cut_off = True
        polling.poll_all(NOW)
        assert "mailbox" in Channel.objects.get(key="email").problem

        mail.is_cut_off = False
        polling.poll_all(NOW + MINUTE)
        assert Channel.objects.get(key="email").problem == ""
