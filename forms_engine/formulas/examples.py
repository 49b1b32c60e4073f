"""Formulas that people ask for, by name: shown in the builder's help, and reckoned by a test."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    """`source` speaks of the sample record of docs/formulas.md; `gives` is its answer there."""

    key: str
    name: str | Promise
    sentence: str | Promise
    source: str
    gives: str


EXAMPLES = (
    Example(
        "z_score",
        _("z-score"),
        _("How many standard deviations today lies from the person's own mean of the 28 days before."),
        "([HRV] - history_mean([HRV], 28 days, at least 3, without today))\n"
        "/ history_sd([HRV], 28 days, at least 3, without today)",
        "0.333333",
    ),
    Example(
        "percent_of_baseline",
        _("Percent of baseline"),
        _("Today as a percentage of the person's own mean of the 28 days before."),
        "round(100 * [HRV] / history_mean([HRV], 28 days, at least 3, without today), 1)",
        "103.4",
    ),
    Example(
        "training_load",
        _("Training load"),
        _("Minutes times perceived exertion."),
        "[Session minutes] * [Exertion]",
        "450",
    ),
    Example(
        "acute_to_chronic",
        _("Acute to chronic load"),
        _("The load of 7 days against the weekly mean of 28; a day without a session adds nothing to either sum."),
        "round(history_sum([Load], 7 days) / (history_sum([Load], 28 days) / 4), 2)",
        "2.8",
    ),
    Example(
        "fading_load",
        _("Fading load"),
        _("Recent sessions weigh more: the exponentially weighted mean over 7 records."),
        "round(history_fading_mean([Load], 7 records))",
        "436",
    ),
    Example(
        "tonnage",
        _("Tonnage"),
        _("Sets times repetitions times weight, over all rows of a table."),
        "sum([Exercises.Sets] * [Exercises.Reps] * [Exercises.Weight])",
        "5995",
    ),
    Example(
        "wellness",
        _("Wellness of four"),
        _("The mean of four answers, when at least three are given."),
        "mean([Sleep quality], [Energy], score([Mood]), [Pain], at least 3)",
        "3.666667",
    ),
    Example(
        "slept_enough",
        _("Slept enough"),
        _("Compares the sleep of the night before with a goal from the profile."),
        "[Oura Sleep / Time asleep | the night before] >= if_missing([Athlete Profile / Sleep goal], 8 h)",
        "no",
    ),
)
