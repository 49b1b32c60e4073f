"""What is known of clients and of a squad's funnel."""

from datetime import timedelta

import pytest

from invites import clients, issuing
from invites.clients import Standing, clients_of, funnel_of
from invites.models import Invite
from invites.squads import squads_of
from people.access import visible_people
from people.models import Membership, Person
from people.squad_tree import ids_below
from sync.models import Connection
from tests.builders.connections import connect
from tests.builders.people import make_athlete, make_squad
from tests.invites.walking import PULSAR, invite_link, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("application")]
MINUTE = timedelta(minutes=1)


def client_of(person, now):
    (client,) = clients_of([person], PULSAR, now)
    return client


# Who is a client


def test_active_athletes_whom_the_viewer_sees_by_name(squad, coach):
    people = [make_athlete(squad, first, last) for first, last in (("Bo", "Zeta"), ("Ada", "Alpha"), ("Cleo", "Alpha"))]
    make_athlete(make_squad("Elsewhere"), "Dora", "Placeholder")
    make_athlete(squad, "Emil", "Inactive", is_active=False)

    found = clients.athletes_of(visible_people(coach), None)
    assert list(found) == [people[1], people[2], people[0]]


def test_of_one_squad_only(squad, coach):
    other = make_squad("Sculling Testers", parent=squad)
    ada, bo = make_athlete(squad, "Ada"), make_athlete(other, "Bo")

    assert list(clients.athletes_of(visible_people(coach), {other.pk})) == [bo]
    assert list(clients.athletes_of(visible_people(coach), {squad.pk})) == [ada]


def test_who_coaches_is_no_client_unless_an_athlete_too(squad, coach):
    assert list(clients.athletes_of(visible_people(coach), None)) == []
    Membership.objects.create(squad=squad, person=coach, role=Membership.Role.ATHLETE)

    assert list(clients.athletes_of(visible_people(coach), None)) == [coach]


def test_who_is_in_two_squads_stands_once(squad, coach, athlete):
    Membership.objects.create(squad=make_squad("Below", parent=squad), person=athlete)

    assert list(clients.athletes_of(visible_people(coach), None)) == [athlete]


def test_the_squads_below_one(squad, coach):
    below = make_squad("Below", parent=squad)
    deeper = make_squad("Deeper", parent=below)
    make_squad("Beside")
    squads = squads_of(coach)

    assert {one.pk for one in squads} == {squad.pk, below.pk, deeper.pk}
    assert ids_below(below, squads) == {below.pk, deeper.pk}


# How they stand


@pytest.mark.parametrize(
    ("state", "standing", "is_invited"),
    [
        ("waiting", Standing.CONNECTED, False),
        ("connected", Standing.CONNECTED, False),
        ("type_missing", Standing.CONNECTED, True),
        ("membership_lapsed", Standing.CONNECTED, True),
        ("reconnect_needed", Standing.RECONNECT, True),
        ("paused", Standing.NOT_CONNECTED, True),
        ("disconnected", Standing.NOT_CONNECTED, True),
    ],
)
def test_each_state_is_found_by_one_filter(athlete, provider, now, state, standing, is_invited):
    connect(provider, athlete, now)
    Connection.objects.update(state=state)
    client = client_of(athlete, now)

    assert client.standings == {standing}
    assert client.may_be_invited is is_invited


def test_who_never_connected_is_not_connected(athlete, now):
    client = client_of(athlete, now)

    assert (client.standings, client.connection, client.invite) == ({Standing.NOT_CONNECTED}, None, None)
    assert (client.invite_words, client.invite_reason) == ("", "")


def test_an_open_invite_and_then_an_expired_one(athlete, now):
    issue(athlete, now)
    assert client_of(athlete, now).standings == {Standing.NOT_CONNECTED, Standing.INVITE_OPEN}
    assert client_of(athlete, now).invite_words == "on its way"

    invite_link(athlete, now)
    assert client_of(athlete, now + 4 * MINUTE).why_not == "has an open invite already"
    assert client_of(athlete, now + 5 * MINUTE).standings == {Standing.NOT_CONNECTED, Standing.EXPIRED}
    assert client_of(athlete, now + 5 * MINUTE).invite_words == "expired"
    assert client_of(athlete, now + 5 * MINUTE).may_be_invited


def test_the_newest_invite_counts(athlete, now):
    invite_link(athlete, now)
    newest, _path = invite_link(athlete, now + MINUTE)

    assert client_of(athlete, now + MINUTE).invite == newest


