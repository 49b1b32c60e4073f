import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import requests

from oura_connector.simulator.adapter import SimulatorAdapter
from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.clock import Clock
from tests.oura_connector.simulator import receiving, schemas

FRIDAY_AFTERNOON = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def simulator():
    """The default world on a Friday afternoon that does not move unless told."""
    clock = Clock(lambda: FRIDAY_AFTERNOON)
    return Simulator(clock=clock)


@pytest.fixture
def ada(simulator):
    return simulator.world.athletes[0]


@pytest.fixture
def session(simulator):
    with requests.Session() as session:
        session.mount("http://oura.test", SimulatorAdapter(simulator, sleep=lambda seconds: None))
        yield session


@pytest.fixture
def read_unchecked(simulator):
    """`read_unchecked(path, token, **query)` gives the answer of a data route, whatever a test has made of it."""

    def read(path, token, **query):
        headers = {"Authorization": f"Bearer {token}"}
        return simulator.answer("GET", f"/v2/usercollection/{path}", urlencode(query), headers)

    return read


@pytest.fixture
def read(read_unchecked):
    """The same, and no answer passes that does not fit the schemas; only what `fields` has narrowed is not compared."""

    def read(path, token, **query):
        answer = read_unchecked(path, token, **query)
        if "fields" not in query and "json" in answer.headers["Content-Type"]:
            assert schemas.complain_of_answer(path, answer.status, answer.json()) == []
        return answer

    return read


@pytest.fixture
def order(simulator):
    """`order("revise", …)` gives an order to the control routes and returns what was done."""

    def order(name, **values):
        headers = {"Content-Type": "application/json"}
        answer = simulator.answer("POST", f"/control/{name}", "", headers, json.dumps(values).encode())
        assert answer.status == 200, answer.body
        return answer.json()["done"]

    return order


@pytest.fixture
def ada_token(simulator, ada):
    return simulator.connect(ada)["access_token"]


@pytest.fixture
def receiver():
    with receiving.receiving() as receiver:
        yield receiver


@pytest.fixture
def manage(simulator):
    """`manage("POST", "", {…})` asks a subscription route as the simulator's own application."""

    def manage(method, place="", body=None, **headers):
        own = {"x-client-id": "ringside-demo", "x-client-secret": receiving.SECRET, "Content-Type": "application/json"}
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return simulator.answer(method, f"/v2/webhook/subscription{place}", "", own | headers, raw)

    return manage


@pytest.fixture
def subscribe(manage, receiver):
    """`subscribe("sleep", "update")` makes a subscription that sends to the receiver; gives it as Oura describes it."""

    def subscribe(data_type, event_type="update", url=None):
        wanted = {"callback_url": url or receiver.url, "verification_token": receiving.TOKEN}
        answer = manage("POST", "", wanted | {"event_type": event_type, "data_type": data_type})
        assert answer.status == 201, answer.body
        return answer.json()

    return subscribe


@pytest.fixture
def pass_time(simulator):
    """`pass_time(hours=1)` moves the clock, and lets the simulator do what has fallen due."""

    def pass_time(**step):
        simulator.clock.advance(timedelta(**step))
        simulator.webhooks.work()

    return pass_time
