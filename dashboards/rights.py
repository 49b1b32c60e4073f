"""A column a viewer may see, with what stands behind it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboards.days import due_on
from dashboards.morning import NIGHT_LAG_DAYS, Column
from forms_engine.models import FieldDefinition, FormDefinition, Standard


@dataclass(frozen=True)
class OpenColumn:
    """A column the viewer may see, with the form and field behind it and the consultant's rules for it, in order."""

    column: Column
    form: FormDefinition
    field: FieldDefinition
    rules: tuple[Standard, ...] = ()

    @cached_property
    def field_id(self) -> int:
        """Read a thousand times a page: `pk` of a model takes five times as long."""
        return self.field.id

    @cached_property
    def form_id(self) -> int:
        return self.form.id

    @property
    def lag_days(self) -> int:
        """From the date of a record to the board's day on which it is due."""
        return NIGHT_LAG_DAYS if self.form.dates_the_night else self.column.lag_days

    def due_on(self, board_day: date) -> date:
        return due_on(board_day, self.lag_days)
