"""How the answers are asked for in a page: big things to tap, and plain ones where scripts are off."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# Points a row of a phone holds; a scale of more breaks into two even rows.
POINTS_A_ROW = 7
# With a word at each point, more of them stand one under the other.
MOST_WORDED_POINTS = 5


class OptionRows(forms.RadioSelect):
    """Each option a row to tap. “No answer” shows only where one is allowed, and once there is something to undo."""

    template_name = "forms_engine/widgets/options.html"

    def __init__(self, *args: Any, tones: Mapping[str, str] | None = None, is_short: bool = False, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.tones = tones or {}
        self.is_short = is_short

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_short"] = self.is_short
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kw: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kw)
        option["tone"] = self.tones.get(str(value), "")
        option["is_none"] = str(value) == ""
        return option


class OptionTicks(forms.CheckboxSelectMultiple):
    """Several options, each a row to tap."""

    template_name = "forms_engine/widgets/options.html"

    def __init__(self, *args: Any, tones: Mapping[str, str] | None = None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.tones = tones or {}

    def create_option(self, name: str, value: Any, *args: Any, **kw: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kw)
        option["tone"] = self.tones.get(str(value), "")
        return option


class ScaleSelect(forms.RadioSelect):
    """The points of a scale side by side, words at the ends; `words`: point → its word."""

    template_name = "forms_engine/widgets/scale.html"

    def __init__(
        self, *args: Any, low: str = "", high: str = "", words: Mapping[str, str] | None = None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.low, self.high, self.words = low, high, words or {}

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        points = len(list(self.choices)) - 1
        is_list = bool(self.words) and points > MOST_WORDED_POINTS
        context["widget"] |= {
            "low": self.low,
            "high": self.high,
            "is_list": is_list,
            "columns": points if points <= POINTS_A_ROW else min((points + 1) // 2, POINTS_A_ROW),
        }
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kw: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kw)
        option["is_none"] = str(value) == ""
        option["word"] = self.words.get(str(value), "")
        return option


class SliderInput(forms.NumberInput):
    """A number to type; static/js/filling puts the line to slide on beside it."""

    template_name = "forms_engine/widgets/slider.html"

    def __init__(self, *args: Any, low: str = "", high: str = "", **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.low, self.high = low, high
        self.attrs["inputmode"] = "decimal"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high}
        return context


class MatrixInput(forms.Widget):
    """A cell for each row and column, named <field>-<row>-<column>; together {row: {column: what was typed}}.

    `initial`: a canonical answer → what stands in its cell.
    """

    template_name = "forms_engine/widgets/matrix.html"
    use_fieldset = True

    def __init__(
        self,
        attrs: Any = None,
        *,
        rows: Mapping[str, str] | None = None,
        columns: Mapping[str, str] | None = None,
        cell: forms.Field | None = None,
        initial: Callable[[Any], Any] = str,
    ) -> None:
        super().__init__(attrs)
        self.rows, self.columns, self.initial = rows or {}, columns or {}, initial
        self.cell: Any = forms.TextInput() if cell is None else _small(cell)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, Any]]:
        read = {
            row: {column: typed for column in self.columns if (typed := data.get(f"{name}-{row}-{column}"))}
            for row in self.rows
        }
        return {row: cells for row, cells in read.items() if cells}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(f"{name}-{row}-{column}" in data for row in self.rows for column in self.columns)

    def id_for_label(self, id_: str) -> str:
        return ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        held = value if isinstance(value, Mapping) else {}
        context["widget"]["columns"] = list(self.columns.values())
        context["widget"]["rows"] = [
            (label, [self._cell(context["widget"], row, column, held) for column in self.columns])
            for row, label in self.rows.items()
        ]
        return context

    def _cell(self, widget: Mapping[str, Any], row: str, column: str, held: Mapping[str, Any]) -> str:
        cells = held.get(row)
        answer = cells.get(column) if isinstance(cells, Mapping) else None
        if not isinstance(answer, str | None):
            answer = self.initial(answer)
        name = f"{widget['name']}-{row}-{column}"
        attrs = {"id": f"id_{name}", "aria-label": f"{self.rows[row]}, {self.columns[column]}"}
        if widget["attrs"].get("aria-invalid"):
            attrs["aria-invalid"] = "true"
        rendered: str = self.cell.render(name, answer, attrs)
        return rendered


class AttachmentInput(forms.Widget):
    """A file to choose, beside the key of one uploaded already. Posts <field> (the key) and <field>-file."""

    template_name = "forms_engine/widgets/attachment.html"
    needs_multipart_form = True

    def __init__(self, attrs: Any = None, *, kinds: Any = None) -> None:
        super().__init__(attrs)
        self.kinds = kinds

    def use_required_attribute(self, initial: Any) -> bool:
        """The file box is empty although a file was uploaded: a browser would ask for it again."""
        return False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        key = data.get(name)
        if not key or data.get(f"{name}-gone"):
            return None
        return {"key": key, "name": data.get(f"{name}-name", "")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        held = value if isinstance(value, Mapping) else {}
        context["widget"]["key"] = held.get("key", "")
        context["widget"]["file_name"] = held.get("name") or (_("file") if held.get("key") else "")
        context["widget"]["accept"] = accepted_endings(self.kinds)
        return context


def accepted_endings(kinds: Any) -> str:
    """What a browser's file dialogue offers; the server looks at the content whatever it says."""
    offered = {"pdf": ".pdf", "image": ".jpg,.jpeg,.png,.webp,.gif,.heic"}
    chosen = [kind for kind in kinds if kind in offered] if isinstance(kinds, list | tuple) else []
    return ",".join(offered[kind] for kind in chosen or offered)


def _small(cell: forms.Field) -> forms.Widget:
    """A cell has no room for rows of options."""
    if isinstance(cell.widget, forms.RadioSelect):
        return forms.Select(choices=list(cell.widget.choices))
    return cell.widget
