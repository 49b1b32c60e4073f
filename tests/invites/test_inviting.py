"""Inviting from the coach's pages: one, many, and a nudge from the funnel; what was sent and what not and why."""

from datetime import timedelta

import pytest

from invites import conf, issuing
from invites.models import Invite
from messaging.models import Channel, ChatIdentity, OutboundMessage
from sync import applications
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_person
from tests.invites.walking import invite_link, page, phone, tab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application", "clock")]
MINUTE = timedelta(minutes=1)
LIST, FUNNEL, MANY = "/clients/?provider=pulsar", "/clients/funnel/?provider=pulsar", "/clients/invite"


@pytest.fixture
def browser(coach):
    return phone(coach)


# One


def test_one_press_sends_one_invite(browser, athlete, coach):
    response = browser.post(f"{tab(athlete)}invite", {"channel": "site"})

    assert response["Location"] == tab(athlete)
    invite = Invite.objects.get()
    assert (invite.person, invite.sender, invite.channel) == (athlete, coach, "site")
    assert OutboundMessage.objects.get().link_id == str(invite.pk)
    assert "The invite is on its way." in page(browser.get(tab(athlete)))


def test_the_channels_that_reach_the_person_can_be_chosen(browser, athlete, now):
    ChatIdentity.objects.create(channel="slack", person=athlete, speaker="S", confirmed_at=now)
    for key in ("slack", "email", "sms"):
        Channel.objects.update_or_create(key=key, defaults={"is_on": True})
    shown = page(browser.get(tab(athlete))).partition('id="invite-channel"')[2].partition("</select>")[0]

    assert [key for key in ("site", "slack", "email", "sms") if f'value="{key}"' in shown] == ["site", "slack", "email"]
    assert '<option value="slack" selected>' in shown
    browser.post(f"{tab(athlete)}invite", {"channel": "email"})
    assert Invite.objects.get().channel == "email"


@pytest.mark.parametrize("channel", ["slack", "nonsense", "x" * 500, "\x00"])
def test_a_channel_that_does_not_reach_them_is_refused_in_words(browser, athlete, channel):
    browser.post(f"{tab(athlete)}invite", {"channel": channel})

    assert not Invite.objects.exists()
    assert "This person cannot be reached there." in page(browser.get(tab(athlete)))


def test_beyond_the_limit_the_words_say_so(browser, athlete, now):
    for _number in range(conf.MOST_A_CLIENT_AN_HOUR):
        invite_link(athlete, now)
    browser.post(f"{tab(athlete)}invite", {"channel": "site"})

    assert "This person had enough invites for one hour." in page(browser.get(tab(athlete)))


# Many


def test_inviting_many_says_who_was_and_who_was_not_and_why(browser, squad, athlete, provider, now):
    connected = make_athlete(squad, "Bea", "Sampleton")
    connect(provider, connected, now)
    pending = make_athlete(squad, "Cleo", "Placeholder")
    invite_link(pending, now)
    tired = make_athlete(squad, "Dora", "Testfield")
    for _number in range(conf.MOST_A_CLIENT_AN_HOUR):
        invite_link(tired, now - 10 * MINUTE)

    ids = [person.pk for person in (athlete, connected, pending, tired)]
    shown = page(browser.post(MANY, {"provider": "pulsar", "person": ids, "channel": ""}))

    assert "1 invite is on its way" in shown
    sent, _heading, not_sent = shown.partition("Not invited")
    assert "Ada Examplova" in sent
    for name, why in (
        ("Bea Sampleton", "connected already"),
        ("Cleo Placeholder", "has an open invite already"),
        ("Dora Testfield", "enough invites for one hour"),
    ):
        assert why in not_sent.partition(name)[2].partition("</div>")[0]
    assert OutboundMessage.objects.get().person == athlete


