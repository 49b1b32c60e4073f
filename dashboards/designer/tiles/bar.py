"""Bar: one figure, a bar an athlete, the squad's mean across; a distribution where bars would be too many."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboards.designer.figures import name_of, step_of, unit_of, writer_of
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.drawing.bars import Bar, BarChart, bar_chart, bar_table
from dashboards.drawing.distribution import Distribution, Dot, distribution_chart, distribution_table
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
        fresh = [(person, value) for person, one, value in there if not one.is_stale]
        words = _("%(what)s of %(count)d athletes")
        if len(there) > MOST_BARS:
            dots = [Dot(person.full_name, value, write(value), sight.url_of(person)) for person, value in fresh]
            told = words % {"what": heading, "count": len(dots)}
            spread = Distribution(told, _("Athlete"), heading, dots, write, least_step=step)
            note = left_out_words(len(there) - len(fresh))
            return ShownChart(distribution_chart(spread), distribution_table(spread), note)
        there.sort(key=lambda row: -row[2])
        mean = mean_of([value for _person, value in fresh])
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
                )
                for person, one, value in there
            ],
            write=write,
            least_step=step,
            line=None if mean is None else (mean, _("mean %(value)s") % {"value": write(mean)}),
        )
        return ShownChart(bar_chart(chart), bar_table(chart))
