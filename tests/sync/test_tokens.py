"""Tokens: refreshed once, stored before use, never seen anywhere else."""

import logging
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection as database
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from forms_engine.models import Record, RecordChange, SealedValue
from sync import applications, engine, queue, registry, tokens
from sync.errors import GrantRevoked, ProviderMisconfigured, ProviderUnavailable
from sync.fetching import Conversation
from sync.grant_forms import grant_form_keys
from sync.models import AuthorisationState, Connection, ProviderApplication, Run
from sync.provider import Credentials, Grant, Window
from tests.builders.connections import connect
from tests.fakes.provider import ENDPOINTS, FakeProvider
from tests.sync.walking import held_by, side_by_side, wait_until_somebody_is_blocked

EXPIRED = timedelta(days=2)


def access_token(provider: FakeProvider, now: datetime, refused: str = "") -> str:
    """As a worker asks: every row read anew."""
    connection = Connection.objects.select_related("person").get()
    credentials = applications.credentials_of(ProviderApplication.objects.get())
    return tokens.access_token_for(connection, provider, credentials, now, refused=refused)


def issued_record(connection: Connection) -> Record:
    return Record.objects.get(form__key=grant_form_keys("pulsar").issued_token, person=connection.person)


def test_a_fresh_token_costs_no_call_to_the_vendor(connection, provider, now):
    assert access_token(provider, now) == "access-1"
    assert provider.refreshes == []


def test_a_token_about_to_expire_is_refreshed_first(connection, provider, now):
    provider.lasts = timedelta(hours=2)
    short = provider.issue(now)
    with transaction.atomic():
        tokens.store_grant(connection, short, now)

    assert access_token(provider, now + timedelta(hours=1, minutes=54)) == short.access_token
    assert access_token(provider, now + timedelta(hours=1, minutes=56)) == "access-3"
    assert provider.refreshes == [short.refresh_token]


def test_a_token_that_lives_for_weeks_is_refreshed_daily_all_the_same(connection, provider, now):
    provider.lasts = timedelta(days=30)
    long = provider.issue(now)
    with transaction.atomic():
        tokens.store_grant(connection, long, now)

    assert access_token(provider, now + timedelta(hours=22)) == long.access_token
    assert access_token(provider, now + timedelta(hours=24)) == "access-3"


def test_the_new_pair_is_what_the_next_one_reads(connection, provider, now):
    access_token(provider, now + EXPIRED)

    held = held_by(connection)
    assert (held.access_token, held.refresh_token) == ("access-2", "refresh-2")
    assert held.expires_at == now + EXPIRED + timedelta(hours=24)
    assert access_token(provider, now + EXPIRED) == "access-2"
    assert provider.refreshes == ["refresh-1"]


@pytest.mark.django_db(transaction=True)
def test_the_new_pair_is_committed_before_it_is_used(application, provider, athlete, now):
    connect(provider, athlete, now)
    seen = []

    class Watchful(FakeProvider):
        def observations(self, credentials, *, access_token, feed, window):
            # Another session of the database already reads what this request carries.
            seen.append((access_token, side_by_side(self.read_elsewhere)[0].result()))
            return []

        def read_elsewhere(self):
            return held_by(Connection.objects.get()).access_token

    watchful = Watchful(good_refresh=provider.good_refresh, issued=1)
    connection = Connection.objects.get()
    credentials = applications.credentials_of(application)
    token = tokens.access_token_for(connection, watchful, credentials, now + EXPIRED)
    Conversation(watchful, credentials, token, lambda refused: refused).observations(
        watchful.feeds[0], Window(now.date(), now.date())
    )

    assert seen == [("access-2", "access-2")]


def test_a_token_the_vendor_refused_is_renewed_whatever_its_date_says(connection, provider, now):
    assert access_token(provider, now, refused="access-1") == "access-2"


def test_a_refused_token_that_somebody_else_replaced_is_not_refreshed_again(connection, provider, now):
    access_token(provider, now, refused="access-1")

    assert access_token(provider, now, refused="access-1") == "access-2"
    assert provider.refreshes == ["refresh-1"]


def test_a_conversation_renews_a_refused_token_only_once(connection, provider, now):
    renewed = []

    def renew(refused: str) -> str:
        renewed.append(refused)
        return "another"

    conversation = Conversation(provider, Credentials("id", "secret", ENDPOINTS), "first", renew)

    assert [conversation.renew_once(), conversation.renew_once()] == [True, False]
    assert renewed == ["first"]
    assert conversation.access_token == "another"


