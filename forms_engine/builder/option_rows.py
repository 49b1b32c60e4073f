"""Small lists typed into a panel, row beside row: options, cells of a matrix, conditions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.http import QueryDict


def read_rows(data: QueryDict | Mapping[str, Any], *names: str) -> Iterator[tuple[str, ...]]:
    """The rows of boxes that share their names, as (first, second, …); a row that is blank throughout is left out."""
    columns: Sequence[Sequence[str]] = [_column(data, name) for name in names]
    for row in zip_longest(*columns, fillvalue=""):
        cells = tuple(cell.strip() for cell in row)
        if any(cells):
            yield cells


def _column(data: QueryDict | Mapping[str, Any], name: str) -> list[str]:
    if isinstance(data, QueryDict):
        return [str(one) for one in data.getlist(name)]
    said: Any = data.get(name, [])
    return [str(one) for one in (said if isinstance(said, list) else [said])]
