"""The weekly report as comma-separated values: the same people, columns and figures as the page, what standards said on
days of the week, and what must be known of somebody."""

import csv
from collections.abc import Sequence
from io import StringIO

from django.utils.translation import gettext as _

from dashboards.board.csv_file import harmless, number_words
from dashboards.morning import Kind
from dashboards.squad import week_words
from dashboards.squad.week import Figure
from dashboards.squad.week_alerts import AlertCounts
from dashboards.squad.week_causes import read_week_causes
from dashboards.squad.week_meanings import Spoken, read_week_meanings
from dashboards.squad.weekly_report import WeekColumn, WeeklyReport
from forms_engine.critical import critical_words


def week_csv(report: WeeklyReport) -> str:
    """Headings, the squad, then one line an athlete; numbers in the fields' own units."""
    text = StringIO()
    writer = csv.writer(text)
    nights = [_("Nights known (of 7)")] if report.has_nights else []
    spoken = read_week_meanings(report)
    said = [one for one in report.columns if any(field == one.measure.field.pk for _person, field in spoken)]
    told = [_("%(what)s, standards") % {"what": one.column.label} for one in said]
    headings = [heading for one in report.columns for heading in _headings(one, report)]
    alerts = [_("Alerts raised"), _("Alerts still open")] if report.alerts is not None else []
    names = [_("Athlete"), *nights, *headings, _("Compliance (%)"), *alerts, _("Strongest change")]
    writer.writerow([*names, *told, _("Critical information")])
    means = [cell for mean in report.means for cell in _cells(mean)]
    squad = [str(report.nights)] if report.has_nights else []
    writer.writerow(
        [
            _("Squad mean"),
            *squad,
            *means,
            _percent(report.keeping.percent),
            *_alerts(report.alerts, report),
            "",
            *("" for _one in said),
            "",
        ]
    )
    critical = critical_words(report.place.viewer, report.place.people)
    causes = read_week_causes(report)
    for row in report.rows:
        pairs = zip(row.figures, causes[row.person.pk], strict=True)
        cells = [cell for figure, cause in pairs for cell in _cells(figure, cause)]
        own = [str(row.nights)] if report.has_nights else []
        rest = [_percent(row.keeping.percent), *_alerts(row.alerts, report), week_words.change_sentence(row)]
        words = [_spoken(spoken.get((row.person.pk, one.measure.field.pk), ())) for one in said]
        line = [row.person.full_name, *own, *cells, *rest, *words, critical.get(row.person.pk, "")]
        writer.writerow([harmless(cell) for cell in line])
    return text.getvalue()


def _headings(one: WeekColumn, report: WeeklyReport) -> list[str]:
    first = one.first_day(report.monday).isoformat()
    what = _("sum") if one.column.kind is Kind.WEEK else _("mean")
    label = str(one.column.label)
    return [
        f"{label}, {what} ({one.measure.field.key}, 7 days from {first})",
        _("%(what)s, the four weeks before") % {"what": label},
        _("%(what)s, days known") % {"what": label},
        _("%(what)s, difference (SD)") % {"what": label},
    ]


def _cells(figure: Figure, cause: str = "") -> list[str]:
    """`cause`: why nothing is known, beside the 0."""
    known = _("%(count)d, partial") % {"count": figure.known} if figure.is_partial else str(figure.known)
    known = f"{known}, {cause}" if cause else known
    steps = None if figure.steps is None else round(figure.steps, 2)
    return [number_words(figure.value), number_words(figure.before), known, number_words(steps)]


def _spoken(said: Sequence[Spoken]) -> str:
    return "; ".join(one.words for one in said)


def _alerts(counts: AlertCounts | None, report: WeeklyReport) -> list[str]:
    return [] if counts is None or report.alerts is None else [str(counts.raised), str(counts.still_open)]


def _percent(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.0f}"
