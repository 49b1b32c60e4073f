"""The mails of Monday morning: once, by the rights of that moment, in the reader's language, without a value."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from dashboards.models import WeeklyLetter, WeeklyReader
from dashboards.squad.mailing import send_weekly_letters
from people.models import Membership, SiteApplication
from sync.schedules import all_schedules
from tests.builders.people import make_athlete, make_coach, make_consultant
from tests.dashboards.made import put_night, put_usual_nights

pytestmark = pytest.mark.django_db
MONDAY_7 = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    """The hour is passed in."""


@pytest.fixture
def reader(squad):
    reader = make_coach(squad, "Rae", "Readwell", email="rae@example.org", language="en")
    WeeklyReader.objects.create(person=reader, squad=squad)
    ada = make_athlete(squad)
    put_usual_nights(ada, MONDAY_7.date(), 30, readiness_score=83)
    put_night(ada, MONDAY_7.date(), readiness_score=71)
    return reader


def test_it_comes_once_on_monday_morning_of_the_site(reader, squad):
    assert send_weekly_letters(MONDAY_7 - 2 * HOUR) == 0  # five o'clock
    assert send_weekly_letters(MONDAY_7) == 1
    assert send_weekly_letters(MONDAY_7 + HOUR) == 0
    assert send_weekly_letters(MONDAY_7 + 7 * 24 * HOUR) == 1
    assert [message.to for message in mail.outbox] == [["rae@example.org"]] * 2
    assert f"/squad/week/?week=2026-03-02&squad={squad.pk}" in mail.outbox[0].body


def test_the_hour_is_that_of_the_sites_zone(reader):
    SiteApplication.objects.update(zone="Pacific/Auckland")  # already Monday evening there
    assert send_weekly_letters(MONDAY_7 - 20 * HOUR) == 0  # Sunday 11:00 UTC is Monday midnight there
    assert send_weekly_letters(MONDAY_7 - 13 * HOUR) == 1


def test_it_holds_neither_a_value_nor_the_name_of_an_athlete(reader):
    send_weekly_letters(MONDAY_7)
    text = re.sub(r"http\S+", "", mail.outbox[0].subject + mail.outbox[0].body)  # addresses have numbers of their own
    assert "Athletes: 1." in text
    assert "Nights known: 7 of 7." in text
    for secret in ("Examplova", "Ada", "83", "85", "81", "71", "Readiness", "SD"):
        assert secret not in text


def test_rights_are_those_of_the_moment_it_is_sent(reader, squad):
    Membership.objects.filter(person=reader).delete()
    assert send_weekly_letters(MONDAY_7) == 0
    athlete = make_athlete(squad, "Cy", "Mockwell", email="cy@example.org")
    WeeklyReader.objects.create(person=athlete, squad=squad)
    assert send_weekly_letters(MONDAY_7) == 0
    assert not WeeklyLetter.objects.exists()
    Membership.objects.create(person=reader, squad=squad, role=Membership.Role.COACH)
    assert send_weekly_letters(MONDAY_7 + HOUR) == 1
    reader.is_active = False
    reader.save()
    assert send_weekly_letters(MONDAY_7 + 7 * 24 * HOUR) == 0


class BrokenFor(EmailBackend):
    """A mail server that takes nothing for one address."""

    def send_messages(self, messages):
        if any("rae@example.org" in message.to for message in messages):
            raise ConnectionRefusedError("nobody listens")
        return super().send_messages(messages)


def test_a_mail_that_fails_keeps_nobody_waiting_and_is_tried_again_until_tuesday(reader, squad, settings):
    other = make_coach(squad, "Otto", "Otherman", email="otto@example.org")
    WeeklyReader.objects.create(person=other, squad=squad)
    settings.EMAIL_BACKEND = "tests.dashboards.squad.test_mailing.BrokenFor"
    assert send_weekly_letters(MONDAY_7) == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_weekly_letters(MONDAY_7 + 24 * HOUR) == 1
    assert [message.to for message in mail.outbox] == [["otto@example.org"], ["rae@example.org"]]
    WeeklyLetter.objects.all().delete()
    assert send_weekly_letters(MONDAY_7 + 48 * HOUR) == 0


def test_a_consultant_adds_and_ends_readers_in_admin(client, reader, squad):
    client.force_login(make_consultant())
    page = client.get("/admin/dashboards/weeklyreader/").content.decode()
    assert "Rae Readwell" in page
    other = make_coach(squad, "Otto", "Otherman")
    client.post("/admin/dashboards/weeklyreader/add/", {"person": other.pk, "squad": squad.pk})
    assert WeeklyReader.objects.filter(person=other, squad=squad).exists()


def test_the_clock_asks_for_it():
    planned = next(one for one in all_schedules() if one.name == "weekly reports")
    assert (planned.task, planned.cluster) == ("dashboards.tasks.send_weekly_reports", None)
