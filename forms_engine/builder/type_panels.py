"""What the panel of a field asks for that only its type has: one class a kind of settings, one template each."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from forms_engine.attachments import KINDS
from forms_engine.builder.judging import living, spelled_to_read
from forms_engine.builder.keys import propose_key
from forms_engine.builder.option_rows import read_rows
from forms_engine.builder.type_rules import fits_link
from forms_engine.calculating.site import Site
from forms_engine.definition_shape import LARGEST_NUMBER
from forms_engine.field_types import all_types
from forms_engine.field_types.linked import LATEST_BEFORE, NIGHT_BEFORE, PROFILE, SAME_DAY, link_of
from forms_engine.field_types.matrix import CELL_TYPES
from forms_engine.field_types.personal_detail import DETAILS
from forms_engine.field_types.rating import HIGHEST_POINT, LOWEST_POINT, MOST_POINTS
from forms_engine.formulas import EXAMPLES, FUNCTIONS
from forms_engine.models import FieldDefinition

BLANK_ROWS = 2
COLOURS = [
    ("", gettext_lazy("no colour")),
    ("good", gettext_lazy("good")),
    ("watch", gettext_lazy("watch")),
    ("act", gettext_lazy("act")),
    ("plain", gettext_lazy("grey")),
]
BYTES_IN_MB = 1024 * 1024
_KIND_WORDS = {"pdf": gettext_lazy("PDF"), "image": gettext_lazy("pictures")}
Data = QueryDict | Mapping[str, Any]


class TypePanel:
    """`shown` is the context of `template`; `read` what comes back: attributes of the field, judged afterwards.

    What cannot be understood comes back as it was typed, so that the panel can show it again beside the complaint.
    """

    template: ClassVar[str]

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        raise NotImplementedError

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        raise NotImplementedError


class OptionsPanel(TypePanel):
    template = "options"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        said = field.details.get("options") or {}
        rows = [
            {"word": word, "score": _typed(said.get(word, {}).get("score")), "colour": said.get(word, {}).get("colour")}
            for word in field.choices
        ]
        blank = {"word": "", "score": "", "colour": ""}
        return {"rows": [*rows, *[blank] * (BLANK_ROWS if rows else 3)], "blank": blank, "colours": COLOURS}

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        words: list[str] = []
        options: dict[str, dict[str, Any]] = {}
        for word, score, colour in read_rows(data, "option_word", "option_score", "option_colour"):
            words.append(word)
            said = {"score": _number(score)} if score else {}
            if colour:
                said["colour"] = colour
            if said:
                options[word] = said
        details = {name: value for name, value in field.details.items() if name != "options"}
        return {"choices": words, "details": {**details, "options": options} if options else details}


class RatingPanel(TypePanel):
    template = "rating"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        low = LOWEST_POINT if field.minimum is None else int(field.minimum)
        high = HIGHEST_POINT if field.maximum is None else int(field.maximum)
        words = field.details.get("words") or {}
        points = range(low, min(high, low + MOST_POINTS - 1) + 1)
        return {
            "low": field.details.get("low", ""),
            "high": field.details.get("high", ""),
            "points": [(point, words.get(str(point), "")) for point in points],
        }

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        words = {point: word for point, word in read_rows(data, "point", "point_word") if word}
        return {"details": _ends(data) | ({"words": words} if words else {})}


class SliderPanel(TypePanel):
    template = "slider"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        return {name: field.details.get(name, "") for name in ("low", "high", "step")}

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        step = str(data.get("step", "")).strip()
        return {"details": _ends(data) | ({"step": _number(step)} if step else {})}


class MatrixPanel(TypePanel):
    template = "matrix"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        cell = field.details.get("cell") or {}
        return {
            "rows": [*(field.details.get("rows") or []), *[{}] * BLANK_ROWS],
            "columns": [*(field.details.get("columns") or []), *[{}] * BLANK_ROWS],
            "cell": cell,
            "cell_choices": "\n".join(cell.get("choices") or []),
            "cell_types": [(name, kind.label) for name, kind in all_types().items() if name in CELL_TYPES],
        }

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        cell: dict[str, Any] = {"type": str(data.get("cell_type", "")) or "integer"}
        for name in ("minimum", "maximum"):
            if typed := str(data.get(f"cell_{name}", "")).strip():
                cell[name] = _number(typed)
        if choices := [line.strip() for line in str(data.get("cell_choices", "")).splitlines() if line.strip()]:
            cell["choices"] = choices
        return {"details": {"rows": _labelled(data, "row"), "columns": _labelled(data, "column"), "cell": cell}}


class LinkPanel(TypePanel):
    template = "link"
    WHEN = (
        (SAME_DAY, gettext_lazy("of the same day")),
        (NIGHT_BEFORE, gettext_lazy("of the night before")),
        (LATEST_BEFORE, gettext_lazy("the latest before")),
        (PROFILE, gettext_lazy("the profile")),
    )

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        link = link_of(field)
        chosen = f"{link.form_key}/{link.field_key}" if link else ""
        by_form: dict[str, list[tuple[str, str]]] = {}
        for one in sorted(living(site), key=lambda source: (source.form.name, source.order)):
            is_column = one.section is not None and one.section.is_table
            if one.form_id != field.form_id and not is_column and fits_link(field.type, one):
                by_form.setdefault(one.form.name, []).append((f"{one.form.key}/{one.key}", one.label))
        return {"sources": by_form.items(), "chosen": chosen, "when": link.when if link else "", "whens": self.WHEN}

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        form_key, _slash, key = str(data.get("link_source", "")).partition("/")
        return {"details": {"form": form_key, "field": key, "when": str(data.get("link_when", ""))}}


class DetailPanel(TypePanel):
    template = "detail"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        return {"details": DETAILS.items(), "chosen": field.details.get("detail", "")}

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        return {"details": {"detail": str(data.get("detail", ""))}}


class AttachmentPanel(TypePanel):
    template = "attachment"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        most = field.details.get("most_bytes")
        return {
            "kinds": [(kind, _KIND_WORDS[kind], kind in (field.details.get("kinds") or KINDS)) for kind in KINDS],
            "most_mb": f"{most / BYTES_IN_MB:g}" if isinstance(most, int) else most or "",
        }

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        kinds = [kind for (kind,) in read_rows(data, "kind")]
        details: dict[str, Any] = {"kinds": kinds} if kinds and set(kinds) != set(KINDS) else {}
        if most := str(data.get("most_mb", "")).strip():
            said = _number(most)
            details["most_bytes"] = said if isinstance(said, str) else round(said * BYTES_IN_MB)
        return {"details": details}


class FormulaPanel(TypePanel):
    template = "formula"

    def shown(self, field: FieldDefinition, site: Site) -> dict[str, Any]:
        groups: dict[str, list[Any]] = {}
        for function in FUNCTIONS.values():
            groups.setdefault(str(function.group), []).append(function)
        own = [one for one in living(site) if one.form_id == field.form_id and one.pk != field.pk]
        return {
            "formula": spelled_to_read(site, field) if field.pk else field.formula,
            "groups": groups.items(),
            "examples": EXAMPLES,
            "own_fields": [_named(one) for one in sorted(own, key=lambda one: one.order)],
        }

    def read(self, field: FieldDefinition, data: Data) -> dict[str, Any]:
        return {"formula": str(data.get("formula", "")).replace("\r\n", "\n").strip()}


def _named(field: FieldDefinition) -> str:
    is_column = field.section is not None and field.section.is_table
    return f"[{field.section.title}.{field.label}]" if is_column and field.section else f"[{field.label}]"


def _ends(data: Data) -> dict[str, Any]:
    ends = {name: str(data.get(f"end_{name}", "")).strip() for name in ("low", "high")}
    return {name: words for name, words in ends.items() if words}


def _labelled(data: Data, name: str) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = []
    for key, label in read_rows(data, f"{name}_key", f"{name}_label"):
        if label:
            taken = {one["key"] for one in entries}
            entries.append({"key": key or propose_key(label, taken, empty=name)[:40], "label": label})
    return entries


def _number(typed: str) -> float | str:
    """What was typed where it is no number."""
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        return typed
    if not abs(number) <= LARGEST_NUMBER:
        return typed
    return int(number) if number.is_integer() else number


def _typed(number: Any) -> str:
    return "" if number is None else f"{number:g}" if isinstance(number, int | float) else str(number)


PANELS: Mapping[str, TypePanel] = {
    "options": OptionsPanel(),
    "rating": RatingPanel(),
    "slider": SliderPanel(),
    "matrix": MatrixPanel(),
    "link": LinkPanel(),
    "detail": DetailPanel(),
    "attachment": AttachmentPanel(),
    "formula": FormulaPanel(),
}
