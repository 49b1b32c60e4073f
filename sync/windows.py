"""Which days a run reads: what is new with its overlap, what was asked for, and the next piece of the first fill."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sync import conf
from sync.models import Connection, FeedState
from sync.positions import Read
from sync.provider import Window


def latest_day(now: datetime) -> date:
    """The latest calendar day anybody on earth can be living at `now`."""
    return (now + conf.FURTHEST_ZONE).date()


def forward_window(
    state: FeedState,
    asked: Window | None,
    now: datetime,
    *,
    overlap_days: int = conf.OVERLAP_DAYS,
    back_days: int | None = None,
) -> Window:
    """From a few days behind the reading position (late uploads, revised scores) to the latest day there is.

    A feed never read begins with the newest chunk of its first fill. `asked` days widen the window, and so do
    `back_days` before today. Without an overlap the newest day that holds anything is read again: days
    without cost nothing, and a ring that was silent may bring them all at once.
    """
    last = latest_day(now)
    # A position after today comes from a clock that was wrong, and says nothing of the days before it.
    if state.synced_through is None or state.synced_through > now.date():
        first = last - timedelta(days=conf.CHUNK_DAYS - 1)
    else:
        first = state.synced_through - timedelta(days=overlap_days)
        if not overlap_days and state.last_data_on is not None:
            first = min(first, state.last_data_on)
        if back_days is not None:
            first = min(first, now.date() - timedelta(days=back_days))
    if asked is not None:
        first = min(first, asked.first)
    return Window(min(first, last), last)


def fill_target(connection: Connection) -> date:
    """The first day the first fill reaches back to; ten years when everything is wanted."""
    return connection.authorised_at.date() - timedelta(days=conf.first_fill_days() or conf.EVERYTHING_DAYS)


def fill_window(state: Read, connection: Connection, chunk_days: int = conf.WIDE_CHUNK_DAYS) -> Window | None:
    """The next chunk of the first fill, going back in time; None when it is complete, or has not begun.

    When everything is wanted, a year without a document is the beginning of it.
    """
    target = fill_target(connection)
    if state.filled_back_to is None or state.filled_back_to <= target:
        return None
    oldest = state.first_data_on or connection.authorised_at.date()
    if not conf.first_fill_days() and state.filled_back_to < oldest - timedelta(days=conf.SILENT_DAYS):
        return None
    first = max(target, state.filled_back_to - timedelta(days=chunk_days))
    return Window(first, state.filled_back_to - timedelta(days=1))


def move_positions(state: FeedState, window: Window, now: datetime) -> bool:
    """Note that `window` was stored in full. True when a position moved; the caller saves in its transaction.

    The forward position stops at today: a day that has not come yet was not read. One that is after today, from a
    clock that was wrong, comes back.
    """
    before = (state.synced_through, state.filled_back_to)
    read_to, read_through = min(window.last, now.date()), state.synced_through
    touches = read_through is None or window.first <= read_through + timedelta(days=1)
    if touches and (read_through is None or read_to > read_through or read_through > now.date() <= window.last):
        state.synced_through = read_to
    if state.filled_back_to is None or window.first < state.filled_back_to <= window.last + timedelta(days=1):
        state.filled_back_to = window.first
    return before != (state.synced_through, state.filled_back_to)


def hole_windows(days: Iterable[str]) -> list[Window]:
    """ISO days as windows, newest first; days that stand together are asked for together."""
    windows: list[Window] = []
    for day in sorted(map(date.fromisoformat, set(days)), reverse=True):
        if windows and windows[-1].first - day == timedelta(days=1):
            windows[-1] = Window(day, windows[-1].last)
        else:
            windows.append(Window(day, day))
    return windows
