import re
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.days import days_ending
from dashboards.drawing.strokes import stroke_of
from dashboards.drawing.timeline import Draw, Gap, Mark, Said, Series, Trend, draw_trend
from forms_engine.standards import Meaning
from tests.dashboards.made import TUESDAY

TEN = days_ending(TUESDAY, 10)
PLAIN = Trend(words="Readiness, 10 days", days=TEN, series=[Series("Readiness", [80.0] * 10)])


def root_of(trend: Trend) -> ElementTree.Element:
    return ElementTree.fromstring(draw_trend(trend))  # noqa: S314


def path_of(trend: Trend, name: str) -> str:
    return next(one for one in root_of(trend).iter("path") if name in one.get("class", "").split()).get("d", "")


def drawn(trend: Trend) -> set[str]:
    return {name for one in root_of(trend).iter() for name in one.get("class", "").split()}


def test_a_gap_breaks_the_line_and_a_lonely_day_stays_a_dot():
    assert stroke_of([(5, "1"), (15, "2"), None, (35, "3.5"), None]) == "M5 1L15 2M35 3.5h0"
    line = path_of(replace(PLAIN, series=[Series("x", [80, 81, None, 79, 80, None, None, 78, 79, 80])]), "trend-line")
    assert line.count("M") == 3


def test_days_are_equally_wide_so_that_charts_of_the_same_days_stand_aligned():
    other = replace(PLAIN, series=[Series("Steps", list(range(0, 20_000, 2_000)), Draw.BARS)], write=str)
    boxes = [root_of(trend).find(".//svg").get("viewBox").split()[2] for trend in (PLAIN, other)]
    assert boxes == ["100", "100"]
    assert re.findall(r"M(\d+) ", path_of(other, "trend-bars")) == [str(index * 10 + 1) for index in range(10)]


def test_a_chart_has_its_words_and_names_its_newest_day():
    root = root_of(replace(PLAIN, words='Readiness "today" & <b>'))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Readiness "today" & <b>'
    many = replace(PLAIN, days=days_ending(TUESDAY, 90), series=[Series("x", [1.0] * 90)])
    assert "10 Mar" in [one.text for one in root_of(many).iter("text")]


def test_a_band_is_drawn_where_there_is_one_and_nowhere_else():
    band = [None, (70.0, 90.0), (70.0, 90.0), None, None, (71.0, 91.0), *[None] * 4]
    bands = [
        one.get("d") for one in root_of(replace(PLAIN, band=band)).iter("path") if one.get("class") == "trend-band"
    ]
    assert [band.count("h10") for band in bands] == [2, 1]
    # Down to the lower edge at once, and back along it.
    high, low = map(float, re.fullmatch(r"M50 ([\d.]+)h10V([\d.]+)h-10z", bands[1]).groups())
    assert high < low
    assert "trend-band" not in drawn(PLAIN)


def test_stacked_bars_stand_on_one_another():
    series = [Series("Deep", [1.0] * 10, Draw.STACK, 1), Series("Light", [3.0] * 10, Draw.STACK, 2)]
    trend = replace(PLAIN, series=series, height=124)  # a plot of 100
    first, second = (
        one.get("d", "") for one in root_of(trend).iter("path") if "trend-bars" in one.get("class", "").split()
    )
    assert first.startswith("M1 100V75")
    assert second.startswith("M1 75V0")


def test_floating_bars_may_run_downwards():
    """Bed at 22:00 on top, up at 06:00 below."""
    trend = Trend(words="", days=TEN, spans=[(22.0, 30.0), *[None] * 9], step=1, height=124, is_upside_down=True)
    bottom, top = re.match(r"M1 ([\d.]+)V([\d.]+)", path_of(trend, "trend-bars")).groups()
    assert float(bottom) < float(top)


def test_holes_are_hatched_and_say_why():
    trend = replace(PLAIN, series=[Series("x", [80.0] * 8 + [None] * 2)], gaps=[Gap(8, 9, "Ring <not> worn")])
    hole = next(one for one in root_of(trend).iter("rect"))
    assert (hole.get("x"), hole.get("width"), hole.get("fill")) == ("80%", "20%", "url(#trend-hatch)")
    assert hole.find("title").text == "Ring <not> worn"


def test_marks_stand_in_the_middle_of_their_day():
    trend = replace(PLAIN, marks=[Mark(3, "unavailable", "act")])
    assert path_of(trend, "trend-mark").startswith("M35 ")
    assert {"is-act", "trend-mark"} <= drawn(trend)


def test_another_period_is_a_ghost_without_a_dot_on_today():
    trend = replace(PLAIN, series=[Series("Before", [70.0] * 10, Draw.GHOST)])
    assert "trend-ghost" in drawn(trend)
    assert "trend-last" not in drawn(trend)


def test_without_a_value_the_days_alone_are_drawn():
    assert drawn(replace(PLAIN, series=[Series("x", [None] * 10)])) >= {"trend", "trend-label"}


@pytest.mark.parametrize("draw", list(Draw))
@given(values=st.lists(st.none() | st.floats(min_value=-2, max_value=99999), min_size=1, max_size=60))
def test_everything_stays_inside_the_drawing(draw, values):
    days = [TUESDAY - timedelta(days=back) for back in range(len(values))][::-1]
    known = [None if value is None else abs(value) for value in values] if draw is Draw.STACK else values
    root = root_of(Trend(words="", days=days, series=[Series("x", known, draw)]))
    plot = next(root.iter("svg")).find("svg")
    _x, _y, width, height = map(float, plot.get("viewBox").split())
    for one in plot.iter("path"):
        for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", one.get("d", "")):
            assert 0 <= float(x) <= width
            assert -1 <= float(y) <= height


def test_a_day_that_a_standard_speaks_of_has_its_shape_and_words_and_stays_within_the_chart():
    said = [Said(9, 60.0, Meaning("act", "send <home>")), Said(2, 78.0, Meaning("watch", "ask them"))]
    root = root_of(replace(PLAIN, said=said))
    act, watch = [one for one in root.iter("svg") if one.get("class") == "trend-said"]
    assert (act.get("x"), act.find("title").text) == ("95%", "Tue 10: 60, send <home>")
    assert act.find("rect").get("class") == "dot is-act"
    assert watch.find("path").get("class") == "dot is-watch"
    assert 0 < float(watch.get("y")) < float(act.get("y")) <= PLAIN.height
    assert "trend-said" not in drawn(PLAIN)
