"""Rules, numbers and alerts in plain sentences, made from what the rule is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.meanings import NOTHING, Said
from alerts.models import Rule
from alerts.specs import RELATIVE, ConditionSpec, Direction, FieldSpec, Kind, RuleSpec
from dashboards.days import night_words, short_day
from dashboards.drawing.marks import with_meaning
from dashboards.wording import figure, signed_tenths
from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition
from forms_engine.standards import Meaning

# What is kept of who looked, and how it is called to whoever reads it.
LOOK_PAGES = {
    "alerts": gettext_lazy("list of alerts"),
    "alert": gettext_lazy("one alert"),
    "alert rule tried": gettext_lazy("alert rule tried"),
}


def rule_words(spec: RuleSpec) -> str:
    """ "Average HRV below own band, two nights in a row"."""
    parts = [condition_words(one) for one in spec.conditions]
    link = _(" or ") if spec.joined == Rule.Joined.ANY else _(" and ")
    return link.join(parts)


def rule_sentences(spec: RuleSpec, squad_name: str = "") -> list[str]:
    """The rule, for whom, on which data, how often: a sentence each."""
    whom = _("For %(squad)s and the squads below it.") % {"squad": squad_name} if squad_name else _("For all athletes.")
    data = [line for one in spec.conditions if (line := data_words(one))]
    silent = ngettext(
        "After an alert it is silent for %(hours)d hour, for that athlete.",
        "After an alert it is silent for %(hours)d hours, for that athlete.",
        spec.cooldown_hours,
    ) % {"hours": spec.cooldown_hours}
    return [f"{rule_words(spec)}.", whom, *dict.fromkeys(data), silent]


def condition_words(condition: ConditionSpec) -> str:
    words = _WORDERS[Kind(condition.kind)](condition)
    return words + _row_words(condition) if condition.days_in_a_row > 1 else words


def data_words(condition: ConditionSpec) -> str:
    """The least data a condition asks for; "" when the value alone is enough."""
    if condition.kind == Kind.HRV_BAND:
        return _(
            "Own band: mean ± half a standard deviation of 60 nights, from 14 nights on; the last 7 with at least 4."
        )
    if condition.kind in RELATIVE:
        return _("%(what)s: needs %(least)d values in the %(window)d days before.") % {
            "what": condition.field.shown_label,
            "least": condition.least_values,
            "window": condition.window_days,
        }
    if condition.is_missing and condition.field.is_managed:
        return _("Only what a sync has looked for since is missing; gaps of ours never count.")
    return ""


def show_number(field: FieldSpec, value: float) -> str:
    """With its unit, as the form shows it; of a choice the option's word, unless a mean lies between two."""
    if words := [word for word, score in field.options if score == value]:
        return _(" or ").join(words)
    if field.is_yes_no and value in (0, 1):
        return field_type(field.type).show(FieldDefinition(type=field.type), bool(value))
    if field.options or field.is_yes_no or (field.type == "rating" and value % 1):
        return figure(round(value, 1))
    return field_type(field.type).show(
        FieldDefinition(type=field.type, unit=field.unit, decimals=field.decimals), value
    )


def day_of_record(field: FieldSpec, day: date) -> str:
    """What a record of `day` is about: "Night Mon 9 → Tue 10", "Mon 9"."""
    return _("Night %(night)s") % {"night": night_words(day)} if field.is_night else short_day(day)


def night_words_of(condition: ConditionSpec, night: Mapping[str, Any], meaning: Meaning | None = None) -> str:
    """The numbers of one due day: "48 ms, low; 7-night mean 50 ms, own band 55 ms to 62 ms"."""
    if condition.is_missing:
        return _("missing")
    value = night.get("value")
    if value is None:
        return _("no value")
    parts = [with_meaning(show_number(condition.field, value), meaning), *_compared(condition, night)]
    return "; ".join(parts)


def alert_values(spec: RuleSpec, facts: Sequence[Mapping[str, Any]], said: Said = NOTHING) -> str:
    """What set it off, in short: the newest values of the conditions that held, with what standards say of them."""
    shown = []
    for place, (condition, found) in enumerate(zip(spec.conditions, facts, strict=True)):
        if found["holds"] and found["nights"] and not condition.is_missing:
            night = found["nights"][-1]
            told = with_meaning(show_number(condition.field, night["value"]), said.get((place, night["on"])))
            shown.append(f"{condition.field.shown_label} {told}")
    return "; ".join(dict.fromkeys(shown))


def count_words(number: int) -> str:
    small = [
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
        _("ten"),
    ]
    return small[number - 1] if 0 < number <= len(small) else str(number)


