"""A figure: one measure, one statistic, so many days. What comes of it for one athlete, and how that is written.

Everything here is reckoned from the due days of one athlete, oldest first, the board's own day last; pure.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dashboards import wording
from dashboards.loads import HOUR_S
from dashboards.measures import DURATIONS, Daily, Measure
from dashboards.statistics import Tone
from forms_engine.standards import Meaning, Subject

Days = Sequence[Daily | None]
SLEEP_NEED_H = 8.0


class Scale(StrEnum):
    """In what a statistic comes back, which says how it is written."""

    FIELD = "field"  # as the field's own values
    CHANGE = "change"  # a difference, in the field's unit
    SD = "sd"  # standard deviations
    PERCENT = "percent"
    PERCENT_CHANGE = "percent_change"
    DAYS = "days"
    RATIO = "ratio"
    SPAN = "span"  # seconds, whatever the field


@dataclass(frozen=True)
class Reckoned:
    """`note`: what it rests on, in words ("5 of 7 days"). `tone`, `word`: where it lies to the own normal, if judged.

    `cause`: why there is no value, in words; "" where a statistic has nothing to say beyond that it is missing.
    `is_partial`: rests on missing days. `meaning`: what a consultant's standard says of it. `worse_by`: standard
    deviations in the worse direction, as of the board's lights. `is_due`: rests on the value of the due day itself.
    """

    value: float | None = None
    note: str = ""
    tone: Tone = Tone.NONE
    word: str = ""
    cause: str = ""
    is_stale: bool = False
    is_partial: bool = False
    meaning: Meaning | None = None
    worse_by: float = 0.0
    is_due: bool = False


@dataclass(frozen=True)
class Asked:
    """What a figure is reckoned with beside its days. `subject`: whom standards are about; `whole`: all days read."""

    measure: Measure
    days: int
    need_h: float = SLEEP_NEED_H
    subject: Subject | None = None
    whole: Days = ()


@dataclass(frozen=True)
class Statistic:
    """`days`: usual number of days, 0 where the statistic has its own. `reads`: how many due days it must have read.

    `is_guarded`: shown only where a consultant took its caution.
    """

    key: str
    label: str | Promise
    scale: Scale
    reckon: Callable[[Days, Asked], Reckoned]
    reads: Callable[[int], int]
    days: int = 0
    is_guarded: bool = False


_statistics: dict[str, Statistic] = {}


def register_statistic(statistic: Statistic) -> None:
    _statistics[statistic.key] = statistic


def all_statistics() -> Mapping[str, Statistic]:
    """By key, in the order they are offered."""
    return _statistics


@dataclass(frozen=True)
class Figure:
    """`measure`: "form_key.field_key"."""

    measure: str
    statistic: str
    days: int

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> "Figure":
        return cls(said["measure"], said["statistic"], said["days"] or 0)

    @property
    def about(self) -> Statistic:
        return _statistics[self.statistic]

    @property
    def reads(self) -> int:
        return self.about.reads(self.days)


def reckon(
    figure: Figure, measure: Measure, days: Days, need_h: float = SLEEP_NEED_H, subject: Subject | None = None
) -> Reckoned:
    """`days`: at least as many as the figure reads; older ones are left out but for what standards look back on."""
    return figure.about.reckon(days[-figure.reads :], Asked(measure, figure.days, need_h, subject, days))


def write(figure: Figure, measure: Measure, value: float) -> str:
    """The value in words, without the unit of `unit_of`."""
    return writer_of(figure, measure)(value)


def writer_of(figure: Figure, measure: Measure) -> Callable[[float], str]:
    plain: Mapping[Scale, Callable[[float], str]] = {
        Scale.FIELD: measure.write,
        Scale.CHANGE: measure.write_change,
        Scale.SD: wording.signed_tenths,
        Scale.PERCENT: wording.whole,
        Scale.PERCENT_CHANGE: wording.whole_change,
        Scale.DAYS: wording.whole,
        Scale.RATIO: lambda value: wording.with_decimals(value, 2),
        Scale.SPAN: wording.hours,
    }
    return plain[figure.about.scale]


def step_of(figure: Figure, measure: Measure) -> float:
    """The smallest step of a scale of such values: half an hour for what is written in hours, 0 for any."""
    scale = figure.about.scale
    is_span = scale is Scale.SPAN or (scale in (Scale.FIELD, Scale.CHANGE) and measure.field.type in DURATIONS)
    return HOUR_S / 2 if is_span else 0.0


def unit_of(figure: Figure, measure: Measure) -> str:
    units: Mapping[Scale, str] = {
        Scale.FIELD: str(measure.unit),
        Scale.CHANGE: str(measure.unit),
        Scale.SD: _("SD"),
        Scale.PERCENT: "%",
        Scale.PERCENT_CHANGE: "%",
        Scale.DAYS: _("days"),
    }
    return units.get(figure.about.scale, "")


def name_of(figure: Figure, measure: Measure) -> str:
    """What stands over the figure where nobody gave a title: "HRV, mean of 28 days"."""
    statistic = figure.about
    if statistic.key == "latest":
        return str(measure.label)
    words = _("%(measure)s, %(statistic)s of %(days)d days") if statistic.days else _("%(measure)s, %(statistic)s")
    return words % {"measure": measure.label, "statistic": statistic.label, "days": figure.days}
