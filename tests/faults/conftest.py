"""Real servers and processes: PostgreSQL, the pretend Oura over HTTP, a nursery of workers. One of each a session."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from pytest_django import DjangoDbBlocker, Settings

from config.embedded_postgres import embedded_settings
from oura_connector.simulator.server import serve
from tests.faults.oura import HeldOura
from tests.faults.postgres import READY, RestartablePostgres
from tests.faults.site import Site, prepare_site
from tests.faults.workers import Nursery
from tests.migrated import await_migrated

RINGS = 9
FILL_DAYS = 18  # two chunks
# A Tuesday, noon in UTC.
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "faults" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def served_oura() -> Iterator[tuple[HeldOura, str]]:
    oura = HeldOura(RINGS)
    with serve(oura) as server:
        yield oura, server.url


@pytest.fixture(scope="session")
def postgres(served_oura: tuple[HeldOura, str], django_db_blocker: DjangoDbBlocker) -> Iterator[RestartablePostgres]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    postgres = RestartablePostgres(django_settings.VAR_DIR / f"faults-{worker}")

    def prepare() -> None:
        if migrated := await_migrated(django_settings.VAR_DIR):
            postgres.fill(READY, embedded_settings(django_settings.VAR_DIR) | {"NAME": migrated})
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        prepare_site(served_oura[1], NOW)

    try:
        # For no longer: other tests of the session have a pretend Oura of their own.
        with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(django_settings, "SIMULATOR_URL", served_oura[1])
            postgres.start(prepare)
        yield postgres
    finally:
        postgres.stop()


@pytest.fixture(scope="session")
def environment(postgres: RestartablePostgres, served_oura: tuple[HeldOura, str]) -> dict[str, str]:
    """What every process of these tests is given."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "DATABASE_URL": postgres.url(READY),
        "SIMULATOR_URL": served_oura[1],
        "SYNC_FIRST_FILL_DAYS": str(FILL_DAYS),
    }


@pytest.fixture(scope="session")
def nursery(postgres: RestartablePostgres, environment: dict[str, str]) -> Iterator[Nursery]:
    nursery = Nursery(environment, postgres.var_dir / "workers.log")
    yield nursery
    nursery.stop()


@pytest.fixture
def site(
    postgres: RestartablePostgres,
    nursery: Nursery,
    served_oura: tuple[HeldOura, str],
    settings: Settings,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Site]:
    """A set-up site nobody has connected to yet, in a database of its own."""
    oura, settings.SIMULATOR_URL = served_oura
    settings.SYNC_FIRST_FILL_DAYS = FILL_DAYS
    oura.reset()
    oura.requests_seen.clear()
    oura.clock.set(NOW, frozen=True)
    with django_db_blocker.unblock(), postgres.fresh_database() as database:
        yield Site(oura, postgres, database, nursery)
