"""The squad heatmap as a drawing: words, addresses, tints. Cells are drawn once for as long as they say the same."""

from collections.abc import Callable, Sequence
from datetime import date

from dashboards.drawing.heatmap import HeatCell, HeatColumn, Heatmap, HeatRow, as_cell, draw_cells, draw_end
from dashboards.measures import Measure
from dashboards.speaking import spoken as _
from dashboards.squad.heatmap import STEPS, HeatQuestion, SquadHeatmap, SquadRow, caption, day_of
from dashboards.squad.heatmap_rows import Reckoned
from dashboards.squad.links import Links
from dashboards.squad.place import Place
from dashboards.statistics import Direction
from dashboards.wording import signed_tenths
from forms_engine.critical import critical_mark, critical_words


def draw(heatmap: SquadHeatmap) -> Heatmap:
    place, measure = heatmap.place, heatmap.question.measure
    pen = Pen(heatmap)
    critical = critical_words(place.viewer, place.people)
    return Heatmap(
        caption=caption(heatmap),
        corner=_("Athlete"),
        columns=[_column(day, measure, place) for day in heatmap.days],
        rows=[pen.row(row, critical.get(row.person.pk, "")) for row in heatmap.rows],
        is_low_orange=measure.better is Direction.UP,
        has_wide_end=True,
    )


class Pen:
    """Draws the rows of one heatmap; what is the same in all of them is made once."""

    def __init__(self, heatmap: SquadHeatmap) -> None:
        self.show, self.day_query = heatmap.question.show, heatmap.place.day_query
        self.links = Links(heatmap.question.measure, heatmap.place.today)
        self.tails = [self.links.tail_of(day) for day in heatmap.days]
        self.tell = _teller(heatmap.question)

    def row(self, row: SquadRow, critical: str) -> HeatRow:
        """Name and signs are for this viewer; the cells are what everybody is shown who may read the field."""
        person_id, reckoned = row.person.pk, row.reckoned
        cells = reckoned.drawn.get(self.show)
        if cells is None:
            cells = reckoned.drawn[self.show] = self._cells(reckoned, person_id)
        if reckoned.is_open:
            cause = row.newest_cause or reckoned.causes[-1]
            cells += draw_end(HeatCell(cause=cause, url=self.links.head_of(person_id) + self.tails[-1]))
        url = self.links.person % person_id + self.day_query
        return HeatRow(row.person.full_name, cells, url, critical_mark(critical))

    def _cells(self, reckoned: Reckoned, person_id: int) -> str:
        """All but an open one at the end."""
        head = self.links.head_of(person_id)
        parts = (
            self.tell(reckoned),
            reckoned.steps,
            reckoned.causes,
            [head + tail for tail in self.tails],
            reckoned.meanings,
        )
        cells = list(map(as_cell, zip(*parts, strict=True)))
        return draw_cells(cells[:-1]) + ("" if reckoned.is_open else draw_end(cells[-1]))


def _teller(question: HeatQuestion) -> Callable[[Reckoned], Sequence[str]]:
    """The texts of a row, "" for a hole; what comes often is written once."""
    if question.show == STEPS:
        return _tell_steps
    written: dict[float | None, str] = {None: ""}
    write = question.measure.write

    def tell_values(reckoned: Reckoned) -> list[str]:
        written.update({value: write(value) for value in set(reckoned.values).difference(written) if value is not None})
        return [written[value] for value in reckoned.values]

    return tell_values


def _tell_steps(reckoned: Reckoned) -> list[str]:
    few = _("too few days")
    return [
        "" if value is None else few if z is None else signed_tenths(z)
        for value, z in zip(reckoned.values, reckoned.steps, strict=True)
    ]


def _column(day: date, measure: Measure, place: Place) -> HeatColumn:
    asked = {"squad": str(place.squad.pk)} if place.squad else {}
    url = place.without_day().address("board", **asked, day=day.isoformat())
    return HeatColumn(f"{day.day}", day_of(day, measure), url.replace("&", "&amp;"))
