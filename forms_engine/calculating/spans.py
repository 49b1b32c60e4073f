"""Which days of which forms look at the days that changed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from forms_engine.calculating.nodes import Reach
from forms_engine.calculating.site import Site

# So many spans are asked for one by one; of more, the days from the first to the last.
MOST_SPANS = 20


class Span(NamedTuple):
    """Both days included; None is open."""

    first: date | None
    last: date | None


EVERYTHING = Span(None, None)


class Changed(NamedTuple):
    """Records of a form, by their days. `keys`: what was reckoned anew in them; None: somebody wrote, anything."""

    form_key: str
    span: Span
    keys: frozenset[str] | None = None


def dependent_spans(site: Site, changes: Iterable[Changed]) -> dict[str, list[Span]]:
    """Form key → days of the records to reckon anew, no two spans touching."""
    found: dict[str, list[Span]] = {}
    for one in changes:
        for reach in reaches_from(site, one.form_key, one.keys):
            found.setdefault(reach.dependent, []).append(_reached(reach, one.span))
        # What was written elsewhere at the same moment may not have been seen when somebody wrote this.
        if one.keys is None and one.form_key in site.looking_out:
            found.setdefault(one.form_key, []).append(one.span)
    return {form_key: merge_spans(spans) for form_key, spans in found.items()}


def reaches_from(site: Site, form_key: str, keys: Collection[str] | None) -> list[Reach]:
    """Who looks at these keys of a form's records; None: at any."""
    return [reach for reach in site.reaches.get(form_key, ()) if keys is None or reach.key in keys]


def _reached(reach: Reach, span: Span) -> Span:
    first = None if reach.first is None or span.first is None else shift(span.first, reach.first)
    return Span(first, None if reach.last is None or span.last is None else shift(span.last, reach.last))


def merge_spans(spans: Sequence[Span]) -> list[Span]:
    """The same days in as few spans as can be, or in one when they would be too many."""
    ordered = sorted((one.first or date.min, one.last or date.max) for one in spans)
    merged: list[tuple[date, date]] = []
    for first, last in ordered:
        if merged and first <= shift(merged[-1][1], 1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    if len(merged) > MOST_SPANS:
        merged = [(merged[0][0], merged[-1][1])]
    return [Span(None if first == date.min else first, None if last == date.max else last) for first, last in merged]


def shift(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