def test_the_issued_token_is_kept_until_its_first_rotation(connection, provider, now):
    assert issued_record(connection).values == {
        "refresh_token": "set",
        "issued_at": now.isoformat(),
        "fingerprint": tokens.fingerprint("refresh-1"),
    }
    assert SealedValue.objects.filter(record=issued_record(connection)).exists()


def test_after_its_first_rotation_only_fingerprint_and_date_of_the_issued_token_stay(connection, provider, now):
    access_token(provider, now + EXPIRED)

    record = issued_record(connection)
    assert record.values == {"issued_at": now.isoformat(), "fingerprint": tokens.fingerprint("refresh-1")}
    assert not SealedValue.objects.filter(record=record).exists()


def test_a_fingerprint_tells_tokens_apart_and_holds_nothing_of_them():
    one, other = tokens.fingerprint("a-long-refresh-token-1"), tokens.fingerprint("a-long-refresh-token-2")

    assert one != other
    assert len(one) == 12
    assert one not in "a-long-refresh-token-1"


@pytest.mark.parametrize("error", [ProviderUnavailable("No answer."), ProviderMisconfigured("Wrong client.")])
def test_a_refresh_that_failed_leaves_the_old_pair_for_the_next_try(connection, provider, now, error):
    provider.fail["token"] = error
    with pytest.raises(type(error)):
        access_token(provider, now + EXPIRED)
    provider.fail.clear()

    assert access_token(provider, now + EXPIRED) == "access-2"


def test_nothing_held_means_connecting_again(connection, provider, now):
    tokens.wipe(connection, now)

    with pytest.raises(GrantRevoked):
        access_token(provider, now)
    assert provider.refreshes == []


def test_a_grant_survives_its_way_through_a_state_row(db, athlete, now):
    for scopes in (None, frozenset(), frozenset({"sleep"})):
        state = AuthorisationState.objects.create(
            state_digest=f"digest-{scopes}", browser_digest="b", provider="pulsar", person=athlete, made_at=now
        )
        grant = Grant("access", "refresh", now + EXPIRED, scopes)

        tokens.hold_grant(state, grant)

        assert tokens.held_grant(AuthorisationState.objects.get(pk=state.pk)) == grant


# Races


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("workers", [2, 4])
def test_workers_at_once_refresh_exactly_once_and_all_get_the_new_token(application, provider, athlete, now, workers):
    connect(provider, athlete, now)
    for number in range(1, 16):
        moment = now + number * EXPIRED

        outcomes = side_by_side(*[lambda: access_token(provider, moment)] * workers)  # noqa: B023

        assert [one.result() for one in outcomes] == [f"access-{number + 1}"] * workers
        assert provider.refreshes == [f"refresh-{one}" for one in range(1, number + 1)]


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_refresh_under_way_reads_its_result(application, provider, athlete, now):
    connect(provider, athlete, now)

    class Slow(FakeProvider):
        """Answers only once the other worker stands at the lock."""

        def refresh(self, credentials, *, refresh_token, now):
            wait_until_somebody_is_blocked()
            return super().refresh(credentials, refresh_token=refresh_token, now=now)

    slow = Slow(good_refresh=provider.good_refresh, issued=1)

    outcomes = side_by_side(*[lambda: access_token(slow, now + EXPIRED)] * 2)

    assert [one.result() for one in outcomes] == ["access-2", "access-2"]
    assert slow.refreshes == ["refresh-1"]


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_sync_does_not_wait_for_a_refresh(application, provider, athlete, now):
    connection = connect(provider, athlete, now)

    class Slow(FakeProvider):
        def refresh(self, credentials, *, refresh_token, now):
            asked = side_by_side(
                lambda: queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now),
            )
            asked[0].result(timeout=30)
            return super().refresh(credentials, refresh_token=refresh_token, now=now)

    slow = Slow(good_refresh=provider.good_refresh, issued=1)

    assert access_token(slow, now + EXPIRED) == "access-2"
    assert Run.objects.count() == 1


