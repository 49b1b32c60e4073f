"""The weekly report, ready for its template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.days import FIRST_DAY
from dashboards.morning import Kind
from dashboards.squad import week_words
from dashboards.squad.pages import Frame, frame_of
from dashboards.squad.readers import Mailing
from dashboards.squad.week import Figure
from dashboards.squad.week_causes import read_week_causes
from dashboards.squad.week_meanings import Spoken, Week, read_week_meanings
from dashboards.squad.week_sql import DAYS
from dashboards.squad.weekly_report import WeekColumn, WeeklyReport, WeekRow
from dashboards.wording import signed_tenths
from forms_engine.critical import critical_mark, critical_words


@dataclass(frozen=True)
class Cell:
    """`notes`: what stands under the value, each on a line; `cause`: why there is none; `spoken`: what standards said
    on days of the week."""

    label: str
    value: str
    notes: Sequence[str]
    cause: str = ""
    spoken: Sequence[Spoken] = ()


@dataclass(frozen=True)
class Line:
    """`mark`: the sign of critical information."""

    name: str
    url: str
    nights: str
    cells: tuple[Cell, ...]
    keeping: str
    change: str
    alerts: str = ""
    mark: SafeString = SafeString("")


@dataclass(frozen=True)
class WeekPage:
    frame: Frame
    week: str
    monday: str
    span: str
    summary: tuple[str, ...]
    strongest: tuple[tuple[str, str, SafeString, str], ...]
    columns: tuple[tuple[str, str], ...]
    has_nights: bool
    has_alerts: bool
    means: Line
    rows: tuple[Line, ...]
    earlier_url: str
    later_url: str
    csv_url: str
    mailing: Mailing


def show_week(report: WeeklyReport, mailing: Mailing) -> WeekPage:
    place, monday = report.place, report.monday
    week = timedelta(days=DAYS)
    critical = critical_words(place.viewer, [row.person for row in report.rows])
    spoken, causes = read_week_meanings(report), read_week_causes(report)
    later = monday + week
    return WeekPage(
        frame=frame_of(place, "squad_week"),
        week=week_words.week_words(monday),
        monday=monday.isoformat(),
        span=week_words.span_words(monday),
        summary=tuple(week_words.summary(report)),
        strongest=tuple(_named_change(row, critical.get(row.person.pk, "")) for row in report.strongest),
        columns=tuple((_heading(one), str(one.column.unit)) for one in report.columns),
        has_nights=report.has_nights,
        has_alerts=report.alerts is not None,
        means=_squad_line(report),
        rows=tuple(
            _line(row, report, causes[row.person.pk], spoken, critical.get(row.person.pk, "")) for row in report.rows
        ),
        earlier_url=place.address("squad_week", week=(monday - week).isoformat()) if monday > FIRST_DAY + week else "",
        later_url=place.address("squad_week", week=later.isoformat()) if later <= place.today else "",
        csv_url=place.address("squad_week_csv", week=monday.isoformat()),
        mailing=mailing,
    )


def _heading(one: WeekColumn) -> str:
    if one.column.kind is Kind.WEEK:
        return _("%(what)s, sum") % {"what": one.column.label}
    return week_words.label_of(one)


def _named_change(row: WeekRow, critical: str) -> tuple[str, str, SafeString, str]:
    url = reverse("athlete", args=[row.person.pk])
    return row.person.full_name, url, critical_mark(critical), week_words.change_sentence(row)


def _line(row: WeekRow, report: WeeklyReport, causes: Sequence[str], spoken: Week, critical: str) -> Line:
    return Line(
        name=row.person.full_name,
        url=reverse("athlete", args=[row.person.pk]),
        nights="" if row.nights is None else _("%(count)d of 7") % {"count": row.nights},
        cells=tuple(
            _cell(one, figure, cause, spoken.get((row.person.pk, one.measure.field.pk), ()))
            for one, figure, cause in zip(report.columns, row.figures, causes, strict=True)
        ),
        keeping=week_words.percent_words(row.keeping),
        change=week_words.change_sentence(row),
        alerts=week_words.alert_words(row.alerts),
        mark=critical_mark(critical),
    )


def _squad_line(report: WeeklyReport) -> Line:
    athletes = len(report.rows)
    pairs = zip(report.columns, report.means, strict=True)
    return Line(
        name=_("Squad mean"),
        url="",
        nights=_("%(count)d of %(all)d") % {"count": report.nights, "all": athletes * DAYS},
        cells=tuple(
            Cell(_heading(one), week_words.value_words(one, mean), week_words.mean_notes(one, mean, athletes))
            for one, mean in pairs
        ),
        keeping=week_words.percent_words(report.keeping),
        change="",
        alerts=week_words.alert_words(report.alerts) if report.alerts else "",
    )


def _cell(one: WeekColumn, figure: Figure, cause: str, spoken: Sequence[Spoken]) -> Cell:
    notes = week_words.notes_of(one, figure)
    if figure.steps is not None:
        notes.append(f"{signed_tenths(figure.steps)} {_('SD')}")
    return Cell(_heading(one), week_words.value_words(one, figure), notes, cause, spoken)
