"""Today's distribution, ready for its template."""

from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.drawing.distribution import distribution_chart, distribution_table
from dashboards.drawing.marks import named, points_legend
from dashboards.meanings import strongest_first
from dashboards.squad.distribution import SquadDistribution, caption, draw, usual_words
from dashboards.squad.pages import Frame, frame_of
from dashboards.squad.place import ChoiceGroup, measure_choices


@dataclass(frozen=True)
class DistributionPage:
    """`missing`: cause, and the names of whom it keeps out."""

    frame: Frame
    fields: tuple[ChoiceGroup, ...]
    caption: str
    usual: str
    chart: SafeString
    legend: SafeString
    table: SafeString
    missing: tuple[tuple[str, str], ...]


def show_distribution(made: SquadDistribution) -> DistributionPage:
    drawing = draw(made)
    return DistributionPage(
        frame=frame_of(made.place, "squad_distribution", field=made.measure.key),
        fields=measure_choices(made.place, made.measure),
        caption=caption(made),
        usual=usual_words(made),
        chart=distribution_chart(drawing),
        legend=points_legend(strongest_first([one for one in made.meanings.values() if one])),
        table=distribution_table(drawing) if made.values else SafeString(""),
        missing=_missing(made),
    )


def _missing(made: SquadDistribution) -> tuple[tuple[str, str], ...]:
    by_cause = sorted(made.missing, key=lambda pair: pair[1])
    told = []
    for cause, group in groupby(by_cause, key=lambda pair: pair[1]):
        names = [
            named(person.full_name, athlete + made.place.day_query, made.critical.get(person.pk, ""))
            for person, _cause in group
            for athlete in (reverse("athlete", args=[person.pk]),)
        ]
        together = format_html_join(", ", "{}", ((name,) for name in names))
        told.append((_("%(cause)s: %(count)d") % {"cause": cause, "count": len(names)}, together))
    return tuple(told)
