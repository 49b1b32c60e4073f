from datetime import UTC, date, datetime

from people.zones import day_in

LATE_IN_LONDON = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def test_the_day_is_the_one_of_the_zone():
    assert day_in("Europe/London", LATE_IN_LONDON) == date(2026, 3, 3)
    assert day_in("Pacific/Auckland", LATE_IN_LONDON) == date(2026, 3, 4)
    assert day_in("", LATE_IN_LONDON) == date(2026, 3, 3)


def test_the_day_follows_summer_time():
    assert day_in("Europe/London", datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
