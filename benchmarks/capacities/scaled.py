"""A day with everything real but the vendor and the clock: database, queue rows, planner, budget, engine, storing.

Athletes and the vendor's limit are scaled alike. Each minute of the day the schedule's work is done in this process, in
order: notices are taken as the door takes them, the round asks, tickets are performed until none finds work.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django_q.models import OrmQ

from benchmarks.capacities.arrivals import DAY_S, Change, changes_of, notices_of, zone_of
from benchmarks.capacities.pretend_oura import ArrivingOura
from benchmarks.capacities.replaying import Outcome
from forms_engine.models import Record
from oura_connector.simulator.ratelimits import RateLimit
from oura_connector.transport import answering
from people import roles
from people.adding import add_person
from people.application import application_details
from people.models import Person, SiteApplication
from sync import applications, engine, noticing, queue, registry, tokens, windows
from sync.choosing import use_feeds
from sync.installing import install
from sync.models import Connection, FeedState, NoticeSubscription, ProviderApplication, RequestBudget, Run
from sync.notice_address import notice_address
from sync.provider import Grant, Notice, Provider

MIDNIGHT = datetime(2026, 3, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PROVIDER = "oura"


@dataclass(frozen=True)
class Scaled:
    """`told`: keys of feeds whose notices come. `limit`: requests in five minutes."""

    athletes: int
    feeds: tuple[str, ...]
    told: frozenset[str]
    limit: int
    over_zones: bool = False


def prepare() -> None:
    """Tables and forms, once."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    provider = registry.provider_for(PROVIDER)
    install(provider)
    simulator = next(preset for preset in provider.presets() if preset.api_url == settings.SIMULATOR_URL)
    entered = applications.NewApplication("capacity", "capacity-secret", simulator)
    applications.enable(applications.enter_application(provider, entered, MIDNIGHT))


def replay_scaled(scaled: Scaled) -> Outcome:
    """The day, in a database that `prepare` has prepared; what was there of an earlier one is gone first."""
    Connection.objects.all().delete()
    Person.objects.filter(username__startswith="athlete").delete()
    provider = registry.provider_for(PROVIDER)
    use_feeds(provider, scaled.feeds)
    ProviderApplication.objects.update(
        limit_requests=scaled.limit, limit_window_s=300, asks_again_at=None, live_types=[]
    )
    zones = [zone_of(number, over_zones=scaled.over_zones) for number in range(scaled.athletes)]
    changes = [
        [one for one in changes_of(number, zone, -1, 1) if one.feed in scaled.feeds]
        for number, zone in enumerate(zones)
    ]
    oura = ArrivingOura(changes, RateLimit(scaled.limit, 300), MIDNIGHT)
    connections = connect(zones)
    if scaled.told:
        subscribe(provider, scaled.told)
    outcome = Outcome()
    with answering(settings.SIMULATOR_URL, oura):
        _read_evening(oura)
        runs_before = Run.objects.count()
        _replay(oura, provider, connections, changes, scaled, outcome)
    outcome.runs = Run.objects.count() - runs_before
    outcome.requests.update(oura.answered)
    outcome.refused = oura.refused
    outcome.freshness_s.extend(oura.freshness_s)
    outcome.pulse_freshness_s.extend(oura.pulse_freshness_s)
    outcome.never_came = _count_wrong(oura, connections)
    return outcome


@transaction.atomic
def connect(zones: list[float]) -> list[Connection]:
    """Athletes as after their first fill, in the order of their numbers."""
    made = []
    now = MIDNIGHT - timedelta(hours=1)
    for number, zone in enumerate(zones):
        person = Person(username=f"athlete{number}", first_name="Ada", last_name=f"Examplova {number}")
        add_person(person, roles=[roles.ATHLETE])
        connection = Connection.objects.create(
            provider=PROVIDER,
            person=person,
            account_id=f"account-{number}",
            preset="simulator",
            state=Connection.State.CONNECTED,
            state_since=now,
            authorised_at=now,
            utc_offset_s=int(zone * 3600),
        )
        # Rotated in the middle of the day, so that the token lasts through it.
        grant = Grant(ArrivingOura.token_of(number), f"refresh-{number}", now + timedelta(days=3))
        tokens.store_grant(connection, grant, MIDNIGHT + timedelta(hours=12))
        FeedState.objects.bulk_create(
            FeedState(
                connection=connection,
                feed=feed.key,
                synced_through=now.date(),
                filled_back_to=windows.fill_target(connection),
            )
            for feed in registry.provider_for(PROVIDER).feeds
        )
        made.append(connection)
    return made


