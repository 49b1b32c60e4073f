"""A run: claimed once, feeds apart from each other, nothing written twice."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from forms_engine.models import Record, RecordChange
from sync import engine, queue
from sync.errors import GrantRevoked, MembershipLapsed, ProviderUnavailable, RateLimited, ScopeMissing
from sync.models import Connection, FeedState, ProviderApplication, Run
from sync.provider import Window
from tests.builders.runs import perform_waiting
from tests.fakes.provider import FakeProvider

TUESDAY = date(2026, 3, 10)
MONDAY = date(2026, 3, 9)


def run_now(connection: Connection, now: datetime, days: Window | None = None) -> Run:
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now, days=days)
    engine.perform_run(run.pk, now)
    perform_waiting(now)  # older chunks of a first fill
    run.refresh_from_db()
    connection.refresh_from_db()
    return run


def nights(connection: Connection) -> dict[date | None, dict]:
    found = Record.objects.filter(form__key="pulsar_nights", person=connection.person, withdrawn_at=None)
    return {record.occurred_on: record.values for record in found}


def test_a_tuesday_wake_up_is_the_record_of_monday(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81, total_sleep_s=27000)
    provider.put("steps", TUESDAY, steps=4000)

    run = run_now(connection, now)

    assert run.state == Run.State.DONE
    assert nights(connection) == {MONDAY: {"night_score": 81, "total_sleep_s": 27000}}
    day = Record.objects.get(form__key="pulsar_days")
    assert (day.occurred_on, day.values) == (TUESDAY, {"steps": 4000})


def test_two_feeds_share_the_record_of_a_night(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    provider.put("calm", TUESDAY, calm_score=70)

    run_now(connection, now)

    assert nights(connection) == {MONDAY: {"night_score": 81, "calm_score": 70}}


def test_running_twice_writes_no_record_and_no_history(connection, provider, now):
    for days_ago in range(20):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)
        provider.put("steps", TUESDAY - timedelta(days=days_ago), steps=1000)
    run_now(connection, now)
    before = list(Record.objects.order_by("pk").values())
    states = list(FeedState.objects.order_by("pk").values())

    with CaptureQueriesContext(
        database,
    ) as queries:
        run = run_now(connection, now + timedelta(minutes=15))

    assert list(Record.objects.order_by("pk").values()) == before
    assert list(FeedState.objects.order_by("pk").values()) == states
    assert not RecordChange.objects.exists()
    assert run.tally["night"]["unchanged"] == 4
    written = [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    tables = {sql.split('"')[1] for sql in written}
    assert tables <= {"sync_run", "sync_connection", "sync_requestbudget", "django_q_ormq"}


def test_a_revised_score_changes_the_record_and_keeps_what_it_said(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    run_now(connection, now)
    provider.put("night", TUESDAY, night_score=74)

    run_now(connection, now + timedelta(minutes=15))

    assert nights(connection)[MONDAY]["night_score"] == 74
    change = RecordChange.objects.get()
    assert (change.before, change.after) == ({"night_score": 81}, {"night_score": 74})


def test_a_document_gone_clears_its_keys_and_leaves_the_other_feeds(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    provider.put("calm", TUESDAY, calm_score=70)
    run_now(connection, now)
    provider.delete("night", TUESDAY)

    run_now(connection, now + timedelta(minutes=15))

    assert nights(connection) == {MONDAY: {"calm_score": 70}}


def test_a_document_left_out_of_the_list_by_mistake_is_kept(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    run_now(connection, now)
    whole = provider.documents["night"]

    class Forgetful(FakeProvider):
        def observations(self, credentials, *, access_token, feed, window):
            return []

    forgetful = Forgetful(documents={"night": whole}, good_access=provider.good_access)
    from sync import registry

    registry.register(forgetful)
    run_now(connection, now + timedelta(minutes=15))

    assert nights(connection) == {MONDAY: {"night_score": 81}}


def test_one_failing_feed_leaves_the_others_and_its_own_position_alone(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    provider.put("steps", TUESDAY, steps=10)
    run_now(connection, now)
    later = now + timedelta(days=2)
    provider.fail["night"] = ProviderUnavailable("The vendor did not answer.")
    provider.put("steps", TUESDAY + timedelta(days=2), steps=20)

    run = run_now(connection, later)

    assert run.state == Run.State.DONE
    assert run.tally["night"] == {"error": "provider_unavailable"}
    assert FeedState.objects.get(feed="night").synced_through == TUESDAY
    assert FeedState.objects.get(feed="steps").synced_through == TUESDAY + timedelta(days=2)
    assert Record.objects.filter(form__key="pulsar_days").count() == 2


def test_days_missed_in_an_outage_are_read_afterwards(connection, provider, now):
    run_now(connection, now)
    provider.fail["night"] = ProviderUnavailable("The vendor did not answer.")
    for days in range(1, 8):
        provider.put("night", TUESDAY + timedelta(days=days), night_score=80 + days)
        run_now(connection, now + timedelta(days=days))
    provider.fail.clear()

    run_now(connection, now + timedelta(days=7, minutes=15))

    assert len(nights(connection)) == 7


def test_the_first_fill_reads_ninety_days_newest_first(connection, provider, now):
    for days_ago in range(120):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)

    run_now(connection, now)

    firsts = [window.first for feed, window in provider.asked if feed == "night"]
    assert firsts == sorted(firsts, reverse=True)
    assert min(firsts) == TUESDAY - timedelta(days=90)
    assert len(nights(connection)) == 91


def test_a_first_fill_cut_short_goes_on_in_the_next_run(connection, provider, now):
    for days_ago in range(90):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)
    run = queue.request_sync(connection, trigger=Run.Trigger.FIRST_FILL, now=now)
    seconds = iter(range(0, 100_000, 50))

    engine.perform_run(run.pk, now, clock=lambda: float(next(seconds)))

    after_one = len(nights(connection))
    waiting = Run.objects.get(state=Run.State.QUEUED)
    engine.perform_run(waiting.pk, now)
    assert 0 < after_one < 20
    assert len(nights(connection)) == 90


def test_the_first_data_turn_waiting_into_connected(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)

    run_now(connection, now)

    assert connection.state == Connection.State.CONNECTED
    assert connection.last_data_on == TUESDAY
    assert connection.last_synced_at == now


def test_a_refused_refresh_ends_in_reconnect_needed(connection, provider, now):
    provider.fail["token"] = GrantRevoked("The refresh token is refused.")

    run = run_now(connection, now + timedelta(days=2))

    assert run.state == Run.State.FAILED
    assert connection.state == Connection.State.RECONNECT_NEEDED
    assert connection.state_since == now + timedelta(days=2)


def test_a_vendor_that_is_down_at_refresh_is_no_revocation(connection, provider, now):
    provider.fail["token"] = ProviderUnavailable("The vendor did not answer.")

    run_now(connection, now + timedelta(days=2))

    assert connection.state == Connection.State.WAITING


def test_a_refused_access_token_is_refreshed_once_and_the_feeds_asked_again(connection, provider, now):
    provider.put("night", TUESDAY, night_score=81)
    provider.good_access = set()

    run_now(connection, now)

    assert provider.refreshes == ["refresh-1"]
    assert nights(connection) == {MONDAY: {"night_score": 81}}


def test_a_token_refused_right_after_its_refresh_ends_in_reconnect_needed(connection, provider, now):
    class Stubborn(FakeProvider):
        def issue(self, now):
            grant = super().issue(now)
            self.good_access = set()
            return grant

    from sync import registry

    stubborn = Stubborn(good_refresh=provider.good_refresh)
    registry.register(stubborn)

    run_now(connection, now)

    assert connection.state == Connection.State.RECONNECT_NEEDED
    assert len(stubborn.refreshes) == 1


def test_a_missing_scope_never_refreshes_and_the_other_feeds_go_on(connection, provider, now):
    provider.fail["night"] = ScopeMissing("Not granted.", "sleep")
    provider.put("steps", TUESDAY, steps=10)

    run = run_now(connection, now)

    assert provider.refreshes == []
    assert run.state == Run.State.DONE
    assert FeedState.objects.get(feed="night").scope_missing_since == now
    assert Record.objects.filter(form__key="pulsar_days").count() == 1


def test_a_feed_the_athlete_did_not_grant_is_not_asked_for(connection, provider, now):
    connection.scopes = ["move"]
    connection.save()

    run_now(connection, now)

    assert {feed for feed, _window in provider.asked} == {"steps"}
    assert FeedState.objects.get(feed="night").error_code == "scope_missing"


def test_scopes_the_vendor_did_not_state_are_not_taken_for_none(connection, provider, now):
    connection.scopes = None
    connection.save()

    run_now(connection, now)

    assert {feed for feed, _window in provider.asked} == {"night", "calm", "steps"}


def test_a_lapsed_membership_is_said_and_recovers(connection, provider, now):
    provider.fail = dict.fromkeys(("night", "calm", "steps"), MembershipLapsed("No membership."))
    run_now(connection, now)
    assert connection.state == Connection.State.MEMBERSHIP_LAPSED
    provider.fail.clear()

    run_now(connection, now + timedelta(minutes=15))

    assert connection.state == Connection.State.CONNECTED


def test_a_rate_limit_of_the_application_makes_everybody_wait(connection, provider, now):
    provider.fail["night"] = RateLimited("Too many.", 120)

    run = run_now(connection, now)

    assert (run.state, run.error_code) == (Run.State.FAILED, "rate_limited")
    application = ProviderApplication.objects.get(provider="pulsar")
    assert application.asks_again_at == now + timedelta(seconds=120)
    assert queue.request_due("pulsar", now + timedelta(seconds=60)) == 0
    assert queue.request_due("pulsar", now + timedelta(seconds=121)) == 1


def test_a_rate_limit_of_one_person_leaves_the_others_asking(connection, provider, now):
    provider.fail["night"] = RateLimited("Too many.", 120, is_for_all=False)

    run_now(connection, now)

    assert ProviderApplication.objects.get(provider="pulsar").asks_again_at is None
    assert connection.asks_again_at == now + timedelta(seconds=120)


def test_feeds_that_answered_are_stored_though_another_was_limited(connection, provider, now):
    provider.fail["night"] = RateLimited("Too many.", 120, is_for_all=False)
    provider.put("steps", TUESDAY, steps=10)

    run_now(connection, now)

    assert Record.objects.filter(form__key="pulsar_days").count() == 1


def test_a_second_worker_does_nothing(connection, provider, now):
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    engine.perform_run(run.pk, now)
    asked = len(provider.asked)

    engine.perform_run(run.pk, now)

    assert len(provider.asked) == asked


def test_a_run_waits_while_another_of_its_connection_runs(connection, now):
    first = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)
    assert engine.claim(first.pk, now) is not None
    second = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)

    assert engine.claim(second.pk, now) is None
    second.refresh_from_db()
    assert second.state == Run.State.QUEUED


def test_an_unforeseen_error_is_recorded_without_its_words_and_rises(connection, provider, now):
    class Broken(FakeProvider):
        def observations(self, credentials, *, access_token, feed, window):
            raise ZeroDivisionError("secret words")

    from sync import registry

    registry.register(Broken(good_access=provider.good_access))
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)

    with pytest.raises(ZeroDivisionError):
        engine.perform_run(run.pk, now)

    run.refresh_from_db()
    assert (run.state, run.error_code) == (Run.State.FAILED, "crashed")
    assert "secret" not in run.error_text


def test_a_connector_switched_off_reads_nothing(connection, provider, application, now):
    application.is_enabled = False
    application.save()

    run = run_now(connection, now)

    assert provider.asked == []
    assert run.error_code == "not_askable"


def test_too_many_days_gone_at_once_are_kept_and_the_rest_goes_on(connection, provider, now):
    for days_ago in range(5):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)
    run_now(connection, now)
    provider.documents["night"].clear()
    later = now + timedelta(days=1)
    provider.put("night", TUESDAY + timedelta(days=1), night_score=90)

    run = run_now(connection, later, Window(TUESDAY - timedelta(days=10), TUESDAY))

    assert len(nights(connection)) == 6
    assert run.tally["night"]["kept"] == "too much gone at once"
    assert FeedState.objects.get(feed="night").synced_through == later.date()


def test_another_ring_says_nothing_about_the_days_before_it(connection, provider, application, now):
    for days_ago in range(8):
        provider.put("night", TUESDAY - timedelta(days=days_ago), night_score=80)
    run_now(connection, now)
    provider.documents["night"].clear()
    later = now + timedelta(days=2)
    Connection.objects.update(account_since=later.date(), account_id="another")
    provider.put("night", later.date(), night_score=90)

    for hours in range(3):
        connection.refresh_from_db()
        run = run_now(connection, later + timedelta(hours=hours))

    assert len(nights(connection)) == 9
    assert "kept" not in run.tally["night"]
    assert FeedState.objects.get(feed="night").synced_through == later.date()
