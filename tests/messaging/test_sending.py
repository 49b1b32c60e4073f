"""Handing over: claimed once, linked at hand-over, tried again, dead in the end; a channel down delays itself alone."""

import logging
from datetime import timedelta

import pytest

from messaging import conf, outbox, sending
from messaging.channels.base import CannotDeliver, TryLater
from messaging.channels.entered import keep_secrets
from messaging.models import Channel, ChatIdentity, Message, MessageSender, OutboundMessage
from people.models import Person
from tests.messaging.pigeon import letter, outcome, row

pytestmark = pytest.mark.django_db
State = OutboundMessage.State


def test_a_message_is_sent_once_and_says_so(ada, pigeon, now):
    message = outbox.write(letter(ada, subject="Hi"), now)

    assert [sending.send_due(message.pk, now) for _time in range(2)] == [1, 0]

    message.refresh_from_db()
    assert (message.state, message.sent_as, message.sent_at, message.tries) == ("sent", "p1", now, 1)
    assert [(one.address, one.subject, one.text, one.once) for one in pigeon.sent] == [("A1", "Hi", "Hello", "cause-1")]
    assert row().last_outbound_at == now


def test_what_is_claimed_is_left_to_who_claimed_it(ada, pigeon, now):
    message = outbox.write(letter(ada), now)
    OutboundMessage.objects.update(state=State.SENDING, claimed_at=now)

    assert sending.send_due(message.pk, now) == 0
    assert pigeon.sent == []


def test_what_is_not_due_waits(ada, pigeon, now):
    message = outbox.write(letter(ada), now, due_at=now + timedelta(hours=8))

    assert sending.send_due(message.pk, now + timedelta(hours=7)) == 0
    assert sending.send_due(None, now + timedelta(hours=8)) == 1


def test_the_link_is_built_at_hand_over_with_expiry_and_privacy_line(ada, pigeon, ring, now):
    MessageSender.objects.create(opening="Dear rower,", signature="R.")
    outbox.write(letter(ada, link="ring", link_id="7"), now)
    later = now + timedelta(minutes=3)

    sending.send_due(None, later)

    assert ring.built == {"7": later}
    lines = pigeon.sent[0].text.split("\n\n")
    assert lines[:2] == ["Dear rower,", "Hello"]
    assert lines[2].startswith("https://ringside.example/c/7/1\nWorks for five minutes.\nThe link is for you alone")
    assert lines[3] == "R."
    assert "ringside.example" not in OutboundMessage.objects.get().text


def test_a_late_retry_builds_a_new_link(ada, pigeon, ring, now):
    pigeon.fails = [TryLater("down", 60)]
    outbox.write(letter(ada, link="ring", link_id="7"), now)

    sending.send_due(None, now)
    sending.send_due(None, now + timedelta(seconds=60))

    assert "https://ringside.example/c/7/1" in pigeon.sent[0].text
    assert ring.built["7"] == now + timedelta(seconds=60)


def test_a_link_that_is_not_needed_any_more_cancels_the_message(ada, pigeon, ring, now):
    ring.revoked.add("7")
    message = outbox.write(letter(ada, link="ring", link_id="7"), now)

    sending.send_due(None, now)

    assert outcome(message) == ("cancelled", "no_longer_needed")
    assert pigeon.sent == []


def test_nobody_who_left_is_written_to(ada, pigeon, now):
    message = outbox.write(letter(ada), now)
    Person.objects.filter(pk=ada.pk).update(is_active=False)

    sending.send_due(None, now)

    assert outcome(message) == ("cancelled", "inactive")


def test_a_refusal_is_final(ada, pigeon, now):
    pigeon.fails = [CannotDeliver("There is no such user.")]
    message = outbox.write(letter(ada), now)

    sending.send_due(None, now)

    assert outcome(message) == ("dead", "cannot_deliver")
    assert row().rests_until is None


def test_a_channel_that_is_down_rests_and_delays_nobody_else(ada, pigeon, now):
    pigeon.fails = [TryLater("The system is down.")]
    first = outbox.write(letter(ada), now)
    outbox.write(letter(ada, once="cause-2"), now)
    outbox.write(letter(ada, "site", once="cause-3", address=""), now)

    assert sending.send_due(None, now) == 1

    assert outcome(first) == ("waiting", "try_later")
    assert (row().rests_until, row().problem) == (now + timedelta(seconds=30), "try_later: The system is down.")
    assert OutboundMessage.objects.get(once="cause-2").tries == 0, "one try told enough"
    assert Message.objects.count() == 1
    assert sending.send_due(None, now + timedelta(seconds=29)) == 0
    assert sending.send_due(None, now + timedelta(seconds=30)) == 2
    assert (row().rests_until, row().problem) == (None, "")


def test_a_channel_that_says_how_long_is_believed_within_reason(ada, pigeon, now):
    pigeon.fails = [TryLater("wait", 90), TryLater("wait", 10**9)]
    message = outbox.write(letter(ada), now)

    sending.send_due(None, now)
    message.refresh_from_db()
    assert message.due_at == now + timedelta(seconds=90)

    sending.send_due(None, message.due_at)
    assert row().rests_until == now + timedelta(seconds=90) + timedelta(hours=1)


