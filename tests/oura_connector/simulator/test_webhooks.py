"""Notices as a callback sees them: for every document that comes, changes or goes while time passes."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import requests

from oura_connector.simulator.identifiers import COLLECTIONS
from oura_connector.simulator.server import serve
from oura_connector.simulator.subscriptions import EVENT_TYPES
from tests.oura_connector.simulator import schemas


@pytest.fixture
def monday_evening(simulator, ada_token):
    """Ada is connected, and it is the evening before a night; the clock stands still unless told."""
    simulator.clock.set(datetime(2026, 11, 23, 20, 0, tzinfo=UTC), frozen=True)


@pytest.fixture
def subscribe_all(subscribe):
    def subscribe_all(*data_types):
        for data_type in data_types:
            for event_type in EVENT_TYPES:
                subscribe(data_type, event_type)

    return subscribe_all


def user_id_of(simulator, athlete):
    return simulator.world.traits(athlete).user_id


def test_a_morning_brings_the_night_and_its_scores(monday_evening, simulator, ada, receiver, subscribe_all, pass_time):
    subscribe_all("sleep", "daily_sleep", "daily_readiness")
    pass_time(hours=16)
    assert Counter((body["data_type"], body["event_type"]) for body in receiver.bodies) >= Counter(
        {("sleep", "create"): 1, ("daily_sleep", "create"): 1, ("daily_readiness", "create"): 1}
    )
    for body in receiver.bodies:
        assert schemas.complain(body, "notice") == []
        assert body["user_id"] == user_id_of(simulator, ada)
        athlete, document = simulator.world.find_document(body["object_id"], simulator.clock.now())
        assert (athlete, document.collection) == (ada, body["data_type"])


def test_what_a_notice_names_can_be_read(monday_evening, receiver, subscribe_all, pass_time, read, ada_token):
    names = ("workout", "sleep", "vO2_max", "daily_spo2", "sleep_time", "daily_activity")
    subscribe_all(*(name.lower() for name in names))
    pass_time(days=3)
    paths = {name.lower(): name for name in names}
    seen = set()
    for body in receiver.bodies:
        if body["event_type"] != "delete":
            answer = read(f"{paths[body['data_type']]}/{body['object_id']}", ada_token)
            assert answer.status in (200, 404)
            assert answer.status == 200 or body["data_type"] == "workout"
            seen.add(body["data_type"])
    assert {"sleep", "daily_activity", "sleep_time"} <= seen


def test_the_signature_is_over_stamp_and_raw_body(monday_evening, receiver, subscribe, pass_time):
    subscribe("daily_activity")
    pass_time(hours=2)
    assert receiver.notices
    for notice in receiver.notices:
        assert notice.is_genuine
        assert notice.headers["content-type"] == "application/json"


@pytest.mark.parametrize(("digits", "per_second"), [(13, 1000), (10, 1)])
def test_the_stamp_is_of_the_moment_of_sending(
    monday_evening, simulator, receiver, subscribe, pass_time, digits, per_second
):
    simulator.choices.change({"stamp_digits": digits})
    subscribe("daily_activity")
    pass_time(hours=2)
    for notice in receiver.notices:
        assert len(notice.stamp) == digits
        assert int(notice.stamp) == int(simulator.clock.now().timestamp() * per_second)
        assert notice.is_genuine


@pytest.mark.parametrize("is_real", [True, False])
def test_stamps_follow_the_simulators_clock_or_the_real_one(
    monday_evening, simulator, receiver, subscribe, pass_time, is_real
):
    simulator.choices.change({"real_stamps": is_real})
    simulator.clock.set(datetime(2031, 3, 4, tzinfo=UTC), frozen=True)
    subscribe("daily_activity")
    pass_time(hours=12)
    assert receiver.notices
    is_of_2031 = int(receiver.notices[0].stamp) > datetime(2031, 1, 1, tzinfo=UTC).timestamp() * 1000
    assert is_of_2031 != is_real


@pytest.mark.parametrize("seconds", [30, 120])
def test_a_notice_comes_some_seconds_after_the_change(
    monday_evening, simulator, receiver, subscribe, pass_time, seconds
):
    simulator.choices.change({"notice_after_seconds": seconds})
    subscribe("daily_activity")
    after = simulator.clock.now()
    first = simulator.webhooks.list_changes(after, after + timedelta(hours=2))[0]
    simulator.clock.set(first.at + timedelta(seconds=seconds - 1), frozen=True)
    simulator.webhooks.work()
    assert receiver.notices == []
    pass_time(seconds=1)
    assert [body["event_time"] for body in receiver.bodies] == [first.at.isoformat(timespec="milliseconds")]


def test_each_change_is_told_once_however_often_it_looks(monday_evening, simulator, receiver, subscribe_all, pass_time):
    subscribe_all(*(name.lower() for name in COLLECTIONS))
    begins_at = simulator.clock.now()
    for _ in range(48):
        pass_time(minutes=30)
    pass_time(seconds=30)
    expected = simulator.webhooks.list_changes(begins_at, begins_at + timedelta(hours=24))
    assert len(receiver.bodies) == len(expected)
    assert [body["event_time"] for body in receiver.bodies] == [
        change.at.isoformat(timespec="milliseconds") for change in expected
    ]


def test_only_pairs_that_somebody_subscribed_to_are_told(monday_evening, receiver, subscribe, pass_time):
    subscribe("sleep", "create")
    pass_time(days=2)
    assert {(body["data_type"], body["event_type"]) for body in receiver.bodies} == {("sleep", "create")}


def test_only_those_who_agreed_are_told_of(monday_evening, simulator, receiver, subscribe, pass_time):
    subscribe("daily_activity")
    bo = simulator.world.athletes[1]
    simulator.connect(bo)
    pass_time(hours=2)
    both = {user_id_of(simulator, athlete) for athlete in simulator.world.athletes[:2]}
    assert {body["user_id"] for body in receiver.bodies} == both
    simulator.ledger.revoke(user_id_of(simulator, bo))
    receiver.notices.clear()
    pass_time(hours=2)
    assert {body["user_id"] for body in receiver.bodies} == both - {user_id_of(simulator, bo)}


def test_nobody_is_told_what_happened_before_they_asked(monday_evening, simulator, receiver, subscribe):
    simulator.clock.advance(timedelta(hours=6))
    subscribe("daily_activity")
    simulator.webhooks.work()
    assert receiver.notices == []


def test_an_expired_subscription_is_silent_and_a_renewed_one_is_not(
    monday_evening, simulator, receiver, subscribe, manage, pass_time
):
    simulator.choices.change({"subscription_days": 1})
    made = subscribe("daily_activity")
    pass_time(hours=23)
    assert receiver.notices
    manage("PUT", f"/renew/{made['id']}")
    receiver.notices.clear()
    pass_time(hours=23)
    assert receiver.notices
    pass_time(hours=2)
    receiver.notices.clear()
    pass_time(hours=5)
    assert receiver.notices == []


def test_a_subscription_pointed_elsewhere_sends_there(monday_evening, receiver, subscribe, manage, pass_time):
    made = subscribe("daily_activity")
    body = {"verification_token": receiver.handshakes[0]["verification_token"], "callback_url": receiver.url + "?new=1"}
    assert manage("PUT", f"/{made['id']}", body).status == 200
    pass_time(hours=2)
    assert receiver.notices


def test_revised_deleted_and_restored_documents_are_told_of(
    monday_evening, simulator, ada, receiver, subscribe_all, pass_time, order
):
    subscribe_all("daily_sleep")
    which = {"athlete": ada.email, "collection": "daily_sleep", "day": "2026-11-19"}
    document_id = order("revise", **which, values={"score": 61})["document_id"]
    pass_time(seconds=30)
    order("delete", **which)
    order("delete", **which)
    pass_time(seconds=30)
    order("restore", **which)
    order("restore", **which)
    pass_time(seconds=30)
    assert [body["event_type"] for body in receiver.bodies] == ["update", "delete", "create"]
    assert {body["object_id"] for body in receiver.bodies} == {document_id}


def test_every_step_of_a_series_of_revisions_is_told_of(monday_evening, ada, receiver, subscribe, pass_time, order):
    subscribe("daily_sleep")
    which = {"athlete": ada.email, "collection": "daily_sleep", "day": "2026-11-19"}
    order("revise", **which, series=[{"score": 50}, {"score": 51}, {"score": 52}], every_seconds=60)
    for _ in range(10):
        pass_time(seconds=30)
    assert len(receiver.bodies) == 3


def test_nights_held_back_are_told_of_when_the_app_is_opened_at_last(
    monday_evening, ada, receiver, subscribe, pass_time, order
):
    order("delay", athlete=ada.email, days=1)
    subscribe("daily_sleep", "create")
    pass_time(hours=24)
    assert receiver.notices == []
    order("delay", athlete=ada.email, days=None)
    pass_time(seconds=30)
    assert len(receiver.bodies) == 2


@pytest.mark.parametrize(
    ("which", "told"), [("all", {"daily_sleep", "workout"}), ("entered", {"workout"}), ("none", set())]
)
def test_which_types_tell_of_deletions(
    monday_evening, simulator, ada, receiver, subscribe, pass_time, order, which, told
):
    simulator.choices.change({"delete_notices": which})
    subscribe("daily_sleep", "delete")
    subscribe("workout", "delete")
    order("delete", athlete=ada.email, collection="daily_sleep", day="2026-11-19")
    workout = next(
        document
        for days in range(1, 30)
        for document in simulator.world.documents_of_day(
            ada, "workout", (simulator.clock.now() - timedelta(days=days)).date(), simulator.clock.now()
        )
    )
    order("delete", document_id=workout.id)
    pass_time(seconds=30)
    assert {body["data_type"] for body in receiver.bodies} == told


def test_a_clock_set_back_tells_the_same_again(monday_evening, simulator, receiver, subscribe, pass_time):
    subscribe("daily_activity")
    pass_time(hours=1)
    told = receiver.bodies
    assert told
    pass_time(hours=-1)
    receiver.notices.clear()
    pass_time(hours=1)
    assert receiver.bodies == told


def test_a_clock_that_jumps_far_leaves_out_what_is_older_than_two_weeks(
    monday_evening, simulator, receiver, subscribe, pass_time
):
    subscribe("daily_sleep", "create")
    pass_time(days=40)
    times = [datetime.fromisoformat(body["event_time"]) for body in receiver.bodies]
    assert len(times) >= 10
    assert min(times) > simulator.clock.now() - timedelta(days=14)


def test_a_serving_simulator_sends_by_itself_and_ends_with_its_server(simulator, ada, ada_token, receiver, subscribe):
    with serve(simulator) as server:
        subscribe("sleep")
        order = {"athlete": ada.email, "data_type": "sleep"}
        assert requests.post(f"{server.url}/control/send-notice", json=order, timeout=5).status_code == 200
        assert receiver.arrivals.get(timeout=10).is_genuine
        postman = server._postman  # noqa: SLF001
        assert postman.is_alive()
    assert not postman.is_alive()


def test_a_server_ends_at_once_while_a_callback_hangs(simulator, ada, receiver, subscribe, order):
    """Were it waited for, joining would last until the callback's ten seconds are over, and leave no thread."""
    subscribe("sleep")
    receiver.hold()
    with serve(simulator) as server:
        order("send-notice", athlete=ada.email, data_type="sleep")
        receiver.arrivals.get(timeout=10)
        postman = server._postman  # noqa: SLF001
    assert postman.is_alive()
    receiver.holding.set()
    postman.join(20)
    assert not postman.is_alive()
    assert len(receiver.notices) == 1
