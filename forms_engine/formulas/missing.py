"""Missing: no value, and why. Never zero, and never an exception."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Reason(StrEnum):
    NOT_ANSWERED = "not_answered"
    NO_RECORD = "no_record"
    UNREADABLE = "unreadable"
    TOO_FEW = "too_few"
    NOT_DECIDED = "not_decided"
    NO_SCORE = "no_score"
    DIVISION_BY_ZERO = "division_by_zero"
    TOO_LARGE = "too_large"
    NOT_REAL = "not_real"
    TOO_LONG = "too_long"
    NOT_WHOLE_DAYS = "not_whole_days"
    OUTSIDE_THE_CALENDAR = "outside_the_calendar"
    TOO_MANY_ROWS = "too_many_rows"


WORDS: dict[Reason, str | Promise] = {
    Reason.NOT_ANSWERED: gettext_lazy("“%(about)s” is not answered."),
    Reason.NO_RECORD: gettext_lazy("There is no value of “%(about)s” to link."),
    Reason.UNREADABLE: gettext_lazy("The stored value of “%(about)s” cannot be read."),
    Reason.TOO_FEW: gettext_lazy("There are too few values of “%(about)s”."),
    Reason.NOT_DECIDED: gettext_lazy("The condition is not met, and nothing is said for that case."),
    Reason.NO_SCORE: gettext_lazy("The answer to “%(about)s” has no score."),
    Reason.DIVISION_BY_ZERO: gettext_lazy("This would divide by zero."),
    Reason.TOO_LARGE: gettext_lazy("The number is too large."),
    Reason.NOT_REAL: gettext_lazy("There is no such root, power or logarithm."),
    Reason.TOO_LONG: gettext_lazy("The text is too long."),
    Reason.NOT_WHOLE_DAYS: gettext_lazy("Only whole days can be added to a date."),
    Reason.OUTSIDE_THE_CALENDAR: gettext_lazy("The date lies outside the calendar."),
    Reason.TOO_MANY_ROWS: gettext_lazy("The table has too many rows."),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """`about`: the label of the field or the name of the function it began with."""

    reason: Reason
    about: str = ""

    @property
    def words(self) -> str:
        if self.reason is Reason.TOO_FEW and not self.about:
            return _("There are too few values.")
        return str(WORDS[self.reason]) % {"about": self.about}


# A number is a float, a duration a float of seconds; several choices are a tuple of words.
Value = float | str | bool | date | datetime | time | tuple[str, ...]
Answer = Value | Missing

TOO_LARGE = Missing(Reason.TOO_LARGE)
