"""What survives a restart, and what is refused as state."""

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.clock import Clock
from oura_connector.simulator.statefile import UnreadableState

MOMENT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "simulator.json"


def start(path, seed="ringside"):
    return Simulator(seed, clock=Clock(lambda: MOMENT), state_path=path)


def order(simulator, name, **values):
    body, headers = json.dumps(values).encode(), {"Content-Type": "application/json"}
    assert simulator.answer("POST", f"/control/{name}", "", headers, body).status == 200


def test_connections_faults_choices_and_clock_survive_a_restart(path):
    first = start(path)
    ada = first.world.athletes[0]
    pair = first.connect(ada)
    values = {"score": 12}
    order(first, "revise", athlete=ada.email, collection="daily_sleep", day="2026-11-18", values=values)
    order(first, "delay", athlete=ada.email, days=2)
    order(first, "answer", remaining=2, status=500, path="sleep")
    order(first, "choices", page_size=4)
    order(first, "rate-limit", limit=9, window_seconds=9)
    order(first, "rate-limit", limit=3, window_seconds=9, tier="token")
    order(first, "latency", spread=[[100, 0.5]], path="sleep")
    order(first, "outage", **{"from": "23:00", "to": "03:00"})
    one = {"athlete": ada.email, "collection": "sleep", "day": "2026-11-17"}
    order(first, "revise", **one, series=[{"type": None}, {"type": "rest"}], every_seconds=5)
    order(first, "clock", advance_seconds=60)

    second = start(path)
    assert second.clock.now() == MOMENT + timedelta(minutes=1)
    assert second.choices.page_size == 4
    assert second.faults.dump() == first.faults.dump()
    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert second.answer("GET", "/v2/usercollection/personal_info", "", headers).json()["email"] == ada.email
    assert pair["refresh_token"] in second.ledger.refreshes


def test_a_state_from_before_some_fault_or_choice_existed_is_still_good(path):
    first = start(path)
    pair = first.connect(first.world.athletes[0])
    first.save()
    saved = json.loads(path.read_text())
    for name in ("series", "latency"):
        del saved["faults"][name]
    del saved["choices"]["end_date_rule"], saved["webhooks"]
    path.write_text(json.dumps(saved))
    second = start(path)
    assert second.faults.dump() == first.faults.dump()
    assert second.choices == first.choices
    assert pair["refresh_token"] in second.ledger.refreshes


def test_a_spent_refresh_token_stays_spent(path):
    first = start(path)
    pair = first.connect(first.world.athletes[0])
    body = (
        f"grant_type=refresh_token&refresh_token={pair['refresh_token']}"
        "&client_id=ringside-demo&client_secret=ringside-demo-secret"
    ).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert first.answer("POST", "/oauth/v2/ext/oauth-token", "", headers, body).status == 200
    assert start(path).answer("POST", "/oauth/v2/ext/oauth-token", "", headers, body).status == 400


def test_the_file_is_for_its_owner_only_and_leaves_no_scraps(path):
    simulator = start(path)
    simulator.connect(simulator.world.athletes[0])
    simulator.save()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == [path.name]


def test_reading_writes_nothing(path):
    simulator = start(path)
    simulator.answer("GET", "/control/athletes")
    simulator.answer("GET", "/v2/usercollection/sleep")
    assert not path.exists()


@pytest.mark.parametrize(
    "text", ["", "not json", "[]", '{"kind": "other"}', '{"kind": "oura-simulator", "seed": "ringside"}']
)
def test_a_file_that_is_no_state_is_refused_and_left_alone(path, text):
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(UnreadableState, match="remove it"):
        start(path)
    assert path.read_text() == text


def test_the_state_of_another_world_is_refused(path):
    start(path).save()
    with pytest.raises(UnreadableState, match="--seed ringside"):
        start(path, seed="other")
