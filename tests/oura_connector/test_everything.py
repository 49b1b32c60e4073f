"""All feeds of the simulated ring through the whole of a sync: stored, small, and unchanged when nothing is new."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import connection as database

from forms_engine.models import Record, RecordChange
from oura_connector.feeds import FEEDS
from oura_connector.simulator.ledger import PORTAL
from people.application import application_details
from people.models import SiteApplication
from sync import applications, queue, tokens
from sync.engine import perform_run
from sync.installing import install
from sync.models import Binding, Connection, Run, SeriesDay
from sync.provider import Shape
from tests.builders.people import make_athlete
from tests.contracts.vendor import VERIFIER, exchange
from tests.oura_connector.simulated_oura import SimulatedOura

# Once is enough: data are the same behind both token services.
pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("vendor", [PORTAL], indirect=True)]
MOST_BYTES_A_SAMPLE = 2


@pytest.fixture
def connection(vendor: SimulatedOura) -> Connection:
    """An athlete who shares everything, on a site that uses everything."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    install(vendor.provider)
    Binding.objects.update(is_active=True)
    held = vendor.credentials
    entered = applications.NewApplication(held.client_id, held.client_secret, held.endpoints)
    application = applications.enter_application(vendor.provider, entered, vendor.now)
    applications.enable(application)
    grant = exchange(vendor, vendor.agree(VERIFIER))
    connection = Connection.objects.create(
        provider="oura",
        person=make_athlete(),
        account_id=vendor.account_id,
        preset=application.preset,
        state_since=vendor.now,
        authorised_at=vendor.now,
        scopes=sorted(grant.scopes or ()),
    )
    tokens.store_grant(connection, grant, vendor.now)
    return connection


def sync(connection: Connection, vendor: SimulatedOura) -> Run:
    run = queue.request_sync(
        connection, trigger=Run.Trigger.PERSON, now=vendor.now, days=vendor.window, feeds=[feed.key for feed in FEEDS]
    )
    perform_run(run.pk, vendor.now)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    return run


def test_every_feed_is_stored_in_its_shape_and_a_second_sync_writes_nothing(connection, vendor):
    first = sync(connection, vendor)

    assert {key: counts.get("error") for key, counts in first.tally.items()} == {feed.key: None for feed in FEEDS}
    assert {key for key, counts in first.tally.items() if not counts["read"]} <= {"session", "tag", "rest_mode_period"}
    owners = {owner for digests in Record.objects.values_list("digests", flat=True) for owner in digests}
    assert {f"oura:{key}" for key, counts in first.tally.items() if counts["read"]} <= owners
    (person,) = Record.objects.filter(form__key="oura_personal_info")
    assert (person.occurred_on, set(person.values)) == (
        None,
        {"age_years", "weight_kg", "height_m", "biological_sex"},
    )
    (ring,) = Record.objects.filter(form__key="oura_rings")
    assert ring.occurred_on < vendor.window.first - timedelta(days=300)
    before = [list(model.objects.order_by("pk").values()) for model in (Record, RecordChange, SeriesDay)]

    second = sync(connection, vendor)

    assert all(counts["unchanged"] == counts["read"] for counts in second.tally.values())
    assert [
        list(model.objects.filter(pk__in=[row["id"] for row in rows]).order_by("pk").values())
        for model, rows in zip((Record, RecordChange, SeriesDay), before, strict=True)
    ] == before


def test_a_series_is_a_row_a_day_or_event_of_at_most_two_bytes_a_sample(connection, vendor):
    sync(connection, vendor)

    with database.cursor() as cursor:
        cursor.execute("SELECT owner, name, samples, octet_length(packed), pg_column_size(one) FROM sync_seriesday one")
        rows = cursor.fetchall()
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for owner, name, samples, packed, whole in rows:
        found[owner, name] = [a + b for a, b in zip(found[owner, name], (samples, packed, whole), strict=True)]
    for (owner, name), (samples, packed, whole) in sorted(found.items()):
        print(f"{owner} {name}: {packed / samples:.2f} bytes a sample, {whole / samples:.2f} with its row")
        assert packed / samples <= MOST_BYTES_A_SAMPLE
    samples, _packed, whole = (sum(column) for column in zip(*found.values(), strict=True))
    print(f"all: {whole / samples:.2f} bytes a sample with its row")
    assert whole / samples <= MOST_BYTES_A_SAMPLE
    announced = {value.key for feed in FEEDS for value in feed.values if value.type == "series"}
    assert {name for _owner, name in found} <= announced
    assert {feed.shape for feed in FEEDS if any(value.type == "series" for value in feed.values)} == {
        Shape.DAY,
        Shape.EVENT,
    }
