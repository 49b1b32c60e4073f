"""The page behind a link: opening changes nothing, and it is for one person alone."""

from datetime import timedelta

import pytest
from django.test import Client

from invites.models import Invite
from sync.models import AuthorisationState
from tests.builders.people import make_athlete, make_person
from tests.invites.test_opening import PROGRAMS
from tests.invites.walking import (
    assert_closed,
    connect_through,
    invite_link,
    phone,
    press,
    row,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)
Outcome = Invite.Outcome


def test_the_page_names_site_coach_athlete_and_what_will_be_read(link, provider):
    page = phone().get(link[1]).content.decode()

    assert "Cody Coachman" in page
    assert "Ada E." in page
    assert "Examplova" not in page
    assert "Connect Pulsar" in page
    for feed in provider.feeds:
        assert feed.name in page
        assert feed.words in page
    assert "works for about 5 more minutes" in page
    assert "15 minutes to agree" in page


def test_a_single_name_is_no_trouble(application, squad, now):
    person = make_athlete(squad, "Ada", "")
    page = phone().get(invite_link(person, now)[1]).content.decode()

    assert "Ada asked" in page


def test_a_nickname_is_what_people_are_called(application, squad, now):
    person = make_person("Adelheid", "Examplova", squad=squad, known_as="Heidi")

    assert "Heidi E. asked" in phone().get(invite_link(person, now)[1]).content.decode()


def test_title_and_preview_name_nobody(link):
    page = phone().get(link[1]).content.decode()
    head = page.partition("</head>")[0]

    assert "<title>Connect your ring" in head
    for name in ("Ada", "Cody", "og:", "description"):
        assert name not in head


def test_no_password_is_asked_for(link):
    response = phone().get(link[1])

    assert response.status_code == 200
    assert "password" not in response.content.decode()


def test_a_person_who_opens_is_noted_once_and_nothing_else_changes(link, clock, now):
    invite, path = link
    before = row(invite)
    phone().get(path)
    clock.shift(MINUTE)
    phone().get(path)

    assert row(invite) == {**before, "opened_at": now}
    assert not AuthorisationState.objects.exists()


@pytest.mark.parametrize("agent", PROGRAMS)
def test_a_preview_changes_nothing(link, agent):
    invite, path = link
    before = row(invite)
    response = Client(headers={"user-agent": agent}).get(path)

    assert response.status_code == 200
    assert row(invite) == before


@pytest.mark.parametrize(
    "headers", [{"sec-purpose": "prefetch"}, {"purpose": "preview"}, {"sec-fetch-mode": "no-cors"}]
)
def test_looking_ahead_changes_nothing(link, headers):
    invite, path = link
    before = row(invite)
    phone().get(path, headers=headers)

    assert row(invite) == before


def test_asking_for_the_head_changes_nothing(link):
    invite, path = link
    before = row(invite)

    assert phone().head(path).status_code == 200
    assert row(invite) == before


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
@pytest.mark.parametrize("ending", ["go", "again"])
def test_nothing_but_a_press_goes_on(link, method, ending):
    invite, path = link
    before = row(invite)

    assert getattr(phone(), method)(f"{path}{ending}").status_code == 405
    assert row(invite) == before


def test_opening_a_hundred_times_does_not_spend_it(link):
    for _time in range(100):
        phone().get(link[1])

    assert press(phone(), link[1])


def test_the_page_lets_its_form_go_on_to_the_vendor(link):
    policy = phone().get(link[1])["Content-Security-Policy"]
    (directive,) = [one for one in policy.split("; ") if one.startswith("form-action")]

    assert directive.split()[1:] == ["'self'", "https://pulsar.example"]


def every_answer(link) -> list:
    """One answer of each kind the addresses of an invite give."""
    _invite, path = link
    client = phone()
    wrong = f"{path[:-6]}aaaaa/"
    answers = [client.get(path), client.get(wrong), client.post(f"{wrong}go")]
    answers += [client.post(f"{path}go"), client.post(f"{path}again"), client.get(f"{path}go")]
    answers.append(Client(enforce_csrf_checks=True).post(f"{path}go"))
    Invite.objects.update(outcome=Outcome.USED)
    return [*answers, client.get(path)]


def test_every_answer_is_stored_nowhere_and_told_to_nobody(link):
    for response in every_answer(link):
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_logged_in_as_the_athlete_it_works(link, athlete):
    assert connect_through(phone(athlete), link[1])["Location"] == "/i/ended/"


@pytest.mark.parametrize("ending", ["", "go", "again"])
def test_logged_in_as_somebody_else_it_is_refused(link, squad, ending):
    invite, path = link
    before = row(invite)
    client = phone(make_athlete(squad, "Bea", "Sampleton"))
    response = client.post(f"{path}{ending}") if ending else client.get(path)

    assert_closed(response, 403, "for_someone_else", "This link is for somebody else")
    assert row(invite) == before
    assert not AuthorisationState.objects.exists()


def test_somebody_else_may_log_out_from_there(link, squad):
    shown = phone(make_athlete(squad, "Bea", "Sampleton")).get(link[1]).content.decode()

    assert 'href="/accounts/logout/"' in shown
    assert "/accounts/logout/" not in phone().get(link[1]).content.decode()


def test_no_form_of_another_page_stands_on_one_without_a_referrer(link, athlete):
    """Browsers hide the origin of every form there, and the usual guard would refuse it."""
    shown = phone(athlete).get(link[1]).content.decode()

    assert shown.count("<form") == 2
    assert shown.count(f'action="{link[1]}go"') == 2


def test_the_coach_who_sent_it_cannot_use_it(link, coach):
    assert phone(coach).post(f"{link[1]}go").status_code == 403
