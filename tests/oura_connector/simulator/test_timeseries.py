"""heartrate and ring_battery_level: bounds, pages, latest, what has arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from oura_connector.simulator.catalogue import SERIES
from oura_connector.simulator.ways import way_of

WEEK = {"start_datetime": "2026-11-10T00:00:00Z", "end_datetime": "2026-11-17T00:00:00Z"}


def rows_of(answer):
    assert answer.status == 200, answer.body
    return answer.json()["data"]


def read_all(read, series, token, **query):
    page = read(series, token, **query).json()
    rows = page["data"]
    while page["next_token"]:
        page = read(series, token, **query, next_token=page["next_token"]).json()
        rows += page["data"]
    return rows


def moments(rows):
    return [datetime.fromisoformat(row["timestamp"]) for row in rows]


@pytest.mark.parametrize("series", SERIES)
def test_rows_lie_within_their_bounds_oldest_first_and_name_their_moment_twice(read, ada_token, series):
    rows = read_all(read, series, ada_token, **WEEK)
    found = moments(rows)
    assert found == sorted(set(found))
    assert datetime(2026, 11, 10, tzinfo=UTC) <= found[0] < found[-1] <= datetime(2026, 11, 17, tzinfo=UTC)
    assert [int(moment.timestamp() * 1000) for moment in found] == [row["timestamp_unix"] for row in rows]
    assert all(row["timestamp"].endswith("Z") for row in rows)


def test_heart_rate_comes_a_thousand_rows_a_page_and_the_first_page_is_the_oldest(read, ada_token):
    first = read("heartrate", ada_token, **WEEK).json()
    assert len(first["data"]) == 1000
    assert first["next_token"]
    rows = read_all(read, "heartrate", ada_token, **WEEK)
    assert rows[:1000] == first["data"]
    assert len(rows) > 1500


def test_one_day_can_take_two_pages(simulator, read):
    """A workout measured every few seconds is in it."""
    for athlete in simulator.world.athletes:
        token = simulator.connect(athlete)["access_token"]
        for day in range(1, 18):
            begins_at = datetime(2026, 11, day, tzinfo=UTC)
            bounds = {"start_datetime": begins_at.isoformat(), "end_datetime": (begins_at + timedelta(1)).isoformat()}
            if read("heartrate", token, **bounds).json()["next_token"]:
                assert 1000 < len(read_all(read, "heartrate", token, **bounds)) < 3000
                return
    raise AssertionError("No day has more than a page.")


@pytest.mark.parametrize("resends_bounds", [True, False])
@pytest.mark.parametrize("series", SERIES)
def test_pages_put_together_are_the_whole(simulator, read, ada_token, series, resends_bounds):
    bounds = {"start_datetime": "2026-11-15T00:00:00Z", "end_datetime": "2026-11-17T12:00:00Z"}
    whole = rows_of(read(series, ada_token, **bounds))
    simulator.choices.change({"series_page_size": 37})
    pages = [read(series, ada_token, **bounds).json()]
    while pages[-1]["next_token"]:
        again = bounds if resends_bounds else {}
        pages.append(read(series, ada_token, **again, next_token=pages[-1]["next_token"]).json())
    assert [row for page in pages for row in page["data"]][: len(whole)] == whole
    assert {len(page["data"]) for page in pages[:-1]} == {37}


def test_a_full_last_page_has_no_next_token(simulator, read, ada_token):
    rows = read_all(read, "ring_battery_level", ada_token, **WEEK)
    simulator.choices.change({"series_page_size": len(rows)})
    page = read("ring_battery_level", ada_token, **WEEK).json()
    assert (len(page["data"]), page["next_token"]) == (len(rows), None)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-16T00:00:00", "2026-11-17T00:00:00"),
        ("2026-11-16", "2026-11-17"),
        ("2026-11-16 00:00:00.000000", "2026-11-17 00:00:00.000000"),
        ("2026-11-16T01:00:00+01:00", "2026-11-16T19:00:00-05:00"),
    ],
)
def test_bounds_without_an_offset_are_utc(read, ada_token, start, end):
    bounds = {"start_datetime": "2026-11-16T00:00:00Z", "end_datetime": "2026-11-17T00:00:00Z"}
    expected = rows_of(read("heartrate", ada_token, **bounds))
    assert rows_of(read("heartrate", ada_token, start_datetime=start, end_datetime=end)) == expected


@pytest.mark.parametrize("query", [{}, {"start_date": "2026-01-01", "end_date": "2026-01-05"}])
def test_without_bounds_or_with_those_of_documents_the_last_day_comes(read, simulator, ada_token, query):
    found = moments(rows_of(read("heartrate", ada_token, **query)))
    now = simulator.clock.now()
    assert now - timedelta(days=1) <= found[0] < found[-1] <= now
    assert found[-1] - found[0] > timedelta(hours=20)


@pytest.mark.parametrize("series", SERIES)
def test_latest_gives_the_newest_row_alone(read, simulator, ada_token, series):
    newest = read_all(read, series, ada_token)[-1]
    for query in ({}, WEEK):
        page = read(series, ada_token, latest="true", **query).json()
        assert page == {"data": [newest], "next_token": None}
    assert len(rows_of(read(series, ada_token, latest="false"))) > 10


def test_latest_reaches_back_over_days_without_a_ring(simulator, read, order, ada, ada_token):
    order("unworn", athlete=ada.email, days=20)
    (row,) = rows_of(read("heartrate", ada_token, latest="1"))
    assert row["timestamp"] < "2026-11-02"


@pytest.mark.parametrize("series", SERIES)
def test_fields_narrow_rows_but_never_take_their_moment(read, ada_token, series):
    value = "bpm" if series == "heartrate" else "level"
    assert {frozenset(row) for row in rows_of(read(series, ada_token, fields=f"{value},nonsense"))} == {
        frozenset({"timestamp", value})
    }
    assert rows_of(read(series, ada_token, fields="nonsense")) == rows_of(read(series, ada_token))


@pytest.mark.parametrize("name", ["start_datetime", "end_datetime"])
@pytest.mark.parametrize("has_url", [True, False])
def test_a_malformed_moment_gets_one_entry(simulator, read, ada_token, name, has_url):
    simulator.choices.change({"validation_urls": has_url})
    answer = read("heartrate", ada_token, **{name: "ayer"})
    assert answer.status == 422
    (entry,) = answer.json()["detail"]
    assert (entry["type"], entry["loc"], entry["input"]) == ("datetime_from_date_parsing", ["query", name], "ayer")
    assert ("url" in entry) == has_url


def test_what_is_neither_true_nor_false_gets_a_validation_error(read, ada_token):
    (entry,) = read("heartrate", ada_token, latest="perhaps").json()["detail"]
    assert (entry["type"], entry["loc"], entry["input"]) == ("bool_parsing", ["query", "latest"], "perhaps")


def test_start_after_end_is_refused_in_ouras_words(read, ada_token):
    answer = read("heartrate", ada_token, start_datetime="2021-10-01", end_datetime="2021-09-01")
    assert answer.status == 400
    assert answer.json() == {
        "detail": "Start time is greater than end time: "
        "[start_time: 2021-10-01 00:00:00+00:00; end_time: 2021-09-01 00:00:00+00:00]"
    }


@pytest.mark.parametrize("token", ["nonsense", "eyJ4IjoxfQ==", "ZmlzaA=="])
def test_a_made_up_next_token_is_refused(read, ada_token, token):
    assert read("heartrate", ada_token, next_token=token).status == 400


def test_the_edges_of_the_calendar_are_survived(read, ada_token):
    for day in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"):
        for series in SERIES:
            assert rows_of(read(series, ada_token, start_datetime=day, end_datetime=day)) == []


def test_a_line_without_end_repeats_a_page(read, order, ada_token):
    order("answer", always=True, kind="endless", path="/heartrate")
    first = read("heartrate", ada_token).json()
    again = read("heartrate", ada_token, next_token=first["next_token"]).json()
    assert again["next_token"] == first["next_token"]
    assert again["data"] == first["data"]


def test_the_newest_row_is_as_old_as_the_last_sync_made_it(simulator, read, ada_token):
    for minutes in range(0, 600, 37):
        simulator.clock.set(datetime(2026, 11, 19, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes), frozen=True)
        age = simulator.clock.now() - moments(rows_of(read("heartrate", ada_token)))[-1]
        assert timedelta(minutes=11) <= age < timedelta(hours=3)


def test_rows_of_days_come_all_at_once_for_who_uploads_seldom(simulator, read):
    vic = next(athlete for athlete in simulator.world.athletes if way_of(athlete.number).uploads_every_days)
    token, newest = simulator.connect(vic)["access_token"], []
    for hours in range(0, 24 * 9, 6):
        simulator.clock.set(datetime(2026, 11, 5, tzinfo=UTC) + timedelta(hours=hours), frozen=True)
        newest.append(moments(rows_of(read("heartrate", token, latest="true")))[0])
    assert newest == sorted(newest)
    assert 2 <= len(set(newest)) <= 4


def test_rows_of_a_confirmed_workout_come_behind_later_ones(simulator, read):
    """Whoever goes on from the newest row never sees them."""
    world = simulator.world
    for athlete in world.athletes[:6]:
        token = simulator.connect(athlete)["access_token"]
        for document in world.documents(
            athlete, "workout", datetime(2026, 11, 2).date(), datetime(2026, 11, 17).date(), simulator.clock.now()
        ):
            body = document.body()
            if body["source"] != "confirmed":
                continue
            ends_at = datetime.fromisoformat(body["end_datetime"])
            bounds = {
                "start_datetime": body["start_datetime"],
                "end_datetime": (ends_at + timedelta(minutes=30)).isoformat(),
            }
            soon, late = (
                {row["timestamp"]: row["source"] for row in read_at(simulator, read, token, ends_at + after, bounds)}
                for after in (timedelta(minutes=94), timedelta(hours=4))
            )
            assert soon.keys() < late.keys()
            assert {late[moment] for moment in late.keys() - soon.keys()} == {"workout"}
            assert max(soon) > max(late.keys() - soon.keys())
            return
    raise AssertionError("Nobody confirmed a workout.")


def read_at(simulator, read, token, moment, bounds):
    simulator.clock.set(moment, frozen=True)
    return rows_of(read("heartrate", token, **bounds))


def test_an_unworn_ring_has_no_rows_and_a_closed_app_has(simulator, read, order, ada, ada_token):
    order("delay", athlete=ada.email, days=2, what="nights")
    assert rows_of(read("heartrate", ada_token))
    assert rows_of(read("sleep_time", ada_token)) == []
    order("unworn", athlete=ada.email, days=2)
    for series in SERIES:
        assert rows_of(read(series, ada_token)) == []
