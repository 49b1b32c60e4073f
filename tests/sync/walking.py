"""A walk through connecting as one browser makes it, and things that several do at once."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import connection as database

from people.models import Person
from sync import connecting, tokens
from sync.models import Connection, ProviderApplication
from tests.fakes.provider import FakeProvider

REDIRECT = "https://ringside.example/connect/pulsar/callback"
FORM = "/profiles/pulsar_authorise/"


def press_link(
    provider: FakeProvider,
    application: ProviderApplication,
    person: Person,
    now: datetime,
    browser: str = "browser-of-ada",
) -> str:
    """Presses the Authorisation Link; answers the state the vendor is given."""
    url = connecting.begin(provider, application, connecting.Press(person, browser, REDIRECT, FORM), now)
    return parse_qs(urlsplit(url).query)["state"][0]


def come_back(
    provider: FakeProvider,
    application: ProviderApplication,
    now: datetime,
    browser: str = "browser-of-ada",
    viewer: Person | None = None,
    **answer: str,
) -> Connection:
    """The vendor sends the browser back with `answer`."""
    back = connecting.Return(answer, browser, viewer)
    return connecting.finish(provider, application, back, now)[0]


def walk(provider: FakeProvider, application: ProviderApplication, person: Person, now: datetime) -> Connection:
    """The whole way: press, agree, come back."""
    provider.good_codes.add("good-code")
    state = press_link(provider, application, person, now)
    return come_back(provider, application, now, viewer=person, state=state, code="good-code")


def held_by(connection: Connection) -> tokens.Held:
    """The pair in force, which there must be."""
    held = tokens.held_tokens(connection)
    assert held is not None
    return held


def side_by_side(*actions: Callable[[], Any]) -> list[Future[Any]]:
    """Runs all at once, each in a thread with a database connection of its own; answers when all have ended."""
    barrier = Barrier(len(actions))

    def act(action: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return action()
        finally:
            database.close()

    with ThreadPoolExecutor(max_workers=len(actions)) as pool:
        return [pool.submit(act, action) for action in actions]


def wait_until_somebody_is_blocked() -> None:
    """Until another session of this database waits for a lock."""
    for _look in range(20_000):
        with database.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # else one transaction sees one moment only
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for a lock")
