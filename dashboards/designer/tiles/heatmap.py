"""Heatmap: an athlete a row, a day a column, tinted by the distance from the own normal."""

from dataclasses import dataclass

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.days import dated_day, days_ending, short_day
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.drawing.heatmap import HeatCell, HeatColumn, Heatmap, HeatRow, draw_cells, heatmap_legend, heatmap_table
from dashboards.meanings import Meanings, said_by
from dashboards.measures import Daily, Measure
from dashboards.models import Tile
from dashboards.statistics import DEFAULT_RULE, Direction, standard_score
from forms_engine.critical import critical_mark
from forms_engine.definition_shape import Member, whole
from forms_engine.standards import Meaning
from people.models import Person

SPANS = (7, 14, 28, 42)


@dataclass(frozen=True)
class ShownHeatmap:
    table: SafeString
    legend: SafeString


class HeatmapTile(TileKind):
    name = "heatmap"
    label = gettext_lazy("heatmap")
    purpose = gettext_lazy(
        "One field, an athlete a row and a day a column, tinted by the distance from the own normal."
    )
    template = "dashboards/tiles/heatmap.html"
    width = Tile.Width.FULL
    measures = (1, 1)
    members = {"days": Member(whole(7, 42), 28)}

    def boxes(self) -> dict[str, forms.Field]:
        choices = [(days, _("%(days)d days") % {"days": days}) for days in SPANS]
        return {"days": forms.TypedChoiceField(label=_("Days"), coerce=int, choices=choices)}

    def days_explained(self, options: Options) -> int:
        return self.days_read(options)

    def build(self, options: Options, sight: Sight) -> ShownHeatmap:
        measure = sight.measures[options["measures"][0]]
        days = days_ending(sight.day, options["days"])
        meanings = Meanings(measure)
        is_turned = measure.better is Direction.UP
        heatmap = Heatmap(
            caption=_("%(what)s, %(days)d days") % {"what": measure.label, "days": len(days)},
            corner=_("Athlete"),
            columns=[HeatColumn(short_day(day), dated_day(day)) for day in days],
            rows=[_row(person, meanings, len(days), sight) for person in sight.people],
            is_low_orange=is_turned,
        )
        return ShownHeatmap(heatmap_table(heatmap), heatmap_legend(is_low_orange=is_turned, meanings=said_by(measure)))


def _row(person: Person, meanings: Meanings, days: int, sight: Sight) -> HeatRow:
    measure = meanings.measure
    board_days = days_ending(sight.day, days)
    due = [measure.due_on(day) for day in board_days]
    said = meanings.of_days(person, due, sight.known_days_of(person, measure, days) if measure.rules else {})
    cells = [
        _cell(day, measure, meaning) for day, meaning in zip(sight.days_of(person, measure, days), said, strict=True)
    ]
    for place, cell in enumerate(cells):
        if not cell.text:
            is_newest = place == days - 1
            cause = (
                sight.cause_of(person, measure)
                if is_newest
                else sight.past_cause_of(person, measure, board_days[place])
            )
            cells[place] = cell._replace(cause=cause)
    return HeatRow(
        person.full_name, draw_cells(cells), sight.url_of(person), critical_mark(sight.critical.get(person.pk, ""))
    )


def _cell(day: Daily | None, measure: Measure, meaning: Meaning | None) -> HeatCell:
    if day is None:
        return HeatCell()
    is_enough = day.count >= DEFAULT_RULE.minimum_count
    z = standard_score(day.value, day.mean, day.spread) if is_enough else None
    return HeatCell(measure.write(day.value), z, meaning=meaning)
