"""What Oura asks of a callback before it believes in it, and what becomes of a subscription when that goes wrong."""

import json
import threading

import pytest

from oura_connector.simulator.answers import Simulator
from oura_connector.simulator.calling_out import is_on_this_machine
from tests.oura_connector.simulator.receiving import TOKEN


@pytest.fixture
def post(manage, receiver):
    def post(**changes):
        wanted = {
            "callback_url": receiver.url, "verification_token": TOKEN, "event_type": "update", "data_type": "sleep",
        }  # fmt: skip
        return manage("POST", "", wanted | changes)

    return post


def test_the_callback_is_asked_with_token_and_challenge_while_the_post_waits(receiver, post):
    assert post().status == 201
    (handshake,) = receiver.handshakes
    assert handshake["verification_token"] == TOKEN
    assert len(handshake["challenge"]) >= 16
    assert post(data_type="daily_sleep").status == 201
    assert receiver.handshakes[1]["challenge"] != handshake["challenge"]


def test_a_callback_with_a_query_of_its_own_keeps_it(receiver, post):
    assert post(callback_url=receiver.url + "?door=3").status == 201
    assert receiver.handshakes[0].keys() == {"door", "verification_token", "challenge"}


@pytest.mark.parametrize(
    "greeting",
    [
        (200, b'{"challenge": "another"}'),
        (200, b"{}"),
        (200, b"[]"),
        (200, b"a page"),
        (401, b"Invalid verification token"),
        (404, b""),
        (302, b""),
        (500, b""),
    ],
)
@pytest.mark.parametrize("status", [400, 422])
def test_a_wrong_answer_makes_no_subscription(simulator, receiver, post, manage, greeting, status):
    simulator.choices.change({"failed_handshake_status": status})
    receiver.greet = lambda query: greeting
    answer = post()
    assert answer.status == status
    assert "verification failed" in answer.json()["detail"]
    assert manage("GET").json() == []


def test_a_right_challenge_with_another_status_is_not_enough(receiver, post):
    receiver.greet = lambda query: (201, json.dumps({"challenge": query["challenge"]}).encode())
    assert post().status == 400


def test_a_wrong_token_is_refused_by_the_callback(post):
    assert post(verification_token="another").status == 400  # noqa: S106


def test_a_callback_that_takes_too_long_makes_no_subscription(simulator, receiver, post, manage):
    simulator.choices.change({"handshake_seconds": 1})
    receiver.hold()
    answer = post()
    assert answer.status == 400
    assert "in time" in answer.json()["detail"]
    assert manage("GET").json() == []


def test_a_callback_nobody_listens_at_makes_no_subscription(post):
    assert "cannot be reached" in post(callback_url="http://127.0.0.1:9/notices").json()["detail"]


def test_others_are_answered_while_a_callback_thinks(simulator, receiver, post):
    receiver.hold()
    answers = []
    thread = threading.Thread(target=lambda: answers.append(post()))
    thread.start()
    while not receiver.handshakes:
        assert simulator.answer("GET", "/control/state").status == 200
    assert simulator.answer("GET", "/control/state").status == 200
    assert answers == []
    receiver.holding.set()
    thread.join(20)
    assert [answer.status for answer in answers] == [201]


@pytest.mark.parametrize(("counts", "rows"), [(True, 1), (False, 0)])
def test_a_late_handshake_lets_the_post_die_at_the_gateway(simulator, receiver, post, manage, pass_time, counts, rows):
    simulator.choices.change({"handshake": "late", "late_handshake_counts": counts})
    answer = post()
    assert (answer.status, answer.wait_seconds) == (504, 60)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"Gateway Time-out" in answer.body
    assert receiver.handshakes == []
    pass_time(seconds=179)
    assert receiver.handshakes == []
    pass_time(seconds=1)
    assert len(receiver.handshakes) == 1
    assert len(manage("GET").json()) == rows
    pass_time(seconds=600)
    assert len(receiver.handshakes) == 1


def test_a_late_handshake_that_fails_makes_no_subscription(simulator, receiver, post, manage, pass_time):
    simulator.choices.change({"handshake": "late", "gateway_seconds": 0})
    receiver.greet = lambda query: (401, b"")
    assert post().wait_seconds == 0
    pass_time(minutes=5)
    assert len(receiver.handshakes) == 1
    assert manage("GET").json() == []


def test_a_broken_certificate_chain_is_an_error_of_ouras(simulator, receiver, post, manage):
    simulator.choices.change({"handshake": "tls_error"})
    answer = post()
    assert answer.status == 500
    assert "SSLError" in answer.json()["detail"]
    assert receiver.handshakes == []
    simulator.choices.change({"handshake": "prompt"})
    assert post().status == 201


@pytest.mark.parametrize(("verifies", "asked"), [(True, 2), (False, 1)])
def test_a_change_asks_the_callback_or_not(simulator, receiver, subscribe, manage, verifies, asked):
    simulator.choices.change({"update_verifies": verifies})
    made = subscribe("sleep")
    body = {"verification_token": TOKEN, "callback_url": receiver.url + "/new"}
    assert manage("PUT", f"/{made['id']}", body).status == 200
    assert len(receiver.handshakes) == asked
    receiver.greet = lambda query: (401, b"")
    body["callback_url"] = receiver.url + "/newer"
    assert manage("PUT", f"/{made['id']}", body).status == (400 if verifies else 200)
    assert manage("GET").json()[0]["callback_url"] == receiver.url + ("/new" if verifies else "/newer")


@pytest.mark.parametrize(("verifies", "asked"), [(True, 2), (False, 1)])
def test_renewal_asks_the_callback_or_not(simulator, receiver, subscribe, manage, verifies, asked):
    simulator.choices.change({"renewal_verifies": verifies})
    made = subscribe("sleep")
    assert manage("PUT", f"/renew/{made['id']}").status == 200
    assert len(receiver.handshakes) == asked
    receiver.greet = lambda query: (401, b"")
    assert manage("PUT", f"/renew/{made['id']}").status == (400 if verifies else 200)


@pytest.mark.parametrize("url", ["http://192.0.2.7/notices", "https://club.example/notices", "ftp://127.0.0.1/x"])
def test_other_machines_are_not_called(post, url):
    assert "own machine only" in post(callback_url=url).json()["detail"]


def test_other_machines_are_called_when_it_was_started_so(receiver):
    """An address kept for documentation: nobody answers there, but it is tried."""
    simulator = Simulator(calls_anywhere=True)
    simulator.choices.change({"handshake_seconds": 1})
    reply = simulator.webhooks.caller.call("GET", "http://no-such-name.invalid/", 1)
    assert reply.trouble == "unreachable"


@pytest.mark.parametrize(
    ("url", "is_here"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("https://localhost/x", True),
        ("http://ringside.localhost:8000/x", True),
        ("http://[::1]/x", True),
        ("http://127.0.0.1@192.0.2.7/", False),
        ("http://localhost.example/", False),
        ("http://10.0.0.1/", False),
        ("http://[", False),
        ("file:///etc/hosts", False),
        ("", False),
    ],
)
def test_what_counts_as_this_machine(url, is_here):
    assert is_on_this_machine(url) == is_here
