"""The heatmap as comma-separated values: the same people, order, days and causes as the page, what must be known of
somebody, and where a standard speaks what it says of each day."""

import csv
from io import StringIO

from django.utils.translation import gettext as _

from dashboards.board.csv_file import harmless, number_words
from dashboards.squad.heatmap import STEPS, SquadHeatmap, day_of
from forms_engine.critical import critical_words


def heatmap_csv(heatmap: SquadHeatmap) -> str:
    """A line an athlete: numbers in the field's own unit, or z where the page shows it; causes where there is none."""
    text = StringIO()
    writer = csv.writer(text)
    measure, is_z = heatmap.question.measure, heatmap.question.show == STEPS
    days = [f"{measure.field.key}, {day_of(day, measure)} ({measure.due_on(day).isoformat()})" for day in heatmap.days]
    is_said = any(meaning for row in heatmap.rows for meaning in row.reckoned.meanings)
    said = [_("%(what)s, standard") % {"what": day} for day in days] if is_said else []
    writer.writerow([_("Athlete"), *days, _("Critical information"), *said])
    few = _("too few days")
    critical = critical_words(heatmap.place.viewer, heatmap.place.people)
    for row in heatmap.rows:
        cells = [
            cause if value is None else few if is_z and z is None else number_words(z if is_z else value)
            for value, z, cause in zip(row.reckoned.values, row.reckoned.steps, row.causes, strict=True)
        ]
        words = [meaning.words if meaning else "" for meaning in row.reckoned.meanings] if is_said else []
        line = (row.person.full_name, *cells, critical.get(row.person.pk, ""), *words)
        writer.writerow([harmless(cell) for cell in line])
    return text.getvalue()
