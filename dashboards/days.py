"""The board's days: which one is asked for, what is due on it, what its headings say.

The board of day D shows the night that ended that morning (a record of D-1 when its form dates the night),
the activity of D-1 and what was filled in on D.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from people.application import application_details
from people.zones import day_in

# Before this no ring was worn; it also keeps every window inside the calendar.
FIRST_DAY = date(2000, 1, 1)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadDay(ValueError):
    """The day asked for is not one; the text says what to write instead."""


class DayInAddress:
    """`<day:…>` in an address: YYYY-MM-DD; anything else is no address of ours."""

    regex = ISO_DAY.pattern

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


def board_today(now: datetime) -> date:
    """Today in the site's zone."""
    return day_in(application_details().zone, now)


def read_day(text: str, today: date) -> date:
    """The board day a query asks for: "" is today, otherwise YYYY-MM-DD from 2000 up to today.

    Raises BadDay with a sentence for the person who asked.
    """
    if not text:
        return today
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is not None and day < FIRST_DAY:
        raise BadDay(
            _("That day lies before %(first)s, with which all boards begin. Ask for it or a later one.")
            % {"first": day_words(FIRST_DAY)}
        )
    if day is None:
        raise BadDay(_("That is not a day. Write one like %(example)s.") % {"example": today.isoformat()})
    if day > today:
        raise BadDay(_("That day has not come yet. The newest board is that of %(day)s.") % {"day": day_words(today)})
    return day


def due_on(board_day: date, lag_days: int) -> date:
    """The date of the newest record that can stand on this board."""
    return board_day - timedelta(days=lag_days)


def days_ending(last: date, count: int) -> list[date]:
    """`count` days, oldest first, `last` included."""
    return [last - timedelta(days=back) for back in range(count - 1, -1, -1)]


def hours_by_clock(moment: datetime, day: date) -> float:
    """Hours from the midnight that begins `day`, by the clock `moment` was stated in: below 0 the evening before.

    To the minute the clock showed, so that every page writes the same.
    """
    since = moment.replace(tzinfo=None, second=0, microsecond=0) - datetime.combine(day, datetime.min.time())
    return since.total_seconds() / 3600


def day_words(day: date) -> str:
    """Tuesday 10 March 2026."""
    return _written(day, "l j F Y", get_language())


def short_day(day: date) -> str:
    """Tue 10."""
    return _written(day, "D j", get_language())


def dated_day(day: date) -> str:
    """Tue 10 Mar."""
    return _written(day, "D j M", get_language())


def month_day(day: date) -> str:
    """10 Mar."""
    return _written(day, "j M", get_language())


def night_words(occurred_on: date) -> str:
    """The night a record of `occurred_on` is about: "Mon 9 → Tue 10"."""
    return f"{short_day(occurred_on)} → {short_day(occurred_on + timedelta(days=1))}"


# Pages ask for the same days over and over; a year in every way of writing it and two languages fit.
@lru_cache(maxsize=4096)
def _written(day: date, form: str, language: str | None) -> str:
    """`language`: the one now spoken; it is only here so that each language is remembered apart."""
    return date_format(day, form)
