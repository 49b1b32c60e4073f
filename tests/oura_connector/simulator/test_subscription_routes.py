"""Subscriptions as an application sees them: made, listed, pointed elsewhere, renewed, removed, expired, refused."""

import json
from datetime import datetime, timedelta

import pytest

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.ledger import Application
from oura_connector.simulator.subscriptions import DATA_TYPES, EVENT_TYPES
from tests.oura_connector.simulator import schemas
from tests.oura_connector.simulator.receiving import TOKEN

ROUTE = "/v2/webhook/subscription"
UNKNOWN = "/5d3fe17b-f880-4d93-b9b6-afbfb76c1e78"


@pytest.fixture
def wanted(receiver):
    return {
        "callback_url": receiver.url, "verification_token": TOKEN, "event_type": "update", "data_type": "sleep",
    }  # fmt: skip


def test_a_subscription_is_made_shown_and_listed(simulator, manage, wanted):
    answer = manage("POST", "", wanted)
    assert answer.status == 201
    made = answer.json()
    assert schemas.complain(made, "webhook_subscription") == []
    assert schemas.complain_of_route(made, ROUTE, 201, "post") == []
    assert {name: made[name] for name in ("callback_url", "event_type", "data_type")} == {
        name: wanted[name] for name in ("callback_url", "event_type", "data_type")
    }
    assert datetime.fromisoformat(made["expiration_time"]) == simulator.clock.now() + timedelta(days=90)
    assert manage("GET", f"/{made['id']}").json() == made
    assert manage("GET").json() == [made]
    assert schemas.complain_of_route([made], ROUTE, 200) == []
    assert TOKEN not in manage("GET").body.decode()


def test_every_data_type_can_be_had_with_every_event(subscribe, manage):
    for data_type in DATA_TYPES:
        for event_type in EVENT_TYPES:
            assert schemas.complain(subscribe(data_type, event_type), "webhook_subscription") == []
    assert len(manage("GET").json()) == 51


@pytest.mark.skipif(schemas.oura_file() is None, reason="OURA_OPENAPI is not set")
def test_the_words_are_those_of_ouras_file():
    described = schemas.read_oura(schemas.oura_file())["components"]["schemas"]
    assert set(DATA_TYPES) == set(described["ExtApiV2DataType"]["enum"])
    assert set(EVENT_TYPES) == set(described["WebhookOperation"]["enum"])


def test_one_that_is_deleted_is_gone(subscribe, manage):
    made = subscribe("sleep")
    answer = manage("DELETE", f"/{made['id']}")
    assert (answer.status, answer.body) == (204, b"")
    assert manage("GET").json() == []
    assert manage("GET", f"/{made['id']}").status == 403


@pytest.mark.parametrize(("method", "place"), [("GET", UNKNOWN), ("DELETE", UNKNOWN), ("PUT", f"/renew{UNKNOWN}")])
def test_an_unknown_id_is_forbidden_as_oura_says_it(manage, method, place):
    answer = manage(method, place)
    assert (answer.status, answer.json()) == (403, {"detail": "Webhook with specified id does not exist."})


def test_an_unknown_id_cannot_be_changed(manage, wanted):
    assert manage("PUT", UNKNOWN, wanted).status == 403


def test_one_is_pointed_elsewhere_and_keeps_what_is_not_named(subscribe, manage, receiver):
    made = subscribe("sleep")
    body = {"verification_token": TOKEN, "callback_url": receiver.url + "/new", "event_type": None}
    answer = manage("PUT", f"/{made['id']}", body)
    assert answer.status == 200
    assert answer.json() == made | {"callback_url": receiver.url + "/new"}
    assert schemas.complain_of_route(answer.json(), f"{ROUTE}/{{id}}", 200, "put") == []
    assert manage("GET").json() == [answer.json()]


def test_renewal_gives_ninety_days_from_now(simulator, subscribe, manage):
    made = subscribe("sleep")
    simulator.clock.advance(timedelta(days=40))
    answer = manage("PUT", f"/renew/{made['id']}")
    assert answer.status == 200
    assert schemas.complain_of_route(answer.json(), f"{ROUTE}/renew/{{id}}", 200, "put") == []
    assert datetime.fromisoformat(answer.json()["expiration_time"]) == simulator.clock.now() + timedelta(days=90)


@pytest.mark.parametrize("listed", [False, True])
def test_an_expired_one_is_gone_or_can_be_renewed(simulator, subscribe, manage, listed):
    simulator.choices.change({"expired_subscriptions_listed": listed})
    made = subscribe("sleep")
    simulator.clock.advance(timedelta(days=90))
    assert len(manage("GET").json()) == (1 if listed else 0)
    assert manage("PUT", f"/renew/{made['id']}").status == (200 if listed else 403)
    assert subscribe("daily_sleep")["id"] != made["id"]


@pytest.mark.parametrize("headers", [{"x-client-secret": "wrong"}, {"x-client-id": "unknown"}, {"x-client-id": ""}])
@pytest.mark.parametrize("status", [401, 403])
def test_nobody_comes_in_without_id_and_secret(simulator, manage, headers, status):
    simulator.choices.change({"webhook_secret_status": status})
    assert manage("GET", **headers).status == status
    assert manage("POST", "", {}, **headers).status == status
    assert simulator.answer("GET", ROUTE).status == status