def test_a_crash_after_the_vendor_answered_ends_in_reconnect_needed_without_a_storm(connection, provider, now):
    class Dying(FakeProvider):
        def refresh(self, credentials, *, refresh_token, now):
            super().refresh(credentials, refresh_token=refresh_token, now=now)
            raise ZeroDivisionError("the worker dies here")

    dying = Dying(good_refresh=provider.good_refresh, issued=1)
    later = now + EXPIRED
    with pytest.raises(ZeroDivisionError):
        access_token(dying, later)
    assert held_by(connection).refresh_token == "refresh-1"
    provider.good_refresh = dying.good_refresh

    for minutes in range(0, 60, 15):
        moment = later + timedelta(minutes=minutes)
        if queue.request_due("pulsar", moment):
            engine.perform_run(Run.objects.get(state=Run.State.QUEUED).pk, moment)

    connection.refresh_from_db()
    assert connection.state == Connection.State.RECONNECT_NEEDED
    assert provider.refreshes == ["refresh-1"]
    assert Run.objects.count() == 1


# Nowhere else


def test_the_objects_that_carry_tokens_do_not_show_them(now):
    grant = Grant("the-access-token", "the-refresh-token", now)
    held = tokens.Held("the-access-token", "the-refresh-token", now, now)
    credentials = Credentials("client-1", "the-client-secret", ENDPOINTS)
    conversation = Conversation(FakeProvider(), credentials, "the-access-token", str)

    for shown in map(repr, (grant, held, credentials, conversation)):
        assert "the-access-token" not in shown
        assert "the-refresh-token" not in shown
        assert "the-client-secret" not in shown


def test_records_and_their_history_say_only_set_or_changed(connection, provider, now):
    access_token(provider, now + EXPIRED)
    access_token(provider, now + 2 * EXPIRED)

    record = Record.objects.get(form__key=grant_form_keys("pulsar").current_token)
    assert (record.values["refresh_token"], record.values["access_token"]) == ("changed", "changed")
    said = {
        str(side.get(key))
        for change in RecordChange.objects.all()
        for side in (change.before, change.after)
        for key in ("refresh_token", "access_token")
    }
    assert said <= {"set", "changed", "None"}


CANARY = "canary-Zx81"


class CanaryProvider(FakeProvider):
    """Everything secret it hands out begins with one word that can be searched for."""

    def issue(self, now: datetime) -> Grant:
        self.issued += 1
        grant = Grant(f"{CANARY}-access-{self.issued}", f"{CANARY}-refresh-{self.issued}", now + self.lasts, None)
        self.good_refresh.add(grant.refresh_token)
        self.good_access = {grant.access_token}
        return grant


def everything_stored() -> dict[str, str]:
    """Table → all its columns of all rows as text."""
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        stored = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")  # noqa: S608
            stored[table] = cursor.fetchone()[0]
    return stored


def test_after_a_whole_walk_no_secret_stands_in_the_clear_in_database_or_log(
    application, provider, athlete, client, caplog, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.DEBUG)
    now = timezone.now()
    canary = CanaryProvider(good_codes={f"{CANARY}-code"})
    canary.put("night", now.date(), night_score=81)
    registry.register(canary)
    application.client_secret = f"{CANARY}-client-secret"
    application.save()
    client.force_login(athlete)

    with django_capture_on_commit_callbacks(execute=True):
        client.get(reverse("sync:consent", args=["pulsar"]))
        begun = client.post(reverse("sync:begin", args=["pulsar"]))
        state = parse_qs(urlsplit(begun.url).query)["state"][0]
        answer = {"state": state, "code": f"{CANARY}-code"}
        finished = client.get(reverse("sync:callback", args=["pulsar"]), answer)
    assert finished.status_code == 302
    refused = client.get(reverse("sync:callback", args=["pulsar"]), answer)
    payloads = [SignedPackage.loads(one.payload) for one in OrmQ.objects.all()]
    connection = Connection.objects.get()
    engine.perform_run(Run.objects.get().pk, now)
    access_token(canary, now + EXPIRED)
    canary.good_access = canary.good_refresh = set()
    failing = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now + EXPIRED)
    engine.perform_run(failing.pk, now + EXPIRED)

    assert canary.refreshes == [f"{CANARY}-refresh-1", f"{CANARY}-refresh-2"]
    assert payloads
    secrets = (CANARY, CANARY.encode().hex(), state, state.encode().hex(), client.cookies["ringside_browser"].value)
    places = {
        **everything_stored(),
        "the log": caplog.text,
        "tasks": repr(payloads),
        "pages": refused.content.decode() + finished.content.decode(),
        "address": finished.url,
    }
    found = [(place, secret) for place, text in places.items() for secret in secrets if secret in text]
    assert found == []
    assert places["forms_engine_sealedvalue"]
    connection.refresh_from_db()
    assert connection.state == Connection.State.RECONNECT_NEEDED
