"""Which days look at the days that changed."""

from datetime import date

from forms_engine.calculating.spans import EVERYTHING, MOST_SPANS, Span, merge_spans, shift


def march(first, last):
    return Span(date(2026, 3, first), date(2026, 3, last))


def test_days_that_touch_become_one_span():
    assert merge_spans([march(5, 6), march(1, 2), march(3, 3)]) == [march(1, 3), march(5, 6)]


def test_an_open_span_swallows_what_lies_in_it():
    open_end = Span(date(2026, 3, 4), None)
    assert merge_spans([march(1, 2), open_end, march(8, 9)]) == [march(1, 2), open_end]
    assert merge_spans([march(1, 2), EVERYTHING]) == [EVERYTHING]


def test_too_many_spans_become_the_days_from_the_first_to_the_last():
    scattered = [march(day, day) for day in range(1, 31, 2)] + [
        Span(date(2026, 4, day), date(2026, 4, day)) for day in range(2, 30, 2)
    ]
    assert len(scattered) > MOST_SPANS
    assert merge_spans(scattered) == [Span(date(2026, 3, 1), date(2026, 4, 28))]


def test_beyond_the_calendar_lies_its_last_day():
    assert shift(date.max, 1) == date.max
    assert shift(date.min, -1) == date.min