def test_applications_do_not_see_each_other(receiver, wanted):
    simulator = Simulator(applications=[Application(name, f"{name}-secret", ()) for name in ("one", "two")])

    def manage(name, method, place="", body=None):
        headers = {"x-client-id": name, "x-client-secret": f"{name}-secret", "Content-Type": "application/json"}
        return simulator.answer(method, ROUTE + place, "", headers, json.dumps(body).encode() if body else b"")

    made = manage("one", "POST", "", wanted).json()
    assert manage("two", "GET").json() == []
    assert manage("two", "DELETE", f"/{made['id']}").status == 403
    assert manage("two", "POST", "", wanted).status == 201
    assert manage("one", "GET").json() == [made]


@pytest.mark.parametrize(("method", "place"), [("PATCH", ""), ("DELETE", ""), ("POST", "/x"), ("GET", "/renew/x")])
def test_other_methods_are_refused(manage, method, place):
    answer = manage(method, place)
    assert answer.status == 405
    assert answer.headers["Allow"]


@pytest.mark.parametrize("place", ["/", "s", "/a/b", "/renew/a/b"])
def test_other_places_are_not_found(manage, place):
    assert manage("GET", place).status == 404


@pytest.mark.parametrize(
    ("change", "kind", "place"),
    [
        ({"event_type": "sometimes"}, "enum", ["body", "event_type"]),
        ({"data_type": "heartrate"}, "enum", ["body", "data_type"]),
        ({"callback_url": 5}, "string_type", ["body", "callback_url"]),
        ({"verification_token": None}, "string_type", ["body", "verification_token"]),
    ],
)
def test_a_wrong_member_is_named(manage, wanted, change, kind, place):
    answer = manage("POST", "", wanted | change)
    assert answer.status == 422
    assert [(item["type"], item["loc"]) for item in answer.json()["detail"]] == [(kind, place)]
    assert schemas.complain_of_route(answer.json(), ROUTE, 422, "post") == []


def test_everything_missing_is_named_at_once(manage):
    answer = manage("POST", "", {})
    assert [item["loc"][1] for item in answer.json()["detail"]] == [
        "callback_url", "verification_token", "event_type", "data_type",
    ]  # fmt: skip
    assert {item["type"] for item in answer.json()["detail"]} == {"missing"}


def test_a_change_needs_its_token_only(subscribe, manage):
    made = subscribe("sleep")
    answer = manage("PUT", f"/{made['id']}", {})
    assert [item["loc"] for item in answer.json()["detail"]] == [["body", "verification_token"]]
    assert manage("PUT", f"/{made['id']}", {"verification_token": TOKEN}).json() == made


@pytest.mark.parametrize(
    ("body", "kind"), [(b"", "missing"), (b"{nonsense", "json_invalid"), (b"[]", "model_attributes_type")]
)
def test_a_body_that_is_no_object_is_refused(manage, body, kind):
    answer = manage("POST", "", body)
    assert (answer.status, answer.json()["detail"][0]["type"]) == (422, kind)
    assert schemas.complain_of_route(answer.json(), ROUTE, 422, "post") == []


def test_json_under_another_name_is_only_text(manage, wanted):
    answer = manage("POST", "", wanted, **{"Content-Type": "text/plain"})
    assert answer.json()["detail"][0]["type"] == "model_attributes_type"


@pytest.mark.parametrize(("rule", "second_status", "rows"), [("refused", 409, 1), ("added", 201, 2)])
def test_the_same_pair_twice(simulator, manage, wanted, rule, second_status, rows):
    simulator.choices.change({"repeated_subscription": rule})
    assert manage("POST", "", wanted).status == 201
    assert manage("POST", "", wanted).status == second_status
    assert len(manage("GET").json()) == rows


@pytest.mark.parametrize(("rule", "status"), [("refused", 422), ("added", 200)])
def test_a_change_that_makes_two_alike(simulator, subscribe, manage, rule, status):
    simulator.choices.change({"repeated_subscription": rule, "repeated_subscription_status": 422})
    subscribe("sleep")
    other = subscribe("daily_sleep")
    body = {"verification_token": TOKEN, "data_type": "sleep"}
    assert manage("PUT", f"/{other['id']}", body).status == status


@pytest.mark.parametrize("has_offset", [True, False])
def test_the_expiry_has_an_offset_or_not(simulator, subscribe, has_offset):
    simulator.choices.change({"expiration_offset": has_offset, "subscription_days": 7})
    expires_at = datetime.fromisoformat(subscribe("sleep")["expiration_time"])
    assert (expires_at.tzinfo is not None) == has_offset
    expected = simulator.clock.now() + timedelta(days=7)
    assert expires_at.replace(tzinfo=None) == expected.replace(tzinfo=None)


def test_subscriptions_survive_a_restart_and_a_reset_ends_them(tmp_path, receiver, wanted):
    path = tmp_path / "state.json"
    headers = {
        "x-client-id": "ringside-demo", "x-client-secret": "ringside-demo-secret", "Content-Type": "application/json",
    }  # fmt: skip
    made = Simulator(state_path=path).answer("POST", ROUTE, "", headers, json.dumps(wanted).encode()).json()
    second = Simulator(state_path=path)
    assert second.answer("GET", ROUTE, "", headers).json() == [made]
    second.answer("POST", "/control/reset", "", headers, b"{}")
    assert Simulator(state_path=path).answer("GET", ROUTE, "", headers).json() == []


def test_ordered_answers_and_counts_are_for_these_routes_too(simulator, manage, order):
    order("answer", remaining=1, status=429, path="/webhook/")
    assert manage("GET").status == 429
    assert manage("GET").status == 200
    manage("GET", UNKNOWN)
    manage("PUT", f"/renew{UNKNOWN}")
    assert simulator.requests_seen.counts == {
        "GET /v2/webhook/subscription": 2,
        "GET /v2/webhook/subscription/{id}": 1,
        "PUT /v2/webhook/subscription/renew/{id}": 1,
    }
