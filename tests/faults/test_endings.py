"""A connection that ends or rests while work for it is under way."""

from datetime import timedelta

import pytest

from forms_engine.models import Record
from sync import disconnecting, registry, tokens
from sync.models import Connection, ProviderApplication, Run, SeriesDay
from tests.faults.oura import TOKEN_PATH
from tests.faults.site import PROVIDER, Site, fresh
from tests.faults.truth import assert_equals_simulator


def test_a_membership_that_lapses_and_returns_is_made_good(site: Site):
    connection, other = site.connect_and_fill(0, 1)
    email = site.ring_of(connection).email
    site.oura.order("membership", athlete=email, lapsed=True)
    for _day in range(2):
        site.pass_time(timedelta(hours=12))
        site.go_round()
        assert fresh([connection])[0].state == Connection.State.MEMBERSHIP_LAPSED
    site.oura.order("membership", athlete=email, lapsed=False)
    site.go_round()
    assert_equals_simulator(site, connection, other)
    states = list(connection.state_changes.order_by("pk").values_list("state", flat=True))
    assert states == ["waiting", "connected", "membership_lapsed", "connected"]


@pytest.mark.parametrize("erases", [False, True], ids=["data kept", "data erased"])
@pytest.mark.parametrize("path", ["/daily_sleep", "/usercollection/sleep"])
def test_a_disconnection_during_a_run_is_the_last_word(site: Site, path: str, erases: bool):
    (connection,) = site.connect_and_fill(0)
    kept = list(records_of(connection))
    site.pass_time(timedelta(hours=20))
    run = site.ask(connection)
    with site.oura.holding(path, is_after=True) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        disconnect(site, connection, erases=erases)
    worker.wait_until_ended()
    assert_ended(site, connection)
    assert list(records_of(connection)) == ([] if erases else kept)
    assert not erases or not SeriesDay.objects.exists()


def test_a_disconnection_while_records_are_written_waits_and_then_erases_them_too(site: Site):
    connection = site.connect(0)
    run = Run.objects.get(connection=connection)
    with site.locks.table("sync_seriesday"):
        worker = site.start(run)
        site.locks.wait_until_blocked()
        leaver = leave(site, connection)
        site.locks.wait_until_blocked(2)
    for process in (worker, leaver):
        process.wait_until_ended()
    assert_ended(site, connection)
    assert list(records_of(connection)) == []


def test_a_disconnection_during_a_refresh_wipes_and_revokes_the_new_pair(site: Site):
    (connection,) = site.connect_and_fill(0)
    site.pass_time(timedelta(hours=23, minutes=30))
    run = site.ask(connection)
    with site.oura.holding(TOKEN_PATH, is_after=True) as gate:
        worker = site.start(run)
        gate.wait_until_reached()
        leaver = leave(site, connection)
        site.locks.wait_until_blocked()
    for process in (worker, leaver):
        process.wait_until_ended()
    assert_ended(site, connection)


def leave(site: Site, connection: Connection):
    """A process of its own disconnects and erases."""
    details = {"database": site.database, "now": site.now.isoformat(), "connection": connection.pk}
    return site.nursery.start("disconnect", **details)


def disconnect(site: Site, connection: Connection, *, erases: bool) -> None:
    application = ProviderApplication.objects.get(provider=PROVIDER)
    disconnecting.disconnect(registry.provider_for(PROVIDER), application, connection, site.now, erases=erases)


def records_of(connection: Connection):
    stored = Record.objects.filter(person=connection.person, source=PROVIDER, form__kind="event").order_by("pk")
    return stored.values_list("pk", "modified_at")


def assert_ended(site: Site, connection: Connection) -> None:
    """Disconnected here and at Oura, no token left, no run left or made later."""
    site.go_round()
    (now,) = fresh([connection])
    assert now.state == Connection.State.DISCONNECTED
    assert tokens.held_tokens(now) is None
    user_id = site.oura.world.traits(site.ring_of(connection)).user_id
    assert [one for one in site.oura.ledger.grants.values() if one.user_id == user_id and not one.is_revoked] == []
    assert not Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING]).exists()
