"""A real Chromium, the site and the pretend Oura, each on a port of its own.

The site runs at `localhost` and the pretend Oura at `127.0.0.1`: to a browser two different sites, as in life, so
that cookies and the content security policy are put to the test.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.server import SimulatorServer, serve
from tests.journeys.club import Club, finish_set_up, make_club
from tests.journeys.pretend_oura import PretendOura
from tests.journeys.troubles import Troubles
from tests.journeys.underway import Underway

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
FLAGS = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking"]
FLAGS += ["disable-component-update", "disable-sync"]
PATIENCE_MS = 20_000  # four browsers may share two processors
DAYS_FILLED = 14

NewPage = Callable[..., Page]


@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """One browser for all walks; each page has a context of its own and with it cookies of its own.

    Playwright keeps an event loop in this thread, which Django takes for asynchronous code: hence the variable, for as
    long as the browser lives.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=chromium_path, args=[f"--{flag}" for flag in FLAGS])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def served_oura() -> Iterator[SimulatorServer]:
    """Shared, because its world remembers the documents it has written once."""
    with serve(Simulator()) as server:
        yield server


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of Ringside. Limits on log-ins begin anew, for all walks come from one address.

    The database is emptied once nothing is being answered any more.
    """
    cache.clear()
    settings.SITE_URL = live_server.url
    settings.SYNC_FIRST_FILL_DAYS = DAYS_FILLED
    underway = Underway(monkeypatch)
    yield live_server.url
    underway.await_none()


@pytest.fixture
def oura(site: str, served_oura: SimulatorServer, settings: Settings) -> PretendOura:
    pretend = PretendOura(served_oura.simulator, served_oura.url)
    settings.SIMULATOR_URL = pretend.url
    pretend.begin_anew(f"{site}/connect/oura/callback", timezone.now())
    return pretend


@pytest.fixture
def troubles() -> Troubles:
    """What the browsers of this test complained about. A test that breaks something on purpose takes that out."""
    return Troubles()


@pytest.fixture
def new_page(chromium: Browser, site: str, troubles: Troubles) -> Iterator[NewPage]:
    """`new_page(PHONE)` is a page in a browser of its own. The test fails on whatever a browser complained about."""
    contexts = []

    def open_page(size: dict[str, Any], **options: Any) -> Page:
        context = chromium.new_context(base_url=site, locale="en-GB", **size, **options)
        context.set_default_timeout(PATIENCE_MS)
        troubles.listen_to(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert troubles.heard == []


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    return new_page(PHONE)


@pytest.fixture
def desktop(new_page: NewPage) -> Page:
    return new_page(DESKTOP)


@pytest.fixture
def club(site: str) -> Club:
    return make_club()


@pytest.fixture
def ready_club(club: Club, oura: PretendOura) -> Club:
    """The club with the connector set up and switched on."""
    finish_set_up()
    return club
