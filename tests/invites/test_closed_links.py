"""Links that do nothing any more, each in its own words and revealing nothing; the expired one heals."""

from datetime import timedelta

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from invites import conf, issuing
from invites.models import Invite
from messaging.models import OutboundMessage
from sync import applications
from tests.builders.people import make_athlete
from tests.invites.walking import PHONE, assert_closed, hand_over, invite_link, issue, path_of, phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINUTE = timedelta(minutes=1)
Outcome = Invite.Outcome


@pytest.mark.parametrize("token", ["x", "1-x", "0-" + "a" * 43, "a" * 5000, "1-%00", "%ff%fe", "..", "1-%2e%2e"])
@pytest.mark.parametrize("ending", ["", "go", "again"])
def test_malformed_links_all_look_the_same(application, token, ending):
    assert_closed(follow(token, ending), 404, "malformed", "This link is not whole")


@pytest.mark.parametrize("token", ["1-" + "a" * 43, "999999999999999999-" + "_" * 43])
@pytest.mark.parametrize("ending", ["", "go", "again"])
def test_made_up_links_all_look_the_same(application, token, ending):
    assert_closed(follow(token, ending), 404, "wrong", "This link is not one of ours")


def follow(token: str, ending: str) -> HttpResponseBase:
    path = f"/i/{token}/{ending}"
    return phone().post(path) if ending else phone().get(path)


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
    pages["wrong"] = phone().get(f"/i/{invite.pk}-{'a' * 43}/")
    pages["malformed"] = phone().get(f"{path[:-9]}/")
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
