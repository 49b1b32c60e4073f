"""Dates, the uneven end_date, pages."""

from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.exchange import Request
from oura_connector.simulator.windows import Window, read_window


def days(answer):
    assert answer.status == 200, answer.body
    return [document["day"] for document in answer.json()["data"]]


@pytest.mark.parametrize("collection", ["daily_sleep", "daily_readiness"])
def test_a_bare_end_date_keeps_the_end_day_of_scores(read, ada_token, collection):
    found = days(read(collection, ada_token, start_date="2026-11-16", end_date="2026-11-18"))
    assert found == ["2026-11-16", "2026-11-17", "2026-11-18"]


@pytest.mark.parametrize("collection", ["daily_activity", "sleep"])
def test_a_bare_end_date_loses_the_end_day_of_activity_and_sleep(read, ada_token, collection):
    found = days(read(collection, ada_token, start_date="2026-11-16", end_date="2026-11-18"))
    assert sorted(set(found)) == ["2026-11-16", "2026-11-17"]


def test_start_and_end_on_the_same_day_find_no_sleep(read, ada_token):
    assert days(read("sleep", ada_token, start_date="2026-11-18", end_date="2026-11-18")) == []


@pytest.mark.parametrize("collection", ["daily_activity", "sleep", "daily_sleep", "daily_readiness"])
def test_the_last_second_of_the_end_day_includes_it_everywhere(read, ada_token, collection):
    found = days(read(collection, ada_token, start_date="2026-11-17", end_date="2026-11-18T23:59:59"))
    assert sorted(set(found)) == ["2026-11-17", "2026-11-18"]


def test_bounds_with_an_offset_are_read_by_the_wearers_clock(simulator, read):
    kaya = simulator.world.find_athlete("kaya.madeupova@ring.example")
    token = simulator.connect(kaya)["access_token"]
    found = days(read("daily_sleep", token, start_date="2026-11-17T12:30:00+00:00", end_date="2026-11-18"))
    assert found == ["2026-11-18"]


def test_without_bounds_the_last_day_comes(read, ada_token):
    assert days(read("daily_sleep", ada_token)) == ["2026-11-19", "2026-11-20"]


def test_documents_come_oldest_first(read, ada_token):
    found = days(read("sleep", ada_token, start_date="2026-09-01", end_date="2026-11-20"))
    assert found == sorted(found)
    assert len(found) > 70


@pytest.mark.parametrize("resend_dates", [True, False])
@pytest.mark.parametrize("collection", ["daily_activity", "daily_sleep", "sleep"])
def test_pages_put_together_are_the_whole(simulator, read, ada_token, collection, resend_dates):
    window = {"start_date": "2026-10-01", "end_date": "2026-11-15"}
    whole = read(collection, ada_token, **window).json()
    assert whole["next_token"] is None
    simulator.choices.change({"page_size": 7})
    pages = [read(collection, ada_token, **window).json()]
    while pages[-1]["next_token"]:
        again = window if resend_dates else {}
        pages.append(read(collection, ada_token, **again, next_token=pages[-1]["next_token"]).json())
    assert [document for page in pages for document in page["data"]] == whole["data"]
    assert all(len(page["data"]) == 7 for page in pages[:-1])


def test_a_full_last_page_has_no_next_token(simulator, read, ada_token):
    simulator.choices.change({"page_size": 3})
    page = read("daily_sleep", ada_token, start_date="2026-11-16", end_date="2026-11-18").json()
    assert len(page["data"]) == 3
    assert page["next_token"] is None


@pytest.mark.parametrize("token", ["nonsense", "eyJ4IjoxfQ==", "ZmlzaA=="])
def test_a_made_up_next_token_is_refused(read, ada_token, token):
    assert read("sleep", ada_token, next_token=token).status == 400


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-02-30", "", "2026-11-18 00:00:00 02:00"])
@pytest.mark.parametrize("name", ["start_date", "end_date"])
def test_a_malformed_date_gets_a_validation_error(read, ada_token, name, text):
    answer = read("daily_sleep", ada_token, **{name: text})
    assert answer.status == 422
    found = [(problem["type"], problem["loc"], problem["input"]) for problem in answer.json()["detail"]]
    assert found == [
        ("datetime_from_date_parsing", ["query", name, "datetime"], text),
        ("date_from_datetime_parsing", ["query", name, "date"], text),
    ]


def test_each_malformed_parameter_is_complained_of_and_of_two_values_the_last_counts(simulator, ada_token):
    headers = {"Authorization": f"Bearer {ada_token}"}
    route = "/v2/usercollection/daily_sleep"
    both = simulator.answer("GET", route, "start_date=x&end_date=y", headers).json()["detail"]
    assert [problem["loc"][1] for problem in both] == ["start_date", "start_date", "end_date", "end_date"]
    assert simulator.answer("GET", route, "start_date=x&start_date=2026-11-18", headers).status == 200
    assert simulator.answer("GET", route, "start_date=2026-11-18&start_date=x", headers).status == 422


def test_a_next_token_does_not_excuse_a_malformed_date(read, simulator, ada_token):
    simulator.choices.change({"page_size": 1})
    token = read("daily_sleep", ada_token).json()["next_token"]
    assert read("daily_sleep", ada_token, next_token=token).status == 200
    assert read("daily_sleep", ada_token, next_token=token, start_date="x").status == 422


def test_start_after_end_is_refused_in_ouras_words(read, ada_token):
    answer = read("daily_sleep", ada_token, start_date="2021-10-01", end_date="2021-09-01")
    assert answer.status == 400
    assert answer.json() == {
        "detail": "Start time is greater than end time: "
        "[start_time: 2021-10-01 00:00:00+00:00; end_time: 2021-09-01 00:00:00+00:00]"
    }


def test_the_edges_of_the_calendar_are_survived(read, ada_token):
    assert days(read("daily_sleep", ada_token, start_date="0001-01-01", end_date="0001-01-01")) == []
    assert days(read("daily_sleep", ada_token, end_date="0001-01-01")) == []
    assert days(read("daily_sleep", ada_token, start_date="9999-12-31", end_date="9999-12-31")) == []


def test_fields_narrow_documents_and_unknown_names_change_nothing(read, ada_token):
    window = {"start_date": "2026-11-18", "end_date": "2026-11-18"}
    (narrow,) = read("daily_sleep", ada_token, **window, fields="score,nonsense").json()["data"]
    assert set(narrow) == {"id", "day", "score"}
    (whole,) = read("daily_sleep", ada_token, **window, fields="nonsense").json()["data"]
    assert set(whole) == {"id", "day", "score", "contributors", "timestamp"}


def test_a_window_knows_its_page_by_day_and_place(simulator, ada):
    now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    nights = list(simulator.world.documents(ada, "sleep", now.date() - timedelta(days=9), now.date(), now))
    window = Window(datetime(2026, 11, 1), datetime(2026, 11, 30))
    token = window.token_after(nights[2])
    request = Request.read("GET", "/", f"next_token={token}", {}, b"")
    rest = read_window(request, now, ada.time_zone, simulator.choices)
    assert [night for night in nights if rest.contains(night)] == nights[3:]
