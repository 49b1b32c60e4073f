"""Asking in threads: each line of the log still belongs to the run it was asked for."""

import json
import logging
import threading
from collections.abc import Iterator

import pytest

from config.logs import JsonLine
from sync import engine, queue, registry
from sync.models import Connection, Run
from tests.builders.connections import connect
from tests.builders.people import make_athlete
from tests.fakes.provider import FakeProvider

log = logging.getLogger("pulsar")


class Talkative(FakeProvider):
    """Keeps the tokens of several athletes good, and writes a line to the log for each that asks."""

    def issue(self, now):
        good = self.good_access
        grant = super().issue(now)
        self.good_access = good | {grant.access_token}
        return grant

    def observations(self, credentials, *, access_token, feed, window):
        thread = threading.current_thread().name.partition("_")[0]
        log.warning("%s of %s in %s", feed.key, access_token, thread)
        return super().observations(credentials, access_token=access_token, feed=feed, window=window)


class Lines(logging.Handler):
    """Writes as production does, in the thread that says something."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLine())
        self.written: list[tuple[object, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = json.loads(self.format(record))
        self.written.append((line["message"], line.get("run")))


@pytest.fixture
def provider() -> Iterator[Talkative]:
    talkative = Talkative()
    registry.register(talkative)
    yield talkative
    registry.unregister(talkative.key)


@pytest.fixture
def lines() -> Iterator[Lines]:
    lines = Lines()
    log.addHandler(lines)
    yield lines
    log.removeHandler(lines)


def test_what_threads_say_names_the_run_they_ask_for(application, provider, now, lines: Lines):
    connections = [connect(provider, make_athlete(), now) for _number in range(3)]
    runs = [queue.request_sync(one, trigger=Run.Trigger.PERSON, now=now) for one in connections]

    engine.perform_runs([run.pk for run in runs], now)

    said = {
        (f"{feed.key} of access-{number} in asking", run.pk)
        for number, run in enumerate(runs, start=1)
        for feed in provider.feeds
    }
    assert said <= set(lines.written)
    assert {run for _message, run in lines.written} == {run.pk for run in runs}


def test_a_single_window_asked_for_without_a_thread_names_its_run_too(application, provider, now, lines: Lines):
    connection = connect(provider, make_athlete(), now)
    Connection.objects.update(scopes=["move"])
    run = queue.request_sync(connection, trigger=Run.Trigger.PERSON, now=now)

    engine.perform_runs([run.pk], now)

    assert (f"steps of access-1 in {threading.current_thread().name}", run.pk) in lines.written
