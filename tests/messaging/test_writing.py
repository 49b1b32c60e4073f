"""A command in the site's own chat is answered inside the request, once, and its link is the athlete's alone."""

import pytest

from messaging.commands import Answer, register_command, unregister_command
from messaging.conversations import conversation_of
from messaging.models import Message, MessageSender, OutboundMessage
from messaging.writing import CannotWrite, write_message

pytestmark = pytest.mark.django_db
ONCE = "0123456789abcdefABCDEF"


def write(athlete, author, text, now, once=ONCE):
    return write_message(author, conversation_of(athlete), text, once, now)


def said() -> list[tuple[str, str]]:
    return [(one.spoken_as, one.text) for one in Message.objects.all()]


@pytest.mark.parametrize("text", ["/ring", " /RING ", "/Ring&nbsp;", "@Ringside /ring", "/ ring"])
def test_the_athletes_command_and_its_answer_stand_in_the_conversation(ada, ring, now, text):
    write(ada, ada, text, now)

    question, answer = Message.objects.all()
    assert (question.author, question.text) == (ada, text.strip())
    assert (answer.author, answer.spoken_as, answer.button, answer.button_id) == (
        None,
        "Ringside",
        "ring",
        f"{ada.pk}-1",
    )
    assert answer.text.startswith("Not connected yet.")
    assert (ring.asked[0].person, ring.asked[0].channel, ring.asked[0].now) == (ada, "site", now)


def test_the_answer_holds_the_privacy_line_and_no_address(ada, ring, now):
    write(ada, ada, "/ring", now)

    text = Message.objects.last().text
    assert "The link is for you alone" in text
    assert "://" not in text
    assert ring.built == {f"{ada.pk}-1": now}, "its minutes begin when the answer stands there"


def test_a_double_click_asks_once(ada, ring, now):
    write(ada, ada, "/ring", now)
    write(ada, ada, "/ring", now)

    assert len(ring.asked) == 1
    assert Message.objects.count() == 2


def test_a_command_that_breaks_leaves_nothing_behind_and_may_be_sent_again(ada, ring, now):
    def breaks(asking):
        raise ZeroDivisionError

    register_command("broken", breaks)
    try:
        with pytest.raises(ZeroDivisionError):
            write(ada, ada, "/broken", now)
    finally:
        unregister_command("broken")
    assert Message.objects.count() == 0

    write(ada, ada, "/ring", now)
    assert Message.objects.count() == 2


def test_an_answer_whose_link_is_not_needed_any_more_has_none(ada, ring, now):
    register_command("late", lambda asking: Answer("Too late.", "ring", "gone"))
    ring.revoked.add("gone")
    try:
        write(ada, ada, "/late", now)
    finally:
        unregister_command("late")

    assert (Message.objects.last().text, Message.objects.last().button) == ("Too late.", "")


def test_a_coach_is_told_that_only_the_athlete_can_ask(ada, coach, ring, now):
    with pytest.raises(CannotWrite, match="Only Ada can ask with /ring here"):
        write(ada, coach, "/ring", now)

    assert said() == []
    assert ring.asked == []


def test_other_talk_with_a_slash_is_just_said(ada, coach, ring, now):
    write(ada, coach, "/lunch at noon", now)

    assert said() == [("Bo Testfield", "/lunch at noon")]


def test_the_sender_dresses_the_answer(ada, ring, now):
    MessageSender.objects.create(name="Rowbot", opening="Dear rower,", closing="See you on the water", signature="R.")

    write(ada, ada, "/ring help", now)

    assert said()[1] == ("Rowbot", "Dear rower,\n\nThis is how it works.\n\nSee you on the water\nR.")


def test_nobody_writes_to_an_account_that_is_not_active(ada, coach, now):
    ada.is_active = False
    ada.save()

    with pytest.raises(CannotWrite, match="not active"):
        write(ada, coach, "Hello?", now)


def test_a_flood_of_commands_is_refused(ada, ring, now):
    for number in range(20):
        write(ada, ada, "/ring", now, once=f"{number:022d}")

    with pytest.raises(CannotWrite, match="many messages"):
        write(ada, ada, "/ring", now, once="one-too-many-0123456")
    assert len(ring.asked) == 20


def test_the_sites_own_chat_needs_no_outbox(ada, ring, now):
    write(ada, ada, "/ring", now)

    assert not OutboundMessage.objects.exists()
