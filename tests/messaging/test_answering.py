"""Working on events: once, within limits, never into a group, and never for good when something is down."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django_q.models import OrmQ

from messaging import answering, commands, inbound, inbound_tasks
from messaging.channels import conf
from messaging.channels.base import Heard
from messaging.identifying import new_code
from messaging.models import Channel, ChatIdentity, InboundEvent, OutboundMessage
from messaging.sending import send_due
from tests.builders.people import make_athlete
from tests.messaging.chatting import make_known, ping_command, set_up, vendor_of
from tests.messaging.servers.listening import Response

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def generic():
    with vendor_of("generic") as vendor:
        set_up(vendor)
        yield vendor


def fail(asking):
    raise LookupError("no such thing")


@pytest.fixture(autouse=True)
def asked():
    commands.register_command("broken", fail)
    with ping_command() as asked:
        yield asked
    commands.unregister_command("broken")


def hear(text="/ping", speaker="ada", number=1, at=NOW, **more):
    """The new event's id."""
    channel = Channel.objects.get(key="generic")
    (event_id,) = inbound.take_in(channel, [Heard(f"e{speaker}{number}", "", speaker, text, **more)], at)
    return event_id


def test_an_event_is_worked_on_once(generic, asked):
    make_known(generic, "ada", make_athlete())
    event_id = hear()

    assert [answering.work(event_id, NOW), answering.work(event_id, NOW)] == ["answered", ""]
    assert len(asked) == OutboundMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_in_other_hands_is_left_alone(generic):
    make_known(generic, "ada", make_athlete())
    event_id = hear()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM messaging_inboundevent WHERE id = %s FOR UPDATE", [event_id])
        assert answering.work(event_id, NOW) == ""
        other.rollback()
        assert answering.work(event_id, NOW) == "answered"
    finally:
        other.close()


def test_an_answer_that_fails_leaves_the_event_waiting(generic):
    make_known(generic, "ada", make_athlete())
    event_id = hear("/broken")

    with pytest.raises(LookupError):
        answering.work(event_id, NOW)

    assert InboundEvent.objects.get(pk=event_id).done_at is None
    assert not OutboundMessage.objects.exists()


def test_a_system_that_is_down_delays_the_answer_and_loses_nothing(generic):
    make_known(generic, "ada", make_athlete())
    answering.work(hear(), NOW)
    generic.listener.troubles = [Response(503)]

    send_due(None, NOW)
    assert generic.arrived() == []
    send_due(None, NOW + timedelta(hours=1))

    assert len(generic.arrived()) == 1


def test_an_inactive_person_gets_nothing(generic, asked):
    make_known(generic, "ada", make_athlete(is_active=False))

    assert answering.work(hear(), NOW) == "inactive"
    assert not asked
    assert not OutboundMessage.objects.exists()


def test_the_hourly_share_comes_back(generic):
    make_known(generic, "ada", make_athlete())
    ids = [hear(number=number, at=NOW) for number in range(8)]
    assert [answering.work(one, NOW) for one in ids][-1] == "too_many"

    later = NOW + timedelta(minutes=61)

    assert answering.work(hear(number=9, at=later), later) == "answered"


def test_one_speakers_flood_is_not_anothers(generic):
    make_known(generic, "ada", make_athlete())
    make_known(generic, "bo", make_athlete(first="Bo", last="Testfield"))
    for number in range(9):
        answering.work(hear(number=number), NOW)

    assert answering.work(hear(speaker="bo"), NOW) == "answered"


def test_a_flood_of_strangers_is_answered_in_part_only(generic):
    outcomes = [answering.work(hear(speaker=f"stranger{number}"), NOW) for number in range(65)]

    assert outcomes == ["told"] * conf.STRANGERS_A_MINUTE_PER_CHANNEL + ["stranger"] * 5
    later = NOW + timedelta(minutes=2)
    assert answering.work(hear(speaker="one more", at=later), later) == "told"


def test_a_stranger_is_told_again_after_a_day(generic):
    answering.work(hear(), NOW)
    for hours, outcome in ((23, "stranger"), (25, "told")):
        later = NOW + timedelta(hours=hours)
        assert answering.work(hear(number=hours, at=later), later) == outcome


def test_a_group_gets_no_thread_and_the_answer_goes_to_the_speaker(generic, asked):
    person = make_athlete()
    make_known(generic, "ada", person)

    answering.work(hear(thread="room", is_group=True), NOW)

    message = OutboundMessage.objects.get()
    assert (message.address, message.thread, asked[0].thread) == ("ada", "", "")


def test_a_private_thread_is_kept(generic):
    make_known(generic, "ada", make_athlete())

    answering.work(hear(thread="t1", reply_to="dm"), NOW)

    assert OutboundMessage.objects.values_list("address", "thread").get() == ("dm", "t1")


def test_a_code_typed_in_the_chat_makes_the_speaker_known(generic):
    person = make_athlete()
    code = new_code(person)

    assert answering.work(hear(f"/ping code {code[:4]} {code[4:]}", reply_to="dm"), NOW) == "identified"

    identity = ChatIdentity.objects.get()
    assert (identity.person, identity.speaker, identity.reply_to) == (person, "ada", "dm")
    assert "Thank you, Ada" in OutboundMessage.objects.get().text
    assert answering.work(hear(number=2), NOW) == "answered"