def _compared(condition: ConditionSpec, night: Mapping[str, Any]) -> list[str]:
    def show(key: str) -> str:
        return show_number(condition.field, night[key])

    parts = []
    if night.get("recent") is not None:
        parts.append(_("7-night mean %(mean)s") % {"mean": show("recent")})
    if night.get("low") is not None and night.get("high") is not None:
        parts.append(_("own band %(low)s to %(high)s") % {"low": show("low"), "high": show("high")})
    elif night.get("mean") is not None:
        parts.append(_("own mean %(mean)s") % {"mean": show("mean")})
    if night.get("before") is not None:
        parts.append(_("before %(value)s") % {"value": show("before")})
    if night.get("percent") is not None:
        parts.append(_signed(f"{night['percent']:+.0f}\u00a0%"))
    if night.get("z") is not None:
        parts.append(_("z %(z)s") % {"z": signed_tenths(night["z"])})
    if night.get("count") is not None:
        parts.append(_with_a_value(condition) % {"count": night["count"], "window": night["window"]})
    return parts


def _with_a_value(condition: ConditionSpec) -> str:
    if condition.field.is_night:
        return _("%(count)d of %(window)d nights with a value")
    return _("%(count)d of %(window)d days with a value")


def _signed(text: str) -> str:
    return text.replace("-", "−")


def _row_words(condition: ConditionSpec) -> str:
    number = count_words(condition.days_in_a_row)
    if condition.field.is_night:
        return _(", %(number)s nights in a row") % {"number": number}
    return _(", %(number)s days in a row") % {"number": number}


def _threshold(condition: ConditionSpec) -> str:
    if condition.field.options or condition.field.is_yes_no:
        answers = [words for words, score in _answers(condition.field) if _is_beyond(condition, score)]
        return _("%(what)s: %(answers)s") % {
            "what": condition.field.shown_label,
            "answers": _(" or ").join(answers) or _("no answer there is"),
        }
    facts = {"what": condition.field.shown_label, "limit": show_number(condition.field, condition.value)}
    return (
        _("%(what)s under %(limit)s") if condition.direction == Direction.BELOW else _("%(what)s %(limit)s or more")
    ) % facts


def _answers(field: FieldSpec) -> Sequence[tuple[str, float]]:
    return field.options or [(show_number(field, score), score) for score in (0, 1)]


def _is_beyond(condition: ConditionSpec, score: float) -> bool:
    return score < condition.value if condition.direction == Direction.BELOW else score >= condition.value


def _z_score(condition: ConditionSpec) -> str:
    words = {
        Direction.BELOW: _("%(what)s %(sd)s standard deviations or more below own mean of %(days)d days"),
        Direction.ABOVE: _("%(what)s %(sd)s standard deviations or more above own mean of %(days)d days"),
        Direction.EITHER: _("%(what)s %(sd)s standard deviations or more from own mean of %(days)d days"),
    }[Direction(condition.direction)]
    return words % {"what": condition.field.shown_label, "sd": figure(condition.value), "days": condition.window_days}


def _band(condition: ConditionSpec) -> str:
    words = {
        Direction.BELOW: _("%(what)s below own band (mean − %(sd)s SD of %(days)d days)"),
        Direction.ABOVE: _("%(what)s above own band (mean + %(sd)s SD of %(days)d days)"),
        Direction.EITHER: _("%(what)s outside own band (mean ± %(sd)s SD of %(days)d days)"),
    }[Direction(condition.direction)]
    return words % {"what": condition.field.shown_label, "sd": figure(condition.value), "days": condition.window_days}


def _hrv_band(condition: ConditionSpec) -> str:
    words = {
        Direction.BELOW: _("%(what)s below own band"),
        Direction.ABOVE: _("%(what)s above own band"),
        Direction.EITHER: _("%(what)s outside own band"),
    }[Direction(condition.direction)]
    return words % {"what": condition.field.shown_label}


def _from_before(condition: ConditionSpec) -> str:
    words = {
        Direction.BELOW: _("%(what)s down by %(percent)s %% or more from the value before"),
        Direction.ABOVE: _("%(what)s up by %(percent)s %% or more from the value before"),
        Direction.EITHER: _("%(what)s changed by %(percent)s %% or more from the value before"),
    }[Direction(condition.direction)]
    return words % {"what": condition.field.shown_label, "percent": figure(condition.value)}


def _from_mean(condition: ConditionSpec) -> str:
    words = {
        Direction.BELOW: _("%(what)s %(percent)s %% or more below own mean of %(days)d days"),
        Direction.ABOVE: _("%(what)s %(percent)s %% or more above own mean of %(days)d days"),
        Direction.EITHER: _("%(what)s %(percent)s %% or more from own mean of %(days)d days"),
    }[Direction(condition.direction)]
    return words % {
        "what": condition.field.shown_label,
        "percent": figure(condition.value),
        "days": condition.window_days,
    }


def _no_value(condition: ConditionSpec) -> str:
    return _("%(what)s missing") % {"what": condition.field.shown_label}


def _no_entry(condition: ConditionSpec) -> str:
    return _("%(form)s missing") % {"form": condition.field.shown_form_name}


_WORDERS = {
    Kind.THRESHOLD: _threshold,
    Kind.Z_SCORE: _z_score,
    Kind.BAND: _band,
    Kind.HRV_BAND: _hrv_band,
    Kind.FROM_BEFORE: _from_before,
    Kind.FROM_MEAN: _from_mean,
    Kind.NO_VALUE: _no_value,
    Kind.NO_ENTRY: _no_entry,
}
