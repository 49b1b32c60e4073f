"""What sync tells invites: connected, not connected, first data."""

from datetime import timedelta

import pytest

from invites import issuing, receiving
from invites.models import Invite
from sync import connecting, endings, engine, queue
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.invites.walking import invite_link
from tests.sync.walking import REDIRECT, come_back, press_link, walk

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
Outcome = Invite.Outcome


@pytest.fixture
def invite(application, athlete, now):
    return invite_link(athlete, now)[0]


def press(provider, application, invite, now) -> str:
    """The state of a press of the invite's button."""
    issuing.note(invite, "at_provider_at", now)
    before = set(connecting.AuthorisationState.objects.values_list("pk", flat=True))
    url = connecting.begin(
        provider,
        application,
        connecting.Press(invite.person, "browser-of-ada", REDIRECT, "/i/ended/", f"invite:{invite.pk}"),
        now,
    )
    assert connecting.AuthorisationState.objects.exclude(pk__in=before).count() == 1
    return url.partition("state=")[2].partition("&")[0]


def read(connection, now) -> None:
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)


def test_connecting_spends_the_invite_with_what_was_granted(invite, provider, application, now):
    state = press(provider, application, invite, now)
    come_back(provider, application, now + MINUTE, state=state, code="good-code")

    invite.refresh_from_db()
    assert (invite.outcome, invite.granted_at) == (Outcome.USED, now + MINUTE)
    assert invite.scopes == ["move", "sleep"]
    assert invite.first_data_at is None


def test_of_two_presses_of_one_link_one_connects(invite, provider, application, now):
    provider.good_codes.add("second-code")
    states = [press(provider, application, invite, now) for _number in range(2)]
    connection = come_back(provider, application, now, state=states[0], code="good-code")

    with pytest.raises(endings.StateUsed):
        come_back(provider, application, now + MINUTE, state=states[1], code="second-code")

    connection.refresh_from_db()
    assert connection.authorised_at == now
    invite.refresh_from_db()
    assert (invite.outcome, invite.reason) == (Outcome.USED, "")


def test_a_link_revoked_before_it_was_pressed_connects_nobody(invite, provider, application, athlete, now):
    state = press(provider, application, invite, now)
    Invite.objects.update(at_provider_at=None)
    invite_link(athlete, now)

    with pytest.raises(endings.StateUsed):
        come_back(provider, application, now, state=state, code="good-code")
    assert not Connection.objects.exists()


def test_a_newer_link_does_not_stop_one_that_has_begun(invite, provider, application, athlete, now):
    state = press(provider, application, invite, now)
    newer, _path = invite_link(athlete, now)
    come_back(provider, application, now, state=state, code="good-code")

    newer.refresh_from_db()
    assert (newer.outcome, newer.reason) == (Outcome.REVOKED, issuing.CONNECTED)


def test_connecting_on_ones_own_form_closes_the_link(invite, provider, application, athlete, now):
    walk(provider, application, athlete, now)

    invite.refresh_from_db()
    assert (invite.outcome, invite.reason, invite.granted_at) == (Outcome.REVOKED, issuing.CONNECTED, None)


def test_after_connecting_on_ones_own_form_a_begun_link_connects_nobody(invite, provider, application, athlete, now):
    provider.good_codes.add("second-code")
    state = press(provider, application, invite, now)
    own = press_link(provider, application, athlete, now)
    come_back(provider, application, now, viewer=athlete, state=own, code="good-code")

    with pytest.raises(endings.StateUsed):
        come_back(provider, application, now, state=state, code="second-code")


def test_an_invite_of_somebody_else_or_none_at_all_connects_nobody(invite, provider, application, squad, now):
    other, _path = invite_link(make_athlete(squad, "Bea", "Sampleton"), now)
    for number in (other.pk, 4_000_000):
        Invite.objects.filter(pk=invite.pk).update(outcome=Outcome.OPEN)
        state = press(provider, application, invite, now)
        connecting.AuthorisationState.objects.update(asked_through=f"invite:{number}")
        provider.good_codes.add("good-code")

        with pytest.raises(endings.StateUsed):
            come_back(provider, application, now, state=state, code="good-code")
    other.refresh_from_db()
    assert other.outcome == Outcome.OPEN
    assert not Connection.objects.exists()


