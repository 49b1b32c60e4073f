"""What goes wrong with notices on order: doubled, shuffled, lost, late, forged, stale, about nobody and nothing."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.answers import Simulator

MOMENT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


@pytest.fixture
def send(simulator, ada, order):
    simulator.clock.set(MOMENT, frozen=True)

    def send(**values):
        done = order("send-notice", **{"athlete": ada.email, "data_type": "sleep"} | values)
        simulator.webhooks.work()
        return done

    return send


def refuse(simulator, name, **values):
    headers = {"Content-Type": "application/json"}
    answer = simulator.answer("POST", f"/control/{name}", "", headers, json.dumps(values).encode())
    return answer.status


def test_doubles(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="double", remaining=1, times=3)
    send()
    assert len(receiver.notices) == 3
    assert len({notice.raw for notice in receiver.notices}) == 1
    send()
    assert len(receiver.notices) == 4


def test_a_thousand_doubled_and_shuffled(simulator, ada, ada_token, receiver, subscribe, order, send):
    subscribe("daily_activity")
    order("notice-trouble", kind="double", always=True)
    order("notice-trouble", kind="shuffle", always=True)
    since = MOMENT - timedelta(days=13)
    done = order("replay-notices", since=since.isoformat())
    simulator.webhooks.work()
    assert len(receiver.notices) == done["deliveries"] >= 1000
    assert set(Counter(notice.raw for notice in receiver.notices).values()) == {2}
    times = [body["event_time"] for body in receiver.bodies]
    assert times != sorted(times)
    assert all(notice.is_genuine for notice in receiver.notices)


def test_shuffled_notices_may_come_later_too(simulator, receiver, subscribe, order, send, pass_time):
    subscribe("sleep")
    order("notice-trouble", kind="shuffle", always=True, seconds=600)
    send(times=50)
    early = len(receiver.notices)
    pass_time(minutes=10)
    assert early < 25
    assert len(receiver.notices) == 50


def test_a_share_is_lost_the_same_every_time(simulator, ada, ada_token, receiver, subscribe, order, send):
    subscribe("daily_activity")
    since = (MOMENT - timedelta(days=5)).isoformat()
    order("notice-trouble", kind="loss", always=True, share=0.4)
    kept = []
    for _ in range(2):
        receiver.notices.clear()
        order("replay-notices", since=since)
        simulator.webhooks.work()
        kept.append({body["event_time"] for body in receiver.bodies})
    order("reset", what="faults")
    receiver.notices.clear()
    order("replay-notices", since=since)
    simulator.webhooks.work()
    assert kept[0] == kept[1]
    assert 0.5 < len(kept[0]) / len(receiver.bodies) < 0.7


def test_everything_is_lost_for_a_day(simulator, ada_token, receiver, subscribe, order, pass_time):
    begins_at = MOMENT + timedelta(days=4)
    simulator.clock.set(begins_at, frozen=True)
    subscribe("daily_activity")
    order("notice-trouble", kind="loss", for_seconds=86_400)
    pass_time(days=2)
    times = [datetime.fromisoformat(body["event_time"]) for body in receiver.bodies]
    assert times
    assert min(times) >= begins_at + timedelta(days=1, seconds=-30)


def test_delays(receiver, subscribe, order, send, pass_time):
    subscribe("sleep")
    order("notice-trouble", kind="delay", remaining=1, seconds=7200)
    send()
    pass_time(seconds=7199)
    assert receiver.notices == []
    pass_time(seconds=1)
    assert len(receiver.notices) == 1
    assert datetime.fromisoformat(receiver.bodies[0]["event_time"]) == MOMENT


def test_wrong_signatures(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="wrong_signature", remaining=1)
    send()
    send()
    assert [notice.is_genuine for notice in receiver.notices] == [False, True]


def test_old_stamps_are_signed_well(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="old_stamp", remaining=1)
    send()
    (notice,) = receiver.notices
    assert int(notice.stamp) == (MOMENT - timedelta(hours=3)).timestamp() * 1000
    assert notice.is_genuine


def test_unknown_users_and_objects(simulator, ada, ada_token, receiver, subscribe, order, send, read):
    subscribe("sleep")
    order("notice-trouble", kind="unknown_user", remaining=1)
    send()
    order("notice-trouble", kind="unknown_object", remaining=1)
    send()
    stranger, nothing = receiver.bodies
    assert simulator.world.find_athlete(stranger["user_id"]) is None
    assert simulator.world.find_athlete(nothing["user_id"]) == ada
    assert read(f"sleep/{nothing['object_id']}", ada_token).status == 404


@pytest.mark.parametrize(("seconds", "expected"), [(None, 30), (90, 90)])
def test_late_objects_cannot_be_read_by_their_id_for_a_while(
    simulator, ada_token, receiver, subscribe, order, send, read, pass_time, seconds, expected
):
    subscribe("sleep")
    order("notice-trouble", kind="late_object", remaining=1, **({"seconds": seconds} if seconds else {}))
    document_id = send()["object_id"]
    assert receiver.bodies[0]["object_id"] == document_id
    assert read(f"sleep/{document_id}", ada_token).status == 404
    listed = read("sleep", ada_token, start_date="2026-11-18", end_date="2026-11-21").json()["data"]
    assert document_id in {document["id"] for document in listed}
    pass_time(seconds=expected - 1)
    assert read(f"sleep/{document_id}", ada_token).status == 404
    pass_time(seconds=1)
    assert read(f"sleep/{document_id}", ada_token).status == 200


def test_meals(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="meal", remaining=1)
    send()
    subscribe("meal", "create")
    send(data_type="meal", event_type="create")
    assert [body["data_type"] for body in receiver.bodies] == ["meal", "meal"]


def test_troubles_are_for_whom_and_what_they_name(simulator, ada, receiver, subscribe, order, send):
    subscribe("sleep")
    subscribe("daily_sleep")
    bo = simulator.world.athletes[1]
    order("notice-trouble", kind="loss", always=True, athlete=ada.email, data_type="sleep", event_type="update")
    send()
    send(data_type="daily_sleep")
    send(athlete=bo.email)
    told = {(body["data_type"], body["user_id"] == simulator.world.traits(ada).user_id) for body in receiver.bodies}
    assert told == {("daily_sleep", True), ("sleep", False)}


def test_troubles_add_up(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="double", remaining=1)
    order("notice-trouble", kind="wrong_signature", remaining=1)
    send()
    assert [notice.is_genuine for notice in receiver.notices] == [False, False]


def test_a_reset_of_faults_ends_troubles_and_keeps_subscriptions(receiver, subscribe, order, send):
    subscribe("sleep")
    order("notice-trouble", kind="loss", always=True)
    send()
    order("reset", what="faults")
    send()
    assert len(receiver.notices) == 1


def test_a_notice_sent_now_names_what_was_asked_for(simulator, ada, receiver, subscribe, send):
    subscribe("sleep", "delete")
    subscribe("vo2_max")
    done = send(event_type="delete", document_id="anything")
    assert done == {"deliveries": 1, "object_id": "anything"}
    send(data_type="vo2_max", day="2026-11-02")
    one, other = receiver.bodies
    assert (one["event_type"], one["object_id"]) == ("delete", "anything")
    assert other["object_id"] == simulator.world.identify(ada, "vO2_max", datetime(2026, 11, 2).date())


def test_nobody_is_told_again_of_others_than_the_one_named(simulator, ada, ada_token, receiver, subscribe, order, send):
    simulator.connect(simulator.world.athletes[1])
    subscribe("daily_activity")
    order("replay-notices", since=(MOMENT - timedelta(days=1)).isoformat(), athlete=ada.email)
    simulator.webhooks.work()
    assert {body["user_id"] for body in receiver.bodies} == {simulator.world.traits(ada).user_id}


@pytest.mark.parametrize(
    ("name", "values", "status"),
    [
        ("notice-trouble", {"kind": "loss"}, 400),
        ("notice-trouble", {"kind": "nonsense", "always": True}, 400),
        ("notice-trouble", {"kind": "loss", "remaining": 0}, 400),
        ("notice-trouble", {"kind": "loss", "always": True, "share": 1.5}, 400),
        ("notice-trouble", {"kind": "double", "always": True, "times": 100_000}, 400),
        ("notice-trouble", {"kind": "delay", "always": True, "seconds": -1}, 400),
        ("notice-trouble", {"kind": "loss", "until": "2026-11-20T10:00:00"}, 400),
        ("notice-trouble", {"kind": "loss", "always": True, "athlete": "nobody"}, 404),
        ("send-notice", {"athlete": "ada.examplova@ring.example", "data_type": "heartrate"}, 400),
        ("send-notice", {"athlete": "ada.examplova@ring.example", "data_type": "sleep", "event_type": "x"}, 400),
        ("send-notice", {"athlete": "ada.examplova@ring.example", "data_type": "sleep", "times": 0}, 400),
        ("send-notice", {"athlete": "ada.examplova@ring.example", "data_type": "sleep"}, 404),
        ("send-notice", {"athlete": "nobody", "data_type": "sleep"}, 404),
        ("send-notice", {"data_type": "sleep"}, 404),
        ("replay-notices", {}, 400),
        ("replay-notices", {"since": "2026-11-20T10:00:00"}, 400),
    ],
)
def test_a_mistaken_order_is_refused(simulator, name, values, status):
    assert refuse(simulator, name, **values) == status
    assert simulator.webhooks.troubles.ordered == []


def test_troubles_survive_a_restart(tmp_path):

    path, headers = tmp_path / "state.json", {"Content-Type": "application/json"}
    first = Simulator(state_path=path)
    body = json.dumps({"kind": "loss", "always": True, "share": 0.5, "data_type": "sleep"}).encode()
    assert first.answer("POST", "/control/notice-trouble", "", headers, body).status == 200
    assert Simulator(state_path=path).webhooks.troubles.dump() == first.webhooks.troubles.dump()
