from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from dashboards.days import BadDay, board_today, days_ending, due_on, night_words, read_day, short_day
from people.application import application_details
from tests.dashboards.made import MONDAY, TUESDAY


def set_zone(zone: str) -> None:
    details = application_details()
    details.zone = zone
    details.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Europe/London", datetime(2026, 3, 9, 23, 59, tzinfo=UTC), MONDAY),
        ("Europe/London", datetime(2026, 3, 10, 0, 0, tzinfo=UTC), TUESDAY),
        ("Pacific/Auckland", datetime(2026, 3, 9, 11, 30, tzinfo=UTC), TUESDAY),
        ("America/Los_Angeles", datetime(2026, 3, 10, 6, 59, tzinfo=UTC), MONDAY),
        ("America/Los_Angeles", datetime(2026, 3, 10, 7, 0, tzinfo=UTC), TUESDAY),
    ],
)
def test_the_board_day_is_a_day_of_the_sites_zone(zone, now, day):
    set_zone(zone)
    assert board_today(now) == day


def test_a_night_of_tuesday_morning_is_dated_monday():
    assert due_on(TUESDAY, 1) == MONDAY
    assert night_words(MONDAY) == "Mon 9 → Tue 10"


def test_a_night_across_the_end_of_a_month_keeps_both_days():
    assert night_words(date(2026, 2, 28)) == "Sat 28 → Sun 1"


def test_a_day_is_written_in_the_language_of_whoever_reads_it():
    written = []
    for language in ("en", "de", "en"):
        with override(language):
            written.append(short_day(TUESDAY))
    assert written == ["Tue 10", "Di 10.", "Tue 10"]


def test_days_end_with_the_last_one():
    assert days_ending(TUESDAY, 3) == [date(2026, 3, 8), MONDAY, TUESDAY]


def test_no_day_means_today():
    assert read_day("", TUESDAY) == TUESDAY


def test_a_day_is_read_as_written():
    assert read_day("2026-03-09", TUESDAY) == MONDAY


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-02-30", "2026-3-9", "20260309", "2026-W11-2", "9" * 400, "٢٠٢٦-٠٣-٠٩"]
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(BadDay, match="2026-03-10"):
        read_day(text, TUESDAY)


def test_a_day_to_come_is_refused():
    with pytest.raises(BadDay, match="not come yet"):
        read_day("2026-03-11", TUESDAY)


def test_a_day_before_the_first_is_a_day_and_refused_as_too_early():
    for text in ("0001-01-01", "1999-12-31"):
        with pytest.raises(BadDay, match="before Saturday 1 January 2000"):
            read_day(text, TUESDAY)
    assert read_day("2000-01-01", TUESDAY) == date(2000, 1, 1)
