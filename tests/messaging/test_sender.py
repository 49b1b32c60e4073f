"""Who speaks, in which language, and when not."""

from datetime import UTC, datetime, time

import pytest

from messaging.models import MessageSender
from messaging.sender import coach_of, language_for, quiet_until, sender_row, speaker_for
from people.application import application_details
from people.models import Membership
from tests.builders.people import make_athlete, make_coach, make_medical, make_person, make_squad, make_staff

pytestmark = pytest.mark.django_db


def test_there_is_one_sender_with_modest_defaults():
    assert sender_row() == sender_row()
    assert (sender_row().name, sender_row().ai_is_on) == ("Ringside", False)


def test_the_coach_is_that_of_the_own_squad(squad, ada, coach):
    above = make_coach(make_squad("Club"), "Abe", "Above")

    assert coach_of(ada) == coach
    assert coach_of(above) is None


def test_else_that_of_the_nearest_squad_above():
    club = make_squad("Club")
    seniors = make_squad("Seniors", parent=club)
    make_coach(club, "Far", "Away")
    near = make_coach(seniors, "Nea", "Rby")

    assert coach_of(make_athlete(make_squad("Eights", parent=seniors))) == near


def test_staff_medical_and_those_who_left_are_no_coach(squad, ada):
    make_staff(squad)
    make_medical(squad)
    make_coach(squad, "Gus", "Goneby", is_active=False)

    assert coach_of(ada) is None


def test_nobody_is_their_own_coach(squad):
    both = make_coach(squad, "Pla", "Yercoach")
    Membership.objects.create(squad=squad, person=both, role=Membership.Role.ATHLETE)

    assert coach_of(both) is None


def test_it_speaks_as_the_coach_only_when_told_to_and_there_is_one(ada, coach):
    sender = MessageSender(name="Rowbot")
    assert speaker_for(ada, sender) == "Rowbot"

    sender.is_assigned_coach = True

    assert speaker_for(ada, sender) == "Bo Testfield"
    assert speaker_for(make_athlete(), sender) == "Rowbot"
    assert speaker_for(None, sender) == "Rowbot"


def test_the_language_is_the_persons_own_and_a_strangers_is_the_senders():
    german = MessageSender(language="de")

    assert language_for(make_person("Any", "Body"), german) == "en-gb"
    assert language_for(make_person("Ein", "Mensch", language="de"), MessageSender()) == "de"
    assert language_for(None, german) == "de"


@pytest.mark.parametrize("unknown", ["tlh", ""])
def test_a_language_that_does_not_ship_is_english(unknown):
    person = make_person("Any", "Body", language=unknown)

    assert language_for(person, MessageSender(language=unknown)) == "en-gb"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("03-10 20:29", "03-10 20:29"),  # 21:29 in Berlin
        ("03-10 20:30", "03-11 06:00"),  # 21:30 begins
        ("03-10 23:30", "03-11 06:00"),
        ("03-11 02:00", "03-11 06:00"),
        ("03-11 05:59", "03-11 06:00"),
        ("03-11 06:00", "03-11 06:00"),  # 07:00 has ended
        ("03-28 23:00", "03-29 05:00"),  # the clocks go forward that night
        ("10-24 22:00", "10-25 06:00"),  # and back
    ],
)
def test_quiet_hours_over_midnight_are_in_the_sites_zone(now, due):
    details = application_details()
    details.zone = "Europe/Berlin"
    details.save()
    sender = MessageSender(quiet_from=time(21, 30), quiet_until=time(7, 0))

    assert quiet_until(at(now), sender) == at(due)


@pytest.mark.parametrize(
    ("now", "due"), [("03-10 12:59", "03-10 12:59"), ("03-10 13:00", "03-10 15:00"), ("03-10 15:00", "03-10 15:00")]
)
def test_quiet_hours_within_a_day(now, due):
    assert quiet_until(at(now), MessageSender(quiet_from=time(13), quiet_until=time(15))) == at(due)


@pytest.mark.parametrize("hours", [(None, None), (time(9), None), (None, time(9)), (time(9), time(9))])
def test_without_both_ends_nothing_is_quiet(hours):
    sender = MessageSender(quiet_from=hours[0], quiet_until=hours[1])

    assert quiet_until(at("03-10 09:00"), sender) == at("03-10 09:00")
