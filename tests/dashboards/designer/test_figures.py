"""What each statistic says of one athlete's days, against the formulas as published."""

from math import exp, log
from statistics import fmean, stdev

import pytest
from django.utils.translation import override

from dashboards.designer.figures import Figure, all_statistics, reckon, unit_of, write
from dashboards.designer.statistics_offered import HRV_DAYS
from dashboards.measures import Daily, Measure
from dashboards.statistics import Tone
from forms_engine.models import FieldDefinition, FormDefinition


def measure(type="number", unit="AU", key="load_au", form="training_load"):
    return Measure(FormDefinition(key=form, name="Form"), FieldDefinition(key=key, label="Load", type=type, unit=unit))


def days_of(values, mean=None, spread=None, count=0):
    return [None if value is None else Daily(float(value), mean, spread, count) for value in values]


def say(statistic, values, days=0, about=None, need_h=8.0, **own):
    figure = Figure("x.y", statistic, days or all_statistics()[statistic].days)
    return reckon(figure, about or measure(), days_of(values, **own), need_h)


def test_statistics_over_days_leave_out_what_is_missing_and_say_so():
    week = [3, None, 5, 4, None, 8, 1]
    there = [3, 5, 4, 8, 1]
    assert say("mean", week).value == pytest.approx(fmean(there))
    assert say("sum", week).value == 21
    assert (say("lowest", week).value, say("highest", week).value) == (1, 8)
    assert say("spread", week, 7).value == pytest.approx(stdev(there))
    assert say("count", week).value == 5
    assert say("mean", week).note == "5 of 7 days"
    assert say("mean", [None] * 7).value is None
    # Older days than asked for are no part of it.
    assert say("mean", [1000, *week]).value == pytest.approx(fmean(there))


def test_the_latest_value_says_its_age_and_is_judged_only_while_it_is_fresh():
    night = measure("score", "", "readiness_score", "oura_readiness_and_sleep_summary")
    own = {"mean": 80.0, "spread": 4.0, "count": 28}
    fresh = say("latest", [81, 70], about=night, **own)
    assert (fresh.value, fresh.tone, fresh.word, fresh.note) == (70, Tone.ACT, "well below own normal", "")
    old = say("latest", [70, None, None], about=night, **own)
    assert (old.value, old.tone, old.note, old.is_stale) == (70, Tone.NONE, "2 days old", True)
    assert say("latest", [70, *[None] * 8], about=night, **own).value is None
    assert say("change", [70], about=night, **own).value == -10
    assert say("z", [70], about=night, **own).value == pytest.approx(-2.5)
    learning = say("z", [70], about=night, mean=80.0, spread=4.0, count=5)
    assert (learning.value, learning.cause) == (None, "learning, 5 of 14")


def test_hrv_stands_against_the_own_band_of_the_nights_before():
    nights = [60 + (-1) ** night * 6 for night in range(60)]
    low = say("hrv_band", [*nights, *[50] * 7])
    assert low.value == pytest.approx(50)
    assert low.word == "below own band"
    assert low.tone in (Tone.WATCH, Tone.ACT)
    same = say("hrv_band", [*nights, *nights[:7]])
    assert same.value == pytest.approx(exp(fmean(log(night) for night in nights[:7])))
    assert (same.tone, same.word) == (Tone.FINE, "within own band")
    assert say("hrv_band", [*nights, 50, *[None] * 6]).cause == "1 of 7 nights"
    new = say("hrv_band", [*[None] * 51, *[60] * 9, *[50] * 7])
    assert (round(new.value), new.note, new.word) == (50, "7 of 7 nights; learning, 9 of 14", "")
    assert all_statistics()["hrv_band"].reads(1) == HRV_DAYS == 67


def test_loads_mark_what_is_partial_and_the_ratio_waits_for_whole_days():
    assert say("week_load", [100] * 7).value == 700
    partial = say("week_load", [100] * 5 + [None, 100])
    assert (partial.value, partial.note, partial.is_partial) == (600, "partial, 1 day missing", True)
    assert say("week_change", [100] * 7 + [150] * 7).value == pytest.approx(50)
    assert say("week_change", [100] * 13).value is None
    # Williams et al. 2017: today · λ + before · (1 − λ), λ = 2 / (N + 1).
    assert say("ewma", [100, 200], 7).value == pytest.approx(200 * 0.25 + 100 * 0.75)
    assert say("acute_chronic", [100] * 21 + [200] * 7).value == pytest.approx(2.0)
    gap = say("acute_chronic", [None] + [100] * 27)
    assert (gap.value, gap.cause, gap.tone) == (None, "needs 28 whole days", Tone.NONE)


def test_sleep_debt_is_of_durations_and_of_the_need_that_was_said():
    slept = measure("duration", "s", "total_sleep_s", "night")
    assert say("sleep_debt", [7 * 3600] * 14, about=slept).value == 14 * 3600
    assert say("sleep_debt", [7 * 3600] * 14, about=slept, need_h=7).value == 0
    assert say("sleep_debt", [7 * 3600] * 4, about=slept).cause == "learning, 4 of 5"
    assert say("sleep_debt", [7] * 14).cause == "only of a duration"


def test_of_no_values_at_all_a_statistic_tells_no_cause_and_the_page_asks_the_source():
    slept = measure("duration", "s", "total_sleep_s", "night")
    causes = {key: say(key, [None] * 67, 7, slept).cause for key in all_statistics()}
    assert causes == dict.fromkeys(causes, "")
    assert say("spread", [None, 3], 2).cause == "needs 2 days"


def test_nobody_is_late_while_the_morning_lasts():
    assert say("compliance", [1, None, 1, 1, 1, 1, None], 7).value == pytest.approx(100 * 5 / 6)
    assert say("compliance", [1, None, 1, 1, 1, 1, 1], 7).value == pytest.approx(100 * 6 / 7)


def test_each_statistic_is_written_in_its_own_unit():
    slept = measure("duration", "s", "total_sleep_s", "night")
    written = {
        key: (write(Figure("x.y", key, 7), slept, 1.26), unit_of(Figure("x.y", key, 7), slept))
        for key in ("z", "compliance", "count", "acute_chronic")
    }
    assert written == {
        "z": ("+1.3", "SD"),
        "compliance": ("1", "%"),
        "count": ("1", "days"),
        "acute_chronic": ("1.26", ""),
    }
    with override("de"):
        assert [write(Figure("x.y", key, 7), slept, -1.26) for key in ("z", "acute_chronic")] == ["−1,3", "-1,26"]
    assert write(Figure("x.y", "mean", 7), slept, 27000).replace("\u00a0", " ") == "7 h 30"
    assert write(Figure("x.y", "sleep_debt", 0), measure(), 27000).replace("\u00a0", " ") == "7 h 30"
    assert unit_of(Figure("x.y", "mean", 7), measure()) == "AU"
