"""The page behind a link and its button: opening changes nothing, the button goes on, for one person alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from invites.models import Invite
from sync import applications
from sync.models import AuthorisationState, Connection
from tests.builders.people import make_athlete, make_person
from tests.invites.test_opening import PROGRAMS
from tests.invites.walking import (
    CALLBACK,
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


# Opening


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


# The button


def test_the_button_leads_to_the_vendor_with_a_state_of_its_own(link, athlete, now):
    invite, path = link
    response = phone().post(f"{path}go")

    assert response["Location"].startswith("https://pulsar.example/authorize?")
    state = AuthorisationState.objects.get()
    assert (state.person, state.asked_through) == (athlete, f"invite:{invite.pk}")
    assert state.return_to == reverse("invites:ended")
    assert row(invite)["at_provider_at"] == now


def test_the_token_does_not_travel_to_the_vendor(link):
    token = link[1].split("/")[2]

    assert token not in phone().post(f"{link[1]}go")["Location"]


def test_the_link_is_not_spent_by_the_button(link):
    press(phone(), link[1])

    assert press(phone(), link[1])
    assert AuthorisationState.objects.count() == 2


def test_the_way_is_walked_without_a_log_in(link, athlete, now):
    invite, path = link
    client = phone()
    response = connect_through(client, path)

    assert (response.status_code, response["Location"]) == (302, "/i/ended/")
    connection = Connection.objects.get()
    assert (connection.person, connection.state) == (athlete, Connection.State.WAITING)
    invite.refresh_from_db()
    assert (invite.outcome, invite.granted_at, invite.scopes) == (Outcome.USED, now, ["move", "sleep"])
    page = client.get("/i/ended/").content.decode()
    assert "Connected. Your first data arrive within a minute." in page
    assert "_auth_user_id" not in client.session


def test_the_link_is_used_up_by_connecting(link):
    client = phone()
    connect_through(client, link[1])

    assert_closed(client.get(link[1]), 410, "used", "This link has been used")
    assert_closed(client.post(f"{link[1]}go"), 410, "used", "This link has been used")


def test_five_minutes_are_for_beginning_and_fifteen_for_agreeing(link, clock):
    client = phone()
    clock.shift(4.9 * MINUTE)
    state = press(client, link[1])
    clock.shift(14 * MINUTE)

    assert client.get(CALLBACK, {"state": state, "code": "good-code"})["Location"] == "/i/ended/"
    assert Connection.objects.exists()


def test_after_five_minutes_the_button_leads_nowhere(link, clock):
    client = phone()
    client.get(link[1])
    clock.shift(5 * MINUTE)

    assert_closed(client.post(f"{link[1]}go"), 410, "expired", "This link has expired")
    assert not AuthorisationState.objects.exists()


def test_in_another_browser_the_vendors_answer_connects_nobody(link, provider):
    state = press(phone(), link[1])
    other = phone()
    press(other, link[1])

    assert other.get(CALLBACK, {"state": state, "code": "good-code"}).status_code == 400
    assert not Connection.objects.exists()


def test_of_two_browsers_with_one_link_the_first_connects(link, provider):
    provider.good_codes.add("second-code")
    first, second = phone(), phone()
    states = [press(first, link[1]), press(second, link[1])]

    assert second.get(CALLBACK, {"state": states[1], "code": "good-code"})["Location"] == "/i/ended/"
    late = first.get(CALLBACK, {"state": states[0], "code": "second-code"})

    assert late.status_code == 400
    assert "<code>state_used</code>" in late.content.decode()
    assert Connection.objects.count() == 1


def test_a_newer_link_does_not_stop_who_is_at_the_vendor(link, athlete, now):
    invite, path = link
    client = phone()
    state = press(client, path)
    newer, newer_path = invite_link(athlete, now)

    assert client.get(CALLBACK, {"state": state, "code": "good-code"})["Location"] == "/i/ended/"
    assert row(invite)["outcome"] == Outcome.USED
    assert_closed(client.get(newer_path), 410, "not_needed", "This link is no longer needed")


def test_who_does_not_agree_may_press_again(link, now):
    invite, path = link
    client = phone()
    response = client.get(CALLBACK, {"state": press(client, path), "error": "access_denied"})

    assert "<code>denied</code>" in response.content.decode()
    assert (row(invite)["outcome"], row(invite)["reason"]) == (Outcome.OPEN, "denied")
    assert press(client, path)


def test_while_the_connector_is_off_the_button_says_so(link, application):
    applications.disable(application)
    response = phone().post(f"{link[1]}go")

    assert response.status_code == 409
    assert "Connecting is not possible yet" in response.content.decode()
    assert not AuthorisationState.objects.exists()


# Who it is not for


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
