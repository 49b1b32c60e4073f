from datetime import timedelta
from xml.etree import ElementTree

from dashboards.cells import Cell, make_cell
from dashboards.morning import MORNING_COLUMNS
from dashboards.sparklines import path_with_gaps, sparkline, trail_words
from tests.dashboards.made import MONDAY

READINESS = next(column for column in MORNING_COLUMNS if column.key == "readiness")


def cell_with(values: dict[int, float]) -> Cell:
    """`values`: days before the due day → value."""
    return make_cell(READINESS, {MONDAY - timedelta(days=back): value for back, value in values.items()}, MONDAY, "")


def usual(count: int) -> dict[int, float]:
    return {back: 82.0 if back % 2 else 78.0 for back in range(1, count + 1)}


def parts_of(cell: Cell) -> list[str]:
    return [part.get("class") or part.tag for part in ElementTree.fromstring(sparkline(cell))]  # noqa: S314


def test_a_missing_day_breaks_the_line():
    assert path_with_gaps([(0, 1), (1, 2), None, (3, 4), (4, 5)]) == "M0.0 1.0L1.0 2.0 M3.0 4.0L4.0 5.0"


def test_a_lonely_day_is_still_drawn():
    assert path_with_gaps([None, (1, 2), None]) == "M1.0 2.0h0"


def test_no_day_is_no_line():
    assert path_with_gaps([None, None]) == ""


def test_it_has_words_band_line_and_a_dot_on_today():
    assert parts_of(cell_with({0: 80.0, **usual(28)})) == ["title", "spark-band", "spark-line", "spark-dot"]


def test_without_todays_value_there_is_no_dot():
    assert "spark-dot" not in parts_of(cell_with(usual(28)))


def test_without_enough_days_there_is_no_band():
    assert "spark-band" not in parts_of(cell_with({0: 80.0, **usual(13)}))
    assert "spark-band" in parts_of(cell_with({0: 80.0, **usual(14)}))


def test_nothing_is_drawn_of_nothing():
    assert sparkline(cell_with({})) == ""


def test_a_value_far_outside_stays_in_the_drawing():
    drawing = ElementTree.fromstring(sparkline(cell_with({0: 0.0, **usual(28)})))  # noqa: S314
    dot = next(part for part in drawing if part.get("class") == "spark-dot")
    assert 0 < float(dot.get("cy", "-1")) < float(drawing.get("height", "0"))


def test_its_words_say_range_and_own_normal():
    assert trail_words(cell_with({0: 70.0, **usual(28)})) == (
        "Readiness, 28 days: 28 values from 70 to 82, own normal 78 to 82"
    )
