"""The coach's pages: who sees whom, what they say, inviting one and many."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from invites import conf, issuing
from invites.models import Invite
from messaging.models import Channel, ChatIdentity, OutboundMessage
from people.models import Look
from sync import applications, engine, queue, registry
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_person,
    make_squad,
    make_staff,
)
from tests.invites.walking import invite_link, phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application", "clock")]
MINUTE = timedelta(minutes=1)
LIST, FUNNEL, MANY = "/clients/?provider=pulsar", "/clients/funnel/?provider=pulsar", "/clients/invite"


@pytest.fixture
def browser(coach):
    return phone(coach)


def tab(person) -> str:
    return f"/clients/{person.pk}/pulsar/"


def page(response) -> str:
    assert response.status_code == 200, response
    return response.content.decode()


# Who may


@pytest.mark.parametrize("make", [make_coach, make_staff, make_medical])
def test_who_looks_after_a_squad_sees_its_athletes(squad, athlete, make):
    client = phone(make(squad))

    assert "Ada Examplova" in page(client.get(LIST))
    assert 'href="/clients/"' in page(client.get(LIST))
    assert page(client.get(tab(athlete)))
    assert page(client.get(FUNNEL))


def test_a_consultant_sees_everybody(athlete):
    assert "Ada Examplova" in page(phone(make_consultant()).get(LIST))


@pytest.mark.parametrize("address", [LIST, FUNNEL])
def test_an_athlete_is_refused_and_has_no_such_entry_in_the_menu(athlete, address):
    client = phone(athlete)

    assert client.get(address).status_code == 403
    assert 'href="/clients/"' not in page(client.get("/"))


def test_an_athlete_cannot_invite(athlete, squad):
    client = phone(athlete)

    for address in (f"{tab(athlete)}invite", MANY):
        assert client.post(address, {"person": athlete.pk, "provider": "pulsar"}).status_code == 403
    assert not Invite.objects.exists()


@pytest.mark.parametrize("address", [LIST, FUNNEL, "/clients/1/pulsar/"])
def test_a_stranger_is_asked_to_log_in(client, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_an_athlete_of_another_squad_is_not_there(browser, now):
    stranger = make_athlete(make_squad("Elsewhere"), "Dora", "Placeholder")

    assert "Dora" not in page(browser.get(LIST))
    assert browser.get(tab(stranger)).status_code == 404
    assert browser.post(f"{tab(stranger)}invite", {"channel": "site"}).status_code == 404
    browser.post(MANY, {"provider": "pulsar", "person": stranger.pk})
    assert not Invite.objects.exists()


@pytest.mark.parametrize(
    "address", ["/clients/?provider=quasar", "/clients/?squad=9999", "/clients/?squad=x", "/clients/4000000/pulsar/"]
)
def test_what_is_not_there_is_not_found(browser, address):
    assert browser.get(address).status_code == 404


def test_a_squad_of_somebody_else_is_not_found(browser):
    assert browser.get(f"/clients/?squad={make_squad('Elsewhere').pk}").status_code == 404


def test_nothing_is_sent_by_a_link(browser, athlete):
    assert browser.get(f"{tab(athlete)}invite").status_code == 405
    assert browser.get(MANY).status_code == 405


# The list


def test_without_a_wearable_named_it_is_the_first_that_is_installed(browser):
    first = registry.all_providers()[0]

    assert f'<p class="page-kicker">{first.name}</p>' in page(browser.get("/clients/"))


def test_a_line_says_state_who_must_act_last_data_and_invite(browser, athlete, provider, now):
    connect(provider, athlete, now)
    Connection.objects.update(state="reconnect_needed", last_data_on=now.date())
    invite_link(athlete, now)
    shown = page(browser.get(LIST))

    for words in ("Reconnect needed", "since 10 Mar 2026", "The athlete presses the Authorisation Link again.",
                  "Tue 10 Mar 2026", "delivered"):  # fmt: skip
        assert words in shown


def test_the_filter_stands_in_the_address(browser, squad, athlete, provider, now):
    bea = make_athlete(squad, "Bea", "Sampleton")
    connect(provider, bea, now)
    names = {
        state: [one for one in ("Ada", "Bea") if one in page(browser.get(f"{LIST}&state={state}"))]
        for state in ("connected", "not_connected", "reconnect_needed", "invite_open", "expired_unused", "nonsense")
    }

    assert names == {
        "connected": ["Bea"],
        "not_connected": ["Ada"],
        "reconnect_needed": [],
        "invite_open": [],
        "expired_unused": [],
        "nonsense": ["Ada", "Bea"],
    }


def test_a_squad_shows_those_below_it_too(browser, squad, athlete):
    below = make_squad("Sculling Testers", parent=squad)
    make_athlete(below, "Bea", "Sampleton")

    assert "Bea" in page(browser.get(f"{LIST}&squad={squad.pk}"))
    assert "Ada" not in page(browser.get(f"{LIST}&squad={below.pk}"))


def test_an_empty_list_says_what_to_do(browser, squad):
    assert "There are no athletes here yet." in page(browser.get(LIST))
    make_athlete(squad)
    assert "Nobody here is in this state." in page(browser.get(f"{LIST}&state=connected"))


def test_ticking_all_ticks_who_can_be_invited(browser, squad, athlete, provider, now):
    connect(provider, make_athlete(squad, "Bea", "Sampleton"), now)
    shown = page(browser.get(f"{LIST}&pick=all"))

    assert shown.count("checked") == 1
    assert f'value="{athlete.pk}"' in shown
    assert "no need" in shown
    assert "checked" not in page(browser.get(LIST))


def test_while_nobody_can_be_invited_the_page_says_who_must_act(browser, athlete, application):
    applications.disable(application)
    shown = page(browser.get(LIST))

    assert "Nobody can be invited yet" in shown
    assert "A consultant switches the connector on." in shown
    assert "Invite who is ticked" not in shown


def queries_of(browser, address) -> int:
    browser.get(address)  # what is remembered once is remembered
    with CaptureQueriesContext(
        database,
    ) as counted:
        assert browser.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("address", [LIST, FUNNEL])
def test_thirty_clients_cost_no_more_queries_than_three(browser, squad, provider, now, address):
    def add(number: int) -> None:
        for one in range(number):
            person = make_athlete(squad, "Ada", f"Example{one}")
            if one % 2:
                connect(provider, person, now)
            invite_link(person, now)

    add(3)
    few = queries_of(browser, address)
    add(27)

    assert queries_of(browser, address) == few <= 40


# One client


def test_the_tab_of_somebody_never_invited(browser, athlete):
    shown = page(browser.get(tab(athlete)))

    assert "<h1>Pulsar Data</h1>" in shown
    assert "Not connected" in shown
    assert "Send Connection Invite" in shown
    assert "Nobody has invited this athlete yet." in shown
    assert "What arrived" not in shown


def test_the_title_names_nobody(browser, athlete):
    assert "Ada" not in page(browser.get(tab(athlete))).partition("</title>")[0]


def test_the_tab_says_what_arrived_and_that_is_a_look(browser, coach, athlete, provider, now):
    connection = connect(provider, athlete, now - timedelta(days=2))
    provider.put("night", now.date(), night_score=83)
    provider.put("night", now.date() - timedelta(days=4), night_score=55)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    shown = page(browser.get(tab(athlete)))

    assert "Tue 10 Mar 2026" in shown
    assert "83" not in shown.partition("What arrived")[2].partition("</table>")[0]
    look = Look.objects.get()
    assert (look.viewer, look.person, look.page) == (coach, athlete, "Pulsar data page")


def test_who_has_no_connection_is_not_looked_at(browser, athlete):
    browser.get(tab(athlete))

    assert not Look.objects.exists()


def test_the_tab_says_what_is_not_shared(browser, athlete, provider, now):
    provider.granted = frozenset({"sleep"})
    connection = connect(provider, athlete, now)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    shown = page(browser.get(tab(athlete)))

    assert "not shared by the athlete" in shown


def test_the_tab_shows_the_newest_invite_step_by_step_and_the_history(browser, athlete, coach, now, clock):
    invite_link(athlete, now, coach)
    clock.shift(6 * MINUTE)
    newest, _path = invite_link(athlete, now + 6 * MINUTE)
    issuing.note(newest, "opened_at", now + 7 * MINUTE)
    shown = page(browser.get(tab(athlete)))

    assert "10 Mar 2026 12:07:00" in shown
    assert "link works until" in shown
    history = shown.partition("Invites so far")[2]
    assert history.index("themselves, in chat") < history.index("Cody Coachman")
    assert "revoked: a newer one was sent" in history


def test_while_nobody_can_be_invited_the_button_says_who_must_act(browser, athlete, application):
    applications.disable(application)
    shown = page(browser.get(tab(athlete)))

    assert "A consultant switches the connector on." in shown
    assert "disabled" in shown


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
    assert "took 3 minutes or less" in shown
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
