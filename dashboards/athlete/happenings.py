"""What happened, on the axis and as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from dashboards.athlete.events import Event
from dashboards.athlete.page import AthletePage
from dashboards.days import dated_day
from dashboards.drawing.lanes import draw_lane
from dashboards.drawing.timeline import Mark
from dashboards.speaking import spoken as _

# A short list stands open; a long one is opened.
OPEN_UNTIL = 12


@dataclass(frozen=True)
class Lane:
    """The events of one form along the days."""

    name: str
    drawing: SafeString


@dataclass(frozen=True)
class Line:
    day: str
    form_name: str
    words: str
    tone: str
    url: str


@dataclass(frozen=True)
class Happenings:
    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    is_open: bool
    count: str


def marks_of(page: AthletePage) -> list[Mark]:
    """The lines through every chart: one a day, the worst tone first."""
    marks = []
    marked = [event for event in page.events if event.is_mark]
    for day, of_day in groupby(marked, key=lambda event: event.day):
        events = list(of_day)
        tone = next((tone for tone in ("act", "watch", "fine", "none") if any(one.tone == tone for one in events)), "")
        told = "; ".join(f"{event.form_name}: {event.words}" for event in events)
        marks.append(Mark(_index(page, day), f"{dated_day(day)}: {told}", tone))
    return marks


def show_happenings(page: AthletePage) -> Happenings:
    events = page.events
    by_form: dict[str, list[Event]] = {}
    for event in events:
        by_form.setdefault(event.form_name, []).append(event)
    lines = tuple(
        Line(dated_day(event.day), event.form_name, event.words, event.tone, event.url) for event in reversed(events)
    )
    return Happenings(
        lanes=tuple(Lane(name, _lane(page, name, of_form)) for name, of_form in sorted(by_form.items())),
        lines=lines,
        is_open=len(lines) <= OPEN_UNTIL,
        count=ngettext("%(count)d entry", "%(count)d entries", len(lines)) % {"count": len(lines)},
    )


def _lane(page: AthletePage, name: str, events: Sequence[Event]) -> SafeString:
    marks = [Mark(_index(page, one.day), f"{dated_day(one.day)}: {one.words}", one.tone) for one in events]
    days = ", ".join(dated_day(day) for day in dict.fromkeys(one.day for one in events))
    return draw_lane(page.question.days, marks, _("%(form)s on: %(days)s") % {"form": name, "days": days})


def _index(page: AthletePage, day: date) -> int:
    return page.question.days - 1 - (page.day - day).days