def subscribe(provider: Provider, told: frozenset[str]) -> None:
    """Subscriptions in force, of which something was heard just now."""
    address = notice_address(ProviderApplication.objects.get(provider=PROVIDER))
    types = {feed.notice_type for feed in provider.feeds if feed.key in told}
    events = provider.notices.events if provider.notices else ()
    ProviderApplication.objects.update(live_types=sorted(types))  # so that the evening before is planned with them
    NoticeSubscription.objects.all().delete()
    NoticeSubscription.objects.bulk_create(
        NoticeSubscription(
            provider=PROVIDER,
            notice_type=notice_type,
            event=event,
            vendor_id=f"{notice_type}-{event}",
            callback_url=address,
            verified_at=MIDNIGHT,
            expires_at=MIDNIGHT + timedelta(days=60),
            last_notice_at=MIDNIGHT,
        )
        for notice_type in types
        for event in events
    )


def _read_evening(oura: ArrivingOura) -> None:
    """All are read once, over the last hours of the day before."""
    ids = list(Connection.objects.order_by("pk").values_list("pk", flat=True))
    for number, pk in enumerate(ids):
        oura.now = MIDNIGHT - timedelta(minutes=1 + 180 * (number * 0.618 % 1))
        connection = Connection.objects.get(pk=pk)
        run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=oura.now)
        oura.counts.forget()
        RequestBudget.objects.all().delete()
        engine.perform_run(run.pk, oura.now, clock=lambda: 0.0)
    oura.counts.forget()
    oura.answered.clear()
    oura.freshness_s.clear()
    oura.pulse_freshness_s.clear()
    oura.refused = 0


def _replay(
    oura: ArrivingOura,
    provider: Provider,
    connections: list[Connection],
    changes: list[list[Change]],
    scaled: Scaled,
    outcome: Outcome,
) -> None:
    notices = sorted(
        (at_s, number, feed)
        for number, own in enumerate(changes)
        for at_s, feed in notices_of([one for one in own if 0 <= one.at_s < DAY_S], number, scaled.told)
    )
    types = {feed.key: feed.notice_type for feed in provider.feeds}
    sent = 0
    for minute in range(DAY_S // 60):
        now = oura.now = MIDNIGHT + minute * MINUTE
        while sent < len(notices) and notices[sent][0] <= minute * 60:
            at_s, number, feed = notices[sent]
            sent += 1
            happened_at = MIDNIGHT + timedelta(seconds=at_s)
            said = Notice(f"account-{number}", types[feed], "update", f"{feed}-{number}", happened_at, f"notice-{sent}")
            noticing.take_notice(provider, said, now)
        queue.request_due(PROVIDER, now)
        outcome.longest_queue = max(outcome.longest_queue, Run.objects.filter(state=Run.State.QUEUED).count())
        while engine.perform_waiting(now, clock=lambda: 0.0):
            pass
        if minute % 60 == 0:
            OrmQ.objects.all().delete()  # tickets, which nobody needs here


def _count_wrong(oura: ArrivingOura, connections: list[Connection]) -> int:
    """Records of the day that do not say what Oura said an hour before its end: everything came, or this is not 0."""
    until_s = DAY_S - 3600.0
    wrong = 0
    stored = {
        (record.person_id, record.source_id): record.values
        for record in Record.objects.filter(form__key="oura_activity_summary", withdrawn_at=None)
    }
    for wearer, connection in zip(oura.wearers.values(), connections, strict=True):
        expected = oura.value(wearer, "daily_activity", 0, until_s)
        values = stored.get((connection.person_id, MIDNIGHT.date().isoformat()), {})
        wrong += int(bool(expected) and int(values.get("activity_score") or 0) < expected)
    return wrong
