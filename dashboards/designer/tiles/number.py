"""Number: one figure of the squad, large."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.designer.figures import Reckoned, unit_of, write
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.meanings import strongest_first
from dashboards.models import Tile
from dashboards.statistics import Tone, mean_of
from dashboards.wording import whole
from forms_engine.definition_shape import Member, one_of
from forms_engine.standards import Meaning

WORDS = {
    "mean": gettext_lazy("the mean of all athletes"),
    "sum": gettext_lazy("the sum of all athletes"),
    "lowest": gettext_lazy("the lowest of all athletes"),
    "highest": gettext_lazy("the highest of all athletes"),
    "athletes": gettext_lazy("athletes with a value"),
    "lit": gettext_lazy("athletes outside their own normal"),
}
TOGETHER: Mapping[str, Callable[[Sequence[float]], float | None]] = {
    "mean": mean_of,
    "sum": fsum,
    "lowest": min,
    "highest": max,
}


@dataclass(frozen=True)
class ShownNumber:
    """`value` "" means missing. `meaning`: what a standard says of it, where it is the value of one athlete."""

    value: str
    unit: str
    what: str
    note: str
    meaning: Meaning | None = None


class Number(TileKind):
    name = "number"
    label = gettext_lazy("number")
    purpose = gettext_lazy("One figure of the whole squad, large.")
    template = "dashboards/tiles/number.html"
    width = Tile.Width.QUARTER
    figures = (1, 1)
    members = {"together": Member(one_of(*WORDS), "mean")}

    def boxes(self) -> dict[str, forms.Field]:
        return {"together": forms.ChoiceField(label=_("Shown"), choices=list(WORDS.items()))}

    def build(self, options: Options, sight: Sight) -> ShownNumber:
        figure = self.asked_figures(options)[0]
        measure, together = sight.measures[figure.measure], options["together"]
        found = [sight.reckon(person, figure, options["sleep_need_h"]) for person in sight.people]
        # What is old speaks of another day.
        values = [one.value for one in found if one.value is not None and not one.is_stale]
        note = _("%(count)d of %(all)d athletes") % {"count": len(values), "all": len(found)}
        what = str(WORDS[together])
        if together in ("athletes", "lit"):
            return ShownNumber(whole(_count(together, found)), "", what, _("of %(all)d") % {"all": len(found)})
        value = TOGETHER[together](values) if values else None
        words = "" if value is None else write(figure, measure, value)
        return ShownNumber(words, unit_of(figure, measure), what, note, _meaning(together, value, found))


def _meaning(together: str, value: float | None, found: Sequence[Reckoned]) -> Meaning | None:
    """A mean or a sum is nobody's value. Of several athletes with the same one, what asks for most counts."""
    if together not in ("lowest", "highest"):
        return None
    said = [one.meaning for one in found if one.meaning and one.value == value]
    return next(iter(strongest_first(said)), None)


def _count(together: str, found: Sequence[Reckoned]) -> float:
    if together == "athletes":
        return sum(one.value is not None and not one.is_stale for one in found)
    return sum(one.tone in (Tone.WATCH, Tone.ACT) for one in found)
