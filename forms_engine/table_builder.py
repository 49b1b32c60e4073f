"""The rows of a table section as small forms, one a row: what was typed, judged cell by cell."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from forms_engine.field_types import field_type
from forms_engine.models import FieldDefinition, Section
from forms_engine.validation import EMPTY, carry_over, too_many_rows

# Of a row's hidden answer: the place of the stored row it continues.
FROM = "_from"
# Stands for the number in the row the browser copies to add another.
BLANK = "__row__"
PLACE = re.compile(r"\d{1,4}", re.ASCII)


class TableRows:
    """One table in a page. `rows` after `judge`: the rows that hold anything, canonical.

    `stored`: the record's rows. `closed`: keys of columns the viewer may not fill; their cells go on standing.
    Fields of row 3 are named <table>-3-<column>. `draft`: rows typed before and not sent.
    """

    def __init__(
        self,
        section: Section,
        columns: Sequence[FieldDefinition],
        row_form: type[Any],
        *,
        data: Any = None,
        draft: Any = None,
        stored: Any = None,
        closed: Collection[str] = (),
    ) -> None:
        self.section, self.columns, self.data, self.closed = section, columns, data, closed
        self.row_form = type("BuiltRowForm", (row_form,), {"definitions": columns})
        self.stored = [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
        self.rows: list[dict[str, Any]] = []
        self.complaints: list[str] = []
        self.forms = self._sent_rows() if data is not None else self._drafted_rows(draft) or self._standing_rows()

    @property
    def blank(self) -> Any:
        """The row the browser copies."""
        return self._row(BLANK, None, self._defaults())

    @property
    def spare(self) -> Any:
        """A row more, for a browser that cannot add one."""
        return self._row(max((row.place for row in self.forms), default=-1) + 1, None, self._defaults())

    @property
    def has_errors(self) -> bool:
        return bool(self.complaints) or any(row.errors for row in self._filled())

    def judge(self) -> None:
        """Fills `rows`, or `complaints` when there are too many of them."""
        filled = self._filled()
        # A row nobody began has nothing to complain about.
        self.forms = [row if row in filled else self._row(row.place, None, self._defaults()) for row in self.forms]
        if len(filled) > self.section.most_rows:
            self.complaints.append(too_many_rows(self.section))
            return
        good = [row for row in filled if row.is_valid()]
        cells = [{key: value for key, value in row.values.items() if value is not None} for row in good]
        self.rows = carry_over(cells, self.stored, self.closed, [row.origin for row in good])

    def ask_whether_sure(self, sure: set[str]) -> list[str]:
        return [token for row in self._filled() if row.is_valid() for token in row.ask_whether_sure(sure)]

    def _filled(self) -> list[Any]:
        return [row for row in self.forms if not self._is_blank(row)]

    def _is_blank(self, row: Any) -> bool:
        """Nothing typed, or nothing but what stood there when the row was added."""
        if self.data is None:
            return False
        typed = {
            key: one.widget.value_from_datadict(self.data, {}, row.add_prefix(key)) for key, one in row.fields.items()
        }
        defaults = self._defaults()
        is_touched = {key for key, value in typed.items() if value not in EMPTY and value != str(defaults.get(key, ""))}
        return not is_touched and (row.origin is None or not any(value not in EMPTY for value in typed.values()))

    def _standing_rows(self) -> list[Any]:
        rows = [self._row(place, place, self._initial(row)) for place, row in enumerate(self.stored)]
        spare = range(len(rows), max(self.section.least_rows, len(rows)))
        return rows + [self._row(place, None, self._defaults()) for place in spare]

    def _sent_rows(self) -> list[Any]:
        return [self._row(place, self._origin(self.data, place), {}, self.data) for place in self._places(self.data)]

    def _drafted_rows(self, draft: Any) -> list[Any]:
        rows = [self._row(place, self._origin(draft, place), {}) for place in self._places(draft or {})]
        for row in rows:
            row.initial = {
                key: one.widget.value_from_datadict(draft, {}, row.add_prefix(key)) for key, one in row.fields.items()
            }
        return rows

    def _places(self, data: Any) -> list[int]:
        """The numbers of the rows sent, in their order; one more than allowed is enough to complain."""
        name = re.compile(rf"{re.escape(self.section.key)}-(\d{{1,4}})-", re.ASCII)
        return sorted({int(found[1]) for sent in data if (found := name.match(sent))})[: self.section.most_rows + 1]

    def _origin(self, data: Any, place: int) -> int | None:
        said = data.get(f"{self.section.key}-{place}-{FROM}", "")
        return int(said) if PLACE.fullmatch(said) else None

    def _row(self, place: int | str, origin: int | None, initial: Mapping[str, Any], sent: Any = None) -> Any:
        prefix = f"{self.section.key}-{place}"
        row = self.row_form(sent, prefix=prefix, initial=initial)
        # A table may stay empty: a browser must not ask for the cells of a row nobody begins.
        row.use_required_attribute = False
        row.place, row.origin = place, origin
        row.from_name = f"{prefix}-{FROM}"
        return row

    def _initial(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {one.key: field_type(one.type).initial(row[one.key]) for one in self.columns if one.key in row}

    def _defaults(self) -> dict[str, Any]:
        return {one.key: field_type(one.type).initial(one.default) for one in self.columns if one.default is not None}
