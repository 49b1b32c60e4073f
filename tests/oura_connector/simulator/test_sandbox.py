"""The sandbox: made-up data with every oddity that has been seen there."""

from urllib.parse import urlencode

import pytest

from oura_connector.simulator.identifiers import COLLECTIONS
from tests.oura_connector.simulator import schemas

WEEK = {"start_date": "2026-11-13", "end_date": "2026-11-19"}
MISSING = "Missing auth token. Include any string in 'Authorization' header."


@pytest.fixture
def ask(simulator):
    def ask(path, authorization: str | None = "anything", method="GET", **query):
        headers = {} if authorization is None else {"Authorization": authorization}
        return simulator.answer(method, f"/v2/sandbox/usercollection/{path}", urlencode(query), headers)

    return ask


@pytest.mark.parametrize("collection", [name for name in COLLECTIONS if name != "ring_configuration"])
def test_n_days_give_one_document_less_and_never_a_next_page(simulator, ask, collection):
    simulator.choices.change({"page_size": 2})
    body = ask(collection, **WEEK).json()
    assert [document["id"].split("-")[-1] for document in body["data"]] == ["13", "14", "15", "16", "17", "18"]
    assert body["next_token"] is None
    assert ask(collection, start_date="2026-11-19", end_date="2026-11-19").json()["data"] == []


def test_days_are_those_asked_for_except_where_the_sandbox_has_one_day_only(ask):
    for collection in COLLECTIONS:
        for document in ask(collection, **WEEK).json()["data"]:
            if collection in ("daily_cardiovascular_age", "vO2_max"):
                assert document["day"] == "2021-01-01"
            elif collection != "ring_configuration":
                assert document.get("day", document.get("start_day")).startswith("2026-11-1")


def test_there_is_one_ring_whatever_is_asked(ask):
    rings = [ask("ring_configuration", **query).json() for query in ({}, WEEK, {"start_date": "x"})]
    assert rings[0] == rings[1] == rings[2]
    assert len(rings[0]["data"]) == 1


@pytest.mark.parametrize(("series", "value"), [("heartrate", "bpm"), ("ring_battery_level", "level")])
def test_rows_lie_in_2021_with_a_member_too_many_and_one_too_few(ask, series, value):
    body = ask(series, start_datetime="2026-11-13T00:00:00", end_datetime="2026-11-16T00:00:00").json()
    assert body["next_token"] is None
    assert len(body["data"]) == 3
    for row in body["data"]:
        assert row["timestamp"].startswith("2021-01-01")
        assert row["producer_timestamp"] is None
        assert "timestamp_unix" not in row
        assert value in row
    assert ask(f"{series}/x").status == 404
    assert ask(series, start_datetime="x").status == 422


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_documents_fit_the_schemas(ask, collection):
    for document in ask(collection, **WEEK).json()["data"]:
        assert schemas.complain(document, collection) == []


@pytest.mark.parametrize("authorization", ["x", "Bearer nonsense", "Basic YTpi"])
def test_any_text_is_a_token(ask, authorization):
    assert ask("sleep", authorization, **WEEK).status == 200


@pytest.mark.parametrize("authorization", [None, "", "  "])
def test_no_token_is_a_400_in_the_sandboxs_words(ask, authorization):
    answer = ask("sleep", authorization)
    assert (answer.status, answer.json()) == (400, {"detail": MISSING})


def test_fields_and_latest_are_ignored(ask):
    whole = ask("daily_sleep", **WEEK).json()
    assert ask("daily_sleep", **WEEK, fields="score", latest="true").json() == whole


def test_scores_are_the_same_every_day_and_samples_lie_in_2021(ask):
    assert {document["score"] for document in ask("daily_sleep", **WEEK).json()["data"]} == {80}
    for night in ask("sleep", **WEEK).json()["data"]:
        for name in ("heart_rate", "hrv"):
            assert night[name]["interval"] == 60
            assert len(night[name]["items"]) == 10
            assert night[name]["timestamp"].startswith("2021-01-01")
    assert ask("daily_activity", **WEEK).json()["data"][0]["met"]["timestamp"].startswith("2021-01-01")


def test_single_documents_fail_with_their_own_ids_and_are_unknown_otherwise(ask):
    (document,) = ask("daily_sleep", start_date="2025-06-01", end_date="2025-06-02").json()["data"]
    assert document["id"] == "daily_sleep-0-2025-6-1"
    assert ask(f"daily_sleep/{document['id']}").status == 500
    other = ask("daily_sleep/00000000-0000-4000-8000-000000000000")
    assert (other.status, other.json()) == (404, {"detail": "Invalid sandbox document ID format."})


@pytest.mark.parametrize("path", ["personal_info", "nonsense", "sleep/a/b"])
def test_what_the_sandbox_does_not_have_is_not_found(ask, path):
    assert (ask(path).status, ask(path).json()) == (404, {"detail": "Not Found"})


def test_dates_are_validated_and_nothing_can_be_written(ask):
    answer = ask("sleep", start_date="x")
    assert answer.status == 422
    assert schemas.complain(answer.json(), "validation_error") == []
    assert ask("sleep", start_date="2026-11-19", end_date="2026-11-13").status == 400
    assert ask("sleep", method="POST").status == 405


def test_calls_count_for_the_limits_of_a_token_that_is_known(simulator, ask, read, order, ada_token):
    order("rate-limit", limit=2, window_seconds=60)
    assert ask("sleep", f"Bearer {ada_token}").status == 200
    assert read("personal_info", ada_token).status == 200
    assert ask("sleep", f"Bearer {ada_token}").status == 429
    assert ask("sleep", "anything").status == 200
