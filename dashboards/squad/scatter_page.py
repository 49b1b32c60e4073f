"""Two fields against each other, ready for the template."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.choices import Choice
from dashboards.drawing.marks import points_legend
from dashboards.drawing.scatter import scatter_chart, scatter_table
from dashboards.meanings import strongest_first
from dashboards.squad.pages import Frame, frame_of
from dashboards.squad.place import ChoiceGroup, measure_choices
from dashboards.squad.scatter import LAGS, SPANS, SquadScatter, caption, draw, left_out_words
from forms_engine.critical import Critical, critical_of


@dataclass(frozen=True)
class ScatterPage:
    frame: Frame
    across: tuple[ChoiceGroup, ...]
    up: tuple[ChoiceGroup, ...]
    spans: tuple[Choice, ...]
    lags: tuple[Choice, ...]
    people: tuple[Choice, ...]
    caption: str
    left_out: str
    chart: SafeString
    legend: SafeString
    critical: Sequence[Critical]
    table: SafeString


def show_scatter(made: SquadScatter) -> ScatterPage:
    place, question = made.place, made.question
    chosen = str(question.person.pk) if question.person else ""
    asked = {
        "across": question.across.key,
        "up": question.up.key,
        "span": str(question.days),
        "lag": str(question.lag),
        "person": chosen,
    }
    drawing = draw(made)
    return ScatterPage(
        frame=frame_of(place, "squad_scatter", **asked),
        across=measure_choices(place, question.across),
        up=measure_choices(place, question.up),
        spans=tuple(Choice(one, _("%(days)s days") % {"days": one}, one == str(question.days)) for one in SPANS),
        lags=tuple(Choice(one, _lag_words(int(one)), one == str(question.lag)) for one in LAGS),
        people=tuple(Choice(str(one.pk), one.full_name, str(one.pk) == chosen) for one in place.people),
        caption=caption(made),
        left_out=left_out_words(made) if made.left_out else "",
        chart=scatter_chart(drawing),
        legend=points_legend(strongest_first([one for one in made.meanings.values() if one])),
        critical=critical_of(place.viewer, question.person) if question.person else (),
        table=scatter_table(drawing) if made.pairs else SafeString(""),
    )


def _lag_words(days: int) -> str:
    if not days:
        return _("on the same morning's board")
    return ngettext("%(count)d day later", "%(count)d days later", days) % {"count": days}
