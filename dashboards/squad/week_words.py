"""The weekly report in words, for the page, the CSV and the mail alike."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from dashboards.days import dated_day, month_day, night_words
from dashboards.loads import Compliance
from dashboards.morning import NIGHT_LAG_DAYS, Kind
from dashboards.squad.week import Figure
from dashboards.squad.week_alerts import AlertCounts
from dashboards.squad.week_sql import DAYS
from dashboards.squad.weekly_report import WeekColumn, WeeklyReport, WeekRow
from dashboards.wording import with_decimals


def week_words(monday: date) -> str:
    """ "Mon 2 Mar to Sun 8 Mar" """
    return _("%(first)s to %(last)s") % {
        "first": dated_day(monday),
        "last": dated_day(monday + timedelta(days=DAYS - 1)),
    }


def span_words(monday: date) -> str:
    """Which nights and days a week means."""
    night = timedelta(days=NIGHT_LAG_DAYS)
    last = monday + timedelta(days=DAYS - 1)
    return _("Nights %(first_night)s to %(last_night)s; days %(first)s to %(last)s.") % {
        "first_night": night_words(monday - night),
        "last_night": night_words(last - night),
        "first": month_day(monday),
        "last": month_day(last),
    }


def value_words(one: WeekColumn, figure: Figure) -> str:
    return "" if figure.value is None else one.column.write(figure.value)


def notes_of(one: WeekColumn, figure: Figure) -> list[str]:
    """What stands under a value: how it was before, or that too few days are known."""
    if figure.value is None:
        return [_("%(count)d of 7 days") % {"count": figure.known}] if figure.known else []
    notes = [_("partial: %(count)d of 7") % {"count": figure.known}] if figure.is_partial else []
    return notes + _before(one, figure)


def mean_notes(one: WeekColumn, figure: Figure, athletes: int) -> list[str]:
    """Under a squad mean: of how many, and how it was before."""
    notes = [_("%(count)d of %(all)d") % {"count": figure.known, "all": athletes}]
    if figure.is_partial:
        notes.append(_("partial"))
    return notes + _before(one, figure)


def _before(one: WeekColumn, figure: Figure) -> list[str]:
    return [] if figure.before is None else [_("before %(value)s") % {"value": one.column.write(figure.before)}]


def change_sentence(row: WeekRow) -> str:
    """ "HRV 52 ms, 1.8 SD below the four weeks before (61)"; "" without a change to tell."""
    if row.strongest is None:
        return ""
    one, figure = row.strongest
    if figure.steps is None or figure.value is None or figure.before is None:
        return ""
    sentence = (
        _("%(what)s %(value)s, %(steps)s SD below the four weeks before (%(before)s)")
        if figure.steps < 0
        else _("%(what)s %(value)s, %(steps)s SD above the four weeks before (%(before)s)")
    )
    unit = f" {one.column.unit}" if one.column.unit else ""
    return sentence % {
        "what": label_of(one),
        "value": one.column.write(figure.value) + unit,
        "steps": with_decimals(abs(figure.steps), 1),
        "before": one.column.write(figure.before),
    }


def label_of(one: WeekColumn) -> str:
    return _("HRV") if one.column.kind is Kind.BAND else str(one.column.label)


def alert_words(counts: AlertCounts) -> str:
    """ "3, 1 still open"; "0" for none."""
    if not counts.still_open:
        return str(counts.raised)
    return _("%(raised)d, %(open)d still open") % {"raised": counts.raised, "open": counts.still_open}


def percent_words(keeping: Compliance) -> str:
    return "–" if keeping.percent is None else _("%(percent)d %%") % {"percent": round(keeping.percent)}


def summary(report: WeeklyReport) -> list[str]:
    """The squad in sentences, without anybody's value: what the mail may say too."""
    athletes = len(report.rows)
    told = [_("Athletes: %(count)d.") % {"count": athletes}]
    if report.has_nights:
        told.append(_("Nights known: %(count)d of %(all)d.") % {"count": report.nights, "all": athletes * DAYS})
    if report.keeping.due:
        told.append(
            _("Daily forms filled: %(count)d of %(all)d due days (%(percent)s).")
            % {"count": report.keeping.there, "all": report.keeping.due, "percent": percent_words(report.keeping)}
        )
    if report.alerts is not None:
        told.append(
            _("Alerts you may see: %(raised)d raised, %(open)d still open.")
            % {"raised": report.alerts.raised, "open": report.alerts.still_open}
        )
    return told
