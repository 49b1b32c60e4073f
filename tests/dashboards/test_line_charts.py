from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.line_charts import HEIGHT, WIDTH, DayValue, line_chart, ticks_for
from dashboards.morning import MORNING_COLUMNS
from dashboards.statistics import Baseline, baseline_of
from tests.dashboards.made import TUESDAY

COLUMNS = {column.key: column for column in MORNING_COLUMNS}
UNKNOWN = baseline_of([None] * 28)
KNOWN = Baseline(count=28, window_days=28, mean=80.0, spread=4.0)


def days_of(values: list[float | None], baseline: Baseline = KNOWN) -> list[DayValue]:
    first = TUESDAY - timedelta(days=len(values) - 1)
    return [DayValue(first + timedelta(days=index), value, baseline) for index, value in enumerate(values)]


def parts_of(days: list[DayValue]) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(line_chart(COLUMNS["readiness"], days, "words")))  # noqa: S314


def classes_of(days: list[DayValue]) -> list[str]:
    return [part.get("class") or part.tag for part in parts_of(days)]


def test_a_gap_breaks_the_line():
    line = next(part for part in parts_of(days_of([80.0, 81.0, None, 79.0, 80.0])) if part.get("class") == "chart-line")
    assert line.get("d", "").count("M") == 2


def test_a_chart_has_its_words_first():
    first = parts_of(days_of([80.0, 81.0]))[0]
    assert (first.tag, first.text) == ("title", "words")


def test_the_band_begins_where_there_are_days_enough():
    assert "chart-band" not in classes_of(days_of([80.0, 81.0], UNKNOWN))
    assert classes_of(days_of([80.0, 81.0])).count("chart-band") == 1


def test_a_day_without_a_normal_breaks_the_band():
    days = days_of([80.0, 81.0, 82.0])
    days[1] = DayValue(days[1].day, 81.0, UNKNOWN)
    assert classes_of(days).count("chart-band") == 2


def test_nothing_is_drawn_of_nothing():
    assert line_chart(COLUMNS["readiness"], days_of([None, None]), "words") == ""


def test_the_newest_day_is_named_on_the_axis():
    assert "10 Mar" in [part.text for part in parts_of(days_of([80.0] * 30))]


@given(st.lists(st.none() | st.floats(min_value=-2, max_value=99999), min_size=1, max_size=30).filter(any))
def test_everything_stays_inside_the_drawing(values):
    for part in parts_of(days_of(values, UNKNOWN)):
        if part.get("class") == "chart-dot":
            assert 0 <= float(part.get("cx", "-1")) <= WIDTH
            assert 0 <= float(part.get("cy", "-1")) <= HEIGHT


@pytest.mark.parametrize(
    ("key", "extent", "ticks"),
    [
        ("readiness", (54, 78), [50, 60, 70, 80]),
        ("readiness", (80, 80), [80, 81]),
        ("hrv", (59, 60), [59, 60]),
        ("sleep_hours", (5 * 3600, 8 * 3600), [5 * 3600, 6 * 3600, 7 * 3600, 8 * 3600]),
        ("temperature", (-0.1, 0.1), [-0.1, -0.05, 0.0, 0.05, 0.1]),
    ],
)
def test_the_scale_has_round_steps(key, extent, ticks):
    assert ticks_for(COLUMNS[key], extent) == pytest.approx(ticks)


@given(st.sampled_from(sorted(COLUMNS)), st.floats(-2, 99999), st.floats(0, 99999))
def test_the_scale_holds_the_values_with_few_steps(key, low, span):
    ticks = ticks_for(COLUMNS[key], (low, low + span))
    slack = 1e-6 * max(1.0, abs(low) + span)
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + span - slack
    assert 2 <= len(ticks) <= 7
