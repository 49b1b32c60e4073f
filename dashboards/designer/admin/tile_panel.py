"""The panel of one tile: title and width, the figures or fields in rows, and what only its kind has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dashboards.designer.figures import all_statistics
from dashboards.designer.statistics_offered import CAUTION
from dashboards.designer.tiles import TileKind
from dashboards.measures import Measure, all_measures
from dashboards.models import Tile
from forms_engine.builder.option_rows import read_rows
from forms_engine.definition_shape import DocumentRefused


@dataclass(frozen=True)
class Row:
    """One row of boxes: a field, and for figures what is made of it."""

    measure: str
    statistic: str = ""
    days: str = ""


class TilePanel(forms.Form):
    """Valid means fit to be saved. `tile` is unsaved for a new one."""

    title = forms.CharField(required=False, max_length=120)
    width = forms.TypedChoiceField(coerce=int, choices=Tile.Width.choices)

    def __init__(self, data: Any = None, *, tile: Tile, kind: TileKind) -> None:
        self.tile, self.kind = tile, kind
        options = self._standing(tile, kind)
        super().__init__(data, initial={"title": tile.title, "width": tile.width, **options})
        self.options = options
        self.fields["title"].label = _("Title")
        self.fields["title"].help_text = _("Empty: the tile says itself what it shows.")
        self.fields["width"].label = _("Width")
        self.fields.update(kind.boxes())
        if kind.figures[1]:
            self.fields["sleep_need_h"] = forms.FloatField(
                label=_("Sleep need, in hours"),
                min_value=4,
                max_value=12,
                help_text=_(
                    "For the sleep debt of athletes whose own profile names no need, or to who may not read it."
                ),
            )
            self.fields["allows_ratio"] = forms.BooleanField(
                label=_("Allow the acute:chronic ratio"), required=False, help_text=str(CAUTION)
            )

    @staticmethod
    def _standing(tile: Tile, kind: TileKind) -> dict[str, Any]:
        """The tile's options as they stand; of a new or broken one the usual ones."""
        usual = {name: one.default() if callable(one.default) else one.default for name, one in kind.shape.items()}
        try:
            return {**usual, **kind.read(tile.options)}
        except DocumentRefused:
            said = tile.options if isinstance(tile.options, dict) else {}
            return {**usual, **{name: value for name, value in said.items() if name in usual}}

    @property
    def is_new(self) -> bool:
        return self.tile.pk is None

    @property
    def heads(self) -> list[forms.BoundField]:
        return [self["title"], self["width"], *(self[name] for name in self.kind.boxes())]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[name] for name in ("sleep_need_h", "allows_ratio") if name in self.fields]

    @property
    def has_figures(self) -> bool:
        return bool(self.kind.figures[1])

    @property
    def has_rows(self) -> bool:
        return self.has_figures or bool(self.kind.measures[1])

    @property
    def can_add(self) -> bool:
        least, most = self._counts
        return most > least

    @property
    def _counts(self) -> tuple[int, int]:
        return self.kind.figures if self.has_figures else self.kind.measures

    @property
    def rows(self) -> list[Row]:
        """The rows as typed or as they stand, with blank ones to fill where there are fewer than the tile needs."""
        if self.is_bound:
            rows = self._typed()
        elif self.has_figures:
            rows = [Row(one["measure"], one["statistic"], str(one["days"] or "")) for one in self.options["figures"]]
        else:
            rows = [Row(key) for key in self.options.get("measures", ())]
        blank = max(self._counts[0] - len(rows), int(self.can_add and not rows))
        return [*rows, *[Row("")] * blank]

    @property
    def choices(self) -> list[tuple[str, list[Measure]]]:
        """Every measure of the site by form: designing needs no right to read values."""
        return [(name, list(group)) for name, group in groupby(all_measures(), key=lambda one: one.form.shown_name)]

    @property
    def unknown(self) -> list[str]:
        """Keys of fields that stand in the tile and are not on this site."""
        known = {one.key for one in all_measures()}
        return [row.measure for row in self.rows if row.measure and row.measure not in known]

    @property
    def statistics(self) -> Sequence[Any]:
        return list(all_statistics().values())

    def _typed(self) -> list[Row]:
        read = read_rows(self.data, "row_measure", "row_statistic", "row_days")
        return [Row(measure, statistic, days) for measure, statistic, days in read if measure]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            cleaned["options"] = self.kind.read(self._typed_options(cleaned))
        except DocumentRefused as error:
            raise ValidationError(error.words, code=error.code) from None
        return cleaned

    def _typed_options(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        options = {name: cleaned[name] for name in self.kind.shape if name in self.fields}
        if self.has_figures:
            options["figures"] = [
                {"measure": row.measure, "statistic": row.statistic or "latest", "days": _days(row.days)}
                for row in self._typed()
            ]
        elif self.has_rows:
            options["measures"] = [row.measure for row in self._typed()]
        return options

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "width", "options")}


def _days(typed: str) -> int | str | None:
    """What was typed where it is no whole number, for the kind to refuse."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else typed or None