def test_an_address_of_one_answer_is_not_kept_as_a_standing_one(generic):
    answering.work(hear(f"/ping code {new_code(make_athlete())}", reply_to="https://hooks.example/1"), NOW)

    assert ChatIdentity.objects.get().reply_to == ""


def test_guessing_codes_ends(generic):
    make_athlete()
    outcomes = [answering.work(hear(f"/ping code {number:08d}", number=number), NOW) for number in range(8)]

    assert outcomes == ["wrong_code"] * 5 + ["too_many"] * 3
    assert not ChatIdentity.objects.exists()
    assert all(message.link == "" and message.person is None for message in OutboundMessage.objects.all())


def test_a_code_is_not_kept_once_it_is_used(generic):
    event_id = hear(f"/ping code {new_code(make_athlete())}")

    answering.work(event_id, NOW)

    assert InboundEvent.objects.get().text == ""


def test_an_old_message_is_not_answered(generic):
    channel = Channel.objects.get(key="generic")
    old = Heard("e1", "", "ada", "/ping", said_at=NOW - timedelta(hours=25))

    assert inbound.take_in(channel, [old], NOW) == []


def test_several_at_once_with_doubles_among_them_are_stored_once_each(generic):
    channel = Channel.objects.get(key="generic")
    heard = [Heard(f"e{number % 3}", f"m{number % 3}", "ada", "/ping") for number in range(9)]
    same_message = Heard("another event", "m0", "ada", "/ping")

    assert len(inbound.take_in(channel, [*heard, same_message], NOW)) == 3


def test_what_the_broker_lost_is_called_for_again_and_given_up_in_the_end(generic):
    fresh, lost, old = (hear(number=minutes, at=NOW - timedelta(minutes=minutes)) for minutes in (0, 5, 20))
    InboundEvent.objects.filter(pk=lost).update(outcome=inbound.FAILED)

    assert inbound.revive(NOW) == 1

    assert OrmQ.objects.count() == 1
    assert InboundEvent.objects.get(pk=lost).outcome == inbound.WAITING
    assert InboundEvent.objects.get(pk=old).outcome == "given_up"
    assert InboundEvent.objects.get(pk=old).text == ""
    assert InboundEvent.objects.get(pk=fresh).done_at is None


def test_a_call_made_long_ago_is_not_relied_on(generic, django_capture_on_commit_callbacks):
    hear(number=1)
    with django_capture_on_commit_callbacks(execute=True):
        hear(number=2, at=NOW + timedelta(seconds=2))
    assert not OrmQ.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        hear(number=3, at=NOW + timedelta(seconds=30))

    assert OrmQ.objects.count() == 1


def test_an_answer_that_fails_does_not_stand_before_the_others(generic, asked):
    make_known(generic, "ada", make_athlete())
    make_known(generic, "bo", make_athlete(first="Bo", last="Testfield"))
    failing, fine = hear("/broken"), hear("/ping", speaker="bo", at=NOW + timedelta(seconds=1))

    with pytest.raises(LookupError):
        inbound_tasks.work()
    assert OrmQ.objects.count() == 1
    inbound_tasks.work()

    assert InboundEvent.objects.get(pk=failing).outcome == inbound.FAILED
    assert InboundEvent.objects.get(pk=fine).outcome == "answered"


def test_a_worker_that_has_worked_long_enough_calls_the_next(generic):
    make_known(generic, "ada", make_athlete())
    for number in range(3):
        hear(number=number)
    moments = iter(NOW + timedelta(seconds=10 * step) for step in range(9))

    assert answering.work_through(lambda: next(moments)) is False
    assert InboundEvent.objects.filter(done_at=None).count() == 2


def test_events_are_kept_longer_than_anybody_replays_them(generic):
    answering.work(hear(), NOW)
    hear(number=2, at=NOW)

    assert inbound.prune(NOW + conf.EVENTS_KEPT) == 0
    assert inbound.prune(NOW + conf.EVENTS_KEPT + timedelta(days=1)) == 1
    assert InboundEvent.objects.get().event_id == "eada2"


def test_a_cut_excerpt_is_read_whole_before_it_is_answered(asked):
    with vendor_of("trainerize") as vendor:
        channel = set_up(vendor)
        make_known(vendor, "ada", make_athlete())
        question = "/ping " + "and one more thing " * 8
        call = vendor.say("ada", question, NOW, 5)
        ids = inbound.take_in(channel, vendor.kind.hear(call, vendor.settings, NOW).heard, NOW)

        assert answering.work(ids[0], NOW) == "answered"

    assert asked[0].spoken.words == question.removeprefix("/ping").strip()


def test_a_cut_excerpt_must_do_when_the_whole_cannot_be_read(asked):
    with vendor_of("trainerize") as vendor:
        channel = set_up(vendor)
        make_known(vendor, "ada", make_athlete())
        call = vendor.say("ada", "/ping " + "x" * 150, NOW, 5)
        ids = inbound.take_in(channel, vendor.kind.hear(call, vendor.settings, NOW).heard, NOW)
        vendor.listener.troubles = [Response(503)]

        assert answering.work(ids[0], NOW) == "answered"

    assert asked[0].spoken.words == "x" * 94
