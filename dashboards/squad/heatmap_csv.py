"""The heatmap as comma-separated values: the same people, order, days and causes as the page."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from dashboards.board.csv_file import harmless, number_words
from dashboards.squad.heatmap import STEPS, SquadHeatmap, day_of


def heatmap_csv(heatmap: SquadHeatmap) -> str:
    """A line an athlete: numbers in the field's own unit, or z where the page shows it; causes where there is none."""
    text = StringIO()
    writer = csv.writer(text)
    measure, is_z = heatmap.question.measure, heatmap.question.show == STEPS
    days = [f"{measure.field.key}, {day_of(day, measure)} ({measure.due_on(day).isoformat()})" for day in heatmap.days]
    writer.writerow([_("Athlete"), *days])
    for row in heatmap.rows:
        cells = [
            cause
            if one is None
            else _("too few days")
            if is_z and one.z is None
            else number_words(one.z if is_z else one.value)
            for one, cause in zip(row.days, row.causes, strict=True)
        ]
        writer.writerow([harmless(cell) for cell in (row.person.full_name, *cells)])
    return text.getvalue()
