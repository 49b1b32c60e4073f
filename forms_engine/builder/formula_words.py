"""A formula while it is typed: its answer's kind, or the line with the wrong place marked."""

from dataclasses import dataclass
from typing import Any

from forms_engine.builder.field_panel import FieldPanel
from forms_engine.calculating.checking import check_formula
from forms_engine.formulas import FormulaError


@dataclass(frozen=True)
class MarkedLine:
    """One line of the source around the wrong place. `number` counts from 1."""

    number: int
    before: str
    marked: str
    after: str


def mark_line(source: str, error: FormulaError) -> MarkedLine:
    """The place, as far as it lies on its first line; a blank where the formula ends too soon."""
    place = error.place
    lines = source.split("\n") or [""]
    line = lines[min(place.line, len(lines)) - 1]
    start = min(max(place.column - 1, 0), len(line))
    end = min(start + max(place.length, 1), len(line))
    return MarkedLine(place.line, line[:start], line[start:end] or " ", line[end:])


def told(panel: FieldPanel, typed: str) -> dict[str, Any]:
    """What the fragment says under the formula."""
    source = typed.replace("\r\n", "\n")
    if not source.strip():
        return {"is_empty": True}
    panel.is_valid()  # so that the field has the unit and label that stand in the panel
    try:
        check_formula(panel.instance, source.strip())
        formula = panel.site.compiled(panel.instance, source.strip())
    except FormulaError as error:
        return {"error": error, "line": mark_line(source.strip(), error)}
    return {"kind": formula.kind.words}
