"""From a change at Oura to the record, over real lines: subscribed, verified, told of, read."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import requests
from django.utils import timezone

from forms_engine.models import Record
from oura_connector.provider import OuraProvider
from oura_connector.simulator.answers import DEFAULT_APPLICATION, Simulator
from oura_connector.simulator.athletes import ATHLETES
from oura_connector.simulator.server import SimulatorServer, serve
from people.application import application_details
from people.models import SiteApplication
from sync import applications, engine, queue, tokens
from sync.installing import install
from sync.models import Binding, Connection, NoticeSubscription, Run
from sync.notice_keys import forget_keys
from sync.provider import Endpoints, Grant
from sync.subscriptions import agree, live_types
from tests.builders.people import make_athlete

pytestmark = pytest.mark.django_db(transaction=True)
ATHLETE = ATHLETES[0]
DAILY_SLEEP = "daily_sleep"


@pytest.fixture
def oura() -> Iterator[SimulatorServer]:
    """Oura at this moment, standing still; it tells at once and each time twice, in no order."""
    forget_keys()
    simulator = Simulator("notices")
    simulator.clock.set(timezone.now(), frozen=True)
    simulator.choices.notice_after_seconds = 0
    simulator.choices.notices_doubled = simulator.choices.notices_shuffled = True
    with serve(simulator, port=0) as server:
        yield server
    forget_keys()


@pytest.fixture
def connection(oura: SimulatorServer, live_server, settings) -> Connection:
    settings.SITE_URL = live_server.url
    settings.SYNC_FIRST_FILL_DAYS = 20
    provider, now = OuraProvider(), timezone.now()
    SiteApplication.objects.filter(pk=application_details().pk).update(uuid_state=SiteApplication.UuidState.GENERATED)
    install(provider)
    places = [f"{oura.url}/oauth/{name}" for name in ("authorize", "token", "revoke")]
    entered = applications.NewApplication(
        DEFAULT_APPLICATION.client_id, DEFAULT_APPLICATION.client_secret, Endpoints("x", "x", *places, oura.url)
    )
    application = applications.enter_application(provider, entered, now)
    applications.enable(application)
    issued = oura.simulator.connect(ATHLETE, family="legacy")
    connection = Connection.objects.create(
        provider="oura",
        person=make_athlete(),
        account_id=oura.simulator.world.traits(ATHLETE).user_id,
        preset=application.preset,
        state_since=now,
        authorised_at=now,
    )
    expires_at = now + timedelta(seconds=issued["expires_in"])
    tokens.store_grant(connection, Grant(issued["access_token"], issued["refresh_token"], expires_at), now)
    agree(provider, now)
    queue.request_sync(connection, trigger=Run.Trigger.FIRST_FILL, now=now)
    perform_all()
    return connection


def perform_all(later: timedelta = timedelta(0)) -> None:
    while waiting := list(Run.objects.filter(state=Run.State.QUEUED).values_list("pk", flat=True)):
        engine.perform_runs(waiting, timezone.now() + later)


def order(oura: SimulatorServer, name: str, **details) -> None:
    said = {"athlete": ATHLETE.email, **details}
    requests.post(f"{oura.url}/control/{name}", json=said, timeout=10).raise_for_status()
    oura.simulator.webhooks.work()


def scores() -> dict[date, int]:
    """Oura's day → the sleep score of the records."""
    records = Record.objects.filter(form__key="oura_readiness_and_sleep_summary", withdrawn_at=None)
    return {one.source_on: one.values["sleep_score"] for one in records if "sleep_score" in one.values}


def days_with_scores(oura: SimulatorServer, count: int) -> list[date]:
    """The newest days on which the athlete has one."""
    world, now = oura.simulator.world, timezone.now()
    days = (now.date() - timedelta(days=back) for back in range(15))
    return [day for day in days if world.documents_of_day(ATHLETE, DAILY_SLEEP, day, now)][:count]


