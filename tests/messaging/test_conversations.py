"""Who may take part in a conversation, what is said once, read and counted."""

from datetime import timedelta

import pytest

from messaging import conf
from messaging.conversations import (
    Saying,
    TooManyMessages,
    conversation_of,
    count_unread,
    mark_read,
    messages_in,
    overview,
    readable_athletes,
    readers_of,
    refuse_flood,
    say,
    takes_part,
)
from messaging.models import Message, ReadMark
from people.models import Membership
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_person,
    make_squad,
    make_staff,
)

pytestmark = pytest.mark.django_db


def speak(athlete, author, text, now, once="") -> Message:
    saying = Saying(author, author.full_name if author else "Ringside", text, once or f"once-{text}"[:24])
    return say(conversation_of(athlete), saying, now)[0]


def readers(*people):
    return {person.first_name: {one.first_name for one in readable_athletes(person)} for person in people}


def test_athletes_read_their_own_and_those_who_look_after_them_read_it_too(squad, ada, coach):
    below = make_squad("Eights", parent=squad)
    dot = make_athlete(below, "Dot", "Madeup")

    assert readers(ada, dot, coach, make_staff(squad), make_medical(squad)) == {
        "Ada": {"Ada"},
        "Dot": {"Dot"},
        "Bo": {"Ada", "Dot"},
        "Sam": {"Ada", "Dot"},
        "Mia": {"Ada", "Dot"},
    }


def test_nobody_else_reads_it(squad, ada):
    elsewhere = make_squad("Elsewhere")
    other = make_coach(elsewhere, "Cas", "Otherly")
    gone = make_coach(squad, "Gus", "Goneby", is_active=False)

    assert readers(
        make_athlete(squad, "Eve", "Sameteam"), other, gone, make_consultant(), make_person("Str", "Anger")
    ) == {
        "Eve": {"Eve"},
        "Cas": set(),
        "Gus": set(),
        "Con": set(),
        "Str": set(),
    }


def test_who_coaches_a_squad_without_a_role_that_speaks_reads_nothing_of_others(squad, ada):
    person = make_athlete(squad, "Eve", "Sameteam")
    Membership.objects.create(squad=squad, person=person, role=Membership.Role.COACH)

    assert list(readable_athletes(person)) == [person]


def test_a_consultant_who_is_nothing_else_has_no_conversations(ada, coach):
    assert takes_part(ada)
    assert takes_part(coach)
    assert not takes_part(make_consultant())


def test_the_same_once_says_it_once(ada, now):
    first, second = (speak(ada, ada, text, now, once="same") for text in ("Hello", "Hello again"))

    assert first == second
    assert Message.objects.get().text == "Hello"


def test_the_once_of_somebody_else_stands_in_nobodys_way(ada, coach, now):
    speak(ada, ada, "Mine", now, once="same")
    speak(ada, coach, "Theirs", now, once="same")

    assert Message.objects.count() == 2


def test_unread_counts_what_others_said_since_the_mark(ada, coach, now):
    speak(ada, ada, "One", now)
    second = speak(ada, ada, "Two", now)
    speak(ada, ada, "Three", now)
    assert (count_unread(coach), count_unread(ada)) == (3, 0)

    mark_read(conversation_of(ada), coach, second.pk, now)

    assert count_unread(coach) == 1


def test_what_the_site_says_to_an_athlete_waits_for_the_athlete_alone(ada, coach, now):
    speak(ada, None, "Cody invites you.", now)

    assert (count_unread(ada), count_unread(coach)) == (1, 0)
    assert overview(coach).get().unread == 0
    assert overview(coach).get().last_text == "Cody invites you."


def test_what_one_says_oneself_is_read_and_marks_what_came_before(ada, coach, now):
    speak(ada, ada, "Hello", now)
    speak(ada, coach, "Good morning", now)

    assert count_unread(coach) == 0
    assert count_unread(ada) == 1


def test_a_mark_never_moves_back(ada, coach, now):
    first, second = speak(ada, ada, "One", now), speak(ada, ada, "Two", now)
    conversation = conversation_of(ada)

    mark_read(conversation, coach, second.pk, now)
    mark_read(conversation, coach, first.pk, now + timedelta(minutes=1))

    mark = ReadMark.objects.get(person=coach)
    assert (mark.message_id, mark.read_at) == (second.pk, now)


def test_readers_are_those_who_came_at_least_so_far(ada, coach, now):
    first, second = speak(ada, coach, "One", now), speak(ada, coach, "Two", now)
    mark_read(conversation_of(ada), ada, first.pk, now)

    assert readers_of(conversation_of(ada), first.pk) == [ada, coach]
    assert readers_of(conversation_of(ada), second.pk) == [coach]


def test_a_line_for_the_staff_is_not_there_for_the_athlete(ada, coach, now):
    saying = Saying(None, "Ringside", "The invite was not used.", "notice", for_staff=True)
    say(conversation_of(ada), saying, now)

    assert list(messages_in(conversation_of(ada), ada)) == []
    assert [one.text for one in messages_in(conversation_of(ada), coach)] == ["The invite was not used."]
    assert (count_unread(ada), count_unread(coach)) == (0, 1)
    assert overview(ada).get().last_text is None
    assert overview(coach).get().last_text == "The invite was not used."


def test_an_athlete_who_coaches_too_does_not_read_the_staff_lines_about_themselves(squad, now):
    player_coach = make_coach(squad, "Pla", "Yercoach")
    Membership.objects.create(squad=squad, person=player_coach, role=Membership.Role.ATHLETE)
    say(conversation_of(player_coach), Saying(None, "Ringside", "Unused.", "notice", for_staff=True), now)

    assert count_unread(player_coach) == 0
    assert list(messages_in(conversation_of(player_coach), player_coach)) == []


def test_the_overview_says_the_last_word_newest_talk_first(squad, ada, coach, now):
    dot, eve = make_athlete(squad, "Dot", "Bbb"), make_athlete(squad, "Eve", "Aaa")
    speak(ada, ada, "Early", now - timedelta(hours=1))
    speak(dot, dot, "First", now)
    speak(dot, coach, "Last word", now + timedelta(minutes=1))

    lines = [(one.first_name, one.last_text, one.unread) for one in overview(coach)]

    assert lines == [("Dot", "Last word", 0), ("Ada", "Early", 1), ("Eve", None, 0)]
    assert eve.pk == overview(coach).last().pk


def test_asking_costs_the_same_for_one_athlete_and_for_many(squad, ada, coach, now, django_assert_num_queries):
    for number in range(12):
        athlete = make_athlete(squad, f"N{number}", "Umbered")
        speak(athlete, athlete, "Hello", now)
    takes_part(coach)
    takes_part(ada)
    count_unread(coach)  # the first time the statement itself is made

    with django_assert_num_queries(3):  # the squads of the coach, the squads below, the count
        assert count_unread(coach) == 12
    with django_assert_num_queries(3):
        assert len(overview(coach)) == 13
    with django_assert_num_queries(1):
        assert count_unread(ada) == 0


def test_a_flood_is_refused_until_the_minute_is_over(ada, now):
    for number in range(conf.MOST_MESSAGES_A_MINUTE):
        speak(ada, ada, f"Number {number}", now)

    with pytest.raises(TooManyMessages):
        refuse_flood(ada, now + timedelta(seconds=59))
    refuse_flood(ada, now + timedelta(seconds=61))


def test_a_message_keeps_its_name_when_the_account_is_gone(ada, coach, now):
    speak(ada, coach, "Hello", now)
    coach.delete()

    assert Message.objects.get().spoken_as == "Bo Testfield"