def test_waits_grow_and_the_last_try_is_the_end_until_staff_send_it_again(ada, pigeon, now):
    pigeon.fails = [TryLater("down")] * conf.MOST_TRIES
    message, moment, waits = outbox.write(letter(ada), now), now, []
    for _try in range(conf.MOST_TRIES):
        sending.send_due(None, moment)
        message.refresh_from_db()
        waits.append((message.due_at - moment).total_seconds())
        assert row().rests_until <= moment + timedelta(minutes=1)
        moment = message.due_at

    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600]
    assert outcome(message) == ("dead", "try_later")

    assert sending.send_again(OutboundMessage.objects.all(), moment) == [message.pk]
    assert sending.send_due(None, moment) == 1


def test_a_channel_in_trouble_is_tried_by_one_worker_at_a_time(ada, pigeon, now):
    in_hand, waiting = (outbox.write(letter(ada, once=f"cause-{number}"), now) for number in range(2))
    OutboundMessage.objects.filter(pk=in_hand.pk).update(state="sending", claimed_at=now)
    Channel.objects.filter(key="pigeon").update(problem="try_later: down")

    assert sending.send_due(waiting.pk, now) == 0
    assert outcome(waiting) == ("waiting", "")

    Channel.objects.filter(key="pigeon").update(problem="")
    assert sending.send_due(waiting.pk, now) == 1


def test_what_one_recipient_runs_into_again_and_again_holds_up_the_others_for_a_minute_at_most(ada, pigeon, now):
    pigeon.fails = [TryLater("not now")] * 5
    stuck, moment = outbox.write(letter(ada), now), now
    for _try in range(5):
        sending.send_due(None, moment)
        stuck.refresh_from_db()
        failed_at, moment = moment, stuck.due_at
    outbox.write(letter(ada, once="cause-2"), failed_at)

    assert stuck.due_at > failed_at + timedelta(minutes=5)
    assert sending.send_due(None, failed_at + timedelta(minutes=1)) == 1


def test_a_channel_that_is_off_keeps_its_messages(ada, pigeon, now):
    Channel.objects.update(is_on=False)
    message = outbox.write(letter(ada), now)
    assert sending.send_due(message.pk, now) == 0

    Channel.objects.update(is_on=True)

    assert sending.send_due(None, now) == 1


def test_a_channel_nobody_ever_switched_on_keeps_them_too(ada, now):
    message = outbox.write(letter(ada, "slack"), now)

    assert sending.send_due(message.pk, now) == 0
    assert outcome(message) == ("waiting", "")


def test_a_channel_that_is_not_installed_is_a_dead_letter(ada, now):
    Channel.objects.create(key="gone", is_on=True)
    message = outbox.write(letter(ada, "gone"), now)

    sending.send_due(None, now)

    assert outcome(message) == ("dead", "no_channel")


def test_without_an_address_it_goes_to_where_the_person_is_known(ada, pigeon, now):
    outbox.write(letter(ada, address=""), now)
    sending.send_due(None, now)
    assert outcome(OutboundMessage.objects.get()) == ("dead", "no_address")

    identity = ChatIdentity.objects.create(channel="pigeon", speaker="U1", person=ada, confirmed_at=now)
    outbox.write(letter(ada, address="", once="cause-2"), now)
    sending.send_due(None, now)
    identity.reply_to = "D1"
    identity.save()
    outbox.write(letter(ada, address="", once="cause-3"), now)
    sending.send_due(None, now)

    assert [one.address for one in pigeon.sent] == ["U1", "D1"]


def test_a_stranger_is_answered_where_they_spoke_and_never_gets_a_link(pigeon, ring, now):
    outbox.write(letter(None, address="U9", link="ring", link_id="7"), now)

    assert sending.send_due(None, now) == 1
    assert (pigeon.sent[0].address, pigeon.sent[0].text) == ("U9", "Hello")
    assert ring.built == {}


def test_mail_goes_to_the_persons_address(ada, now, mailoutbox):
    Channel.objects.create(key="email", is_on=True)
    outbox.write(letter(ada, "email", address="", subject="Hi"), now)

    assert sending.send_due(None, now) == 1
    assert mailoutbox[0].to == [ada.email]


def test_secrets_are_opened_for_the_channel_only(ada, pigeon, now):
    channel = row()
    keep_secrets(channel, {"token": "t0p"})
    channel.save()
    outbox.write(letter(ada), now)

    sending.send_due(None, now)

    assert pigeon.secrets == [{"token": "t0p"}]


def test_the_log_holds_a_number_and_a_code_and_nothing_said(ada, pigeon, ring, now, caplog):
    pigeon.fails = [CannotDeliver("Refused.")]
    outbox.write(letter(ada, text="Your knee", link="ring", link_id="7"), now)

    with caplog.at_level(logging.DEBUG):
        sending.send_due(None, now)

    assert "cannot_deliver: Refused." in caplog.text
    assert "through pigeon" in caplog.text
    for said in ("Your knee", "ringside.example/c/", "Ada", ada.email, "A1"):
        assert said not in caplog.text


def test_one_message_costs_the_same_however_many_wait(ada, pigeon, now, django_assert_num_queries):
    for number in range(20):
        outbox.write(letter(ada, once=f"cause-{number}"), now)
    sending.send_due(OutboundMessage.objects.earliest("pk").pk, now)

    with django_assert_num_queries(8):
        sending.send_due(OutboundMessage.objects.latest("pk").pk, now)
