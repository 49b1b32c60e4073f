"""Over a real line, with everything written down: no token anywhere."""

import logging
from datetime import UTC, date, datetime

import pytest

from oura_connector.provider import OuraProvider
from oura_connector.simulator.answers import DEFAULT_APPLICATION, Simulator
from oura_connector.simulator.athletes import ATHLETES
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.server import serve
from sync.provider import Credentials, Endpoints, Window

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def test_nothing_written_at_debug_holds_a_token_or_the_secret(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    simulator = Simulator("logs", clock=Clock(lambda: NOW))
    oura = OuraProvider()
    issued = simulator.connect(ATHLETES[0], family="legacy")
    with serve(simulator, port=0) as server:
        address = server.url
        endpoints = Endpoints(
            "x", "x", f"{address}/oauth/authorize", f"{address}/oauth/token", f"{address}/oauth/revoke", address
        )
        credentials = Credentials(DEFAULT_APPLICATION.client_id, DEFAULT_APPLICATION.client_secret, endpoints)
        grant = oura.refresh(credentials, refresh_token=issued["refresh_token"], now=NOW)
        window = Window(date(2026, 3, 1), date(2026, 3, 2))
        oura.observations(credentials, access_token=grant.access_token, feed=oura.feeds[3], window=window)
        oura.revoke(credentials, access_token=grant.access_token, refresh_token=grant.refresh_token)
    for secret in (
        issued["refresh_token"],
        grant.access_token,
        grant.refresh_token,
        DEFAULT_APPLICATION.client_secret,
    ):
        assert secret not in caplog.text