def test_every_type_in_use_is_subscribed_and_verified_by_the_door(oura, connection):
    rows = NoticeSubscription.objects.filter(provider="oura")
    used = set(Binding.objects.filter(provider="oura", is_active=True).values_list("feed", flat=True))
    types = {feed.notice_type for feed in OuraProvider().feeds if feed.notice_type and feed.key in used}
    assert "sleep" in types
    assert {(row.notice_type, row.event) for row in rows} == {
        (name, event) for name in types for event in ("create", "update", "delete")
    }
    assert {row.problem for row in rows} == {""}
    assert {row.vendor_id for row in rows} == {row.id for row in oura.simulator.webhooks.subscriptions.list_all()}


def test_a_revised_score_is_told_of_and_read(oura, connection):
    day = days_with_scores(oura, 1)[0]
    order(oura, "revise", collection=DAILY_SLEEP, day=day.isoformat(), values={"score": 41})

    run = Run.objects.get(state=Run.State.QUEUED)
    assert (run.trigger, run.feeds) == (Run.Trigger.NOTICE, [DAILY_SLEEP])
    perform_all()

    assert scores()[day] == 41
    assert DAILY_SLEEP in live_types(OuraProvider(), timezone.now())
    assert NoticeSubscription.objects.get(notice_type=DAILY_SLEEP, event="update").last_notice_at


def test_a_removed_document_is_told_of_and_its_values_go(oura, connection):
    days = days_with_scores(oura, 10)
    before = scores()
    for day in (days[0], days[-1]):
        order(oura, "delete", collection=DAILY_SLEEP, day=day.isoformat())
        perform_all()
        before.pop(day)
        assert scores() == before


def test_a_document_notified_and_gone_again_ends_in_what_is_true(oura, connection):
    """The notice comes; asked for by its id it is not there any more; the range says so."""
    day = days_with_scores(oura, 1)[0]
    order(oura, "revise", collection=DAILY_SLEEP, day=day.isoformat(), values={"score": 41})
    oura.simulator.choices.delete_notices = "none"
    order(oura, "delete", collection=DAILY_SLEEP, day=day.isoformat())
    perform_all()
    assert day not in scores()


def test_lost_notices_are_made_up_for_by_polling(oura, connection):
    day = days_with_scores(oura, 1)[0]
    order(oura, "notice-trouble", kind="loss", always=True)
    order(oura, "revise", collection=DAILY_SLEEP, day=day.isoformat(), values={"score": 41})
    assert not Run.objects.filter(state=Run.State.QUEUED).exists()

    later = timedelta(hours=25)  # each feed is read once a day, whatever notices say
    queue.request_sync(connection, trigger=Run.Trigger.SCHEDULE, now=timezone.now() + later)
    perform_all(later)
    assert scores()[day] == 41


def test_forged_notices_are_turned_away(oura, connection):
    day = days_with_scores(oura, 1)[0]
    order(oura, "notice-trouble", kind="wrong_signature", always=True)
    order(oura, "revise", collection=DAILY_SLEEP, day=day.isoformat(), values={"score": 41})
    assert not Run.objects.filter(state=Run.State.QUEUED).exists()
    assert oura.simulator.webhooks.latest[-1]["status"] == 401


@pytest.mark.parametrize(("digits", "keeps"), [(13, True), (10, True), (13, False)])
def test_either_way_of_stamping_is_understood(oura, connection, digits, keeps):
    oura.simulator.choices.stamp_digits, oura.simulator.choices.retries_keep_stamp = digits, keeps
    day = days_with_scores(oura, 1)[0]
    order(oura, "revise", collection=DAILY_SLEEP, day=day.isoformat(), values={"score": 41})
    assert {one["status"] for one in oura.simulator.webhooks.latest} == {200}
    assert Run.objects.filter(state=Run.State.QUEUED).count() == 1
