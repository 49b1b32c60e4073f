"""Fourteen athletes connected through the real path, one of each trouble, one left for whoever tries the demo."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from demo.club import ATHLETES, athlete_username, waiting_athlete
from demo.walking import TIMEOUT_S, Walk
from oura_connector.simulator import athletes as invented
from people.models import Person
from sync import queue
from sync.models import Connection, Run

DENIED, REVOKED, LAPSED, NOT_GRANTED, APP_CLOSED = invented.ATHLETES[ATHLETES - 5 : ATHLETES]
WALKERS_AT_ONCE = 4
LOOK_EVERY_S = 0.25


def connect_athletes(wait_s: float) -> None:
    """Walk everybody who has not walked yet, make the troubles, and wait up to `wait_s` for their first data."""
    there = set(Connection.objects.values_list("person__username", flat=True))
    walkers = [one for one in invented.ATHLETES[:ATHLETES] if athlete_username(one) not in there]
    walkers = [one for one in walkers if one not in (waiting_athlete(), DENIED)]
    if walkers:
        _walk_all(walkers)
        _wait_for_runs(wait_s)
    if _make_troubles():
        _wait_for_runs(wait_s)


def _walk_all(walkers: list[invented.Athlete]) -> None:
    people = {person.username: person for person in Person.objects.all()}
    order("delay", athlete=APP_CLOSED.email, days=3, what="nights")
    walks = [_walk(people[athlete_username(one)], one) for one in walkers]
    with ThreadPoolExecutor(max_workers=WALKERS_AT_ONCE) as pool:
        list(pool.map(_then_close(lambda walk: walk.connect()), walks))
    Walk(people[athlete_username(DENIED)], DENIED).connect(agrees=False)


def order(name: str, **details: object) -> None:
    """Tell the pretend Oura what to do."""
    requests.post(f"{settings.SIMULATOR_URL}/control/{name}", json=details, timeout=TIMEOUT_S).raise_for_status()


def _walk(person: Person, athlete: invented.Athlete) -> Walk:
    return Walk(person, athlete, frozenset({"daily"}) if athlete == NOT_GRANTED else frozenset())


def _then_close(walk: Callable[[Walk], str]) -> Callable[[Walk], str]:
    """Threads of the pool have database connections of their own, which must not stay open."""

    def walked(one: Walk) -> str:
        try:
            return walk(one)
        finally:
            close_old_connections()

    return walked


def _make_troubles() -> bool:
    """What goes wrong after connecting: a grant taken back at Oura, a membership lapsed. The next sync finds out.

    Goes by the connections, so that a start that was interrupted is made good by the next. False when all is done.
    """
    well = Connection.objects.filter(state__in=[Connection.State.WAITING, Connection.State.CONNECTED])
    usernames = [athlete_username(REVOKED), athlete_username(LAPSED)]
    troubled = list(well.filter(person__username__in=usernames).select_related("person"))
    for connection in troubled:
        if connection.person.username == athlete_username(REVOKED):
            order("revoke", athlete=REVOKED.email)
        else:
            order("membership", athlete=LAPSED.email, lapsed=True)
        queue.request_sync(connection, trigger=Run.Trigger.SCHEDULE, now=timezone.now())
    return bool(troubled)


def _wait_for_runs(wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    open_runs = Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING])
    while open_runs.exists() and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
