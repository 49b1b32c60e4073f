"""What must be right of the settings only one type has, which stand in a field's `details`."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_engine.builder.refusals import Refused
from forms_engine.calculating.checking import check_link
from forms_engine.calculating.site import Site
from forms_engine.definition_json import KEY
from forms_engine.definition_shape import (
    Check,
    DocumentRefused,
    Member,
    list_of,
    number,
    object_of,
    one_of,
    read_object,
    text,
    whole,
)
from forms_engine.field_types import field_type
from forms_engine.field_types.base import FieldType
from forms_engine.field_types.date import Date
from forms_engine.field_types.duration import Duration
from forms_engine.field_types.linked import NIGHT_BEFORE, PROFILE, WHEN, link_of
from forms_engine.field_types.matrix import CELL_TYPES
from forms_engine.field_types.number import Number
from forms_engine.field_types.options import TONES
from forms_engine.field_types.personal_detail import DETAILS
from forms_engine.field_types.rating import HIGHEST_POINT, LOWEST_POINT, MOST_POINTS
from forms_engine.field_types.slider import LEFT_END, RIGHT_END
from forms_engine.field_types.text import Text
from forms_engine.formulas import FieldRef, FormulaError
from forms_engine.models import FieldDefinition
from forms_engine.together import DAILY, RECKON, has_daily_rule

MOST_CELLS = 200
LONGEST_END, LONGEST_WORD = 60, 40
ENDS = {"low": Member(text(LONGEST_END), ""), "high": Member(text(LONGEST_END), "")}
LABELLED = list_of(
    object_of(
        {
            "key": Member(text(40, pattern=KEY, is_blank=False), is_required=True),
            "label": Member(text(80), ""),
        }
    ),
    20,
)
CELL = {
    "type": Member(one_of(*sorted(CELL_TYPES)), "integer"),
    "choices": Member(list_of(text(200, is_blank=False), 50), list),
    "decimals": Member(whole(0, 10, is_optional=True)),
    **{name: Member(number) for name in ("minimum", "maximum", "soft_minimum", "soft_maximum")},
}


def _named(check: Check, most: int) -> Check:
    """An object of any names, each with what `check` wants."""

    def check_all(value: Any, path: str) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > most:
            raise DocumentRefused(_("An object is expected here."), path)
        return {name: check(one, f"{path}.{name[:40]}") for name, one in value.items()}

    return check_all


OPTION = {"score": Member(number), "colour": Member(one_of(*TONES, ""), "")}
SHAPES: Mapping[str, Mapping[str, Member]] = {
    "options": {"options": Member(_named(object_of(OPTION), 200), dict)},
    "rating": {**ENDS, "words": Member(_named(text(LONGEST_WORD), MOST_POINTS), dict)},
    "slider": {**ENDS, "step": Member(number)},
    "matrix": {
        "rows": Member(LABELLED, list),
        "columns": Member(LABELLED, list),
        "cell": Member(object_of(CELL), dict),
    },
    "link": {
        "form": Member(text(80), ""),
        "field": Member(text(80), ""),
        "when": Member(one_of("", *WHEN), ""),
    },
    "detail": {"detail": Member(one_of(*DETAILS), "full_name")},
    "attachment": {
        "kinds": Member(list_of(text(40, is_blank=False), 20), list),
        "most_bytes": Member(whole(1, 100_000_000, is_optional=True)),
    },
}


def check_details(field: FieldDefinition, panel: str, site: Site) -> None:
    """Raises Refused for settings that are malformed or make no sense together."""
    _check_daily(field)
    if panel in SHAPES:
        try:
            read_object({name: said for name, said in field.details.items() if name != DAILY}, "details", SHAPES[panel])
        except DocumentRefused as error:
            place = ", ".join(error.path.split(".")[2:])
            raise Refused("bad_details", f"{error.words} ({place})" if place else error.words, "details") from None
    if panel == "options" and not set(field.details.get("options") or {}) <= set(field.choices):
        raise Refused("no_word", _("Each score and colour belongs to an option."), "details")
    if rule := RULES.get(panel):
        rule(field, site)


def _check_daily(field: FieldDefinition) -> None:
    if DAILY not in field.details:
        return
    if not has_daily_rule(field_type(field.type)):
        raise Refused("bad_details", _("Entries of this type cannot be put together for a day."), "details")
    if field.details[DAILY] not in RECKON:
        words = _("Several entries a day: one of %(rules)s is expected.")
        raise Refused("bad_details", words % {"rules": ", ".join(RECKON)}, "details")


def _rating(field: FieldDefinition, site: Site) -> None:
    low = LOWEST_POINT if field.minimum is None else field.minimum
    high = HIGHEST_POINT if field.maximum is None else field.maximum
    if low % 1 or high % 1:
        raise Refused("bad_points", _("The ends of a scale are whole numbers."), "minimum" if low % 1 else "maximum")
    if not 1 <= high - low <= MOST_POINTS - 1:
        words = _("A scale has from 2 to %(most)d points.") % {"most": MOST_POINTS}
        raise Refused("bad_points", words, "maximum")


def _slider(field: FieldDefinition, site: Site) -> None:
    left = LEFT_END if field.minimum is None else field.minimum
    right = RIGHT_END if field.maximum is None else field.maximum
    step = field.details.get("step")
    if left >= right:
        raise Refused("limits_cross", _("The right end lies above the left one."), "maximum")
    if step is not None and not 0 < step <= right - left:
        raise Refused("bad_step", _("The step is above 0 and no longer than the slider."), "details")


def _matrix(field: FieldDefinition, site: Site) -> None:
    rows, columns = field.details.get("rows") or [], field.details.get("columns") or []
    if not rows or not columns:
        raise Refused("no_cells", _("A matrix needs at least one row and one column."), "details")
    for entries in (rows, columns):
        if len({one["key"] for one in entries}) < len(entries):
            raise Refused("key_taken", _("Each row and each column has a key of its own."), "details")
    if len(rows) * len(columns) > MOST_CELLS:
        raise Refused("too_many_cells", _("At most %(most)d cells, please.") % {"most": MOST_CELLS}, "details")
    cell = field.details.get("cell") or {}
    if cell.get("type") == "choice" and not cell.get("choices"):
        raise Refused("no_choices", _("Write the options of a cell."), "details")


def _link(field: FieldDefinition, site: Site) -> None:
    link = link_of(field)
    source = site.fields.get(FieldRef(link.form_key, link.field_key)) if link is not None else None
    if link is None or source is None or source.retired_at is not None:
        raise Refused("no_link", _("Choose the form, the field and which record it is taken from."), "details")
    is_profile = source.form.kind == "profile"
    if is_profile != (link.when == PROFILE):
        words = (
            _("“%(form)s” is a profile with one record: choose “the profile”.")
            if is_profile
            else _("“%(form)s” has many records: choose which one.")
        )
        raise Refused("wrong_pick", words % {"form": source.form.name}, "details")
    if link.when == NIGHT_BEFORE and not source.form.dates_the_night:
        words = _("“%(form)s” does not date the night. Choose the same day or the latest before.")
        raise Refused("wrong_pick", words % {"form": source.form.name}, "details")
    if not fits_link(field.type, source):
        words = _("“%(label)s” holds another kind of value: %(type)s.")
        shown = {"label": source.label, "type": field_type(source.type).label}
        raise Refused("wrong_kind", words % shown, "details")
    try:
        check_link(field)
    except FormulaError as error:
        raise Refused(error.code, error.words, "details") from None


def fits_link(type_name: str, source: FieldDefinition) -> bool:
    """Whether a linked field of this type can hold what `source` holds."""
    if source.type in ("secret", "link", "series", "attachment") or source.type.startswith("linked_"):
        return False
    kind, found = field_type(type_name), field_type(source.type)
    if isinstance(kind, Text):
        return True
    wanted: type[FieldType] = next(one for one in (Duration, Date, Number) if isinstance(kind, one))
    is_number_of_another_kind = wanted is Number and isinstance(found, Duration)
    return isinstance(found, wanted) and not is_number_of_another_kind


RULES: Mapping[str, Callable[[FieldDefinition, Site], None]] = {
    "rating": _rating,
    "slider": _slider,
    "matrix": _matrix,
    "link": _link,
}
