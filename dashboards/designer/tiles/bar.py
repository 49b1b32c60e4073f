"""Bar: one figure, a bar an athlete, the squad's mean across; a distribution where bars would be too many."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
from people.models import Person

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
        reckoned = [(person, sight.reckon(person, figure, options["sleep_need_h"])) for person in sight.people]
        there = [Found(person, one, one.value) for person, one in reckoned if one.value is not None]
        name, unit = name_of(figure, measure), unit_of(figure, measure)
        told = Told(f"{name} ({unit})" if unit else name, writer_of(figure, measure), step_of(figure, measure))
        return _distribution(there, told, sight) if len(there) > MOST_BARS else _bars(there, told, sight)


class Found(NamedTuple):
    """An athlete with a value."""

    person: Person
    reckoned: Reckoned
    value: float


class Told(NamedTuple):
    """How a figure is said: its name with its unit, its values, the smallest distance of two ticks."""

    heading: str
    write: Callable[[float], str]
    step: float

    def of_athletes(self, count: int) -> str:
        return _("%(what)s of %(count)d athletes") % {"what": self.heading, "count": count}


def _distribution(there: Sequence[Found], told: Told, sight: Sight) -> ShownChart:
    """Of whom the value is of the day; how many are left out is said."""
    fresh = [one for one in there if not one.reckoned.is_stale]
    dots = [
        Dot(
            name=person.full_name,
            value=value,
            words=told.write(value),
            url=sight.url_of(person),
            meaning=reckoned.meaning,
            critical=sight.critical.get(person.pk, ""),
        )
        for person, reckoned, value in fresh
    ]
    words = told.of_athletes(len(dots))
    spread = Distribution(words, _("Athlete"), told.heading, dots, told.write, least_step=told.step)
    chart = with_legend(distribution_chart(spread), (one.reckoned for one in fresh))
    return ShownChart(chart, distribution_table(spread), left_out_words(len(there) - len(fresh)))


def _bars(there: Sequence[Found], told: Told, sight: Sight) -> ShownChart:
    """Highest first; the mean is that of the values of the day."""
    mean = mean_of([one.value for one in there if not one.reckoned.is_stale])
    chart = BarChart(
        words=told.of_athletes(len(there)),
        label_heading=_("Athlete"),
        value_heading=told.heading,
        bars=[_bar(one, told, sight) for one in sorted(there, key=lambda one: -one.value)],
        write=told.write,
        least_step=told.step,
        line=None if mean is None else (mean, _("mean %(value)s") % {"value": told.write(mean)}),
    )
    return ShownChart(with_legend(bar_chart(chart), (one.reckoned for one in there)), bar_table(chart))


def _bar(one: Found, told: Told, sight: Sight) -> Bar:
    return Bar(
        one.person.full_name,
        one.value,
        told.write(one.value),
        sight.url_of(one.person),
        is_partial=one.reckoned.is_partial,
        age=one.reckoned.note if one.reckoned.is_stale else "",
        meaning=one.reckoned.meaning,
        critical=sight.critical.get(one.person.pk, ""),
    )
