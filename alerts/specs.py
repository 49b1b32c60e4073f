"""A rule as plain data: evaluated, worded and kept with a version. `as_json` and `from_json` undo each other."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from alerts.models import Condition
from dashboards.measures import OPTIONS, YES_NO
from forms_engine.field_types.options import options_of
from forms_engine.models import FieldDefinition
from forms_engine.shipped_words import as_read

Kind = Condition.Kind
Direction = Condition.Direction

MISSING = frozenset({Kind.NO_VALUE, Kind.NO_ENTRY})
RELATIVE = frozenset({Kind.Z_SCORE, Kind.BAND, Kind.FROM_MEAN})
WITH_LIMIT = frozenset({Kind.THRESHOLD, Kind.Z_SCORE, Kind.BAND, Kind.FROM_BEFORE, Kind.FROM_MEAN})


def scored_options(field: FieldDefinition) -> tuple[tuple[str, float], ...]:
    """Word and score of the options of a choice, lowest first; () for any other field."""
    if field.type not in OPTIONS:
        return ()
    scored = [(one.word, one.score) for one in options_of(field) if one.score is not None]
    return tuple(sorted(scored, key=lambda one: one[1]))


@dataclass(frozen=True)
class FieldSpec:
    """The field as it was when the rule was saved: enough to read and to write its values.

    `options`: (word, score) of a choice, lowest first, those without a score left out.
    `lag_days`: from the date of a record to the board day on which it is due. `is_managed`: a connector brings it.
    """

    id: int
    key: str
    label: str
    type: str
    unit: str
    decimals: int | None
    form_id: int
    form_key: str
    form_name: str
    lag_days: int
    is_night: bool
    is_managed: bool
    options: tuple[tuple[str, float], ...] = ()

    @property
    def is_yes_no(self) -> bool:
        return self.type in YES_NO

    @property
    def shown_label(self) -> str:
        return as_read(self.label, self.form_key if self.is_managed else "")

    @property
    def shown_form_name(self) -> str:
        return as_read(self.form_name, self.form_key if self.is_managed else "")

    @classmethod
    def of(cls, field: FieldDefinition) -> "FieldSpec":
        form = field.form
        is_managed = bool(form.managed_by)
        return cls(
            id=field.pk,
            key=field.key,
            label=field.label,
            type=field.type,
            unit=field.unit,
            decimals=field.decimals,
            form_id=form.pk,
            form_key=form.key,
            form_name=form.name,
            # What a ring says of a day is whole the day after; what people fill in is of the day itself.
            lag_days=1 if form.dates_the_night or is_managed else 0,
            is_night=form.dates_the_night,
            is_managed=is_managed,
            options=scored_options(field),
        )


@dataclass(frozen=True)
class ConditionSpec:
    field: FieldSpec
    kind: str
    direction: str
    value: float
    days_in_a_row: int
    window_days: int
    least_values: int

    @classmethod
    def of(cls, condition: Condition) -> "ConditionSpec":
        return cls(
            field=FieldSpec.of(condition.field),
            kind=condition.kind,
            direction=condition.direction,
            value=condition.value or 0.0,
            days_in_a_row=condition.days_in_a_row,
            window_days=condition.window_days,
            least_values=condition.least_values,
        )

    @property
    def is_missing(self) -> bool:
        return self.kind in MISSING

    @property
    def lag_days(self) -> int:
        """Nothing is missing from a day that is not over."""
        return max(self.field.lag_days, 1) if self.is_missing else self.field.lag_days

    def due_on(self, board_day: date) -> date:
        return board_day - timedelta(days=self.lag_days)

    def board_day_of(self, occurred_on: date) -> date:
        """The board day on whose morning a record of `occurred_on` is due."""
        return occurred_on + timedelta(days=self.lag_days)


@dataclass(frozen=True)
class RuleSpec:
    conditions: tuple[ConditionSpec, ...]
    joined: str
    cooldown_hours: int

    @property
    def asks_for_missing(self) -> bool:
        """Nothing is written when something is missing: such a rule is looked at once a day."""
        return any(one.is_missing for one in self.conditions)


def spec_of(conditions: Iterable[Condition], joined: str, cooldown_hours: int) -> RuleSpec:
    return RuleSpec(tuple(ConditionSpec.of(one) for one in conditions), joined, cooldown_hours)


def as_json(spec: RuleSpec) -> dict[str, Any]:
    return asdict(spec) | {"conditions": [_condition_json(one) for one in spec.conditions]}


def _condition_json(condition: ConditionSpec) -> dict[str, Any]:
    """Without options where there are none: versions from before there were any stay equal."""
    kept = asdict(condition)
    field = {name: said for name, said in kept["field"].items() if name != "options" or said}
    if "options" in field:
        field["options"] = [list(one) for one in field["options"]]
    return kept | {"field": field}


def from_json(kept: Mapping[str, Any]) -> RuleSpec:
    conditions = tuple(ConditionSpec(**{**one, "field": _field(one["field"])}) for one in kept["conditions"])
    return RuleSpec(conditions, kept["joined"], kept["cooldown_hours"])


def _field(kept: Mapping[str, Any]) -> FieldSpec:
    return FieldSpec(**{**kept, "options": tuple((word, score) for word, score in kept.get("options", ()))})
