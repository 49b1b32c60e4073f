"""The heatmap, ready for its template."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dashboards.choices import Choice
from dashboards.drawing.heatmap import heatmap_legend, heatmap_table
from dashboards.meanings import said_by
from dashboards.squad.heatmap import NAME, STEPS, VALUE, WORST, SquadHeatmap
from dashboards.squad.heatmap_drawing import draw
from dashboards.squad.pages import Frame, frame_of
from dashboards.squad.place import ChoiceGroup, measure_choices
from dashboards.statistics import Direction


@dataclass(frozen=True)
class HeatmapPage:
    """`gap_url`: where a hole is asked about; `people`: the ids of the rows in order, for the script that asks."""

    frame: Frame
    fields: tuple[ChoiceGroup, ...]
    sorts: tuple[Choice, ...]
    shows: tuple[Choice, ...]
    known: str
    orange: str
    legend: SafeString
    table: SafeString
    csv_url: str
    gap_url: str
    people: str


def show_heatmap(heatmap: SquadHeatmap) -> HeatmapPage:
    place, question = heatmap.place, heatmap.question
    asked = {"field": question.measure.key, "sort": question.sort, "show": question.show}
    sorts = {NAME: _("by name"), WORST: _("worst of 7 days first")}
    shows = {VALUE: _("values"), STEPS: _("standard deviations from the own mean")}
    return HeatmapPage(
        frame=frame_of(place, "squad_heatmap", **asked),
        fields=measure_choices(place, question.measure),
        sorts=tuple(Choice(key, words, key == question.sort) for key, words in sorts.items()),
        shows=tuple(Choice(key, words, key == question.show) for key, words in shows.items()),
        known=_("%(count)d of %(all)d days known")
        % {"count": heatmap.known, "all": len(heatmap.rows) * len(heatmap.days)},
        orange=_orange_words(question.measure.better),
        legend=heatmap_legend(
            is_low_orange=question.measure.better is Direction.UP, meanings=said_by(question.measure)
        ),
        table=heatmap_table(draw(heatmap)),
        gap_url=place.on_its_day().address("squad_gap", field=question.measure.key),
        people=" ".join(str(row.person.pk) for row in heatmap.rows),
        csv_url=place.on_its_day().address("squad_heatmap_csv", **asked),
    )


def _orange_words(better: Direction) -> str:
    return {
        Direction.UP: _("Orange is below the own mean: of this field more is better."),
        Direction.DOWN: _("Orange is above the own mean: of this field less is better."),
        Direction.NONE: _("Orange is above the own mean, blue below; neither is better."),
    }[better]
