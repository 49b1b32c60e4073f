"""The statistics a tile may show, in the order they are offered; importing the module registers them.

The numbers come from `dashboards.statistics` and `dashboards.loads`; here stands only what each of them needs of the
days, and what is said beside it.
"""

from collections.abc import Callable, Sequence
from math import fsum, log

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboards.board.everybody import Own
from dashboards.board.lights import MISSING, SILENT, Light, meant_light, value_light
from dashboards.designer.figures import Asked, Days, Reckoned, Scale, Statistic, register_statistic
from dashboards.loads import (
    DEBT_NIGHTS,
    HOUR_S,
    LEAST_DEBT_NIGHTS,
    RATIO_DAYS,
    WEEK,
    DebtGroup,
    Load,
    acute_chronic_ratio,
    compliance,
    exponential_load,
    sleep_debt,
    week_change,
    week_load,
)
from dashboards.meanings import Fitting, Normal
from dashboards.measures import DURATIONS, Daily, Measure
from dashboards.statistics import (
    DEFAULT_HRV_RULE,
    DEFAULT_RULE,
    Baseline,
    Direction,
    Place,
    Tone,
    band_tone,
    baseline_of,
    difference_from,
    hrv_band,
    judge,
    mean_of,
    spread_of,
)
from dashboards.wording import days_old, hours
from forms_engine.standards import Meaning, Subject

# How old a value may be and still be shown as the latest, greyed and with its age.
OLDEST_SHOWN_DAYS = 7
# An exponential average has forgotten nearly all that lies further back than so many times its days.
EXPONENTIAL_REACH = 4
DEBT = "sleep_debt"
CAUTION = gettext_lazy(
    "The acute:chronic ratio predicts no injury and has no sweet spot; critics find that it adds an artefact rather "
    "than information. It is shown without colour and only after 28 whole days."
)


def _values(days: Days) -> list[float | None]:
    return [None if day is None else day.value for day in days]


def _count_words(values: Sequence[float | None]) -> str:
    there = sum(value is not None for value in values)
    return _("%(there)d of %(days)d days") % {"there": there, "days": len(values)}


def _newest(days: Days, asked: Asked) -> Reckoned:
    return _measured(days, asked, lambda value, own: value)


def _change(days: Days, asked: Asked) -> Reckoned:
    return _measured(days, asked, difference_from, needs_normal=True)


def _z(days: Days, asked: Asked) -> Reckoned:
    return _measured(days, asked, lambda value, own: judge(value, own, Direction.NONE).z, needs_normal=True)


def _measured(
    days: Days, asked: Asked, tell: Callable[[float, Baseline], float | None], *, needs_normal: bool = False
) -> Reckoned:
    """The newest due value, itself or against the own normal before it."""
    found = next(((age, day) for age, day in enumerate(reversed(days)) if day is not None), None)
    if found is None:
        return Reckoned()
    age, day = found
    own = Baseline(day.count, DEFAULT_RULE.window_days, day.mean, day.spread)
    if needs_normal and day.count < DEFAULT_RULE.minimum_count:
        return Reckoned(cause=_learning(day.count, DEFAULT_RULE.minimum_count))
    light, word, meaning = _light(day, age, asked)
    return Reckoned(
        value=tell(day.value, own),
        note=days_old(age) if age else "",
        tone=light.tone,
        word=word,
        is_stale=age > 0,
        meaning=meaning,
        worse_by=light.worse_by,
        is_due=age == 0,
    )


def _learning(count: int, minimum: int) -> str:
    return _("learning, %(count)d of %(minimum)d") % {"count": count, "minimum": minimum}


def _light(day: Daily, age: int, asked: Asked) -> tuple[Light, str, Meaning | None]:
    """By the consultant's standards where the field has any, as on the board; else by the general rule."""
    if not asked.measure.rules or asked.subject is None:
        light = MISSING if age else value_light(Own(*day), asked.measure.better)
        return light, _place_words(light.tone, asked.measure.better), None
    meaning = None if age else _meaning(day, asked.measure, asked.subject, asked.whole)
    return (meant_light(meaning, Own(*day)), meaning.words, meaning) if meaning else (SILENT, "", None)


def _meaning(day: Daily, measure: Measure, subject: Subject, whole: Days) -> Meaning | None:
    """`whole`: all days read, the last of them that of the value."""

    def normal_of(days: int) -> Normal:
        return day if days == DEFAULT_RULE.window_days else baseline_of(_values(whole[-days - 1 : -1]))

    return Fitting(measure, subject).say(day.value, normal_of)


def _place_words(tone: Tone, better: Direction) -> str:
    if tone is Tone.NONE:
        return ""
    if tone is Tone.FINE:
        return _("within own normal")
    if better is Direction.UP:
        return _("well below own normal") if tone is Tone.ACT else _("below own normal")
    return _("well above own normal") if tone is Tone.ACT else _("above own normal")


def _over(tell: Callable[[list[float]], float | None]) -> Callable[[Days, Asked], Reckoned]:
    """A statistic of the values there are."""

    def reckon(days: Days, asked: Asked) -> Reckoned:
        values = _values(days)
        there = [value for value in values if value is not None]
        told = tell(there) if there else None
        return Reckoned(told, _count_words(values), cause=_where_any(days, _("needs 2 days")))

    return reckon


def _where_any(days: Days, cause: str) -> str:
    """Too few values are their own cause; of none at all the page asks the sources."""
    return cause if any(day is not None for day in days) else ""


def _count(days: Days, asked: Asked) -> Reckoned:
    return Reckoned(float(sum(day is not None for day in days)), _("of %(days)d") % {"days": len(days)})


