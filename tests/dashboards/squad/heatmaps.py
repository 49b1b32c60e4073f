"""The squad heatmap as a test asks for it, and what stands in its cells."""

import csv
import re
from html import unescape
from io import StringIO

from dashboards.squad.heatmap_rows import remembered

Rows = dict[str, list[tuple[str, str]]]
MARK = re.compile(r'<span class="critical-mark".*?</span></span>')


def text_of(answer) -> str:
    return answer.content.decode()


def rows_of(page: str) -> Rows:
    """Name → (class, words) of each cell; a cell that spans days stands once for each."""
    rows = {}
    for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page):
        name = re.sub(r"<[^>]+>", "", re.search(r"<th.*?</th>", MARK.sub("", row))[0])
        rows[unescape(name)] = [
            (kind, unescape(re.sub(r"<[^>]+>", "", inside)).removeprefix("– "))
            for kind, more, inside in re.findall(r"<td class=\"?([\w-]+)\"?([^>]*)>(.*?)</td>", row)
            for _day in range(int((re.search(r"colspan=(\d+)", more) or [0, 1])[1]))
        ]
    return rows


def shown(client, query: str = "") -> Rows:
    """The rows of the page as they are remembered; made sure to be those reckoned anew, and those of the file."""
    page, lines = _table(client, query), _lines(client, query)
    remembered.forget()
    assert _lines(client, query) == lines
    remembered.forget()
    assert _table(client, query) == page
    rows = rows_of(page)
    _agree(rows, lines)
    return rows


def _table(client, query: str) -> str:
    answer = client.get(f"/squad/{query}")
    assert answer.status_code == 200, query
    return re.search(r"<table.*</table>", text_of(answer), re.DOTALL)[0]


def _lines(client, query: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text_of(client.get(f"/squad/heatmap.csv{query}")))))


def _agree(rows: Rows, lines: list[list[str]]) -> None:
    """Name, value or cause, and the standard of each day of the file stand on the page."""
    assert [line[0] for line in lines[1:]] == list(rows)
    for line, cells in zip(lines[1:], rows.values(), strict=True):
        days = len(cells)
        said = line[days + 2 :] or [""] * days
        for told, standard, (kind, words) in zip(line[1 : days + 1], said, cells, strict=True):
            number, _comma, meaning = words.partition(", ")
            if kind == "is-missing" or told == "too few days":
                assert told == number
            else:
                assert abs(float(told) - float(number.replace("−", "-"))) <= 0.051
                assert standard == meaning
