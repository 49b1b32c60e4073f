"""Which columns a viewer may see about others, with the consultant's rules for them and what the viewer likes.

One statement, and more after definitions have changed. The rule is that of
`forms_engine.permissions` (a role's line to read, never by the Athlete role; the field's roles and those of all it is
made of); tests hold the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import get_language

from dashboards.board.columns import BOARD_COLUMNS, SPARE
from dashboards.models import BoardChoice
from dashboards.morning import Column
from dashboards.rights import OpenColumn
from forms_engine.definition_memory import kept
from forms_engine.field_types.linked import LINKED
from forms_engine.models import FieldDefinition, FormDefinition, FormPermission
from forms_engine.permissions import seen_about_others, with_roles
from forms_engine.standards import rules_beside, rules_read_beside
from people import roles
from people.access import role_names_of
from people.models import Person

# Choices of columns (`definition_memory`).
LIKES = "likes"


@dataclass(frozen=True)
class Opened:
    """`columns`: all the viewer may see, in order; `shown`: those they want to see."""

    columns: tuple[OpenColumn, ...]
    shown: tuple[OpenColumn, ...]
    is_dense: bool

    @property
    def counted(self) -> tuple[OpenColumn, ...]:
        """What compliance is told over, shown or not: two coaches with the same rights read one figure."""
        return tuple(one for one in self.columns if one.column.counts_days)


def open_columns(viewer: Person, columns: Sequence[Column] = BOARD_COLUMNS) -> Opened:
    """The columns `viewer` may see about anybody else whom they see. None without a role."""
    key = "columns", role_names_of(viewer), get_language(), tuple(column.key for column in columns)
    opened = kept(key, lambda: _open(viewer, columns))
    hidden, is_dense = _likes(viewer) if opened else (None, False)
    unwanted = spare_keys(opened) if hidden is None else set(hidden)
    return Opened(
        columns=opened,
        shown=tuple(one for one in opened if one.column.key not in unwanted),
        is_dense=is_dense,
    )


def _open(viewer: Person, columns: Sequence[Column]) -> tuple[OpenColumn, ...]:
    found = {(field.form.key, field.key): field for field in seen_about_others(viewer, _read_fields(viewer, columns))}
    return tuple(
        OpenColumn(_said(column), field.form, field, rules_read_beside(field))
        for column in columns
        if (field := found.get((column.form_key, column.field_key)))
    )


def _likes(viewer: Person) -> tuple[list[str] | None, bool]:
    """Which columns the viewer hides, None for who never said, and whether rows stand close."""
    mine = BoardChoice.objects.filter(person=viewer.pk).values_list("hidden", "is_dense")
    return kept(("likes", viewer.pk), lambda: mine.first() or (None, False), LIKES)


def _said(column: Column) -> Column:
    """The column in the language of this page, looked up once instead of once a cell."""
    return replace(column, label=str(column.label), unit=str(column.unit), reason=str(column.reason))


def spare_keys(opened: Sequence[OpenColumn]) -> set[str]:
    keys = {one.column.key for one in opened}
    return {spare for spare, better in SPARE.items() if better in keys}


def _read_fields(viewer: Person, columns: Sequence[Column]) -> QuerySet[FieldDefinition]:
    """Fields of forms that a role lets `viewer` read, each with its form, roles and `rules`."""
    held = role_names_of(viewer)
    readable = FormPermission.objects.filter(role__name__in=held - {roles.ATHLETE}, can_read=True)
    wanted = {(column.form_key, column.field_key) for column in columns}
    return (
        with_roles(FieldDefinition.objects.select_related("form"))
        .filter(
            form__kind=FormDefinition.Kind.EVENT,
            form__key__in={form_key for form_key, _key in wanted},
            key__in={key for _form_key, key in wanted},
            form_id__in=readable.values("form_id"),
            retired_at=None,
        )
        .exclude(type__in=LINKED)
        .annotate(rules=rules_beside())
    )
