"""The coach's pages: who sees whom, what they say, inviting one and many."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from invites import issuing
from invites.models import Invite
from people import roles
from people.models import Look
from sync import applications, engine, queue, registry
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.builders.forms import make_field, make_form, make_record
from tests.builders.people import (
    make_athlete,
    make_coach,
    make_consultant,
    make_medical,
    make_squad,
    make_staff,
)
from tests.invites.walking import invite_link, page, phone, tab

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application", "clock")]
MINUTE = timedelta(minutes=1)
LIST, FUNNEL, MANY = "/clients/?provider=pulsar", "/clients/funnel/?provider=pulsar", "/clients/invite"


@pytest.fixture
def browser(coach):
    return phone(coach)


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
    assert "connected already" in shown
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


def test_overview_and_tab_lead_to_each_other(browser, athlete):
    overview, data = f"/people/{athlete.pk}/", tab(athlete)

    for here, other in ((overview, data), (data, overview)):
        shown = page(browser.get(here))
        assert f'<a href="{here}" aria-current="true">' in shown
        assert f'<a href="{other}">' in shown
    assert ">Pulsar Data</a>" in page(browser.get(overview))


def test_athletes_have_no_tab_and_who_is_none_has_none(athlete, coach):
    assert tab(athlete) not in page(phone(athlete).get(f"/people/{athlete.pk}/"))
    assert tab(coach) not in page(phone(make_consultant()).get(f"/people/{coach.pk}/"))


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
    assert (look.viewer, look.person, look.page) == (coach, athlete, "connection: Pulsar")


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


# What must be known of somebody


def test_what_must_be_known_stands_beside_each_name_where_staff_meet_athletes_and_is_a_look(browser, squad, athlete):
    about = make_form("About", key="about", kind="profile", rights={roles.COACH: "r"})
    make_field(about, "allergies", "text", label="Allergies", is_critical=True)
    make_record(about, athlete, {"allergies": "nuts"})
    make_record(about, make_athlete(squad, "Bo", "Samplesen"), {"allergies": "none"})
    signs = {
        LIST: "clients",
        FUNNEL: "clients",
        "/completeness/pulsar/": "completeness",
        reverse("messaging:conversations"): "messages",
    }
    for address, looked in signs.items():
        Look.objects.all().delete()
        shown = page(browser.get(address))
        assert shown.count('title="Critical information: Allergies: nuts"') == 1, address
        assert (athlete, looked) in [(one.person, one.page) for one in Look.objects.all()], address
    for address in (tab(athlete), reverse("messaging:conversation", args=[athlete.pk])):
        Look.objects.all().delete()
        assert 'Allergies <span class="badge-detail">nuts</span>' in page(browser.get(address)), address
        assert [one.person for one in Look.objects.all()] == [athlete]
    invited = page(browser.post(MANY, {"provider": "pulsar", "person": athlete.pk}))
    assert invited.count('title="Critical information: Allergies: nuts"') == 1
    about.permissions.all().delete()
    for address in (*signs, tab(athlete), reverse("messaging:conversation", args=[athlete.pk])):
        assert "nuts" not in page(browser.get(address)), address
    own = phone(athlete)
    assert "nuts" not in page(own.get(reverse("messaging:conversation", args=[athlete.pk])))