def test_each_step_has_its_word(athlete, now):
    invite, _path = invite_link(athlete, now)
    words = [str(client_of(athlete, now).invite_words)]
    for moment in ("opened_at", "at_provider_at"):
        issuing.note(invite, moment, now)
        words.append(str(client_of(athlete, now).invite_words))
    issuing.use(invite, None, now)
    words.append(str(client_of(athlete, now).invite_words))
    issuing.note(invite, "first_data_at", now)
    words.append(str(client_of(athlete, now).invite_words))

    assert words == ["delivered", "opened", "at the provider", "granted", "first data"]


def test_the_ends_have_theirs_with_a_reason(athlete, now):
    invite, _path = invite_link(athlete, now)
    said = []
    for outcome, reason in (
        (Invite.Outcome.FAILED, issuing.UNDELIVERED),
        (Invite.Outcome.REVOKED, issuing.CONNECTED),
        (Invite.Outcome.OPEN, "denied"),
        (Invite.Outcome.OPEN, "a_code_without_words"),
    ):
        Invite.objects.filter(pk=invite.pk).update(outcome=outcome, reason=reason)
        client = client_of(athlete, now)
        said.append((str(client.invite_words), str(client.invite_reason)))

    assert said == [
        ("failed", "the message could not be delivered"),
        ("revoked", "connected another way"),
        ("delivered", "they did not agree"),
        ("delivered", "a_code_without_words"),
    ]


@pytest.mark.parametrize("number", [3, 30])
def test_a_list_costs_two_queries(squad, provider, now, number, django_assert_num_queries):
    people = [make_athlete(squad, "Ada", f"Example{one}") for one in range(number)]
    for person in people:
        connect(provider, person, now)
        invite_link(person, now)
    with django_assert_num_queries(2):
        assert len(clients_of(people, PULSAR, now)) == number


# The funnel


@pytest.fixture
def funnelled(squad, provider, now) -> list[Person]:
    """Ada has data, Bo granted after 4 minutes, Cleo opened, Dora did not agree, Emil was never invited."""
    people = [make_athlete(squad, name, "Examplova") for name in ("Ada", "Bo", "Cleo", "Dora", "Emil")]
    ada, bo, cleo, dora, _emil = people
    for person, minutes in ((ada, 2), (bo, 4)):
        invite, _path = invite_link(person, now)
        for moment in ("opened_at", "at_provider_at"):
            issuing.note(invite, moment, now)
        issuing.use(invite, None, now + minutes * MINUTE)
        connect(provider, person, now + minutes * MINUTE)
    issuing.note(Invite.objects.get(person=ada), "first_data_at", now + 3 * MINUTE)
    issuing.note(invite_link(cleo, now)[0], "opened_at", now)
    stopped, _path = invite_link(dora, now)
    for moment in ("opened_at", "at_provider_at"):
        issuing.note(stopped, moment, now)
    issuing.fail(stopped.pk, "denied")
    return people


def test_the_funnel_counts_how_many_came_how_far(funnelled, now):
    funnel = funnel_of(funnelled, PULSAR, now + 10 * MINUTE)

    assert (funnel.athletes, funnel.connected, funnel.median_minutes) == (5, 2, 3)
    assert [(str(step.words), step.count) for step in funnel.steps] == [
        ("sent", 4),
        ("delivered", 4),
        ("opened", 4),
        ("at the provider", 3),
        ("granted", 2),
        ("first data", 1),
    ]


def test_the_funnel_says_who_is_stuck_where(funnelled, now):
    funnel = funnel_of(funnelled, PULSAR, now + 10 * MINUTE)

    assert [(one.person.first_name, str(step), str(one.invite_reason)) for one, step in funnel.stuck] == [
        ("Cleo", "opened", ""),
        ("Dora", "at the provider", "they did not agree"),
        ("Emil", "not invited yet", ""),
    ]


def test_who_lost_the_connection_is_stuck_again(funnelled, now):
    Connection.objects.filter(person=funnelled[0]).update(state="reconnect_needed")

    assert [one.person.first_name for one, _step in funnel_of(funnelled, PULSAR, now).stuck][0] == "Ada"


def test_a_squad_without_athletes_has_an_empty_funnel(now):
    funnel = funnel_of([], PULSAR, now)

    assert (funnel.athletes, funnel.median_minutes, funnel.stuck) == (0, None, [])
