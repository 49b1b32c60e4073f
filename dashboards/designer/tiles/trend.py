"""Trend: the squad's mean a day, one chart a field, all on one axis of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.days import dated_day, days_ending
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.drawing.tables import table_of
from dashboards.drawing.timeline import Series, Trend, draw_trend, hatch
from dashboards.loads import HOUR_S
from dashboards.measures import DURATIONS, Measure
from dashboards.statistics import mean_of, rolling_means, spread_of
from forms_engine.definition_shape import Member, one_of, whole

SPANS = (7, 28, 90, 365)
LINES = {"day": gettext_lazy("each day"), "week": gettext_lazy("the mean of 7 days")}
# Of fewer athletes than this no usual range is drawn.
LEAST_FOR_RANGE = 3
ROLLED_DAYS, LEAST_ROLLED = 7, 4


@dataclass(frozen=True)
class ShownTrend:
    """`charts`: (heading, drawing) of each field; `table`: the same numbers; `label`: what all of it is called."""

    charts: Sequence[tuple[str, SafeString]]
    hatch: SafeString
    table: SafeString
    note: str
    label: str


class TrendTile(TileKind):
    name = "trend"
    label = gettext_lazy("trend")
    purpose = gettext_lazy("The squad's mean day by day; up to four fields under one another.")
    template = "dashboards/tiles/trend.html"
    measures = (1, 4)
    members = {"days": Member(whole(7, 366), 28), "line": Member(one_of(*LINES), "day")}

    def boxes(self) -> dict[str, forms.Field]:
        return {
            "days": forms.TypedChoiceField(
                label=_("Days"), coerce=int, choices=[(days, _("%(days)d days") % {"days": days}) for days in SPANS]
            ),
            "line": forms.ChoiceField(label=_("Line"), choices=list(LINES.items())),
        }

    def build(self, options: Options, sight: Sight) -> ShownTrend:
        days = days_ending(sight.day, options["days"])
        measures = [sight.measures[key] for key in options["measures"]]
        drawn, columns = [], []
        for number, measure in enumerate(measures, start=1):
            means, ranges = _daily(measure, options, sight)
            shown = Trend(
                words=_words(measure, means, options["days"]),
                days=days,
                series=(Series(str(measure.label), means, number=number),),
                band=ranges,
                write=measure.write,
                step=HOUR_S / 2 if measure.field.type in DURATIONS else 0.0,
            )
            unit = f" ({measure.unit})" if measure.unit else ""
            drawn.append((f"{measure.label}{unit}", draw_trend(shown)))
            columns.append(["–" if mean is None else measure.write(mean) for mean in means])
        rows = [(dated_day(day), *(column[place] for column in columns)) for place, day in enumerate(days)]
        caption = _("The squad's mean, %(line)s, newest first") % {"line": LINES[options["line"]]}
        return ShownTrend(
            charts=drawn,
            hatch=hatch(),
            table=table_of(caption, (_("Board of"), *(heading for heading, _chart in drawn)), rows[::-1]),
            note=_("Mean of the athletes with a value; the strip is one standard deviation of them to either side."),
            label=", ".join(str(measure.label) for measure in measures),
        )


def _daily(
    measure: Measure, options: Options, sight: Sight
) -> tuple[list[float | None], list[tuple[float, float] | None]]:
    """The squad's mean of each day, and where most athletes lie, from the days there are."""
    by_person = [
        [None if day is None else day.value for day in sight.days_of(person, measure, options["days"])]
        for person in sight.people
    ]
    by_day = list(zip(*by_person, strict=True)) if by_person else [()] * options["days"]
    means = [mean_of(values) for values in by_day]
    # What is never below nought has no usual range below it.
    floor = 0.0 if all(value is None or value >= 0 for values in by_day for value in values) else -inf
    ranges = [_range(values, floor) for values in by_day]
    return (rolling_means(means, ROLLED_DAYS, LEAST_ROLLED), []) if options["line"] == "week" else (means, ranges)


def _range(values: Sequence[float | None], floor: float) -> tuple[float, float] | None:
    mean, spread = mean_of(values), spread_of(values)
    is_enough = sum(value is not None for value in values) >= LEAST_FOR_RANGE
    return (max(floor, mean - spread), mean + spread) if is_enough and mean is not None and spread is not None else None


def _words(measure: Measure, means: Sequence[float | None], days: int) -> str:
    there = [mean for mean in means if mean is not None]
    if not there:
        return _("%(what)s, %(days)d days: no values") % {"what": measure.label, "days": days}
    return _("%(what)s, %(days)d days: %(count)d values from %(low)s to %(high)s") % {
        "what": measure.label,
        "days": days,
        "count": len(there),
        "low": measure.write(min(there)),
        "high": measure.write(max(there)),
    }