@pytest.mark.parametrize("asked_through", ["", "form:3", "invite:", "invite:x", "invite:-1"])
def test_what_is_no_invite_is_not_taken_for_one(asked_through):
    assert receiving.invite_id_of(asked_through) is None


def test_a_refusal_is_noted_and_the_link_stays(invite, provider, application, now):
    state = press(provider, application, invite, now)
    with pytest.raises(endings.Denied):
        come_back(provider, application, now, state=state, error="access_denied")

    invite.refresh_from_db()
    assert (invite.outcome, invite.reason) == (Outcome.OPEN, "denied")


def test_a_ring_of_somebody_else_is_noted(invite, provider, application, squad, now):
    connect(provider, make_athlete(squad, "Bea", "Sampleton"), now, account_id=provider.account_id)
    state = press(provider, application, invite, now)
    with pytest.raises(endings.RingTaken):
        come_back(provider, application, now, state=state, code="good-code")

    invite.refresh_from_db()
    assert invite.reason == "ring_taken"


def test_an_ending_of_a_press_on_ones_own_form_says_nothing_of_invites(invite, provider, application, athlete, now):
    own = press_link(provider, application, athlete, now)
    with pytest.raises(endings.Denied):
        come_back(provider, application, now, viewer=athlete, state=own, error="access_denied")

    invite.refresh_from_db()
    assert (invite.outcome, invite.reason) == (Outcome.OPEN, "")


# First data


@pytest.fixture
def connection(invite, provider, application, now) -> Connection:
    state = press(provider, application, invite, now)
    return come_back(provider, application, now, state=state, code="good-code")


@pytest.mark.django_db(transaction=True)
def test_the_first_data_is_noted_with_the_run_that_brought_it(invite, connection, provider, now):
    provider.put("night", now.date(), night_score=81)
    read(connection, now + MINUTE)

    invite.refresh_from_db()
    assert invite.first_data_at == now + MINUTE


@pytest.mark.django_db(transaction=True)
def test_a_run_that_brought_nothing_is_no_first_data(invite, connection, now):
    read(connection, now + MINUTE)

    invite.refresh_from_db()
    assert invite.first_data_at is None


@pytest.mark.django_db(transaction=True)
def test_who_shares_only_one_type_has_first_data_too(invite, provider, application, now):
    provider.granted = frozenset({"sleep"})
    state = press(provider, application, invite, now)
    connection = come_back(provider, application, now, state=state, code="good-code")
    provider.put("night", now.date(), night_score=81)
    read(connection, now + MINUTE)

    connection.refresh_from_db()
    invite.refresh_from_db()
    assert connection.state == Connection.State.TYPE_MISSING
    assert invite.first_data_at == now + MINUTE


def test_data_from_before_reconnecting_are_not_the_first_of_this_invite(invite, connection, now):
    before = now - timedelta(days=3)
    Connection.objects.update(state="connected", last_data_on=before.date(), last_synced_at=before)

    assert receiving.note_first_data(now) == 0


def test_data_that_came_later_are_found_by_the_minute(invite, connection, now):
    Connection.objects.update(state="type_missing", last_data_on=now.date(), last_synced_at=now + MINUTE)

    assert receiving.note_first_data(now + 2 * MINUTE) == 1
    assert receiving.note_first_data(now + 3 * MINUTE) == 0
    invite.refresh_from_db()
    assert invite.first_data_at == now + 2 * MINUTE


def test_after_two_weeks_nobody_asks_any_more(invite, connection, now):
    Connection.objects.update(state="connected", last_data_on=now.date(), last_synced_at=now + MINUTE)

    assert receiving.note_first_data(now + receiving.FOLLOWED_FOR) == 0


def test_one_connections_news_are_not_anothers(invite, connection, now):
    Connection.objects.update(state="connected", last_data_on=now.date(), last_synced_at=now)

    assert receiving.note_first_data(now, connection.pk + 1) == 0
    assert receiving.note_first_data(now, connection.pk) == 1
