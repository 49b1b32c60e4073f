"""What the address of an athlete page asks for: up to which day, how many days, and what to compare with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboards.asking import BadQuestion, asked_day
from dashboards.days import FIRST_DAY, board_today, days_ending
from dashboards.morning import NIGHT_LAG_DAYS

ZOOMS = (7, 28, 90, 365)
USUAL_DAYS = 28
FOUR_WEEKS = timedelta(days=28)


class Compared(StrEnum):
    """Another period of the same length."""

    NONE = ""
    BEFORE = "before"
    FOUR_WEEKS = "4weeks"
    YEAR = "year"


@dataclass(frozen=True)
class Question:
    """`day`: the last one shown, a day of the site's zone. `has_day`: the address names it."""

    day: date
    days: int = USUAL_DAYS
    compared: Compared = Compared.NONE
    has_day: bool = False

    @cached_property
    def shown(self) -> list[date]:
        return days_ending(self.day, self.days)

    @cached_property
    def nights(self) -> list[date]:
        """Of which day the record of the night is that ended on the morning of each day shown."""
        return days_ending(self.day - timedelta(days=NIGHT_LAG_DAYS), self.days)

    @property
    def shift(self) -> timedelta | None:
        """How far back the compared days lie; None when nothing is compared, or it lies before all data."""
        if self.compared is Compared.NONE:
            return None
        if self.compared is Compared.YEAR:
            # 29 February has no anniversary: the day before it stands for it.
            then = self.day.replace(year=self.day.year - 1, day=min(self.day.day, 28 if self.day.month == 2 else 31))
            shift = self.day - then
        else:
            shift = FOUR_WEEKS if self.compared is Compared.FOUR_WEEKS else timedelta(days=self.days)
        return shift if self.shown[0] - shift >= FIRST_DAY else None


def read_question(query: Mapping[str, str], now: datetime) -> Question:
    """Raises BadQuestion with a sentence for the person who asked."""
    return Question(
        day=asked_day(query, now),
        days=_read_days(query.get("days", "").strip()),
        compared=_read_compared(query.get("with", "").strip()),
        has_day=bool(query.get("day", "").strip()),
    )


def address(person_id: int, question: Question) -> str:
    """The page that answers `question`, with no more in its address than must be there."""
    asked = {
        "day": question.day.isoformat() if question.has_day else "",
        "days": str(question.days) if question.days != USUAL_DAYS else "",
        "with": question.compared.value,
    }
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("athlete", args=[person_id]) + (f"?{query}" if query else "")


def is_newest(question: Question, now: datetime) -> bool:
    return question.day >= board_today(now)


def _read_days(text: str) -> int:
    if not text:
        return USUAL_DAYS
    found = next((days for days in ZOOMS if str(days) == text), None)
    if found is None:
        choice = ", ".join(map(str, ZOOMS))
        raise BadQuestion(_("That is no span of days. Choose one of these: %(choice)s.") % {"choice": choice})
    return found


def _read_compared(text: str) -> Compared:
    try:
        return Compared(text)
    except ValueError as refused:
        raise BadQuestion(_("That is nothing to compare with. Choose from the list on the page.")) from refused
