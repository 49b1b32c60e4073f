"""Bars, distribution and scatter, with the scale they share."""

from xml.etree import ElementTree

import pytest

from dashboards.drawing.bars import Bar, BarChart, bar_chart, bar_table
from dashboards.drawing.distribution import Distribution, Dot, distribution_chart, distribution_table
from dashboards.drawing.scale import round_ticks
from dashboards.drawing.scatter import Point, Scatter, Side, scatter_chart, scatter_table
from dashboards.wording import whole

ADA, BO, CY = "Ada Examplova", "Bo Samplesen", "Cy Mockwell"


def parts_of(svg: str, name: str) -> list[ElementTree.Element]:
    return [part for part in ElementTree.fromstring(svg).iter() if part.get("class") == name]  # noqa: S314


def test_a_scale_is_made_of_round_numbers_around_the_values():
    assert round_ticks(61, 88) == [60, 70, 80, 90]
    assert round_ticks(0.02, 0.09) == pytest.approx([0.02, 0.04, 0.06, 0.08, 0.1])
    assert round_ticks(25_000, 29_000, 3600) == [21_600, 25_200, 28_800, 32_400]
    assert round_ticks(5, 5) == [5, 6]


def bars_of(*bars: Bar) -> BarChart:
    return BarChart("Load of seven days", "Athlete", "Load", bars, whole)


def test_a_missing_bar_is_told_and_a_partial_one_is_marked():
    chart = bars_of(Bar(ADA, 100.0, "100"), Bar(BO, None, cause="not filled in"), Bar(CY, 50.0, "50", is_partial=True))
    drawn = bar_chart(chart)
    assert [len(parts_of(drawn, name)) for name in ("bar", "bar-gap", "bar is-partial")] == [1, 1, 1]
    assert "Bo Samplesen: not filled in" in drawn
    assert "50, partial" in bar_table(chart)


def test_the_length_of_bars_begins_at_nothing():
    whole_bar, half_bar = parts_of(bar_chart(bars_of(Bar(ADA, 100.0, "100"), Bar(BO, 50.0, "50"))), "bar")
    assert float(whole_bar.get("width", "")) == pytest.approx(2 * float(half_bar.get("width", "")), rel=0.01)


def test_every_bar_has_its_name_on_a_line_of_its_own():
    names = [f"Person {number} of the squad" for number in range(40)]
    drawn = bar_chart(bars_of(*(Bar(name, 10.0, "10") for name in names)))
    lines = {part.get("y"): part.text for part in parts_of(drawn, "chart-label") if (part.text or "").endswith("…")}
    assert len(lines) == 40
    assert max(map(len, lines.values())) <= 16
    assert f"{names[0]}: 10" in drawn


def test_bars_of_nothing_are_not_drawn():
    assert bar_chart(bars_of(Bar(ADA, None))) == ""


def distribution_of(*dots: Dot) -> Distribution:
    return Distribution("Readiness", "Athlete", "Readiness", dots, whole, (70.0, 80.0, 90.0), "usual 70 to 90")


def test_everybody_is_a_dot_with_a_name_and_all_dots_fit():
    dots = [Dot(f"Person {number}", 75.0, "75", f"/people/{number}/") for number in range(500)]
    circles = parts_of(distribution_chart(distribution_of(*dots)), "dot")
    assert len(circles) == 500
    assert min(float(one.get("cy", "")) for one in circles) > 0
    assert len({(one.get("cx"), one.get("cy")) for one in circles}) == 500


def test_the_tab_key_climbs_the_scale_and_the_table_begins_with_the_highest():
    made = distribution_of(Dot(ADA, 90.0, "90", "/a"), Dot(BO, 70.0, "70", "/b"))
    assert [part.get("href") for part in parts_of(distribution_chart(made), "dot-of")] == ["/b", "/a"]
    table = distribution_table(made)
    assert table.index(ADA) < table.index(BO)
    assert len(parts_of(distribution_chart(made), "usual")) == 1


def test_a_point_leads_to_its_day_and_the_table_says_the_same():
    scatter = Scatter(
        "2 days", "Day", Side("Load", whole), Side("HRV", whole), [Point("Mon", 1, 40, "/m"), Point("Tue", 3, 60, "/t")]
    )
    left, right = parts_of(scatter_chart(scatter), "dot-of")
    assert (left.get("href"), right.get("aria-label")) == ("/m", "Tue: 3, 60")
    lower, upper = parts_of(scatter_chart(scatter), "dot")
    assert float(lower.get("cy", "")) > float(upper.get("cy", ""))
    assert '<a href="/m">Mon</a>' in scatter_table(scatter)


def test_the_numbers_at_the_sides_of_a_scatter_have_room():
    scatter = Scatter("", "", Side("Load", whole), Side("HRV", whole), [Point("Mon", 0, 40), Point("Tue", 3500, 60)])
    places = [float(part.get("x", "")) for part in parts_of(scatter_chart(scatter), "chart-label")]
    assert min(places) >= 50
    assert max(places) <= 480 - 28


def test_no_points_are_no_drawing():
    assert scatter_chart(Scatter("", "", Side("", whole), Side("", whole), [])) == ""
    assert distribution_chart(distribution_of()) == ""


def test_every_mark_is_reached_by_keyboard_from_one_stop_of_the_tab_key():
    bars = bar_chart(bars_of(Bar(ADA, 100.0, "100", "/a"), Bar(BO, None, cause="not filled in"), Bar(CY, 5.0, "5")))
    points = [Point("Tue", 3, 60, "/t"), Point("Mon", 1, 40)]
    scatter = scatter_chart(Scatter("2 days", "Day", Side("Load", whole), Side("HRV", whole), points))
    dots = distribution_chart(distribution_of(Dot(ADA, 90.0, "90", "/a"), Dot(BO, 70.0, "70")))

    told = [
        [(part.get("tabindex"), part.get("aria-label")) for part in parts_of(one, "dot-of")]
        for one in (bars, scatter, dots)
    ]

    assert told == [
        [("0", f"{ADA}: 100"), ("-1", f"{BO}: not filled in"), ("-1", f"{CY}: 5")],
        [("0", "Mon: 1, 40"), ("-1", "Tue: 3, 60")],
        [("0", f"{BO}: 70"), ("-1", f"{ADA}: 90")],
    ]
    assert '<a href="/a">Ada Examplova</a>' in bar_table(bars_of(Bar(ADA, 100.0, "100", "/a")))
