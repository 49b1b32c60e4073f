"""The pages behind a link: opening changes nothing, the button goes on, every end has its own words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from invites import conf, issuing
from invites.models import Invite
from messaging.models import OutboundMessage
from sync import applications
from sync.models import AuthorisationState, Connection
from tests.builders.people import make_athlete, make_person
from tests.invites.test_opening import PROGRAMS
from tests.invites.walking import (
    CALLBACK,
    PHONE,
    connect_through,
    hand_over,
    invite_link,
    issue,
    path_of,
    phone,
    press,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)
Outcome = Invite.Outcome


@pytest.fixture
def link(application, athlete, coach, now) -> tuple[Invite, str]:
    return invite_link(athlete, now, coach)


def row(invite: Invite) -> dict[str, object]:
    return Invite.objects.filter(pk=invite.pk).values().get()


def assert_closed(response, status: int, code: str, title: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert f"<code>{code}</code>" in page


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
    answers = [client.get(path), client.get(wrong), client.post(f"{wrong}go"), client.get("/i/ended/")]
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


def test_the_coach_who_sent_it_cannot_use_it(link, coach):
    assert phone(coach).post(f"{link[1]}go").status_code == 403


# The other ends


@pytest.mark.parametrize(
    "token", ["x", "1-x", "0-" + "a" * 43, "1-" + "a" * 43, "a" * 5000, "1-%00", "%ff%fe", "..", "1-%2e%2e"]
)
@pytest.mark.parametrize("ending", ["", "go", "again"])
def test_made_up_links_all_look_the_same(application, token, ending):
    path = f"/i/{token}/{ending}"
    response = phone().post(path) if ending else phone().get(path)

    assert_closed(response, 404, "wrong", "This link is not one of ours")


def test_a_made_up_link_looks_like_one_of_an_invite_that_is_gone(link):
    invite, path = link
    gone = phone().get(path.replace(path[-7], "_" if path[-7] != "_" else "-")).content
    Invite.objects.all().delete()

    assert phone().get(path).content == gone


def test_a_replaced_link_says_that_there_is_a_newer_one(link, athlete, now):
    invite_link(athlete, now)

    assert_closed(phone().get(link[1]), 410, "revoked", "There is a newer link")


def closed_pages(link, athlete, squad, now, clock) -> dict[str, str]:
    """Every page of a link that does nothing, by its code."""
    invite, path = link
    pages = {"for_someone_else": phone(make_athlete(squad, "Bea", "Sampleton")).get(path)}
    clock.shift(6 * MINUTE)
    pages["expired"] = phone().get(path)
    Invite.objects.update(outcome=Outcome.REVOKED, reason=issuing.NEWER)
    pages["revoked"] = phone().get(path)
    Invite.objects.update(reason=issuing.CONNECTED)
    pages["not_needed"] = phone().get(path)
    Invite.objects.update(outcome=Outcome.USED)
    pages["used"] = phone().get(path)
    pages["wrong"] = phone().get("/i/1-x/")
    return {code: response.content.decode() for code, response in pages.items()}


def test_no_closed_page_reveals_who_it_was_for(link, athlete, squad, now, clock):
    for code, page in closed_pages(link, athlete, squad, now, clock).items():
        assert f"<code>{code}</code>" in page
        for name in ("Ada", "Examplova", "Cody", "Coachman", "Pulsar", "Rowing Testers"):
            assert name not in page, (code, name)


def test_only_the_expired_page_offers_a_new_link(link, athlete, squad, now, clock):
    pages = closed_pages(link, athlete, squad, now, clock)

    assert [code for code, page in pages.items() if "Send me a new link" in page] == ["expired"]
    assert [code for code, page in pages.items() if f'{link[1]}again"' in page] == ["expired"]


# Healing


def test_an_expired_link_heals_in_one_tap(link, athlete, coach, clock):
    invite, path = link
    clock.shift(6 * MINUTE)
    client = phone()
    assert_closed(client.get(path), 410, "expired", "This link has expired")

    response = client.post(f"{path}again")

    assert "A new link is on its way" in response.content.decode()
    healed = Invite.objects.get(heals=invite)
    assert (healed.person, healed.sender, healed.channel) == (athlete, coach, "site")
    message = OutboundMessage.objects.get(link_id=str(healed.pk))
    assert (message.person, message.channel, message.link) == (athlete, "site", "invite")


def test_the_new_link_never_comes_onto_the_page(link, athlete, now, clock):
    clock.shift(6 * MINUTE)
    page = phone().post(f"{link[1]}again").content.decode()
    healed = Invite.objects.get(heals=link[0])
    hand_over(healed, now)

    assert path_of(healed) not in page
    assert "/i/" not in page


def test_three_new_links_an_hour(link, clock):
    path, client = link[1], phone()
    for _number in range(conf.MOST_HEALINGS_AN_HOUR):
        clock.shift(6 * MINUTE)
        assert client.post(f"{path}again").status_code == 200
        newest = Invite.objects.first()
        path = hand_over(newest, newest.created_at)
    clock.shift(6 * MINUTE)

    refused = client.post(f"{path}again")

    assert refused.status_code == 429
    assert "Three new links were sent within an hour" in refused.content.decode()


def test_two_taps_send_one(link, clock):
    clock.shift(6 * MINUTE)
    phone().post(f"{link[1]}again")

    assert_closed(phone().post(f"{link[1]}again"), 410, "revoked", "There is a newer link")
    assert Invite.objects.count() == 2


def test_a_link_that_works_is_not_healed(link):
    response = phone().post(f"{link[1]}again")

    assert (response.status_code, response["Location"]) == (302, link[1])
    assert Invite.objects.count() == 1


def test_while_the_connector_is_off_nothing_heals(link, application, clock):
    clock.shift(6 * MINUTE)
    applications.disable(application)

    assert phone().post(f"{link[1]}again").status_code == 429
    assert Invite.objects.count() == 1


def test_an_invite_no_channel_has_taken_cannot_be_opened(application, athlete, now):
    invite = issue(athlete, now)

    assert phone().post(f"{path_of(invite)}go").status_code == 410


def test_who_ends_up_without_a_log_in_is_told_what_to_do():
    page = Client(headers={"user-agent": PHONE}).get("/i/ended/").content.decode()

    assert "You can close this page" in page
