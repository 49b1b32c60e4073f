"""Who may read what, and the words of each refusal."""

from datetime import timedelta

import pytest

BAD_TOKEN = "The access token provided is expired, revoked, malformed, or invalid for other reasons."
YESTERDAY = {"start_date": "2026-11-19", "end_date": "2026-11-19"}


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense"])
def test_a_bad_token_is_refused_in_ouras_words(simulator, header):
    headers = {"Authorization": header} if header else {}
    answer = simulator.answer("GET", "/v2/usercollection/sleep", "", headers)
    assert (answer.status, answer.json()) == (401, {"detail": BAD_TOKEN})


def test_an_expired_token_is_refused(simulator, read, ada_token):
    simulator.clock.advance(timedelta(days=30, seconds=-1))
    assert read("personal_info", ada_token).status == 200
    simulator.clock.advance(timedelta(seconds=1))
    assert read("personal_info", ada_token).status == 401


def test_a_missing_scope_is_named(simulator, read, ada):
    token = simulator.connect(ada, "personal email")["access_token"]
    for path in ("sleep", "daily_sleep", "daily_activity", "daily_readiness", "sleep/any"):
        answer = read(path, token)
        assert (answer.status, answer.json()) == (401, {"detail": "Token is not authorized access daily scope."})


def test_the_status_of_a_missing_scope_can_be_chosen(simulator, read, ada):
    simulator.choices.change({"missing_scope_status": 403})
    token = simulator.connect(ada, "email")["access_token"]
    assert read("sleep", token).status == 403


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        ("daily", {"id"}),
        ("email", {"id", "email"}),
        ("personal", {"id", "age", "weight", "height", "biological_sex"}),
        ("email personal", {"id", "email", "age", "weight", "height", "biological_sex"}),
    ],
)
def test_personal_info_shows_what_was_agreed_to_and_null_for_the_rest(simulator, read, ada, scopes, seen):
    info = read("personal_info", simulator.connect(ada, scopes)["access_token"]).json()
    assert set(info) == {"id", "email", "age", "weight", "height", "biological_sex"}
    assert {name for name, value in info.items() if value is not None} == seen


def test_a_lapsed_membership_forbids_everything_personal_info_too(simulator, read, order, ada, ada_token):
    order("membership", athlete=ada.email, lapsed=True)
    for path in ("personal_info", "sleep", "daily_activity"):
        assert read(path, ada_token).status == 403
    order("membership", athlete=ada.email, lapsed=False)
    assert read("personal_info", ada_token).status == 200


@pytest.mark.parametrize("collection", ["sleep", "daily_sleep", "daily_activity", "daily_readiness"])
def test_a_single_document_is_the_one_of_the_list(read, ada_token, collection):
    listed = read(collection, ada_token, start_date="2026-11-18", end_date="2026-11-19").json()["data"][0]
    single = read(f"{collection}/{listed['id']}", ada_token)
    assert (single.status, single.json()) == (200, listed)


@pytest.mark.parametrize("collection", ["sleep", "daily_sleep", "daily_activity", "daily_readiness"])
def test_fields_and_latest_mean_nothing_to_a_single_document(read, read_unchecked, ada_token, collection):
    listed = read(collection, ada_token, start_date="2026-11-18", end_date="2026-11-19").json()["data"][0]
    single = read_unchecked(f"{collection}/{listed['id']}", ada_token, fields="day", latest="true")
    assert single.json() == listed


@pytest.mark.parametrize("collection", ["sleep", "daily_sleep", "daily_activity", "daily_readiness"])
def test_latest_is_ignored_where_documents_are_listed(read, ada_token, collection):
    week = {"start_date": "2026-11-13", "end_date": "2026-11-20"}
    assert read(collection, ada_token, **week, latest="true").body == read(collection, ada_token, **week).body


@pytest.mark.parametrize("collection", ["sleep", "daily_sleep", "daily_activity", "daily_readiness"])
def test_an_empty_window_is_an_empty_list_and_a_null_token(read, ada_token, collection):
    answer = read(collection, ada_token, start_date="2019-01-01", end_date="2019-02-01")
    assert (answer.status, answer.json()) == (200, {"data": [], "next_token": None})


def test_a_document_of_somebody_else_or_of_another_collection_is_not_there(simulator, read, ada_token):
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    theirs = read("daily_sleep", bo_token, **YESTERDAY).json()["data"][0]["id"]
    mine = read("daily_sleep", ada_token, **YESTERDAY).json()["data"][0]["id"]
    assert read(f"daily_sleep/{theirs}", ada_token).status == 404
    assert read(f"sleep/{mine}", ada_token).status == 404
    assert read(f"daily_sleep/{mine}", ada_token).status == 200


@pytest.mark.parametrize("path", ["nonsense", "heartrate/x", "sleep/a/b", "personal_info/x", ""])
def test_unknown_routes_are_not_found(read, ada_token, path):
    answer = read(path, ada_token)
    assert (answer.status, answer.json()) == (404, {"detail": "Not Found"})


def test_data_cannot_be_written(simulator, ada_token):
    headers = {"Authorization": f"Bearer {ada_token}"}
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = simulator.answer(method, "/v2/usercollection/sleep", "", headers)
        assert (answer.status, answer.json()) == (405, {"detail": "Method Not Allowed"})
        assert answer.headers["Allow"] == "GET"


def test_every_answer_has_a_trace_id_of_its_own(simulator, read, ada_token):
    answers = [read("personal_info", ada_token), read("nonsense", ada_token), read("sleep", "bad")]
    assert len({answer.headers["x-trace-id"] for answer in answers}) == 3


def test_a_rate_limit_counts_all_athletes_of_an_application_and_sends_five_headers(simulator, read, order, ada_token):
    bo_token = simulator.connect(simulator.world.athletes[1])["access_token"]
    order("rate-limit", limit=3, window_seconds=60)
    assert [read("personal_info", token).status for token in (ada_token, bo_token, ada_token)] == [200, 200, 200]
    simulator.clock.advance(timedelta(seconds=20))
    refused = read("personal_info", bo_token)
    assert refused.status == 429
    reset_at = int(simulator.clock.now().timestamp()) + 40
    assert {name: refused.headers[name] for name in refused.headers if name.startswith(("X-Rate", "Retry"))} == {
        "Retry-After": "40",
        "X-RateLimit-Limit": "3",
        "X-RateLimit-Window": "60",
        "X-RateLimit-Reset": str(reset_at),
        "X-RateLimit-Tier": "application",
    }
    simulator.clock.advance(timedelta(seconds=40))
    assert read("personal_info", bo_token).status == 200


def test_ordinary_answers_say_nothing_about_limits(read, ada_token):
    assert not any(name.lower().startswith("x-ratelimit") for name in read("sleep", ada_token).headers)


def test_requests_are_counted_by_route_without_secrets(simulator, read, ada, ada_token):
    read("sleep", ada_token, **YESTERDAY)
    read("sleep/one", ada_token)
    read("sleep/two", ada_token)
    told = simulator.answer("GET", "/control/requests").json()
    assert told["counts"] == {"GET /v2/usercollection/sleep": 1, "GET /v2/usercollection/sleep/{id}": 2}
    assert told["latest"][0]["athlete"] == ada.email
    assert ada_token not in str(told)
