"""The same numbers as each chart, for whoever reads rather than looks; the arrow keys read out rows of these."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape

from django.utils.safestring import SafeString

from dashboards.athlete.panes import Extent, Pane
from dashboards.athlete.plans import Shape
from dashboards.days import dated_day, night_words
from dashboards.drawing.tables import table_of
from dashboards.loads import WEEK
from dashboards.speaking import remembered
from dashboards.speaking import spoken as _
from dashboards.statistics import DEFAULT_HRV_RULE
from dashboards.wording import clock

DASH = "–"
Row = tuple[str, ...]


def pane_table(pane: Pane, caption: str, night_address: str, compared: str) -> SafeString:
    """Newest first. `night_address`: of a night's page, with one place for its day; "" for whoever has none."""
    headings, rows = {Shape.BAND: _band_rows, Shape.WEEK: _week_rows, Shape.TIMES: _time_rows}.get(
        pane.plan.plan.shape, _value_rows
    )(pane)
    firsts = [_day(pane, index, night_address) for index in range(len(pane.days))]
    ends = list(_ends(pane))
    heads = [_("Night") if pane.plan.form.dates_the_night else _("Day"), *headings]
    if pane.before:
        heads.append(compared)
    lines = [(first, *row, *end) for first, row, end in zip(firsts, rows, ends, strict=True)]
    return table_of(caption, [*heads, _("Missing because")], lines[::-1])


def _day(pane: Pane, index: int, night_address: str) -> str:
    day = pane.days[index]
    if not pane.plan.form.dates_the_night:
        return remembered(day, dated_day)
    words = escape(remembered(("night", pane.record_days[index]), _night))
    if not night_address or pane.causes[index]:
        return SafeString(words)
    return SafeString(f'<a href="{night_address % day.isoformat()}">{words}</a>')


def _night(asked: tuple[str, date]) -> str:
    return night_words(asked[1])


def _ends(pane: Pane) -> Iterator[Row]:
    """What every table ends with: the compared day, and why a value is missing."""
    write = _writer(pane)
    for index, cause in enumerate(pane.causes):
        yield (*((write(pane.before[index]),) if pane.before else ()), cause)


def _writer(pane: Pane) -> Callable[[float | None], str]:
    write = pane.plan.one.column.write if pane.plan.one else clock
    return lambda value: DASH if value is None else write(value)


def _value_rows(pane: Pane) -> tuple[list[str], list[Row]]:
    write = _writer(pane)
    headings = [str(pane.plan.plan.label)]
    if pane.parts:
        headings += [str(part.label) for part in pane.plan.plan.parts]
    parts = pane.parts
    rows: list[Row] = []
    for index, value in enumerate(pane.values):
        rows.append((write(value), *(write(part[index]) for part in parts), _normal(pane.band, index, write)))
    return [*headings, _("Own normal")], rows


def _normal(band: Sequence[Extent | None], index: int, write: Callable[[float | None], str]) -> str:
    span = band[index] if band else None
    return f"{write(span[0])} – {write(span[1])}" if span else DASH


def _band_rows(pane: Pane) -> tuple[list[str], list[Row]]:
    write, all_nights = _writer(pane), DEFAULT_HRV_RULE.recent_days
    rows: list[Row] = [
        (
            write(value),
            write(mean),
            _("%(count)d of %(all)d") % {"count": count, "all": all_nights},
            _normal(pane.band, index, write),
        )
        for index, (value, mean, count) in enumerate(zip(pane.values, pane.line, pane.counts, strict=True))
    ]
    return [_("This night"), _("Mean of 7 nights"), _("Nights"), _("Own band")], rows


def _week_rows(pane: Pane) -> tuple[list[str], list[Row]]:
    write = _writer(pane)
    rows: list[Row] = []
    for value, total, count in zip(pane.values, pane.line, pane.counts, strict=True):
        partial = "" if count == WEEK or total is None else f" ({partial_words(count)})"
        rows.append((write(value), f"{write(total)}{partial}"))
    return [str(pane.plan.plan.label), _("Sum of 7 days")], rows


def partial_words(count: int) -> str:
    """A sum of seven days that rests on fewer."""
    return _("partial: %(count)d of 7") % {"count": count}


def _time_rows(pane: Pane) -> tuple[list[str], list[Row]]:
    rows: list[Row] = [(clock(span[0]), clock(span[1])) if span else (DASH, DASH) for span in pane.times]
    return [str(part.label) for part in pane.plan.plan.parts], rows