def test_of_more_than_a_coach_may_send_the_rest_is_named_too(browser, squad, athlete, coach, now):
    other = make_athlete(squad, "Bea", "Sampleton")
    for number in range(conf.MOST_A_COACH_AN_HOUR - 1):
        person = make_athlete(squad, "Spent", f"Number {number}", is_active=False)
        Invite.objects.create(provider="pulsar", person=person, sender=coach, channel="site", nonce="x", created_at=now)

    shown = page(browser.post(MANY, {"provider": "pulsar", "person": [athlete.pk, other.pk]}))

    assert "1 invite is on its way" in shown
    assert "You have sent enough invites for one hour." in shown.partition("Not invited")[2]
    assert Invite.objects.filter(person__in=[athlete, other]).count() == 1


def test_pressing_twice_sends_once(browser, athlete):
    for _press in range(2):
        browser.post(MANY, {"provider": "pulsar", "person": [athlete.pk]})

    assert Invite.objects.count() == 1


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 30], [""], ["1 OR 1=1"]])
def test_without_anybody_ticked_nobody_is_invited_and_the_list_says_so(browser, athlete, squad, ids):
    response = browser.post(MANY, {"provider": "pulsar", "person": ids, "squad": squad.pk, "state": "not_connected"})

    assert response["Location"] == f"/clients/?provider=pulsar&squad={squad.pk}&state=not_connected"
    assert "Nobody was ticked" in page(browser.get(response["Location"]))


def test_many_through_one_channel_reach_who_can_be_reached_there(browser, squad, athlete):
    Channel.objects.create(key="email", is_on=True)
    without = make_athlete(squad, "Bea", "Sampleton", email="")
    shown = page(browser.post(MANY, {"provider": "pulsar", "person": [athlete.pk, without.pk], "channel": "email"}))

    assert "This person cannot be reached there." in shown.partition("Bea Sampleton")[2]
    assert Invite.objects.get().channel == "email"


def test_while_nobody_can_be_invited_nobody_of_many_is(browser, athlete, application):
    applications.disable(application)
    response = browser.post(MANY, {"provider": "pulsar", "person": [athlete.pk]})

    assert "A consultant switches the connector on." in page(browser.get(response["Location"]))
    assert not Invite.objects.exists()


# The funnel


def test_the_funnel_shows_steps_time_and_who_is_stuck(browser, squad, athlete, provider, now, clock):
    quick = make_athlete(squad, "Bea", "Sampleton")
    invite, _path = invite_link(quick, now)
    issuing.use(invite, None, now + 3 * MINUTE)
    connect(provider, quick, now + 3 * MINUTE)
    clock.shift(10 * MINUTE)
    shown = page(browser.get(FUNNEL))

    assert "1 of 2 athletes are connected." in shown
    assert "took no more than 3 minutes" in shown
    stuck = shown.partition('id="stuck"')[2]
    assert "Ada Examplova" in stuck
    assert "not invited yet" in stuck
    assert "Bea" not in stuck


def test_one_press_nudges_and_leads_back_to_the_funnel(browser, squad, athlete):
    response = browser.post(f"{tab(athlete)}invite", {"back": "funnel", "squad": squad.pk, "state": ""})

    assert response["Location"] == f"/clients/funnel/?provider=pulsar&squad={squad.pk}&state="
    assert Invite.objects.get().person == athlete
    assert "The invite is on its way." in page(browser.get(response["Location"]))


def test_when_everybody_is_connected_the_funnel_says_so(browser, athlete, provider, now):
    connect(provider, athlete, now)

    assert "every athlete here is connected" in page(browser.get(FUNNEL))


def test_a_funnel_of_nobody_says_what_to_do(browser, squad):
    assert "There are no athletes here yet." in page(browser.get(FUNNEL))


def test_an_odd_name_is_only_text(browser, squad, now):
    person = make_person("<b>Ada</b>", 'Ex"amp', squad=squad)
    invite_link(person, now)

    for address in (LIST, FUNNEL, tab(person)):
        assert "<b>Ada" not in page(browser.get(address))
