"""Which column of a file says what of a person."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_engine.importing.days import DAY_FORMATS, day_of, fitting_orders
from forms_engine.importing.files import Table
from forms_engine.importing.rows import Problems
from people.roster import COLUMNS, RosterRow

MOST_PEOPLE = 2_000
LABELS = {
    "uuid": gettext_lazy("UUID"),
    "username": gettext_lazy("username"),
    "email": gettext_lazy("e-mail"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("surname"),
    "known_as": gettext_lazy("known as"),
    "date_of_birth": gettext_lazy("date of birth"),
    "sex": gettext_lazy("sex"),
    "role": gettext_lazy("role"),
    "squad": gettext_lazy("squad"),
}
HEADINGS = {
    "uuid": {"uuid"},
    "username": {"username", "user name", "login"},
    "email": {"email", "e mail", "email address", "e mail address"},
    "first_name": {"first name", "firstname", "given name"},
    "last_name": {"last name", "lastname", "surname", "family name"},
    "known_as": {"known as", "nickname"},
    "date_of_birth": {"date of birth", "dob", "birthday", "born"},
    "sex": {"sex", "gender"},
    "role": {"role", "roles"},
    "squad": {"squad", "squads", "team", "group"},
}
LOOKED_AT = 500


def guess_columns(table: Table) -> dict[str, Any]:
    """{"columns": {name: place}, "order": …} as the headings suggest."""
    plain = [" ".join(heading.casefold().replace("_", " ").replace("-", " ").split()) for heading in table.headings]
    columns = {
        name: next(place for place, heading in enumerate(plain) if heading in words)
        for name, words in HEADINGS.items()
        if words & set(plain)
    }
    born = columns.get("date_of_birth")
    order = ""
    if born is not None:
        cells = [cells[born] for (_number, cells), _place in zip(table.rows(), range(LOOKED_AT), strict=False)]
        fitting = fitting_orders(cell for cell in cells if cell is not None)
        order = fitting[0] if len(fitting) == 1 or fitting[:1] == ["ymd"] else ""
    return {"columns": columns, "order": order, "mails": True}


class PeopleMatchForm(forms.Form):
    """A column, or none, for everything a file may say of a person."""

    order = forms.ChoiceField(
        label=gettext_lazy("Dates are written"),
        required=False,
        choices=[("", gettext_lazy("choose how")), *DAY_FORMATS],
    )
    mails = forms.BooleanField(
        label=gettext_lazy("Mail everybody new how to set a password, once they are written"), required=False
    )

    def __init__(self, data: Any, plan: dict[str, Any], table: Table) -> None:
        super().__init__(data, initial={**plan["columns"], "order": plan["order"], "mails": plan["mails"]})
        places = [("", _("none")), *((str(place), one) for place, one in enumerate(table.headings) if one)]
        for name in COLUMNS:
            self.fields[name] = forms.TypedChoiceField(
                label=LABELS[name], choices=places, coerce=int, required=False, empty_value=None
            )
        self.order_fields([*COLUMNS, "order", "mails"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if all(cleaned.get(name) is None for name in ("uuid", "username", "email")):
            self.add_error(None, _("Say which column names the person: UUID, username or e-mail."))
        if cleaned.get("date_of_birth") is not None and not cleaned.get("order"):
            self.add_error("order", _("Say in which order day, month and year stand."))
        return cleaned

    def plan(self) -> dict[str, Any]:
        said = self.cleaned_data
        columns = {name: said[name] for name in COLUMNS if said.get(name) is not None}
        return {"columns": columns, "order": said["order"], "mails": said["mails"]}


def roster_rows(table: Table, plan: dict[str, Any], problems: Problems) -> Iterator[RosterRow]:
    """The rows of the file; what cannot be read is among the problems."""
    for count, (number, cells) in enumerate(table.rows()):
        if count >= MOST_PEOPLE:
            problems.add(number, "", _("A file holds at most %(most)d people. Split it.") % {"most": MOST_PEOPLE})
            return
        said: dict[str, Any] = {}
        for name, place in plan["columns"].items():
            if cells[place] is None:
                continue
            try:
                said[name] = day_of(cells[place], plan["order"]) if name == "date_of_birth" else _text(cells[place])
            except ValidationError as error:
                problems.add(number, table.headings[place], " ".join(error.messages))
        yield RosterRow(number, said)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if "\x00" in text:
        raise ValidationError(_("This holds characters that cannot be stored."))
    return text
