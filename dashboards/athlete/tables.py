"""The same numbers as each chart, for whoever reads rather than looks; the arrow keys read out rows of these.

Every page has a thousand rows of these, so they are made column by column, and what two charts say alike is said once.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from dashboards.athlete.panes import Extent, Pane
from dashboards.athlete.plans import Shape
from dashboards.days import dated_day, night_words
from dashboards.drawing.marks import with_light
from dashboards.drawing.tables import table_of_columns
from dashboards.loads import WEEK
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE
from dashboards.wording import clock
from forms_engine.standards import Meaning

DASH = "–"
Write = Callable[[float | None], str]
# A heading with a cell for each day, oldest first.
Column = tuple[str, Sequence[str]]


def pane_table(pane: Pane, caption: str, night_address: str, compared: str) -> SafeString:
    """Newest first. `night_address`: of a night's page, with one place for its day; "" for whoever has none."""
    write = _writer(pane)
    columns: list[Column] = [(_("Night") if pane.plan.form.dates_the_night else _("Day"), _firsts(pane, night_address))]
    columns += {Shape.BAND: _band_columns, Shape.WEEK: _week_columns, Shape.TIMES: _time_columns}.get(
        pane.plan.plan.shape, _value_columns
    )(pane, write)
    if pane.before:
        columns.append((compared, _lit(pane.before, write, pane.said_before)))
    columns.append((_("Missing because"), pane.causes))
    return table_of_columns(caption, [heading for heading, _cells in columns], [cells[::-1] for _h, cells in columns])


def _writer(pane: Pane) -> Write:
    write = pane.plan.one.column.write if pane.plan.one else clock
    return cache(lambda value: DASH if value is None else write(value))


def _written(values: Sequence[float | None], write: Write) -> list[str]:
    return [write(value) for value in values]


def _lit(values: Sequence[float | None], write: Write, said: Sequence[Meaning | None]) -> list[str]:
    """Each with what a standard says of it, where one speaks."""
    if not said:
        return _written(values, write)
    return [with_light(write(value), one) if one else write(value) for value, one in zip(values, said, strict=True)]


def _firsts(pane: Pane, night_address: str) -> Sequence[str]:
    first, count = pane.days[0], len(pane.days)
    if not pane.plan.form.dates_the_night:
        return _days(first, count, get_language())
    nights = _nights(first, pane.record_days[0], count, night_address, get_language())
    return [plain if cause else leading for (plain, leading), cause in zip(nights, pane.causes, strict=True)]


# The same for most charts of a page, and for the page of the next athlete; each language apart.
@lru_cache(maxsize=32)
def _days(first: date, count: int, _language: str | None) -> Sequence[str]:
    return [dated_day(first + timedelta(days=index)) for index in range(count)]


@lru_cache(maxsize=32)
def _nights(
    first: date, record: date, count: int, address: str, _language: str | None
) -> Sequence[tuple[SafeString, SafeString]]:
    """Each night in words, and the same as a link to it."""
    found = []
    for back in map(timedelta, range(count)):
        words = escape(night_words(record + back))
        link = f'<a href="{address % (first + back).isoformat()}">{words}</a>' if address else words
        found.append((SafeString(words), SafeString(link)))
    return found


def _value_columns(pane: Pane, write: Write) -> list[Column]:
    said = pane.said_parts or [()] * len(pane.parts)
    parts = zip(pane.plan.plan.parts, pane.parts, said, strict=True) if pane.parts else ()
    return [
        (pane.label, _lit(pane.values, write, pane.said)),
        *((str(part.label), _lit(values, write, of_part)) for part, values, of_part in parts),
        (_("Own normal"), _extents(pane, write)),
    ]


def _extents(pane: Pane, write: Write) -> list[str]:
    band: Sequence[Extent | None] = pane.band or [None] * len(pane.days)
    # Hardly one mean is that of another day: to remember what was written would cost more than to write.
    anew: Callable[[float], str] = pane.plan.one.column.write if pane.plan.one else write
    return [f"{anew(span[0])} – {anew(span[1])}" if span else DASH for span in band]


def _band_columns(pane: Pane, write: Write) -> list[Column]:
    counted = _("%(count)d of %(all)d")
    rests = [counted % {"count": count, "all": DEFAULT_HRV_RULE.recent_days} for count in pane.counts]
    return [
        (_("This night"), _lit(pane.values, write, pane.said)),
        (_("Mean of 7 nights"), _written(pane.line, write)),
        (_("Nights"), rests),
        (_("Own band"), _extents(pane, write)),
    ]


def _week_columns(pane: Pane, write: Write) -> list[Column]:
    sums = [
        write(total) if count == WEEK or total is None else f"{write(total)} ({partial_words(count)})"
        for total, count in zip(pane.line, pane.counts, strict=True)
    ]
    return [(pane.label, _lit(pane.values, write, pane.said)), (_("Sum of 7 days"), sums)]


def partial_words(count: int) -> str:
    """A sum of seven days that rests on fewer."""
    return _("partial: %(count)d of 7") % {"count": count}


def _time_columns(pane: Pane, write: Write) -> list[Column]:
    ends = list(zip(*(span or (None, None) for span in pane.times), strict=True))
    return [
        (str(part.label), _written(of_part, write)) for part, of_part in zip(pane.plan.plan.parts, ends, strict=True)
    ]
