"""Why an athlete has nothing of a field in a whole week, for page and CSV."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from dashboards.causes import past_cause_words
from dashboards.squad.weekly_report import WeekColumn, WeeklyReport, WeekRow
from forms_engine.extension import PersonBadge


def week_causes(report: WeeklyReport, row: WeekRow) -> list[str]:
    """A cause a column; "" where any of the seven days has a value."""
    known_forms = {one.measure.form.pk for one, figure in zip(report.columns, row.figures, strict=True) if figure.known}
    return [
        "" if figure.known else _cause(one, report, row, is_dated=one.measure.form.pk in known_forms)
        for one, figure in zip(report.columns, row.figures, strict=True)
    ]


def _cause(one: WeekColumn, report: WeeklyReport, row: WeekRow, *, is_dated: bool) -> str:
    """What stands against a source now is said of a week only where it stood before the week was over."""
    form = one.measure.form
    if form.managed_by and not is_dated:
        badges = report.place.badges.get(row.person.pk, ())
        if (standing := _standing(badges, report)) is not None:
            cause = standing.causes.get(form.pk)
            return cause.words if cause else standing.words
    return past_cause_words(form, is_dated=is_dated)


def _standing(badges: Sequence[PersonBadge], report: WeeklyReport) -> PersonBadge | None:
    return next(
        (
            badge
            for badge in badges
            if badge.tone != "fine" and (badge.since is None or localdate(badge.since) <= report.sunday)
        ),
        None,
    )
