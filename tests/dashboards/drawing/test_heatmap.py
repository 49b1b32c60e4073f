import re
from xml.etree import ElementTree

from django.utils.translation import override

from dashboards.drawing.heatmap import (
    HeatCell,
    HeatColumn,
    Heatmap,
    HeatRow,
    draw_cells,
    draw_end,
    heatmap_legend,
    heatmap_table,
    tint_of,
)

ADA = "Ada Examplova"


def heatmap_of(*cells: HeatCell, has_wide_end: bool = False, is_low_orange: bool = False) -> Heatmap:
    columns = [HeatColumn(str(index), f"day {index}") for index, _cell in enumerate(cells)]
    drawn = draw_cells(cells[:-1]) + draw_end(cells[-1]) if has_wide_end else draw_cells(cells)
    return Heatmap("Readiness", "Athlete", columns, [HeatRow(ADA, drawn, "/people/1/")], is_low_orange, has_wide_end)


def cells_of(heatmap: Heatmap) -> list[tuple[str, str]]:
    """Class and text of each cell of the one row."""
    found = re.findall(r"<td class=\"?([\w-]+)\"?[^>]*>(.*?)</td>", heatmap_table(heatmap))
    return [(name, re.sub(r"<[^>]+>", "", inside)) for name, inside in found]


def test_tints_go_the_same_distance_to_both_sides():
    reached = (0.5, 1.0, 2.0)
    assert [tint_of(z) for z in reached] == ["u1", "u2", "u3"]
    assert [tint_of(-z) for z in reached] == ["d1", "d2", "d3"]
    assert [tint_of(z) for z in (0.49, 0.0, -0.49, None)] == ["m", "m", "m", "n"]


def test_a_hole_is_hatched_and_says_why_and_a_long_one_says_it_once():
    cells = [HeatCell("78", -1.2), HeatCell(cause="ring not worn"), *[HeatCell(cause="not connected")] * 3]
    assert cells_of(heatmap_of(*cells)) == [
        ("d2", "78"),
        ("is-missing", "– ring not worn"),
        ("is-missing", "– not connected"),
    ]
    assert "colspan=3" in heatmap_table(heatmap_of(*cells))


def test_the_day_most_looked_at_has_room_for_its_cause():
    cells = [HeatCell(cause="not measured")] * 4
    assert "colspan=3" in heatmap_table(heatmap_of(*cells, has_wide_end=True))
    assert "has-words" in heatmap_table(heatmap_of(*cells, has_wide_end=True))


def test_words_of_people_are_never_taken_for_markup():
    drawn = heatmap_table(heatmap_of(HeatCell("<b>7</b>", 0.0), HeatCell(cause="<i>")))
    assert "<b>" not in drawn
    assert "<i>" not in drawn


def test_where_low_is_to_watch_low_is_orange():
    assert "is-turned" in heatmap_table(heatmap_of(HeatCell("1", 1.0), is_low_orange=True))
    assert "is-turned" in heatmap_legend(is_low_orange=True)
    assert "is-turned" not in heatmap_table(heatmap_of(HeatCell("1", 1.0)))


def test_the_legend_gives_the_numbers_in_words():
    items = ElementTree.fromstring(heatmap_legend()).findall(".//li")  # noqa: S314
    words = ["".join(item.itertext()) for item in items]
    assert words[0] == "2 or more below"
    assert words[6] == "2 or more above"
    assert words[-1] == "no value"


def test_the_legend_counts_with_a_comma_in_german():
    with override("de"):
        legend = heatmap_legend()
    assert "0,5" in legend
    assert "0.5" not in legend
