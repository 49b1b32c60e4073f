from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from dashboards import wording

NOW = datetime(2026, 3, 10, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("write", "value", "words"),
    [
        (wording.whole, 78.4, "78"),
        (wording.whole_change, 3.2, "+3"),
        (wording.whole_change, -3.2, "−3"),
        (wording.whole_change, 0.3, "±0"),
        (wording.thousands, 12345, "12\u202f345"),
        (wording.thousands_change, -2721.0, "−2\u202f721"),
        (wording.signed_hundredths, 0.134, "+0.13"),
        (wording.signed_hundredths, -0.004, "±0.00"),
        (wording.signed_tenths, 1.26, "+1.3"),
        (wording.signed_tenths, -0.04, "±0.0"),
        (wording.hours, 26100, "7\u00a0h\u00a015"),
        (wording.hours, 3599, "1\u00a0h\u00a000"),
        (wording.hours_change, -4200, "−1\u00a0h\u00a010"),
        (wording.hours_change, 1500, "+25\u00a0min"),
        (wording.hours_change, 20, "±0\u00a0min"),
        (wording.days_old, 1, "1 day old"),
        (wording.days_old, 2, "2 days old"),
    ],
)
def test_numbers_read_well(write, value, words):
    assert write(value) == words


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(minutes=60), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_moments_are_told_by_how_long_ago_they_were(ago, words):
    assert wording.time_since(NOW - ago, NOW) == words


def test_german_has_a_decimal_comma():
    with override("de"):
        assert wording.signed_tenths(-1.26) == "−1,3"
        assert wording.with_decimals(0.5, 2) == "0,50"
