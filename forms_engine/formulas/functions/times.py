"""Days, times of day and durations."""

import re
from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from forms_engine.formulas.calls import Arguments, Function
from forms_engine.formulas.errors import FormulaError
from forms_engine.formulas.kinds import DATE, DURATION, TIME, Sort, number
from forms_engine.formulas.missing import Answer
from forms_engine.formulas.operators import OUTSIDE_THE_CALENDAR, bounded
from forms_engine.formulas.typed import Frame, Typed, both, constant, through

WRITTEN_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
GROUP = _("Days and durations")
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
# How fields write these units.
UNIT_SECONDS = {
    "ms": 0.001,
    "s": 1.0,
    "sec": 1.0,
    "seconds": 1.0,
    "min": 60.0,
    "minutes": 60.0,
    "h": 3_600.0,
    "hours": 3_600.0,
    "days": 86_400.0,
}


def _check_amount(name: str, unit: str) -> Callable[[Arguments], Typed]:
    def check(arguments: Arguments) -> Typed:
        arguments.expect_count(1, 1)
        part = arguments.expect(0, Sort.DURATION)
        seconds = SECONDS[name]
        return arguments.answer(number(unit), through(part.run, lambda value: value / seconds))

    return check


def _check_duration(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.expect(0, Sort.NUMBER)
    seconds = UNIT_SECONDS.get((part.kind.unit or "").casefold())
    if seconds is None:
        words = _now("The unit of this number is not one of time. Multiply it: … * 1 min, … * 1 h.")
        raise FormulaError("unit_mix", words, part.place)
    return arguments.answer(DURATION, through(part.run, lambda value: bounded(value * seconds)))


def _check_date(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    text = arguments.written_text(0)
    try:
        day = date.fromisoformat(text if WRITTEN_DATE.match(text) else "")
    except ValueError:
        words = _now('Write a date of the calendar in this form: date("2026-03-09").')
        raise FormulaError("wrong_arguments", words, arguments.parts[0].place) from None
    return arguments.answer(DATE, constant(day))


def _check_date_of(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    return arguments.answer(DATE, through(arguments.expect(0, Sort.MOMENT).run, lambda moment: moment.date()))


def _check_time_of(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    return arguments.answer(TIME, through(arguments.expect(0, Sort.MOMENT).run, lambda moment: moment.time()))


def _check_weekday(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 1)
    part = arguments.expect(0, Sort.DATE)
    return arguments.answer(number(""), through(part.run, lambda day: float(day.isoweekday())))


def _record_day(frame: Frame) -> Answer:
    return frame.day


def _check_record_date(arguments: Arguments) -> Typed:
    arguments.expect_count(0, 0)
    return arguments.answer(DATE, _record_day)


def years_between(born: date, on: date) -> Answer:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return float(years) if years >= 0 else OUTSIDE_THE_CALENDAR


def _check_age(arguments: Arguments) -> Typed:
    arguments.expect_count(1, 2)
    born = arguments.expect(0, Sort.DATE)
    on = arguments.expect(1, Sort.DATE).run if len(arguments.parts) == 2 else _record_day
    return arguments.answer(number("years"), both(born.run, on, years_between))


TIMES = (
    Function(
        "hours",
        GROUP,
        "hours(duration)",
        _("How many hours a duration is, with decimals."),
        "hours([Time asleep])",
        "7.5",
        _check_amount("hours", "h"),
    ),
    Function(
        "minutes",
        GROUP,
        "minutes(duration)",
        _("How many minutes a duration is, with decimals."),
        "minutes([Time asleep])",
        "450",
        _check_amount("minutes", "min"),
    ),
    Function(
        "seconds",
        GROUP,
        "seconds(duration)",
        _("How many seconds a duration is."),
        "seconds(1 min)",
        "60",
        _check_amount("seconds", "s"),
    ),
    Function(
        "days",
        GROUP,
        "days(duration)",
        _("How many days a duration is, such as that between two dates."),
        'days(record_date() - date("2026-03-01"))',
        "8",
        _check_amount("days", "days"),
    ),
    Function(
        "duration",
        GROUP,
        "duration(number)",
        _("A duration of a number whose unit is ms, s, min, h or days."),
        "duration([Session minutes])",
        "1:15",
        _check_duration,
    ),
    Function(
        "record_date",
        GROUP,
        "record_date()",
        _("The day of this record; in a profile, today."),
        "record_date() + 7 days",
        "2026-03-16",
        _check_record_date,
    ),
    Function(
        "date",
        GROUP,
        'date("year-month-day")',
        _("A date written in the formula."),
        'date("2026-03-01") + 1 week',
        "2026-03-08",
        _check_date,
    ),
    Function(
        "date_of",
        GROUP,
        "date_of(date and time)",
        _("The day of a date with a time, where it was measured."),
        "date_of([Session began])",
        "2026-03-09",
        _check_date_of,
    ),
    Function(
        "time_of",
        GROUP,
        "time_of(date and time)",
        _("The time of day of a date with a time, where it was measured."),
        "time_of([Session began])",
        "17:30",
        _check_time_of,
    ),
    Function(
        "weekday",
        GROUP,
        "weekday(date)",
        _("1 for Monday to 7 for Sunday."),
        "weekday(record_date())",
        "1",
        _check_weekday,
    ),
    Function(
        "age",
        GROUP,
        "age(date of birth, on)",
        _("Whole years on the day of this record, or on another date."),
        "age([Athlete Profile / Date of birth])",
        "24",
        _check_age,
    ),
)
