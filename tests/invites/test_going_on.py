"""The button behind a link: on to the provider, back, and connected; once."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from invites.models import Invite
from sync import applications
from sync.models import AuthorisationState, Connection
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


def form_action(response) -> list[str]:
    (directive,) = [one for one in response["Content-Security-Policy"].split("; ") if one.startswith("form-action")]
    return directive.split()[1:]


def test_who_chooses_one_by_one_is_asked_for_that_alone(link, provider):
    response = phone().post(f"{link[1]}go", {"share": "some", "feed": ["steps"]})

    assert parse_qs(urlsplit(response["Location"]).query)["scope"] == ["move"]


def test_who_ticks_nothing_is_told_so_and_may_go_on_from_there(link):
    client = phone()
    response = client.post(f"{link[1]}go", {"share": "some"})

    assert response.status_code == 400
    assert "Nothing was ticked" in response.content.decode()
    assert form_action(response) == ["'self'", "https://pulsar.example"]
    assert row(link[0])["at_provider_at"] is None
    assert press(client, link[1])
