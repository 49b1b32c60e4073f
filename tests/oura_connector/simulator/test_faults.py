"""Trouble on demand, ordered through the control routes as a test or a demo would."""

from datetime import timedelta

import pytest
import requests

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-21"}


def find(read, token, collection, day):
    documents = read(collection, token, **WEEK).json()["data"]
    return [document for document in documents if document["day"] == day]


def list_days(read, token, collection):
    return {document["day"] for document in read(collection, token, **WEEK).json()["data"]}


def test_a_revision_changes_values_and_nothing_else(read, order, ada, ada_token):
    (before,) = find(read, ada_token, "daily_sleep", "2026-11-18")
    values = {"score": 12, "contributors.timing": 3}
    done = order("revise", athlete=ada.email, collection="daily_sleep", day="2026-11-18", values=values)
    (after,) = find(read, ada_token, "daily_sleep", "2026-11-18")
    assert done == {"document_id": before["id"]}
    assert after == {**before, "score": 12, "contributors": {**before["contributors"], "timing": 3}}
    assert read(f"daily_sleep/{before['id']}", ada_token).json() == after


def test_a_revision_by_id_adds_to_an_earlier_one(read, order, ada_token):
    (night,) = find(read, ada_token, "sleep", "2026-11-18")
    order("revise", document_id=night["id"], values={"average_hrv": 7})
    order("revise", document_id=night["id"], values={"type": None, "readiness.score": 1, "oddity.deep": True})
    (after,) = find(read, ada_token, "sleep", "2026-11-18")
    assert (after["average_hrv"], after["type"], after["readiness"]["score"]) == (7, None, 1)
    assert after["oddity"] == {"deep": True}


def test_a_deleted_document_is_gone_from_list_and_single(read, order, ada, ada_token):
    (before,) = find(read, ada_token, "daily_activity", "2026-11-17")
    order("delete", athlete=ada.email, collection="daily_activity", day="2026-11-17")
    assert find(read, ada_token, "daily_activity", "2026-11-17") == []
    assert read(f"daily_activity/{before['id']}", ada_token).status == 404
    assert find(read, ada_token, "daily_sleep", "2026-11-17") != []


def test_an_app_not_opened_holds_nights_back_while_activity_comes_in(read, order, ada, ada_token):
    assert order("delay", athlete=ada.email, days=3) == {"since": "2026-11-18"}
    for collection in ("sleep", "daily_sleep", "daily_readiness"):
        assert max(list_days(read, ada_token, collection)) == "2026-11-17"
    assert max(list_days(read, ada_token, "daily_activity")) == "2026-11-20"
    order("delay", athlete=ada.email, days=None)
    assert max(list_days(read, ada_token, "sleep")) == "2026-11-20"


def test_a_withheld_document_has_no_page_of_its_own_either(read, order, ada, ada_token):
    (night,) = find(read, ada_token, "sleep", "2026-11-19")
    order("delay", athlete=ada.email, days=3)
    assert read(f"sleep/{night['id']}", ada_token).status == 404


def test_nothing_uploaded_holds_everything_back(read, order, ada, ada_token):
    order("delay", athlete=ada.email, since="2026-11-19", what="all")
    for collection in ("sleep", "daily_readiness", "daily_activity"):
        assert max(list_days(read, ada_token, collection)) == "2026-11-18"


def test_a_ring_not_worn_leaves_no_documents_and_spares_others(simulator, read, order, ada, ada_token):
    order("unworn", athlete=ada.email, days=5)
    assert max(list_days(read, ada_token, "daily_activity")) == "2026-11-15"
    assert max(list_days(read, ada_token, "sleep")) == "2026-11-15"
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    assert max(list_days(read, bo_token, "sleep")) == "2026-11-20"


def test_expiring_ends_access_and_leaves_the_refresh_token(simulator, read, order, ada):
    mine, other = simulator.connect(ada), simulator.connect(simulator.world.athletes[1])
    assert order("expire", athlete=ada.email) == {"access_tokens": 1}
    assert read("personal_info", mine["access_token"]).status == 401
    assert read("personal_info", other["access_token"]).status == 200
    order("expire")
    assert read("personal_info", other["access_token"]).status == 401
    refresh = simulator.ledger.refreshes[mine["refresh_token"]]
    assert refresh.used_at is None
    assert not simulator.ledger.grants[refresh.grant_id].is_revoked


def test_revoking_ends_the_grant(read, order, ada, ada_token):
    assert order("revoke", athlete=ada.email) == {"grants": 1}
    assert read("personal_info", ada_token).status == 401


@pytest.mark.parametrize("status", [401, 403, 429, 500, 504])
def test_the_next_answers_fail_as_ordered_and_then_no_more(read, order, ada_token, status):
    order("answer", remaining=2, status=status, path="/daily_sleep")
    assert [read("daily_sleep", ada_token).status for _ in range(3)] == [status, status, 200]
    assert read("sleep", ada_token).status == 200


def test_a_failure_can_be_meant_for_one_athlete(simulator, read, order, ada, ada_token):
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    order("answer", remaining=1, status=500, athlete=ada.email)
    assert read("sleep", bo_token).status == 200
    assert read("sleep", ada_token).status == 500


