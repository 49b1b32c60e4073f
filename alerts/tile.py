"""The alert list on dashboards: what alerts plug into the tiles there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.lists import AlertLine, open_ones, show_lines
from alerts.models.rule import Severity
from alerts.seeing import visible_alerts
from dashboards.designer.sight import Sight
from dashboards.designer.tiles.base import Options, TileKind
from dashboards.models import Tile
from forms_engine.definition_shape import Member, whole

MOST = 50


@dataclass(frozen=True)
class ShownAlerts:
    """`left`: how many more are open than shown."""

    lines: Sequence[AlertLine]
    left: int
    is_sample: bool


class AlertList(TileKind):
    name = "alerts"
    label = gettext_lazy("alert list")
    purpose = gettext_lazy("Open alerts of the squad, most urgent first, as far as whoever looks may see them.")
    template = "alerts/tile.html"
    width = Tile.Width.FULL
    members = {"most": Member(whole(1, MOST), 10)}

    def boxes(self) -> dict[str, forms.Field]:
        return {"most": forms.IntegerField(label=_("At most"), min_value=1, max_value=MOST)}

    def build(self, options: Options, sight: Sight) -> ShownAlerts:
        if sight.is_sample:
            return ShownAlerts([_sample(person, number) for number, person in enumerate(sight.people[:2])], 0, True)
        found = open_ones(visible_alerts(sight.viewer).filter(person__in=sight.people), sight.now)
        shown = list(found.select_related("person", "version", "assigned_to")[: options["most"]])
        left = found.count() - len(shown) if len(shown) == options["most"] else 0
        lines = show_lines(shown, sight.critical, sight.now)
        return ShownAlerts(lines, left, False)


def _sample(person: object, number: int) -> AlertLine:
    return AlertLine(
        pk=0,
        person=person,  # type: ignore[arg-type]
        rule=(_("HRV below own band"), _("Short sleep, two nights"))[number],
        values="",
        tone=(Severity.ACT, Severity.WATCH)[number],
        word=str((Severity.ACT, Severity.WATCH)[number].label).capitalize(),
        day="",
        raised=_("just now"),
        standing="",
        assigned="",
    )
