"""What becomes of invites by the clock: delivered or not, expired unused; each told once."""

from datetime import timedelta

import pytest

from invites import following, issuing, sending, tasks
from invites.models import Invite
from messaging.models import Channel, Message, MessageSender, OutboundMessage
from messaging.sending import send_again, send_due
from sync.models import Connection
from sync.schedules import all_schedules
from tests.builders.connections import connect
from tests.invites.walking import PULSAR, invite_link, issue
from tests.sync.walking import side_by_side

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)
State = OutboundMessage.State


@pytest.fixture
def mailed(athlete, coach, now, application) -> Invite:
    """An invite by e-mail that waits in the outbox."""
    Channel.objects.create(key="email", is_on=True)
    return sending.send_invite(PULSAR, athlete, coach, "email", now)


def notices() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(once__startswith="notice-invite"))


# Delivered or not


def test_what_the_channel_took_is_delivered(mailed, now, mailoutbox):
    send_due(None, now + MINUTE)
    following.follow_messages(now + 2 * MINUTE)

    mailed.refresh_from_db()
    assert len(mailoutbox) == 1
    assert (mailed.sent_at, mailed.delivered_at) == (now + MINUTE, now + MINUTE)


def test_what_waits_is_neither_delivered_nor_failed(mailed, now):
    assert following.follow_messages(now) == 0

    mailed.refresh_from_db()
    assert (mailed.outcome, mailed.delivered_at) == (Invite.Outcome.OPEN, None)


def test_a_dead_letter_has_failed(mailed, now):
    OutboundMessage.objects.update(state=State.DEAD)
    following.follow_messages(now)

    mailed.refresh_from_db()
    assert (mailed.outcome, mailed.reason) == (Invite.Outcome.FAILED, issuing.UNDELIVERED)


def test_a_dead_letter_that_staff_resend_is_alive_again(mailed, now, mailoutbox):
    OutboundMessage.objects.update(state=State.DEAD)
    following.follow_messages(now)
    send_again(OutboundMessage.objects.all(), now + MINUTE)
    send_due(None, now + MINUTE)
    following.follow_messages(now + MINUTE)

    mailed.refresh_from_db()
    assert (mailed.outcome, mailed.delivered_at) == (Invite.Outcome.OPEN, now + MINUTE)
    assert len(mailoutbox) == 1


def test_the_message_of_an_answer_is_followed_too(athlete, now):
    invitation = issuing.Invitation(PULSAR, athlete, None, "email", message_once="inbound-7")
    invite = issuing.issue(invitation, now)
    OutboundMessage.objects.create(
        channel="email", person=athlete, text="Hello", once="inbound-7", state=State.SENT, asked_at=now, due_at=now,
        sent_at=now,
    )  # fmt: skip
    following.follow_messages(now)

    invite.refresh_from_db()
    assert invite.delivered_at == now


def test_following_costs_two_queries_when_nothing_is_new(athlete, squad, coach, now, django_assert_num_queries):
    sending.send_invite(PULSAR, athlete, coach, "site", now)
    with django_assert_num_queries(2):
        following.follow_messages(now)


# Expired unused


@pytest.fixture
def unanswered(athlete, coach, now, application) -> Invite:
    return invite_link(athlete, now, coach)[0]


def test_the_sender_is_told_once(unanswered, coach, athlete, now):
    assert following.tell_of_expired(now + 4 * MINUTE) == 0
    assert following.tell_of_expired(now + 5 * MINUTE) == 1
    assert following.tell_of_expired(now + 6 * MINUTE) == 0

    (notice,) = notices()
    assert notice.person == coach
    assert "Ada Examplova did not use the invite to connect Pulsar" in notice.text


def test_the_athlete_does_not_read_it(unanswered, athlete, now):
    following.tell_of_expired(now + 5 * MINUTE)
    send_due(None, now + 5 * MINUTE)

    said = Message.objects.get()
    assert said.conversation.athlete == athlete
    assert said.for_staff


def test_nobody_is_told_of_what_an_athlete_asked_for(athlete, now):
    invite_link(athlete, now)

    assert following.tell_of_expired(now + 5 * MINUTE) == 0
    assert notices() == []


def test_nobody_is_told_of_what_was_used_or_replaced(unanswered, athlete, now):
    invite_link(athlete, now)
    assert following.tell_of_expired(now + 5 * MINUTE) == 0
    issuing.use(Invite.objects.first(), None, now)

    assert following.tell_of_expired(now + 6 * MINUTE) == 0


def test_nobody_is_told_of_what_never_arrived(athlete, coach, now):
    invite_link(athlete, now, coach)
    Invite.objects.update(delivered_at=None)

    assert following.tell_of_expired(now + 6 * MINUTE) == 0


def test_nobody_is_told_while_nothing_was_sent(athlete, coach, now):
    issue(athlete, now, coach)

    assert following.tell_of_expired(now + 6 * MINUTE) == 0


def test_who_is_at_the_provider_has_time_to_agree(unanswered, now):
    issuing.note(unanswered, "at_provider_at", now + 4 * MINUTE)

    assert following.tell_of_expired(now + 18 * MINUTE) == 0
    assert following.tell_of_expired(now + 19 * MINUTE) == 1


@pytest.mark.parametrize(
    ("state", "told"), [("waiting", 0), ("connected", 0), ("reconnect_needed", 1), ("type_missing", 1)]
)
def test_nobody_is_told_when_the_data_flow_anyway(unanswered, athlete, provider, now, state, told):
    connect(provider, athlete, now)
    Connection.objects.update(state=state)

    assert following.tell_of_expired(now + 5 * MINUTE) == told


def test_after_a_day_it_is_nobodys_news(unanswered, now):
    assert following.tell_of_expired(now + timedelta(days=1, minutes=6)) == 0


def test_notices_that_are_off_stay_off(unanswered, now):
    MessageSender.objects.update_or_create(pk=1, defaults={"sends_notices": False})
    following.tell_of_expired(now + 5 * MINUTE)

    assert notices() == []


@pytest.mark.django_db(transaction=True)
def test_two_minutes_ticks_at_once_tell_once(unanswered, now):
    told = side_by_side(*[lambda: following.tell_of_expired(now + 5 * MINUTE)] * 3)

    assert sum(future.result() for future in told) == 1
    assert len(notices()) == 1


# The task


def test_each_minute_everything_is_looked_at(athlete, coach, clock, now):
    invite = sending.send_invite(PULSAR, athlete, coach, "site", now)
    send_due(None, now)
    clock.shift(6 * MINUTE)
    tasks.follow()

    invite.refresh_from_db()
    assert (invite.delivered_at, invite.told_at) == (now, now + 6 * MINUTE)


def test_the_task_has_its_schedule():
    (planned,) = [one for one in all_schedules() if one.task == "invites.tasks.follow"]

    assert planned.minutes == 1
