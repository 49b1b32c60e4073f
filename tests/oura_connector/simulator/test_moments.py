"""What counts as a date or a moment, and the words for what does not."""

from datetime import UTC, datetime

import pytest

from oura_connector.simulator.moments import BadMoment, describe, read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-18", "2026-11-18T00:00:00"),
        ("2026-11-18T23:59:59", "2026-11-18T23:59:59"),
        ("2026-11-18 10:30", "2026-11-18T10:30:00"),
        ("2026-11-18_10:30:00", "2026-11-18T10:30:00"),
        ("2026-11-18t10:30:00z", "2026-11-18T10:30:00+00:00"),
        ("2026-11-18T10:30:00.25+02:00", "2026-11-18T10:30:00.250000+02:00"),
        ("2026-11-18T10:30:00-0330", "2026-11-18T10:30:00-03:30"),
        ("2026-11-18T10:30:00.1234567Z", "2026-11-18T10:30:00.123456+00:00"),
        ("1790138124", "2026-09-23T04:35:24+00:00"),
        ("1790138124521", "2026-09-23T04:35:24.521000+00:00"),
        ("0", "1970-01-01T00:00:00+00:00"),
        ("2024-02-29", "2024-02-29T00:00:00"),
    ],
)
def test_dates_moments_and_unix_times_are_read(text, moment):
    assert read_moment(text) == datetime.fromisoformat(moment)
    assert read_moment(text).isoformat() == moment


def test_a_z_is_utc():
    assert read_moment("2026-11-18T10:30:00Z").tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "as_date", "as_datetime"),
    [
        ("", "input is too short", "input is too short"),
        ("ayer", "input is too short", "input is too short"),
        ("last monday", "invalid character in year", "invalid character in year"),
        ("2026/11/18", "invalid date separator, expected `-`", "invalid date separator, expected `-`"),
        ("2026-11/18", "invalid date separator, expected `-`", "invalid date separator, expected `-`"),
        ("2026-xx-18", "invalid character in month", "invalid character in month"),
        ("2026-11-xx", "invalid character in day", "invalid character in day"),
        (
            "2026-13-01",
            "month value is outside expected range of 1-12",
            "month value is outside expected range of 1-12",
        ),
        ("2026-02-30", "day value is outside expected range", "day value is outside expected range"),
        ("0000-01-01", "year 0 is out of range", "year 0 is out of range"),
        (
            "2026-11-18x10:00",
            "unexpected extra characters at the end of the input",
            "invalid datetime separator, expected `T`, `t`, `_` or space",
        ),
        ("2026-11-18T", "unexpected extra characters at the end of the input", "input is too short"),
        ("2026-11-18Tab:00", "unexpected extra characters at the end of the input", "invalid character in hour"),
        (
            "2026-11-18T10-00",
            "unexpected extra characters at the end of the input",
            "invalid time separator, expected `:`",
        ),
        (
            "2026-11-18T24:00:00Z",
            "unexpected extra characters at the end of the input",
            "hour value is outside expected range of 0-23",
        ),
        (
            "2026-11-18T10:60",
            "unexpected extra characters at the end of the input",
            "minute value is outside expected range of 0-59",
        ),
        (
            "2026-11-18T10:00:61",
            "unexpected extra characters at the end of the input",
            "second value is outside expected range of 0-59",
        ),
        ("2026-11-18 00:00:00 02:00", "unexpected extra characters at the end of the input", "invalid timezone sign"),
        (
            "2026-11-18T00:00:00+24:00",
            "unexpected extra characters at the end of the input",
            "timezone offset must be less than 24 hours",
        ),
    ],
)
def test_what_cannot_be_read_is_told_apart(text, as_date, as_datetime):
    with pytest.raises(BadMoment) as bad:
        read_moment(text)
    assert (bad.value.as_date, bad.value.as_datetime) == (as_date, as_datetime)


def test_an_absurd_number_is_refused():
    with pytest.raises(BadMoment) as bad:
        read_moment("9" * 30)
    assert bad.value.as_datetime == "dates after 9999 are not supported as unix timestamps"


def test_a_complaint_has_one_entry_for_each_type_a_date_may_have():
    entries = describe("end_date", "ayer", BadMoment("a", "b"), is_union=True, has_url=False)
    assert entries == [
        {
            "type": "datetime_from_date_parsing",
            "loc": ["query", "end_date", "datetime"],
            "msg": "Input should be a valid datetime or date, a",
            "input": "ayer",
            "ctx": {"error": "a"},
        },
        {
            "type": "date_from_datetime_parsing",
            "loc": ["query", "end_date", "date"],
            "msg": "Input should be a valid date or datetime, b",
            "input": "ayer",
            "ctx": {"error": "b"},
        },
    ]


def test_a_complaint_can_be_single_and_carry_an_address():
    (entry,) = describe("end_date", "ayer", BadMoment("a", "b"), is_union=False, has_url=True)
    assert entry["loc"] == ["query", "end_date"]
    assert str(entry["url"]).endswith("/v/date_from_datetime_parsing")
