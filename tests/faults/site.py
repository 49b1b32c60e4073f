"""A set-up site with athletes who connected by the real steps, and the work of its queue done by worker processes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db.models import QuerySet
from django.utils import timezone

from oura_connector.simulator.athletes import Athlete
from oura_connector.simulator.ledger import LEGACY, Code
from oura_connector.simulator.oauth import read_scopes
from people.application import application_details
from people.models import Person, SiteApplication
from sync import applications, conf, connecting, queue, registry
from sync.engine import perform_waiting
from sync.installing import install
from sync.models import Connection, ProviderApplication, Run
from sync.provider import Window
from sync.windows import fill_target
from tests.builders.people import make_athlete
from tests.faults.locks import Locks
from tests.faults.oura import APPLICATION, CALLBACK, HeldOura
from tests.faults.postgres import RestartablePostgres
from tests.faults.workers import Nursery, Worker

PROVIDER = "oura"
BROWSER = "the-browser-of-the-athlete"
ROUND = timedelta(minutes=conf.ROUND_MINUTES)
MOST_RUNS = 50

_names = count(1)


def prepare_site(address: str, now: datetime) -> None:
    """UUIDs on, forms installed, the application entered and switched on."""
    details = application_details()
    details.uuid_state = SiteApplication.UuidState.GENERATED
    details.save()
    provider = registry.provider_for(PROVIDER)
    install(provider)
    simulator = next(preset for preset in provider.presets() if preset.api_url == address)
    entered = applications.NewApplication(APPLICATION.client_id, APPLICATION.client_secret, simulator)
    applications.enable(applications.enter_application(provider, entered, now))


@dataclass
class Site:
    """`shift`: how wrong our clock is against Oura's. By person: whose ring, and the first day to be read."""

    oura: HeldOura
    postgres: RestartablePostgres
    database: str
    nursery: Nursery
    shift: timedelta = timedelta()
    rings: dict[int, Athlete] = field(default_factory=dict)
    filled_from: dict[int, date] = field(default_factory=dict)

    @property
    def locks(self) -> Locks:
        return Locks(self.postgres, self.database)

    @property
    def now(self) -> datetime:
        return self.oura.clock.now() + self.shift

    def pass_time(self, step: timedelta) -> None:
        self.oura.clock.advance(step)

    def come_to(self, moment: datetime) -> None:
        self.oura.clock.set(moment, frozen=True)

    def come_to_today(self) -> None:
        """For processes that read the machine's clock, such as a cluster. Oura's stands still at this moment."""
        self.come_to(timezone.now())

    # who is here

    def connect(self, number: int, person: Person | None = None) -> Connection:
        """An athlete with the ring of this number agrees at Oura and comes back. Also connects again."""
        ring = self.oura.world.athletes[number]
        person = person or make_athlete(last=f"Examplova {next(_names)}")
        self.rings[person.pk] = ring
        application = ProviderApplication.objects.get(provider=PROVIDER)
        provider = registry.provider_for(PROVIDER)
        url = connecting.begin(provider, application, connecting.Press(person, BROWSER, CALLBACK, "/"), self.now)
        answer = {"code": self._agree(ring, url), "state": parse_qs(urlsplit(url).query)["state"][0]}
        back = connecting.Return(answer, BROWSER, person)
        connection = connecting.finish(provider, application, back, self.now)[0]
        self.filled_from.setdefault(person.pk, fill_target(connection))
        return connection

    def connect_and_fill(self, *numbers: int) -> list[Connection]:
        """Connected, the first fill done, and nothing of it counted."""
        connections = [self.connect(number) for number in numbers]
        self.drain()
        self.oura.requests_seen.clear()
        return connections

    def _agree(self, ring: Athlete, url: str) -> str:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        user_id, now = self.oura.world.traits(ring).user_id, self.oura.clock.now()
        scopes = read_scopes(asked["scope"])
        code = Code(asked["client_id"], user_id, scopes, LEGACY, CALLBACK, asked["code_challenge"], now.isoformat())
        return self.oura.ledger.issue_code(code)

    def ring_of(self, connection: Connection) -> Athlete:
        return self.rings[connection.person_id]

    # the work

    def ask(self, connection: Connection, **details: Any) -> Run:
        """Of every feed, due or not."""
        return queue.request_sync(
            connection, trigger=Run.Trigger.SCHEDULE, now=self.now, feeds=[queue.EVERY_FEED], **details
        )

    def start(self, *runs: Run, **order: Any) -> Worker:
        """A worker process takes up `runs`, as one task."""
        ids = [run.pk for run in runs]
        return self.nursery.start("perform", database=self.database, now=self.now.isoformat(), runs=ids, **order)

    def sync(self, connection: Connection, days: Window | None = None, **order: Any) -> Run:
        """One sync of `connection`, done by a worker process; how it ended."""
        run = self.ask(connection, days=days)
        self.start(run, **order).wait_until_ended()
        run.refresh_from_db()
        return run

    def drain(self) -> list[Run]:
        """What waits and may begin is performed in this process, ticket by ticket, until nothing does."""
        before = set(ended_runs().values_list("pk", flat=True))
        performed = 0
        while count := perform_waiting(self.now):
            performed += count
            assert performed < MOST_RUNS, "the runs ask for each other without an end"
        return list(ended_runs().exclude(pk__in=before).order_by("pk"))

    def go_round(self) -> list[Run]:
        """A quarter of an hour later all is due, as for somebody who has just uploaded: the round and its work."""
        self.pass_time(ROUND)
        Connection.objects.filter(plan__isnull=False).update(plan={}, asks_next_at=None)
        queue.request_due(PROVIDER, self.now)
        return self.drain()

    def recover(self) -> None:
        """What happens by itself after a worker was lost: the tick revives, the rounds go on."""
        self.pass_time(conf.STALE_CLAIM + timedelta(seconds=1))
        queue.revive(self.now, queue_length=0)
        self.drain()
        self.go_round()


def ended_runs() -> QuerySet[Run]:
    return Run.objects.filter(state__in=[Run.State.DONE, Run.State.FAILED])


def fresh(connections: Sequence[Connection]) -> list[Connection]:
    """The same as they stand now."""
    return list(Connection.objects.filter(pk__in=[one.pk for one in connections]).order_by("pk"))
