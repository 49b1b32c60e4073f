"""Why an athlete has nothing of a field in a whole week, for page and CSV."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from dashboards.causes import past_cause_words
from dashboards.squad.weekly_report import WeekColumn, WeeklyReport, WeekRow
from forms_engine.extension import PersonBadge, person_badges


def read_week_causes(report: WeeklyReport) -> dict[int, list[str]]:
    """Person id → a cause a column, "" where any of the seven days has a value. What badges cost, of who lacks one."""
    place = report.place
    lacking = [row.person for row in report.rows if not all(figure.known for figure in row.figures)]
    badges = person_badges(lacking, place.day, place.now) if lacking else {}
    return {row.person.pk: _causes(row, report, badges.get(row.person.pk, ())) for row in report.rows}


def _causes(row: WeekRow, report: WeeklyReport, badges: Sequence[PersonBadge]) -> list[str]:
    pairs = list(zip(report.columns, row.figures, strict=True))
    known_forms = {one.measure.form.pk for one, figure in pairs if figure.known}
    return [
        "" if figure.known else _cause(one, report, badges, is_dated=one.measure.form.pk in known_forms)
        for one, figure in pairs
    ]


def _cause(one: WeekColumn, report: WeeklyReport, badges: Sequence[PersonBadge], *, is_dated: bool) -> str:
    """What stands against a source now is said of a week only where it stood before the week was over."""
    form = one.measure.form
    if form.managed_by and not is_dated:
        for badge in badges:
            if badge.tone != "fine" and (badge.since is None or localdate(badge.since) <= report.sunday):
                cause = badge.causes.get(form.pk)
                return cause.words if cause else badge.words
    return past_cause_words(form, is_dated=is_dated)