def _hrv(days: Days, asked: Asked) -> Reckoned:
    band, rule = hrv_band(_values(days)), DEFAULT_HRV_RULE
    note = _("%(nights)d of %(days)d nights") % {"nights": band.nights, "days": rule.recent_days}
    if band.recent is None:
        return Reckoned(cause=note if band.nights else "")
    if band.low is None or band.high is None:
        return Reckoned(band.recent, f"{note}; {_learning(band.baseline_nights, rule.least_baseline)}")
    middle, half = (log(band.high) + log(band.low)) / 2, (log(band.high) - log(band.low)) / 2
    halves = (log(band.recent) - middle) / half if half > 0 else 0.0
    tone = band_tone(halves) if half > 0 else Tone.NONE
    words = {Place.INSIDE: _("within own band"), Place.BELOW: _("below own band"), Place.ABOVE: _("above own band")}
    word = words[band.place] if tone is not Tone.NONE else ""
    return Reckoned(band.recent, note, tone, word, worse_by=abs(halves), is_due=days[-1] is not None)


def _load_words(load: Load) -> str:
    if not load.is_partial:
        return ""
    words = ngettext("partial, %(days)d day missing", "partial, %(days)d days missing", load.missing)
    return words % {"days": load.missing}


def _week_load(days: Days, asked: Asked) -> Reckoned:
    load = week_load(_values(days))
    return Reckoned(load.value, _load_words(load), is_partial=load.is_partial)


def _week_change(days: Days, asked: Asked) -> Reckoned:
    return Reckoned(week_change(_values(days)), cause=_where_any(days, _("needs 14 whole days")))


def _exponential(days: Days, asked: Asked) -> Reckoned:
    load = exponential_load(_values(days), asked.days)
    return Reckoned(load.value, _load_words(load), is_partial=load.is_partial)


def _ratio(days: Days, asked: Asked) -> Reckoned:
    cause = _("needs %(days)d whole days") % {"days": RATIO_DAYS}
    return Reckoned(acute_chronic_ratio(_values(days)), cause=_where_any(days, cause))


def _debt(days: Days, asked: Asked) -> Reckoned:
    if asked.measure.field.type not in DURATIONS:
        return Reckoned(cause=_("only of a duration"))
    debt = sleep_debt(_values(days), asked.need_h * HOUR_S)
    nights = _("%(nights)d of %(days)d nights") % {"nights": debt.nights, "days": DEBT_NIGHTS}
    if debt.debt_s is None:
        return Reckoned(None, nights, cause=_where_any(days, _learning(debt.nights, LEAST_DEBT_NIGHTS)))
    groups = {
        DebtGroup.NONE: _("no sleep debt"),
        DebtGroup.LITTLE: _("under 2 h"),
        DebtGroup.SOME: _("2 to 5 h"),
        DebtGroup.MUCH: _("over 5 h"),
    }
    need = _("need %(hours)s") % {"hours": hours(asked.need_h * HOUR_S)}
    return Reckoned(debt.debt_s, "; ".join([groups[debt.group], need, nights]))


def _kept(days: Days, asked: Asked) -> Reckoned:
    # The board's own day counts once its record is there: nobody is late while the morning lasts.
    due = days if days and days[-1] is not None else days[:-1]
    kept = compliance([day is not None for day in due])
    return Reckoned(kept.percent, _count_words(_values(due)))


def _itself(days: int) -> int:
    return days


def _always(days: int) -> Callable[[int], int]:
    return lambda _asked: days


HRV_DAYS = DEFAULT_HRV_RULE.recent_days + DEFAULT_HRV_RULE.baseline_days
_newest_days = _always(OLDEST_SHOWN_DAYS + 1)

for one in (
    Statistic("latest", gettext_lazy("latest value"), Scale.FIELD, _newest, _newest_days),
    Statistic("change", gettext_lazy("change from own mean"), Scale.CHANGE, _change, _newest_days),
    Statistic("z", gettext_lazy("distance from own mean in SD"), Scale.SD, _z, _newest_days),
    Statistic("mean", gettext_lazy("mean"), Scale.FIELD, _over(mean_of), _itself, 7),
    Statistic("sum", gettext_lazy("sum"), Scale.FIELD, _over(fsum), _itself, 7),
    Statistic("lowest", gettext_lazy("lowest"), Scale.FIELD, _over(min), _itself, 7),
    Statistic("highest", gettext_lazy("highest"), Scale.FIELD, _over(max), _itself, 7),
    Statistic("spread", gettext_lazy("standard deviation"), Scale.FIELD, _over(spread_of), _itself, 28),
    Statistic("count", gettext_lazy("days with a value"), Scale.DAYS, _count, _itself, 7),
    Statistic("compliance", gettext_lazy("compliance"), Scale.PERCENT, _kept, _itself, 7),
    Statistic("hrv_band", gettext_lazy("HRV of 7 nights against own band"), Scale.FIELD, _hrv, _always(HRV_DAYS)),
    Statistic("week_load", gettext_lazy("load of 7 days"), Scale.FIELD, _week_load, _always(WEEK)),
    Statistic(
        "week_change", gettext_lazy("change to the week before"), Scale.PERCENT_CHANGE, _week_change, _always(2 * WEEK)
    ),
    Statistic(
        "ewma",
        gettext_lazy("exponentially weighted load"),
        Scale.FIELD,
        _exponential,
        lambda days: EXPONENTIAL_REACH * days,
        7,
    ),
    Statistic(DEBT, gettext_lazy("sleep debt of 14 nights"), Scale.SPAN, _debt, _always(DEBT_NIGHTS)),
    Statistic(
        "acute_chronic",
        gettext_lazy("acute:chronic ratio"),
        Scale.RATIO,
        _ratio,
        _always(RATIO_DAYS),
        is_guarded=True,
    ),
):
    register_statistic(one)
