"""Which days are read: over any weather every day is read, and no position ever moves back."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import conf, windows
from sync.models import Connection, FeedState
from sync.provider import Window

BEGAN = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CONNECTION = Connection(authorised_at=BEGAN)


@dataclass
class Reading:
    """One feed read again and again: what was read when, and where the positions stood."""

    state: FeedState = field(default_factory=FeedState)
    read_at: dict[date, list[datetime]] = field(default_factory=dict)

    def run(self, now: datetime, chunks: int, is_up: bool, asked: Window | None) -> None:
        """As the engine does: the forward window, then some chunks of the first fill; nothing while the vendor is
        down."""
        before = (self.state.synced_through, self.state.filled_back_to)
        if is_up:
            self.store(windows.forward_window(self.state, asked, now), now)
        while is_up and chunks and (chunk := self.chunk()):
            self.store(chunk, now)
            chunks -= 1
        self.assert_never_back(before)

    def chunk(self) -> Window | None:
        return windows.fill_window(self.state, CONNECTION)

    def store(self, window: Window, now: datetime) -> None:
        for number in range((window.last - window.first).days + 1):
            self.read_at.setdefault(window.first + number * DAY, []).append(now)
        windows.move_positions(self.state, window, now)

    def assert_never_back(self, before: tuple[date | None, date | None]) -> None:
        through, back_to = before
        now_through, now_back_to = self.state.synced_through, self.state.filled_back_to
        assert through is None or (now_through is not None and now_through >= through)
        assert back_to is None or (now_back_to is not None and now_back_to <= back_to)


asked_days = st.none() | st.tuples(st.integers(-200, 40), st.integers(0, 60)).map(
    lambda span: Window(BEGAN.date() + span[0] * DAY, BEGAN.date() + (span[0] + span[1]) * DAY)
)
runs = st.lists(
    st.tuples(st.integers(0, 24 * 40), st.integers(0, 4), st.booleans(), asked_days),
    max_size=12,
)


@given(runs)
def test_whatever_fails_every_day_is_read_and_read_again_after_it_was_over(happened):
    reading, now = Reading(), BEGAN
    for hours, chunks, is_up, asked in happened:
        now += timedelta(hours=hours)
        reading.run(now, chunks, is_up, asked)

    now += DAY
    reading.run(now, 100, True, None)

    assert reading.chunk() is None
    assert reading.state.synced_through == now.date()
    back_to = reading.state.filled_back_to
    assert back_to is not None
    assert back_to <= windows.fill_target(CONNECTION)
    day = windows.fill_target(CONNECTION)
    while day <= windows.latest_day(now):
        assert day in reading.read_at, f"{day} was never read"
        if day < now.date():
            assert any(moment.date() > day for moment in reading.read_at[day]), f"{day} was only read before it ended"
        day += DAY


@given(runs)
def test_no_window_is_ever_turned_round_and_none_reads_beyond_the_last_day_on_earth(happened):
    reading, now = Reading(), BEGAN
    for hours, chunks, is_up, asked in happened:
        now += timedelta(hours=hours)
        assert windows.forward_window(reading.state, asked, now).last == windows.latest_day(now)
        reading.run(now, chunks, is_up, asked)


def test_the_latest_day_is_the_one_where_the_earth_is_furthest_ahead():
    assert windows.latest_day(datetime(2026, 3, 10, 9, 59, tzinfo=UTC)) == date(2026, 3, 10)
    assert windows.latest_day(datetime(2026, 3, 10, 10, 0, tzinfo=UTC)) == date(2026, 3, 11)


def test_a_feed_never_read_begins_with_the_newest_fourteen_days():
    window = windows.forward_window(FeedState(), None, BEGAN)

    assert (window.first, window.last) == (date(2026, 2, 26), date(2026, 3, 11))


def test_a_feed_read_before_is_read_again_from_three_days_behind():
    state = FeedState(synced_through=date(2026, 3, 8))

    assert windows.forward_window(state, None, BEGAN) == Window(date(2026, 3, 5), date(2026, 3, 11))


def test_days_asked_for_widen_the_window_backwards_only():
    state = FeedState(synced_through=date(2026, 3, 8))

    asked = Window(date(2026, 2, 1), date(2026, 2, 2))
    assert windows.forward_window(state, asked, BEGAN) == Window(date(2026, 2, 1), date(2026, 3, 11))
    future = Window(date(2027, 1, 1), date(2027, 1, 2))
    assert windows.forward_window(state, future, BEGAN) == Window(date(2026, 3, 5), date(2026, 3, 11))


def test_a_position_ahead_of_the_clock_is_not_believed_and_comes_back():
    state = FeedState(synced_through=date(2026, 4, 1), filled_back_to=date(2025, 12, 10))

    window = windows.forward_window(state, None, BEGAN)
    assert window == Window(date(2026, 2, 26), date(2026, 3, 11))
    assert windows.move_positions(state, window, BEGAN)
    assert state.synced_through == date(2026, 3, 10)


def test_the_first_fill_goes_back_in_chunks_and_ends_at_its_target():
    target = windows.fill_target(CONNECTION)
    state = FeedState(filled_back_to=date(2026, 2, 26))
    spans = []
    while chunk := windows.fill_window(state, CONNECTION):
        spans.append((chunk.last - chunk.first).days + 1)
        windows.move_positions(state, chunk, BEGAN)

    assert (target, state.filled_back_to) == (date(2025, 12, 10), date(2025, 12, 10))
    assert spans == [30, 30, 18]


def test_the_first_fill_reaches_as_far_as_the_setting_says(settings):
    settings.SYNC_FIRST_FILL_DAYS = 7

    assert windows.fill_target(CONNECTION) == date(2026, 3, 3)


def test_everything_ends_where_a_year_held_nothing(settings):
    settings.SYNC_FIRST_FILL_DAYS = 0
    oldest = BEGAN.date() - 100 * DAY
    filling = FeedState(filled_back_to=oldest - 365 * DAY, first_data_on=oldest)
    silent = FeedState(filled_back_to=oldest - 366 * DAY, first_data_on=oldest)

    assert windows.fill_window(filling, CONNECTION) is not None
    assert windows.fill_window(silent, CONNECTION) is None


def test_a_day_that_has_not_come_yet_does_not_count_as_read():
    state = FeedState()

    windows.move_positions(state, Window(date(2026, 3, 1), date(2026, 3, 11)), BEGAN)

    assert state.synced_through == date(2026, 3, 10)


def test_days_read_apart_from_the_position_do_not_move_it():
    state = FeedState(synced_through=date(2026, 3, 1), filled_back_to=date(2026, 2, 1))

    assert windows.move_positions(state, Window(date(2026, 3, 5), date(2026, 3, 6)), BEGAN) is False
    assert windows.move_positions(state, Window(date(2025, 3, 5), date(2025, 3, 6)), BEGAN) is False
    assert (state.synced_through, state.filled_back_to) == (date(2026, 3, 1), date(2026, 2, 1))


def test_reading_the_same_days_again_is_no_move():
    state = FeedState()
    window = Window(date(2026, 3, 1), date(2026, 3, 10))

    assert windows.move_positions(state, window, BEGAN) is True
    assert windows.move_positions(state, window, BEGAN) is False


def test_a_window_begins_before_it_ends():
    with pytest.raises(ValueError, match="begins before it ends"):
        Window(date(2026, 3, 2), date(2026, 3, 1))


def test_the_overlap_is_shorter_than_what_may_be_found_gone():
    assert conf.OVERLAP_DAYS <= 3
