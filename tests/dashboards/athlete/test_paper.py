"""What only the printed page has: numbered lines of what happened, newest kept, and their list."""

import re

from dashboards.athlete.paper import MOST_LINES, show_paper
from dashboards.drawing.lanes import draw_numbers
from dashboards.drawing.timeline import Mark


def test_of_many_lines_the_newest_are_numbered_and_the_others_counted() -> None:
    marks = [Mark(3 * index, f"note {index}") for index in range(MOST_LINES + 2)]
    paper = show_paper(90, marks, "4 weeks earlier")
    assert paper.lines == tuple(marks[2:])
    assert paper.earlier == "2 earlier days have lines without a number."
    assert re.findall(r">(\d+)</text>", paper.numbers) == [str(number + 1) for number in range(MOST_LINES)]
    assert "4 weeks earlier" in paper.key
    assert "what happened" in paper.key


def test_where_nothing_happened_and_nothing_is_compared_only_the_key_of_the_charts_stands() -> None:
    paper = show_paper(28, [], "")
    assert (paper.lines, paper.numbers, paper.earlier) == ((), "", "")
    assert re.findall(r"</svg>([^<]+)</li>", paper.key) == ["own normal", "value missing"]


def test_numbers_stand_over_the_middle_of_their_day_and_out_of_each_others_way() -> None:
    drawn = str(draw_numbers(100, [10, 11, 12, 50]))
    places = re.findall(r'x="([\d.]+)%" y="(\d+)"', drawn)
    assert [x for x, _ in places] == ["10.50", "11.50", "12.50", "50.50"]
    first, second, third, far = (y for _, y in places)
    assert len({first, second, third}) == 3
    assert far == first
