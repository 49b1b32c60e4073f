"""Bar: one figure, a bar an athlete, the squad's mean across; a distribution where bars would be too many."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboards.designer.figures import Reckoned, name_of, step_of, unit_of, writer_of
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.drawing.bars import Bar, BarChart, bar_chart, bar_table
from dashboards.drawing.distribution import Distribution, Dot, distribution_chart, distribution_table
from dashboards.drawing.marks import points_legend
from dashboards.meanings import strongest_first
from dashboards.statistics import mean_of

MOST_BARS = 40


@dataclass(frozen=True)
class ShownChart:
    """`chart` "" when nobody has a value to draw; `note`: who is left out of it, "" when nobody is."""

    chart: SafeString
    table: SafeString
    note: str = ""


def left_out_words(count: int) -> str:
    """Of athletes whose newest value is not of the day: among today's it would stand as one of them."""
    if not count:
        return ""
    words = ngettext(
        "%(count)d athlete has only an older value and is left out.",
        "%(count)d athletes have only an older value and are left out.",
        count,
    )
    return words % {"count": count}


def with_legend(chart: SafeString, found: Iterable[Reckoned]) -> SafeString:
    """The drawing with what the shapes of its points mean, where standards gave them any."""
    legend = points_legend(strongest_first([one.meaning for one in found if one.meaning]))
    return SafeString(chart + legend) if chart else chart


class BarTile(TileKind):
    name = "bar"
    label = gettext_lazy("bars")
    purpose = gettext_lazy(
        "One figure, a bar for each athlete, highest first; of more than forty athletes where they lie."
    )
    template = "dashboards/tiles/chart.html"
    figures = (1, 1)

    def build(self, options: Options, sight: Sight) -> ShownChart:
        figure = self.asked_figures(options)[0]
        measure = sight.measures[figure.measure]
        write, unit, step = writer_of(figure, measure), unit_of(figure, measure), step_of(figure, measure)
        found = [(person, sight.reckon(person, figure, options["sleep_need_h"])) for person in sight.people]
        there = [(person, one, one.value) for person, one in found if one.value is not None]
        heading = f"{name_of(figure, measure)} ({unit})" if unit else name_of(figure, measure)
        fresh = [(person, one, value) for person, one, value in there if not one.is_stale]
        words = _("%(what)s of %(count)d athletes")
        if len(there) > MOST_BARS:
            dots = [
                Dot(
                    name=person.full_name,
                    value=value,
                    words=write(value),
                    url=sight.url_of(person),
                    meaning=one.meaning,
                    critical=sight.critical.get(person.pk, ""),
                )
                for person, one, value in fresh
            ]
            told = words % {"what": heading, "count": len(dots)}
            spread = Distribution(told, _("Athlete"), heading, dots, write, least_step=step)
            note = left_out_words(len(there) - len(fresh))
            return ShownChart(
                with_legend(distribution_chart(spread), (one for _person, one, _value in fresh)),
                distribution_table(spread),
                note,
            )
        there.sort(key=lambda row: -row[2])
        mean = mean_of([value for _person, _one, value in fresh])
        chart = BarChart(
            words=words % {"what": heading, "count": len(there)},
            label_heading=_("Athlete"),
            value_heading=heading,
            bars=[
                Bar(
                    person.full_name,
                    value,
                    write(value),
                    sight.url_of(person),
                    is_partial=one.is_partial,
                    age=one.note if one.is_stale else "",
                    meaning=one.meaning,
                    critical=sight.critical.get(person.pk, ""),
                )
                for person, one, value in there
            ],
            write=write,
            least_step=step,
            line=None if mean is None else (mean, _("mean %(value)s") % {"value": write(mean)}),
        )
        return ShownChart(with_legend(bar_chart(chart), (one for _person, one in found)), bar_table(chart))
