"""The athlete page, ready for its template: words, charts and table lines."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.athlete_page import DAYS_SHOWN, AthletePage, Measurement
from dashboards.cells import Cell
from dashboards.days import dated_day, day_words, night_words, short_day
from dashboards.freshness import freshness_words
from dashboards.line_charts import line_chart
from dashboards.reasons import revised_words, rule_words, verdict_words, words_for_athlete
from dashboards.statistics import DEFAULT_RULE, Ground
from dashboards.wording import days_old, signed_hundredths, time_since
from forms_engine.extension import PersonBadge
from people.models import Person


@dataclass(frozen=True)
class BadgeView:
    """How data arrive from one source; `url` only on one's own page, where it leads to one's own form."""

    tone: str
    words: str
    detail: str
    url: str


@dataclass(frozen=True)
class MeasurementView:
    key: str
    label: str
    unit: str
    value: str
    tone: str
    words: str
    change: str
    age: str
    revised: str
    cause: str
    chart: SafeString
    numbers: str


@dataclass(frozen=True)
class Line:
    morning: str
    night: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AthleteView:
    name: str
    is_self: bool
    day_words: str
    badges: tuple[BadgeView, ...]
    measurements: tuple[MeasurementView, ...]
    caption: str
    headings: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    rule: str
    freshness: str
    board_url: str
    form_links: tuple[tuple[str, str], ...]


def show_athlete(viewer: Person, page: AthletePage) -> AthleteView:
    is_self = viewer.pk == page.person.pk
    return AthleteView(
        name=page.person.full_name,
        is_self=is_self,
        day_words=day_words(page.day),
        badges=tuple(show_badge(badge, page, is_self) for badge in page.badges),
        measurements=tuple(_show_measurement(one, is_self=is_self) for one in page.measurements),
        caption=_("The last %(days)d mornings of %(name)s, newest first")
        % {"days": DAYS_SHOWN, "name": page.person.full_name},
        headings=tuple((str(one.column.label), str(one.column.unit)) for one in page.measurements),
        lines=_lines(page),
        rule=rule_words(),
        freshness=freshness_words(page.badges, page.made_at),
        board_url="" if is_self else reverse("board"),
        form_links=tuple(
            (form.shown_name, reverse("person_events", args=[page.person.pk, form.key])) for form in page.forms
        ),
    )


def show_badge(badge: PersonBadge, page: AthletePage, is_self: bool) -> BadgeView:
    said = badge.advice if is_self else badge.detail
    detail = [said] if said else []
    if badge.last_sync_at:
        detail.append(_("Last sync %(ago)s.") % {"ago": time_since(badge.last_sync_at, page.made_at)})
    words = f"{badge.provider}: {badge.words}"
    return BadgeView(badge.tone, words, " ".join(detail), badge.url if is_self else badge.staff_url)


def _show_measurement(one: Measurement, *, is_self: bool) -> MeasurementView:
    column, cell = one.column, one.cell
    return MeasurementView(
        key=column.key,
        label=str(column.label),
        unit=str(column.unit),
        value="" if cell.value is None else column.write(cell.value),
        tone=cell.verdict.tone,
        words=words_for_athlete(cell) if is_self else verdict_words(cell.verdict, cell.baseline.count),
        change=change_words(cell),
        age="" if cell.value is None or cell.is_fresh else days_old(cell.age_days),
        revised=revised_words(cell),
        cause=cell.cause,
        chart=line_chart(column, one.days, _chart_words(one)),
        numbers=numbers_words(cell, shows_z=not is_self),
    )


def change_words(cell: Cell) -> str:
    """ "−9 from own mean 81", "" while there is no mean."""
    if cell.difference is None or cell.baseline.mean is None:
        return ""
    return _("%(change)s from own mean %(mean)s") % {
        "change": cell.column.write_change(cell.difference),
        "mean": cell.column.write(cell.baseline.mean),
    }


def numbers_words(cell: Cell, *, shows_z: bool) -> str:
    """What the light was judged by. z is for staff; athletes read their own range."""
    baseline, write = cell.baseline, cell.column.write
    days = _("%(count)d of %(window)d days with a value") % {
        "count": baseline.count,
        "window": DEFAULT_RULE.window_days,
    }
    if baseline.mean is None or baseline.spread is None:
        return days
    words = _("Own normal %(low)s to %(high)s; %(days)s") % {
        "low": write(baseline.mean - baseline.spread),
        "high": write(baseline.mean + baseline.spread),
        "days": days,
    }
    if shows_z and cell.verdict.ground is Ground.JUDGED and cell.verdict.z is not None:
        words = _("%(words)s; z %(z)s") % {"words": words, "z": signed_hundredths(cell.verdict.z)}
    return words


def _chart_words(one: Measurement) -> str:
    write = one.column.write
    there = [day.value for day in one.days if day.value is not None]
    if not there:
        return ""
    return _("%(what)s, %(days)d mornings up to %(last)s: %(count)d values from %(low)s to %(high)s") % {
        "what": one.column.label,
        "days": len(one.days),
        "last": short_day(one.days[-1].day),
        "count": len(there),
        "low": write(min(there)),
        "high": write(max(there)),
    }


def _lines(page: AthletePage) -> tuple[Line, ...]:
    return tuple(
        Line(
            morning=dated_day(morning.day),
            night=night_words(morning.day - timedelta(days=1)),
            values=tuple(
                (str(one.column.label), "–" if value is None else one.column.write(value))
                for one, value in zip(page.measurements, morning.values, strict=True)
            ),
        )
        for morning in page.mornings
    )
