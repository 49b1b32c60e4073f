"""Scatter: two figures against each other, a point an athlete. Nothing is drawn through them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.designer.figures import Figure, Reckoned, name_of, step_of, unit_of, writer_of
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.bar import ShownChart, left_out_words, with_legend
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.drawing.scatter import Point, Scatter, Side, scatter_chart, scatter_table


class ScatterTile(TileKind):
    name = "scatter"
    label = gettext_lazy("scatter")
    purpose = gettext_lazy("Two figures against each other, a point for each athlete. No line, no p-value.")
    template = "dashboards/tiles/chart.html"
    figures = (2, 2)

    def build(self, options: Options, sight: Sight) -> ShownChart:
        across, up = self.asked_figures(options)
        need_h = options["sleep_need_h"]
        points, said, old = [], list[Reckoned](), 0
        for person in sight.people:
            x, y = sight.reckon(person, across, need_h), sight.reckon(person, up, need_h)
            if x.value is None or y.value is None:
                continue
            if x.is_stale or y.is_stale:
                old += 1
                continue
            said += [x, y]
            points.append(
                Point(
                    name=person.full_name,
                    x=x.value,
                    y=y.value,
                    url=sight.url_of(person),
                    x_meaning=x.meaning,
                    y_meaning=y.meaning,
                    critical=sight.critical.get(person.pk, ""),
                )
            )
        sides = _side(across, sight), _side(up, sight)
        words = _("%(across)s against %(up)s, %(count)d athletes") % {
            "across": sides[0].title,
            "up": sides[1].title,
            "count": len(points),
        }
        scatter = Scatter(words, _("Athlete"), *sides, points)
        chart = with_legend(scatter_chart(scatter), said)
        return ShownChart(chart, scatter_table(scatter), left_out_words(old))


def _side(figure: Figure, sight: Sight) -> Side:
    measure = sight.measures[figure.measure]
    name, unit = name_of(figure, measure), unit_of(figure, measure)
    return Side(f"{name} ({unit})" if unit else name, writer_of(figure, measure), step_of(figure, measure))
