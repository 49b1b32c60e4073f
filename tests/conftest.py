"""The start of every test run: a PostgreSQL of its own when DATABASE_URL names none, and a Chromium if there is one."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import hypothesis
import psutil
import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from config.embedded_postgres import EmbeddedPostgres, home_of
from tests.migrated import await_migrated, begin_migrating
from tests.pristine import Pristine

# How quick a machine is says nothing about the code: no example is refused for having taken long.
hypothesis.settings.register_profile("ringside", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("ringside")

# The shell comes first: the same engine without windows of its own to paint takes half the time of the whole browser.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# What a browser asks for at once waits to be taken up; beyond ten, as Django has it, it would be lost and asked again.
ThreadedWSGIServer.request_queue_size = 128

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# Walks and faults are few and long. They come first, so that no process still walks when the others have nothing left.
LONG = {"journeys", "faults"}


def find_chromium() -> str | None:
    """The browser the journeys drive: CHROMIUM, else the first that is installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")  # xdist: the process that starts the workers owns the server
    if is_worker or config.option.collectonly:
        return
    remove_abandoned_runs(settings.VAR_DIR.parent)
    config.add_cleanup(lambda: shutil.rmtree(settings.VAR_DIR, ignore_errors=True))
    if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        server = EmbeddedPostgres(home_of(settings.VAR_DIR), is_swift=True)
        server.start()
        config.add_cleanup(server.erase)
        config.add_cleanup(server.stop)
        if config.getoption("numprocesses", 0):
            config.add_cleanup(begin_migrating(settings.BASE_DIR, settings.VAR_DIR))


def remove_abandoned_runs(var_dir: Path) -> None:
    """What runs that were killed left behind; a run's folder carries the number of its process."""
    for run in var_dir.glob("test-*"):
        number = run.name.removeprefix("test-")
        if number.isdigit() and not psutil.pid_exists(int(number)):
            EmbeddedPostgres(home_of(run)).erase()
            shutil.rmtree(run, ignore_errors=True)


def pytest_collection(session: pytest.Session) -> None:
    """Of all tests each worker begins to read at a place of its own, and finds ready what another has read before it.

    In step each of them would do for itself what costs most of it: rewriting assertions so that they can explain.
    """
    worker = getattr(session.config, "workerinput", None)
    home = Path(__file__).parent
    if worker is None or [session.config.rootpath / one for one in session.config.args] != [home]:
        return
    files = sorted(home.rglob("test_*.py"))
    first = len(files) * int(worker["workerid"].removeprefix("gw")) // int(worker["workercount"])
    for file in files[first:] + files[:first]:
        import_module(".".join(file.relative_to(home.parent).with_suffix("").parts))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: LONG.isdisjoint(item.path.parts))
    if find_chromium() is None:
        missing = pytest.mark.skip(
            reason="no Chromium here: install Debian's chromium-headless-shell, or name one in CHROMIUM"
        )
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(missing)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """The language a page was answered in does not stay for the next test of the same process."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def unknown_athletes() -> None:
    """What boards know of athletes goes with the database of a test, where the next may have the same numbers."""
    from dashboards.board.everybody import remembered

    remembered.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    if migrated := await_migrated(settings.VAR_DIR):
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After a test that commits the database is again as the migrations made it."""
    pristine = Pristine()
    with django_db_blocker.unblock():
        pristine.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: pristine.restore())
        yield
    # Connections are kept by thread and context, and Django closes one of them: any other would keep the database.
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(END_OTHERS)
        connection.close()


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    assert path is not None, "only tests marked `browser` may ask for a browser"
    return path