def test_a_failure_can_be_meant_for_one_athletes_refresh(session, simulator, order, ada):
    pair = simulator.connect(ada)
    order("answer", remaining=1, status=500, athlete=ada.email, path="oauth-token")
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    form |= {"client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
    url = "http://oura.test/oauth/v2/ext/oauth-token"
    assert [session.post(url, data=form).status_code for _ in range(2)] == [500, 200]


def test_a_limit_on_order_carries_a_whole_number_to_wait(read, order, ada_token):
    order("answer", remaining=1, status=429, retry_after_s=17)
    refused = read("sleep", ada_token)
    assert refused.headers["Retry-After"] == "17"
    assert refused.headers["X-RateLimit-Tier"] == "application"


def test_a_failure_can_carry_a_body_of_choice(read, order, ada_token):
    order("answer", remaining=1, status=401, body={"detail": "Token is not authorized access daily scope."})
    assert read("sleep", ada_token).json() == {"detail": "Token is not authorized access daily scope."}


def test_garbage_is_a_200_that_is_no_json(read, order, ada_token):
    order("answer", remaining=1, kind="garbage")
    answer = read("sleep", ada_token)
    assert answer.status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_cut_after_a_refresh_has_spent_the_refresh_token(simulator, session, order, ada):
    pair = simulator.connect(ada)
    order("answer", remaining=1, kind="cut", path="oauth-token")
    form = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    form |= {"client_id": "ringside-demo", "client_secret": "ringside-demo-secret"}
    with pytest.raises(requests.ConnectionError):
        session.post("http://oura.test/oauth/v2/ext/oauth-token", data=form)
    assert session.post("http://oura.test/oauth/v2/ext/oauth-token", data=form).status_code == 400


def test_latency_is_a_number_for_whoever_carries_the_answer(read, order, ada_token):
    order("latency", seconds=1.5, path="/sleep")
    assert read("sleep", ada_token).wait_seconds == 1.5
    assert read("daily_activity", ada_token).wait_seconds == 0


def test_the_clock_obeys(simulator, order):
    done = order("clock", set="2026-11-18T06:00:00+00:00", frozen=True)
    assert done == {"now": "2026-11-18T06:00:00+00:00", "frozen": True}
    assert order("clock", advance_seconds=3600)["now"] == "2026-11-18T07:00:00+00:00"
    assert order("clock", real=True)["now"] == "2026-11-20T15:00:00+00:00"


def test_resetting_faults_keeps_connections_and_resetting_all_does_not(simulator, read, order, ada, ada_token):
    order("membership", athlete=ada.email, lapsed=True)
    order("choices", page_size=1)
    simulator.clock.advance(timedelta(hours=1))
    order("reset", what="faults")
    assert read("personal_info", ada_token).status == 200
    assert simulator.choices.page_size == 1000
    order("reset")
    assert read("personal_info", ada_token).status == 401
    assert simulator.requests_seen.counts.total() == 1


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        (
            "revise",
            b'{"athlete": "stranger@ring.example", "collection": "sleep", "day": "2026-11-18", "values": {}}',
            404,
        ),
        ("revise", b'{"athlete": "ada.examplova@ring.example", "collection": "meals", "day": "2026-11-18"}', 404),
        ("delete", b'{"document_id": "00000000-0000-4000-8000-000000000000"}', 404),
        ("delete", b"{}", 400),
        ("delete", b"[]", 400),
        ("clock", b'{"set": "2026-11-18T06:00:00"}', 400),
        ("clock", b"{}", 400),
        ("delay", b'{"athlete": "ada.examplova@ring.example", "what": "naps", "days": 1}', 400),
        ("answer", b"{}", 400),
        ("answer", b'{"remaining": 1, "kind": "nonsense"}', 400),
        ("answer", b'{"remaining": 0, "status": 500}', 400),
        ("answer", b'{"remaining": "two", "status": 500}', 400),
        ("answer", b'{"remaining": 1, "status": 99}', 400),
        ("choices", b'{"page_size": 0}', 400),
        ("choices", b'{"nonsense": 1}', 400),
        ("choices", b'{"refused_refresh": "nonsense"}', 400),
        ("membership", b"not json", 400),
        ("nonsense", b"{}", 404),
    ],
)
def test_a_mistaken_order_is_explained_and_changes_nothing(simulator, name, body, status):
    before = simulator.faults.dump(), simulator.choices.dump()
    answer = simulator.answer("POST", f"/control/{name}", "", {"Content-Type": "application/json"}, body)
    assert answer.status == status
    assert answer.json()["detail"]
    assert (simulator.faults.dump(), simulator.choices.dump()) == before


def test_an_order_a_strange_page_could_send_is_refused(simulator, ada_token):
    answer = simulator.answer("POST", "/control/reset", "", {"Content-Type": "text/plain"}, b"{}")
    assert answer.status == 400
    assert simulator.ledger.grants


def test_athletes_and_state_can_be_asked_for(simulator, ada):
    athletes = simulator.answer("GET", "/control/athletes").json()
    assert len(athletes) == 24
    assert athletes[0]["email"] == ada.email
    assert athletes[0]["user_id"] == simulator.world.traits(ada).user_id
    assert simulator.answer("GET", "/control/state").json()["seed"] == "ringside"
