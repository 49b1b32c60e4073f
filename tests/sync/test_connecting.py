"""Connecting: every way it can begin and end, and that none leaves anything half-made."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection as database
from django.db import transaction

from forms_engine.errors import UnknownField
from forms_engine.models import Record, SealedValue
from people.models import Person
from sync import applications, connecting, disconnecting, endings, engine, queue, registry, tokens
from sync.errors import (
    GrantRevoked,
    MembershipLapsed,
    ProviderMisconfigured,
    ProviderUnavailable,
    RateLimited,
    UnexpectedDocument,
)
from sync.grant_forms import token_forms
from sync.models import AuthorisationState, Binding, Connection, FeedState, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.fakes.provider import ENDPOINTS, FakeProvider
from tests.sync.walking import come_back, held_by, press_link, side_by_side, wait_until_somebody_is_blocked, walk


@pytest.fixture
def other(db: None) -> Person:
    return make_athlete(first="Bea", last="Sampleton")


def assert_nothing_was_made(person: Person) -> None:
    assert not Connection.objects.filter(person=person).exists()
    assert not SealedValue.objects.filter(record__person=person).exists()
    assert not Record.objects.filter(person=person).exists()
    assert not Run.objects.filter(connection__person=person).exists()
    assert [state.grant for state in AuthorisationState.objects.filter(person=person)] == [""]


def kept_of(connection: Connection) -> Mapping[str, object]:
    connection.refresh_from_db()
    row = Connection.objects.filter(pk=connection.pk).values().get()
    secrets = list(
        SealedValue.objects.filter(record__person=connection.person).order_by("pk").values("field", "text", "set_at")
    )
    return {"row": row, "secrets": secrets}


def test_success_makes_connection_tokens_and_first_fill(application, provider, athlete, now):
    connection = walk(provider, application, athlete, now)

    assert (connection.person, connection.account_id, connection.preset) == (athlete, "pulsar-account-1", "pulsar")
    assert connection.state == Connection.State.WAITING
    assert connection.scopes == ["move", "sleep"]
    assert held_by(connection).refresh_token == "refresh-1"
    run = Run.objects.get()
    assert (run.connection, run.trigger, run.asked_by) == (connection, Run.Trigger.FIRST_FILL, athlete)
    state = AuthorisationState.objects.get()
    assert (state.grant, state.used_at) == ("", now)


def test_it_returns_to_the_form_it_began_on(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    back = connecting.Return({"state": state, "code": "good-code"}, "browser-of-ada", athlete)

    assert connecting.finish(provider, application, back, now)[1] == "/profiles/pulsar_authorise/"


def test_somebody_logged_out_since_can_still_finish(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    connection = come_back(provider, application, now, viewer=None, state=state, code="good-code")

    assert connection.person == athlete


def test_scopes_the_vendor_did_not_say_are_kept_as_unknown(application, provider, athlete, now):
    provider.granted = None

    assert walk(provider, application, athlete, now).scopes is None


def test_the_scopes_asked_for_are_those_the_feeds_need(application, provider, athlete, now):
    press_link(provider, application, athlete, now)

    assert AuthorisationState.objects.get().scopes == ["sleep", "move"]


def test_neither_state_nor_browser_key_is_kept_in_the_clear(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now, browser="browser-of-ada")

    kept = AuthorisationState.objects.get()
    assert state not in (kept.state_digest, kept.browser_digest)
    assert kept.browser_digest == connecting.digest("browser-of-ada")


def test_a_failure_in_the_middle_leaves_neither_connection_nor_tokens_nor_run(application, provider, athlete, now):
    token_forms(provider.key)[1].fields.all().delete()

    with pytest.raises(UnknownField):
        walk(provider, application, athlete, now)

    assert not Connection.objects.exists()
    assert not Run.objects.exists()
    assert not SealedValue.objects.exists()


# Denials and states


def test_denial_connects_nothing_and_is_no_error(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.Denied) as ending:
        come_back(provider, application, now, state=state, error="access_denied")

    assert (ending.value.status, ending.value.return_to) == (200, "/profiles/pulsar_authorise/")
    assert_nothing_was_made(athlete)


def test_denial_of_somebody_connected_leaves_the_connection_as_it_is(connection, application, provider, athlete, now):
    before = kept_of(connection)
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.Denied):
        come_back(provider, application, now, state=state, error="access_denied")

    assert kept_of(connection) == before


def test_any_other_error_of_the_vendor_is_for_the_consultant(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.VendorSaidNo):
        come_back(provider, application, now, state=state, error="invalid_scope", code="good-code")

    assert_nothing_was_made(athlete)


@pytest.mark.parametrize("given", ["", "unknown", "x" * 10_000, "\x00", "';--"])
def test_an_unknown_state_is_refused(application, provider, athlete, now, given):
    press_link(provider, application, athlete, now)

    with pytest.raises(endings.StateUnknown):
        come_back(provider, application, now, state=given, code="good-code")

    assert_nothing_was_made(athlete)
    assert provider.good_codes == {"good-code"}


def test_no_state_at_all_is_refused(application, provider, athlete, now):
    with pytest.raises(endings.StateUnknown):
        come_back(provider, application, now, code="good-code")


def test_the_digest_of_a_state_is_no_state(application, provider, athlete, now):
    press_link(provider, application, athlete, now)

    with pytest.raises(endings.StateUnknown):
        come_back(provider, application, now, state=AuthorisationState.objects.get().state_digest, code="good-code")


def test_a_state_of_another_provider_is_unknown_here(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    AuthorisationState.objects.update(provider="quasar")

    with pytest.raises(endings.StateUnknown):
        come_back(provider, application, now, state=state, code="good-code")


def test_a_state_is_used_once(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    first = come_back(provider, application, now, state=state, code="good-code")
    before = kept_of(first)
    provider.good_codes.add("good-code")

    with pytest.raises(endings.StateUsed):
        come_back(provider, application, now, state=state, code="good-code")

    assert kept_of(first) == before
    assert provider.good_codes == {"good-code"}


def test_a_denied_state_cannot_be_used_for_a_grant_afterwards(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    with pytest.raises(endings.Denied):
        come_back(provider, application, now, state=state, error="access_denied")

    with pytest.raises(endings.StateUsed):
        come_back(provider, application, now, state=state, code="good-code")

    assert_nothing_was_made(athlete)


def test_a_state_lives_fifteen_minutes(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    late = now + timedelta(minutes=15, seconds=1)

    with pytest.raises(endings.StateExpired):
        come_back(provider, application, late, state=state, code="good-code")

    assert_nothing_was_made(athlete)


def test_the_fifteenth_minute_still_counts(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    assert come_back(provider, application, now + timedelta(minutes=15), state=state, code="good-code")


@pytest.mark.parametrize("browser", ["browser-of-bea", ""])
def test_another_browser_spends_nothing_and_the_right_one_can_still_finish(
    application, provider, athlete, now, browser
):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.OtherBrowser) as ending:
        come_back(provider, application, now, browser=browser, state=state, code="good-code")

    assert ending.value.return_to == ""
    assert_nothing_was_made(athlete)
    assert come_back(provider, application, now, state=state, code="good-code").person == athlete


def test_a_denial_in_another_browser_spends_nothing(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.OtherBrowser):
        come_back(provider, application, now, browser="browser-of-bea", state=state, error="access_denied")

    assert come_back(provider, application, now, state=state, code="good-code").person == athlete


def test_somebody_else_logged_in_in_the_same_browser_spends_nothing(application, provider, athlete, other, now):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.OtherPerson) as ending:
        come_back(provider, application, now, viewer=other, state=state, code="good-code")

    assert ending.value.return_to == ""
    assert_nothing_was_made(athlete)
    assert not Connection.objects.filter(person=other).exists()
    assert come_back(provider, application, now, viewer=athlete, state=state, code="good-code").person == athlete


def test_two_presses_side_by_side_are_both_usable(application, provider, athlete, now):
    provider.good_codes = {"code-1", "code-2"}
    first = press_link(provider, application, athlete, now)
    second = press_link(provider, application, athlete, now)

    later = come_back(provider, application, now, state=second, code="code-2")
    earlier = come_back(provider, application, now, state=first, code="code-1")

    assert later == earlier
    assert held_by(earlier).refresh_token == "refresh-2"
    assert Run.objects.count() == 1


def test_somebody_inactive_cannot_finish(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    athlete.is_active = False
    athlete.save()

    with pytest.raises(endings.StateUnknown):
        come_back(provider, application, now, state=state, code="good-code")

    assert_nothing_was_made(athlete)
    assert provider.good_codes == {"good-code"}


def test_a_preset_changed_on_the_way_refuses_the_code(application, provider, athlete, now):
    state = press_link(provider, application, athlete, now)
    application.preset = "pulsar-legacy"

    with pytest.raises(endings.CodeRefused):
        come_back(provider, application, now, state=state, code="good-code")

    assert provider.good_codes == {"good-code"}
    assert_nothing_was_made(athlete)


# The vendor's answers


@pytest.mark.parametrize("code", ["", "wrong", "x" * 10_000, "\x00"])
def test_a_refused_code_connects_nothing(application, provider, athlete, now, code):
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.CodeRefused):
        come_back(provider, application, now, state=state, code=code)

    assert_nothing_was_made(athlete)


FAILURES = [
    ("token", ProviderUnavailable("No answer."), endings.VendorDown),
    ("token", RateLimited("Too many.", 60), endings.VendorDown),
    ("token", ProviderMisconfigured("Wrong client."), endings.Misconfigured),
    ("identify", ProviderUnavailable("No answer."), endings.VendorDown),
    ("identify", UnexpectedDocument("No id."), endings.VendorDown),
    ("identify", MembershipLapsed("No membership."), endings.NoMembership),
    ("identify", GrantRevoked("Gone already."), endings.CodeRefused),
    ("identify", ProviderMisconfigured("Wrong address."), endings.Misconfigured),
]


@pytest.mark.parametrize(("step", "error", "ending"), FAILURES)
def test_a_vendor_that_fails_leaves_nothing_half_made_and_no_token(
    application, provider, athlete, now, step, error, ending
):
    provider.fail[step] = error
    state = press_link(provider, application, athlete, now)

    with pytest.raises(ending):
        come_back(provider, application, now, state=state, code="good-code")

    assert_nothing_was_made(athlete)


@pytest.mark.parametrize(("step", "error", "ending"), FAILURES)
def test_a_vendor_that_fails_at_a_reconnect_leaves_the_grant_in_force(
    connection, application, provider, athlete, now, step, error, ending
):
    before = kept_of(connection)
    provider.fail[step] = error
    state = press_link(provider, application, athlete, now)

    with pytest.raises(ending):
        come_back(provider, application, now, state=state, code="good-code")

    assert kept_of(connection) == before


def test_a_wrong_client_is_noted_on_the_set_up_until_it_is_entered_again(application, provider, athlete, now):
    provider.fail["token"] = ProviderMisconfigured("Wrong client.")
    state = press_link(provider, application, athlete, now)
    with pytest.raises(endings.Misconfigured):
        come_back(provider, application, now, state=state, code="good-code")
    application.refresh_from_db()
    assert application.problem == "Wrong client."

    entered = applications.NewApplication("client-2", "client-secret-2", ENDPOINTS)

    assert applications.enter_application(provider, entered, now).problem == ""


# Whose ring it is


def test_a_ring_of_somebody_else_leaves_theirs_untouched_and_has_it_checked(application, provider, other, now):
    athlete = make_athlete()
    theirs = connect(provider, other, now, account_id="pulsar-account-1")
    before = kept_of(theirs)
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.RingTaken):
        come_back(provider, application, now, state=state, code="good-code")

    assert kept_of(theirs) == before
    assert provider.revoked == []
    check = Run.objects.get()
    assert (check.connection, check.trigger) == (theirs, Run.Trigger.REPAIR)
    assert_nothing_was_made(athlete)


def test_the_person_refused_is_not_told_whose_ring_it_is(application, provider, other, now):
    connect(provider, other, now, account_id="pulsar-account-1")
    ending = endings.RingTaken()

    words = f"{ending.title} {ending.advice} {ending.code}"

    assert other.last_name not in words


def test_a_ring_that_somebody_else_has_given_up_may_be_taken_over(application, provider, athlete, other, now):
    theirs = connect(provider, other, now, account_id="pulsar-account-1")
    disconnecting.disconnect(provider, application, theirs, now)

    assert walk(provider, application, athlete, now).account_id == "pulsar-account-1"


def test_somebody_disconnected_cannot_take_their_old_ring_back_from_its_new_wearer(
    application, provider, athlete, other, now
):
    theirs = connect(provider, other, now, account_id="pulsar-account-1")
    disconnecting.disconnect(provider, application, theirs, now)
    walk(provider, application, athlete, now)
    state = press_link(provider, application, other, now)
    provider.good_codes.add("good-code")

    with pytest.raises(endings.RingTaken):
        come_back(provider, application, now, state=state, code="good-code")


def test_a_different_ring_is_refused_until_staff_allow_it_once(connection, application, provider, athlete, now):
    before = kept_of(connection)
    provider.account_id = "another-account"
    state = press_link(provider, application, athlete, now)
    with pytest.raises(endings.DifferentRing):
        come_back(provider, application, now, state=state, code="good-code")
    assert kept_of(connection) == before
    assert provider.revoked == []

    Connection.objects.filter(pk=connection.pk).update(allows_new_account=True)
    allowed = walk(provider, application, athlete, now)

    assert (allowed.pk, allowed.account_id) == (connection.pk, "another-account")
    assert allowed.allows_new_account is False


def test_a_different_ring_is_refused_after_disconnecting_too(connection, application, provider, athlete, now):
    disconnecting.disconnect(provider, application, connection, now)
    provider.account_id = "another-account"
    state = press_link(provider, application, athlete, now)

    with pytest.raises(endings.DifferentRing):
        come_back(provider, application, now, state=state, code="good-code")


def test_allowing_another_ring_does_not_allow_somebody_elses(connection, application, provider, other, now):
    connect(provider, other, now, account_id="theirs")
    Connection.objects.filter(pk=connection.pk).update(allows_new_account=True)
    provider.account_id = "theirs"
    state = press_link(provider, application, connection.person, now)

    with pytest.raises(endings.RingTaken):
        come_back(provider, application, now, state=state, code="good-code")


def test_reconnecting_with_the_same_ring_keeps_records_and_positions(connection, application, provider, athlete, now):
    provider.account_id = connection.account_id
    provider.put("night", now.date(), night_score=81)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)
    Connection.objects.update(state=Connection.State.RECONNECT_NEEDED)
    FeedState.objects.filter(feed="calm").update(error_code="scope_missing", error_since=now, scope_missing_since=now)
    records = list(Record.objects.filter(form__key="pulsar_nights").values())
    positions = list(FeedState.objects.order_by("pk").values_list("feed", "synced_through", "filled_back_to"))
    later = now + timedelta(days=1)

    again = walk(provider, application, athlete, later)

    assert again.pk == connection.pk
    assert (again.state, again.authorised_at, again.last_error) == (Connection.State.WAITING, later, "")
    assert list(Record.objects.filter(form__key="pulsar_nights").values()) == records
    kept = FeedState.objects.order_by("pk")
    assert list(kept.values_list("feed", "synced_through", "filled_back_to")) == positions
    assert set(kept.values_list("error_code", "scope_missing_since")) == {("", None)}
    assert held_by(again).refresh_token == "refresh-2"


# Disconnecting


def test_disconnecting_wipes_the_tokens_and_revokes(connection, application, provider, now):
    assert disconnecting.disconnect(provider, application, connection, now) is True

    assert provider.revoked == ["refresh-1"]
    assert tokens.held_tokens(connection) is None
    assert not SealedValue.objects.exists()
    connection.refresh_from_db()
    assert (connection.state, connection.state_since) == (Connection.State.DISCONNECTED, now)


def test_disconnecting_while_the_vendor_is_down_wipes_the_tokens_all_the_same(connection, application, provider, now):
    provider.fail["revoke"] = ProviderUnavailable("No answer.")

    assert disconnecting.disconnect(provider, application, connection, now) is False

    assert not SealedValue.objects.exists()
    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED


def test_disconnecting_keeps_the_records(connection, application, provider, now):
    provider.put("night", now.date(), night_score=81)
    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)

    disconnecting.disconnect(provider, application, connection, now)

    assert Record.objects.filter(form__key="pulsar_nights", withdrawn_at=None).count() == 1


def test_disconnecting_twice_revokes_once(connection, application, provider, now):
    disconnecting.disconnect(provider, application, connection, now)

    assert disconnecting.disconnect(provider, application, connection, now) is True
    assert provider.revoked == ["refresh-1"]


def test_tokens_of_another_preset_are_never_sent_to_the_one_in_force(connection, application, provider, now):
    elsewhere = replace(ENDPOINTS, key="elsewhere", revoke_url="https://elsewhere.example/revoke")
    application = applications.enter_application(
        provider, applications.NewApplication("client-9", "secret-9", elsewhere), now
    )
    connection.refresh_from_db()

    assert disconnecting.disconnect(provider, application, connection, now) is False

    assert provider.revoked == []
    assert not SealedValue.objects.exists()


class Meanwhile(FakeProvider):
    """Something happens while the vendor is being asked for the one feed in use."""

    happenings: list[Callable[[], object]]

    def observations(self, credentials, *, access_token, feed, window):
        while self.happenings:
            self.happenings.pop()()
        return super().observations(credentials, access_token=access_token, feed=feed, window=window)


@pytest.fixture
def meanwhile(connection, provider) -> Meanwhile:
    # With one feed only, the vendor is asked in the test's own thread and transaction.
    Binding.objects.exclude(feed="night").update(is_active=False)
    changed = Meanwhile(good_access=set(provider.good_access), good_refresh=provider.good_refresh, issued=1)
    changed.account_id = connection.account_id
    changed.happenings = []
    registry.register(changed)
    return changed


def test_a_run_under_way_does_not_undo_a_disconnect(connection, application, meanwhile, now):
    meanwhile.put("night", now.date(), night_score=81)
    same = Connection.objects.get()
    meanwhile.happenings = [lambda: disconnecting.disconnect(meanwhile, application, same, now)]

    engine.perform_run(queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now).pk, now)

    connection.refresh_from_db()
    assert connection.state == Connection.State.DISCONNECTED
    assert meanwhile.happenings == []


def test_a_refusal_of_the_old_grant_does_not_spoil_the_new_one(connection, application, meanwhile, athlete, now):
    moment = now + timedelta(seconds=1)

    def reconnect_and_refuse_the_old_grant() -> None:
        walk(meanwhile, application, athlete, moment)
        meanwhile.fail["night"] = GrantRevoked("The old one is refused.")

    meanwhile.happenings = [reconnect_and_refuse_the_old_grant]
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)

    engine.perform_run(run.pk, now)

    connection.refresh_from_db()
    run.refresh_from_db()
    assert (run.state, run.error_code) == (Run.State.FAILED, "grant_revoked")
    assert (connection.state, connection.authorised_at) == (Connection.State.WAITING, moment)
    assert connection.last_error == ""


# At once


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_connection_and_one_ending(application, provider, athlete, now):
    for number in range(5):
        provider.good_codes = {"good-code"}
        state = press_link(provider, application, athlete, now)

        outcomes = side_by_side(
            *[lambda: come_back(provider, application, now, viewer=athlete, state=state, code="good-code")] * 2  # noqa: B023
        )

        endings_seen = [type(one.exception()) for one in outcomes if one.exception()]
        assert endings_seen == [endings.StateUsed]
        assert Connection.objects.count() == 1
        assert provider.issued == number + 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_one_person_that_finish_at_once_make_one_connection(application, provider, athlete, now):
    for _round in range(5):
        Connection.objects.all().delete()
        provider.good_codes = {"code-1", "code-2"}
        states = [press_link(provider, application, athlete, now) for _press in range(2)]

        class Together(FakeProvider):
            def issue(self, now):
                grant = super().issue(now)
                self.good_access = {"access-1", "access-2"}
                return grant

        together = Together(good_codes={"code-1", "code-2"})
        outcomes = side_by_side(
            lambda: come_back(together, application, now, state=states[0], code="code-1"),  # noqa: B023
            lambda: come_back(together, application, now, state=states[1], code="code-2"),  # noqa: B023
        )

        assert [one.exception() for one in outcomes] == [None, None]
        assert Connection.objects.count() == 1
        assert Run.objects.filter(state=Run.State.QUEUED).count() == 1
        assert set(AuthorisationState.objects.values_list("grant", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_two_people_with_one_ring_at_once_are_told_apart(application, provider, athlete, other, now):
    state = press_link(provider, application, athlete, now)
    with ThreadPoolExecutor(max_workers=1) as pool:

        def finish():
            try:
                return come_back(provider, application, now, state=state, code="good-code")
            finally:
                database.close()

        # The other one's connection is inserted and not yet committed while ours is being made.
        with transaction.atomic():
            theirs = connect(provider, other, now, account_id="pulsar-account-1")
            provider.good_access = {"access-1", "access-2"}
            outcome = pool.submit(finish)
            wait_until_somebody_is_blocked()
        assert isinstance(outcome.exception(), endings.RingTaken)

    assert list(Connection.objects.all()) == [theirs]
    assert Run.objects.get().connection == theirs
    assert AuthorisationState.objects.get().grant == ""


@pytest.mark.django_db(transaction=True)
def test_disconnecting_during_a_refresh_revokes_the_pair_just_issued(application, provider, athlete, now):
    connection = connect(provider, athlete, now)

    is_asked = Event()
    later = now + timedelta(days=2)

    class Slow(FakeProvider):
        """Answers a refresh once somebody waits for its end."""

        def refresh(self, credentials, *, refresh_token, now):
            grant = super().refresh(credentials, refresh_token=refresh_token, now=now)
            is_asked.set()
            wait_until_somebody_is_blocked()
            return grant

    slow = Slow(good_refresh=provider.good_refresh, issued=1)

    def refresh():
        credentials = applications.credentials_of(application)
        return tokens.access_token_for(Connection.objects.get(), slow, credentials, later)

    def disconnect():
        assert is_asked.wait(timeout=30)
        return disconnecting.disconnect(slow, application, Connection.objects.get(), later)

    outcomes = side_by_side(refresh, disconnect)

    assert [one.exception() for one in outcomes] == [None, None]
    assert slow.revoked == ["refresh-2"]
    assert not SealedValue.objects.exists()
    assert Connection.objects.get().pk == connection.pk
