"""What happens to a notice on its way: retries, cancelling, redirects, doubles, any order, a queue with an end."""

from datetime import timedelta

import pytest

from oura_connector.simulator import deliveries
from oura_connector.simulator.deliveries import seconds_until_retry


@pytest.fixture
def send(simulator, ada, order):
    """`send()` orders one update of Ada's sleep to be sent now, and lets it be sent."""
    simulator.clock.set(simulator.clock.now(), frozen=True)

    def send(**values):
        done = order("send-notice", **{"athlete": ada.email, "data_type": "sleep"} | values)
        simulator.webhooks.work()
        return done

    return send


def outcomes(simulator):
    return [item["outcome"] for item in simulator.webhooks.latest]


def test_a_notice_that_is_taken_is_not_sent_again(simulator, receiver, subscribe, send, pass_time):
    subscribe("sleep")
    assert send()["deliveries"] == 1
    pass_time(hours=3)
    assert len(receiver.notices) == 1
    assert outcomes(simulator) == ["delivered"]


@pytest.mark.parametrize("status", [400, 401, 404, 500, 503])
@pytest.mark.parametrize("spacing", ["even", "doubling"])
def test_a_failure_is_tried_ten_times_within_an_hour(simulator, receiver, subscribe, send, pass_time, status, spacing):
    simulator.choices.change({"retry_spacing": spacing})
    subscribe("sleep")
    receiver.statuses = [status] * 20
    send()
    waits = [seconds_until_retry(number, spacing) for number in range(1, 11)]
    assert sum(waits) == pytest.approx(3600)
    for number, wait_s in enumerate(waits, start=1):
        pass_time(seconds=wait_s * 0.99)
        assert len(receiver.notices) == number
        pass_time(seconds=wait_s * 0.01 + 0.001)
        assert len(receiver.notices) == number + 1
    pass_time(hours=24)
    assert len(receiver.notices) == 11
    assert outcomes(simulator) == ["retrying"] * 10 + ["given_up"]


def test_even_and_doubling_spacing_differ(simulator):
    assert [seconds_until_retry(number, "even") for number in (1, 2, 10)] == [360, 360, 360]
    first, second, last = (seconds_until_retry(number, "doubling") for number in (1, 2, 10))
    assert second == 2 * first
    assert last > 1800


@pytest.mark.parametrize("keeps", [True, False])
def test_a_retry_carries_the_old_stamp_or_a_new_one(simulator, receiver, subscribe, send, pass_time, keeps):
    simulator.choices.change({"retries_keep_stamp": keeps})
    subscribe("sleep")
    receiver.statuses = [500]
    send()
    pass_time(seconds=360)
    first, second = receiver.notices
    assert first.raw == second.raw
    assert first.is_genuine
    assert second.is_genuine
    assert (first.stamp == second.stamp) == keeps


def test_a_callback_that_takes_too_long_is_asked_again(simulator, receiver, subscribe, send, pass_time):
    simulator.choices.change({"notice_answer_seconds": 1})
    subscribe("sleep")
    receiver.hold()
    send()
    assert outcomes(simulator) == ["retrying"]
    assert simulator.webhooks.latest[0]["trouble"] == "timeout"
    receiver.holding.set()
    pass_time(seconds=360)
    assert outcomes(simulator) == ["retrying", "delivered"]


def test_gone_cancels_the_subscription(simulator, receiver, subscribe, manage, send, pass_time):
    subscribe("sleep")
    kept = subscribe("daily_sleep")
    receiver.statuses = [410]
    send(times=3)
    pass_time(hours=2)
    assert len(receiver.notices) == 1
    assert manage("GET").json() == [kept]
    assert outcomes(simulator) == ["cancelled", "unsent", "unsent"]


def test_nothing_goes_to_a_subscription_that_was_deleted_meanwhile(
    simulator, receiver, subscribe, manage, send, pass_time
):
    made = subscribe("sleep")
    receiver.statuses = [500]
    send()
    manage("DELETE", f"/{made['id']}")
    pass_time(hours=2)
    assert len(receiver.notices) == 1


