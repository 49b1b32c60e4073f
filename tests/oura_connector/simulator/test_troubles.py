"""Troubles for a while, by the clock, for one layer, on the token route; revisions in series, deletions taken back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import requests

from oura_connector.simulator.troubles import ScriptedAnswer

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-20"}
CREDENTIALS = {"client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
SLEEP = "/v2/usercollection/sleep"


@pytest.fixture
def refresh(simulator):
    def refresh(token):
        form = {"grant_type": "refresh_token", "refresh_token": token, **CREDENTIALS}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = "&".join(f"{name}={value}" for name, value in form.items()).encode()
        return simulator.answer("POST", "/oauth/v2/ext/oauth-token", "", headers, body)

    return refresh


@pytest.mark.parametrize(("tier", "retry_after"), [("application", "17"), ("token", None)])
def test_a_storm_of_so_many_requests_passes(read, order, ada_token, tier, retry_after):
    order("storm", requests=3, tier=tier, retry_after_s=int(retry_after) if retry_after else None)
    answers = [read("sleep", ada_token) for _ in range(5)]
    assert [answer.status for answer in answers] == [429, 429, 429, 200, 200]
    assert answers[0].headers.get("Retry-After") == retry_after
    assert answers[0].headers["X-RateLimit-Tier"] == tier
    assert "X-RateLimit-Tier" not in answers[3].headers


def test_a_storm_of_so_many_seconds_passes(simulator, read, order, ada_token):
    order("storm", seconds=60)
    for after_s, status in ((0, 429), (59, 429), (60, 200)):
        simulator.clock.set(datetime(2026, 11, 20, 15, tzinfo=UTC) + timedelta(seconds=after_s), frozen=True)
        assert read("sleep", ada_token).status == status


def test_a_storm_on_one_athletes_token_spares_the_others(simulator, read, order, ada, ada_token):
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    order("storm", seconds=60, tier="token", athlete=ada.email)
    assert (read("sleep", ada_token).status, read("sleep", bo_token).status) == (429, 200)


@pytest.mark.parametrize(("tier", "bo_status"), [("token", 200), ("application", 429)])
def test_limits_count_by_token_or_over_the_application(simulator, read, order, ada_token, tier, bo_status):
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    order("rate-limit", tier=tier, limit=2, window_seconds=60)
    assert [read("personal_info", ada_token).status for _ in range(3)] == [200, 200, 429]
    assert read("personal_info", bo_token).status == bo_status
    order("rate-limit", tier=tier, limit=None)
    assert read("personal_info", ada_token).status == 200


def test_the_window_rolls(simulator, read, order, ada_token):
    order("rate-limit", tier="token", limit=2, window_seconds=60)
    statuses = []
    for _ in range(8):
        statuses.append(read("personal_info", ada_token).status)
        simulator.clock.advance(timedelta(seconds=20))
    assert statuses == [200, 200, 429, 200, 200, 429, 200, 200]


def test_of_two_limits_the_one_that_is_met_is_named(read, order, ada_token):
    order("rate-limit", tier="token", limit=5, window_seconds=60)
    order("rate-limit", tier="application", limit=1, window_seconds=90)
    assert read("personal_info", ada_token).status == 200
    refused = read("personal_info", ada_token)
    assert refused.headers["X-RateLimit-Tier"] == "application"
    assert (refused.headers["X-RateLimit-Limit"], refused.headers["X-RateLimit-Window"]) == ("1", "90")


@pytest.mark.parametrize(
    ("hour", "status"), [("22:59", 200), ("23:00", 503), ("00:30", 503), ("02:59", 503), ("03:00", 200)]
)
def test_an_outage_by_the_clock_returns_every_night(simulator, order, read, ada, hour, status):
    order("outage", **{"from": "23:00", "to": "03:00"})
    for day in (21, 22, 25):
        simulator.clock.set(datetime.fromisoformat(f"2026-11-{day}T{hour}:00+00:00"), frozen=True)
        assert read("personal_info", simulator.connect(ada)["access_token"]).status == status


def test_an_outage_by_the_clock_of_a_zone_and_within_one_day(simulator, order, read, ada_token):
    order("outage", **{"from": "10:00", "to": "12:00", "zone": "America/New_York", "status": 500})
    assert read("sleep", ada_token).status == 500
    simulator.clock.advance(timedelta(hours=2))
    assert read("sleep", ada_token).status == 200


@pytest.mark.parametrize("kind", [None, "cut"])
def test_an_outage_for_a_while_takes_tokens_and_pages_along(simulator, session, order, ada_token, kind):
    order("outage", seconds=600, **({"kind": kind} if kind else {}))
    urls = [SLEEP, "/oauth/authorize", "/oauth/token"]

    def answers(url):
        try:
            return session.request("POST" if "token" in url else "GET", "http://oura.test" + url).status_code
        except requests.ConnectionError:
            return "cut"

    assert [answers(url) for url in urls] == [kind or 503] * 3
    simulator.clock.advance(timedelta(seconds=600))
    assert [answers(url) for url in urls] == [401, 400, 400]


def test_an_answer_can_fail_from_one_moment_to_another_and_always(simulator, order, read, ada_token):
    order("answer", since="2026-11-20T16:00:00+00:00", until="2026-11-20T17:00:00+00:00", status=502)
    statuses = []
    for _ in range(3):
        statuses.append(read("sleep", ada_token).status)
        simulator.clock.advance(timedelta(hours=1))
    assert statuses == [200, 502, 200]
    order("answer", always=True, status=500)
    assert {read("sleep", ada_token).status for _ in range(20)} == {500}
    order("reset", what="faults")
    assert read("sleep", ada_token).status == 200


def test_a_failure_before_the_exchange_leaves_the_refresh_token_unspent(simulator, order, refresh, ada):
    pair = simulator.connect(ada)
    order("answer", remaining=1, status=503, path="token")
    assert [refresh(pair["refresh_token"]).status for _ in range(2)] == [503, 200]


@pytest.mark.parametrize("kind", ["cut", "hang"])
def test_an_answer_lost_after_the_exchange_has_spent_it(simulator, order, refresh, ada, kind):
    pair = simulator.connect(ada)
    order("answer", remaining=1, kind=kind, path="token", seconds=20)
    lost = refresh(pair["refresh_token"])
    assert lost.cut
    assert lost.wait_seconds == (20 if kind == "hang" else 0)
    assert refresh(pair["refresh_token"]).status == 400


def test_a_code_too_is_spent_by_an_answer_lost(simulator, session, order, ada):
    order("answer", remaining=1, kind="cut", path="token")
    grants = len(simulator.ledger.grants)
    form = {"grant_type": "refresh_token", "refresh_token": simulator.connect(ada)["refresh_token"], **CREDENTIALS}
    with pytest.raises(requests.ConnectionError):
        session.post("http://oura.test/oauth/v2/ext/oauth-token", data=form)
    assert len(simulator.ledger.grants) == grants + 1


@pytest.mark.parametrize(("kind", "is_same"), [("endless", True), ("endless_new", False)])
def test_pages_without_end_repeat_themselves(order, read, ada_token, kind, is_same):
    order("answer", always=True, kind=kind, path="/sleep")
    first = read("sleep", ada_token, **WEEK).json()
    pages = [first]
    for count in range(6):
        again = WEEK if count % 2 else {}
        pages.append(read("sleep", ada_token, **again, next_token=pages[-1]["next_token"]).json())
    assert all(page["data"] == first["data"] != [] for page in pages)
    tokens = {page["next_token"] for page in pages}
    assert len(tokens) == (1 if is_same else len(pages))


def test_latency_is_spread_as_told_and_the_same_every_time(read, order, ada_token):
    drawn = []
    for _ in range(2):
        order("latency", spread=[[50, 0.1], [95, 1], [100, 3]], path="/sleep")
        drawn.append([read("sleep", ada_token).wait_seconds for _ in range(400)])
    assert drawn[0] == drawn[1]
    ordered = sorted(drawn[0])
    assert ordered[200] == pytest.approx(0.1, abs=0.03)
    assert ordered[380] == pytest.approx(1, abs=0.5)
    assert 1 < ordered[-1] <= 3
    assert read("daily_activity", ada_token).wait_seconds == 0
    order("latency", seconds=0)
    assert read("sleep", ada_token).wait_seconds == 0


def test_a_document_is_revised_again_and_again(simulator, read, order, ada, ada_token):
    steps = [{"score": 40 + step} for step in range(20)]
    one = {"athlete": ada.email, "collection": "daily_sleep", "day": "2026-11-18"}
    order("revise", **one, series=steps, every_seconds=60)
    scores = []
    for _ in range(22):
        (document,) = read("daily_sleep", ada_token, start_date="2026-11-18", end_date="2026-11-18").json()["data"]
        scores.append(document["score"])
        simulator.clock.advance(timedelta(seconds=60))
    assert scores == [*range(40, 60), 59, 59]


def test_a_series_without_steps_in_time_shows_its_last_values_at_once(read, order, ada, ada_token):
    one = {"athlete": ada.email, "collection": "daily_sleep", "day": "2026-11-18"}
    order("revise", **one, series=[{"score": 1}, {"contributors.timing": 2}])
    (document,) = read("daily_sleep", ada_token, start_date="2026-11-18", end_date="2026-11-18").json()["data"]
    assert (document["score"], document["contributors"]["timing"]) == (1, 2)


def test_a_deleted_document_can_come_back_as_it_was(read, order, ada, ada_token):
    span = {"start_date": "2026-11-18", "end_date": "2026-11-18"}
    before = read("daily_sleep", ada_token, **span).json()["data"]
    one = {"athlete": ada.email, "collection": "daily_sleep", "day": "2026-11-18"}
    order("delete", **one)
    assert read("daily_sleep", ada_token, **span).json()["data"] == []
    assert order("restore", **one)["restored"] is True
    assert read("daily_sleep", ada_token, **span).json()["data"] == before
    assert order("restore", **one)["restored"] is False


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("answer", {"status": 500}),
        ("answer", {"always": True, "tier": "club"}),
        ("answer", {"always": True, "kind": "hang", "seconds": 1000}),
        ("answer", {"always": True, "since": "2026-11-20T15:00:00"}),
        ("answer", {"daily": "at night"}),
        ("answer", {"daily": "23:00-99:00"}),
        ("answer", {"daily": "23:00-03:00", "zone": "Nowhere/Land"}),
        ("answer", {"daily": "23:00-03:00", "zone": "../etc"}),
        ("storm", {}),
        ("storm", {"requests": 1, "seconds": 1}),
        ("outage", {"from": "23:00"}),
        ("outage", {}),
        ("latency", {}),
        ("latency", {"spread": [[50, 1]]}),
        ("latency", {"spread": [[50, 1], [20, 3], [100, 4]]}),
        ("latency", {"seconds": -1}),
        ("rate-limit", {"limit": 3, "window_seconds": 60, "tier": "club"}),
        ("rate-limit", {"limit": 3, "window_seconds": 0}),
        ("revise", {"athlete": "ada.examplova@ring.example", "collection": "sleep", "day": "2026-11-18", "series": []}),
    ],
)
def test_a_mistaken_order_is_explained_and_changes_nothing(simulator, name, values):
    before = simulator.faults.dump()
    headers = {"Content-Type": "application/json"}
    answer = simulator.answer("POST", f"/control/{name}", "", headers, json.dumps(values).encode())
    assert answer.status == 400
    assert answer.json()["detail"]
    assert simulator.faults.dump() == before


def test_hours_across_midnight_and_within_a_day():
    night, noon = ScriptedAnswer(daily="23:00-03:00"), ScriptedAnswer(daily="11:00-13:00")
    for hour in range(24):
        moment = datetime(2026, 11, 20, hour, 30, tzinfo=UTC)
        assert night.lasts_at(moment) == (hour in (23, 0, 1, 2))
        assert noon.lasts_at(moment) == (hour in (11, 12))
