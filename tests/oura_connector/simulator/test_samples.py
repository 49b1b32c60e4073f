"""Packed rows: each moment once, in order, only what has arrived."""

import json

import pytest

from oura_connector.simulator.samples import NO_SAMPLES, Late, Samples, stamp

ROWS = [(3000, b"c"), (1000, b"a"), (2000, b"b"), (2000, b"later")]


def test_each_moment_is_there_once_in_order_and_the_first_row_counts():
    samples = Samples.pack(ROWS)
    assert list(samples.between(0, 9000, 9, 9)) == [(1000, b"a"), (2000, b"b"), (3000, b"c")]


@pytest.mark.parametrize(
    ("begins", "ends", "reached_s", "expected"),
    [(1000, 3000, 9, "ab"), (1001, 3001, 9, "bc"), (0, 9000, 2, "ab"), (0, 9000, 1.999, "a"), (4000, 9000, 9, "")],
)
def test_a_beginning_is_included_an_end_is_not_and_nothing_comes_before_it_has_arrived(
    begins, ends, reached_s, expected
):
    rows = Samples.pack(ROWS).between(begins, ends, reached_s, 9)
    assert b"".join(row for _, row in rows).decode() == expected


@pytest.mark.parametrize(("now_s", "expected"), [(6, "ac"), (7, "abc")])
def test_late_rows_come_behind_those_that_follow_them(now_s, expected):
    samples = Samples.pack(ROWS, [Late(1500, 2500, since_s=7)])
    assert b"".join(row for _, row in samples.between(0, 9000, 9, now_s)).decode() == expected


def test_no_samples_are_none():
    assert list(NO_SAMPLES.between(0, 10**15, 1e12, 1e12)) == []


@pytest.mark.parametrize(
    ("moment_s", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_790_138_124, "2026-09-23T04:35:24.000Z"),
        (951_868_799, "2000-02-29T23:59:59.000Z"),
    ],
)
def test_a_moment_is_named_twice(moment_s, text):
    assert json.loads(f"{{{stamp(moment_s)}}}") == {"timestamp": text, "timestamp_unix": moment_s * 1000}