@pytest.mark.parametrize(("accepted", "outcome"), [(True, "delivered"), (False, "retrying")])
def test_a_redirect_counts_as_taken_or_not_and_is_never_followed(
    simulator, receiver, subscribe, send, accepted, outcome
):
    simulator.choices.change({"redirects_accepted": accepted})
    subscribe("sleep")
    receiver.statuses = [302]
    send()
    assert outcomes(simulator) == [outcome]
    assert len(receiver.notices) == 1


@pytest.mark.parametrize(("doubled", "expected"), [(True, 2), (False, 1)])
def test_notices_come_twice_as_a_rule_or_once(simulator, receiver, subscribe, send, doubled, expected):
    simulator.choices.change({"notices_doubled": doubled})
    subscribe("sleep")
    send()
    assert len(receiver.notices) == expected
    assert len({notice.raw for notice in receiver.notices}) == 1


@pytest.mark.parametrize("shuffled", [True, False])
def test_notices_come_in_any_order_as_a_rule_or_in_that_of_events(
    simulator, ada, ada_token, receiver, subscribe, pass_time, shuffled
):
    simulator.choices.change({"notices_shuffled": shuffled})
    subscribe("daily_activity")
    pass_time(hours=12)
    times = [body["event_time"] for body in receiver.bodies]
    assert len(times) > 15
    assert (times == sorted(times)) != shuffled


def test_two_subscriptions_to_the_same_pair_are_told_each(simulator, receiver, subscribe, send):
    simulator.choices.change({"repeated_subscription": "added"})
    subscribe("sleep")
    subscribe("sleep", url=receiver.url + "?second=1")
    assert send()["deliveries"] == 2
    assert len(receiver.notices) == 2


def test_many_users_are_served_at_once_and_each_in_order(simulator, receiver, subscribe, order):
    subscribe("sleep")
    for athlete in simulator.world.athletes[:12]:
        for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
            order("send-notice", athlete=athlete.email, data_type="sleep", day=day)
    simulator.webhooks.work()
    assert len(receiver.notices) == 36
    for athlete in simulator.world.athletes[:12]:
        user_id = simulator.world.traits(athlete).user_id
        ids = [body["object_id"] for body in receiver.bodies if body["user_id"] == user_id]
        days = [simulator.world.find_document(identifier, simulator.clock.now())[1].day for identifier in ids]
        assert days == sorted(days)


def test_a_full_queue_drops_and_says_so(simulator, receiver, subscribe, order, ada):
    subscribe("sleep")
    waiting = simulator.webhooks.deliveries
    order("send-notice", athlete=ada.email, data_type="sleep", times=2)
    one = waiting.take_due(simulator.clock.now(), 2)[0]
    for _ in range(deliveries.LARGEST_QUEUE + 3):
        waiting.put(one)
    assert len(waiting) == deliveries.LARGEST_QUEUE
    assert simulator.answer("GET", "/control/notices").json()["dropped"] == 3


def test_control_tells_what_became_of_notices_and_no_secret(simulator, receiver, subscribe, send):
    made = subscribe("sleep")
    done = send()
    told = simulator.answer("GET", "/control/notices")
    state = told.json()
    assert state["subscriptions"] == [made]
    assert state["counts"] == {"delivered": 1}
    assert state["latest"][0]["object_id"] == done["object_id"]
    assert state["latest"][0]["status"] == 200
    assert b"a-token-for-tests" not in told.body
    assert b"secret" not in told.body


def test_a_retry_waits_by_the_simulators_clock(simulator, receiver, subscribe, send, pass_time):
    subscribe("sleep")
    receiver.statuses = [500]
    send()
    assert len(simulator.webhooks.deliveries) == 1
    simulator.webhooks.work()
    assert len(receiver.notices) == 1
    simulator.clock.advance(timedelta(minutes=6))
    simulator.webhooks.work()
    assert len(receiver.notices) == 2
