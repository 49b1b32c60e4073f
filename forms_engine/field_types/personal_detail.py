"""What the account says of the person: name, sex, date of birth, e-mail. Copied when the record is written."""

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from forms_engine.field_types.base import CALCULATION
from forms_engine.field_types.date import Date
from forms_engine.field_types.text import Text
from people.models import Person

if TYPE_CHECKING:
    from forms_engine.models import FieldDefinition

FULL_NAME, DATE_OF_BIRTH, SEX = "full_name", "date_of_birth", "sex"
# `details["detail"]` → what it is called. Each is an attribute of Person.
DETAILS = {
    FULL_NAME: _("full name"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "known_as": _("known as"),
    SEX: _("sex"),
    DATE_OF_BIRTH: _("date of birth"),
    "email": _("e-mail"),
    "username": _("username"),
    "uuid": _("UUID"),
}


class PersonalDetail(Text):
    """Text; a date of birth is an ISO day, sex the code of Person.Sex."""

    name = "personal_detail"
    label = _("personal detail")
    is_fillable = False
    writer = CALCULATION

    def detail(self, field: "FieldDefinition") -> str:
        said = (field.details or {}).get("detail")
        return said if said in DETAILS else FULL_NAME

    def read(self, field: "FieldDefinition", person: Person) -> str | None:
        value = getattr(person, self.detail(field))
        return str(value) if value else None

    def show(self, field: "FieldDefinition", value: Any) -> str:
        detail = self.detail(field)
        if detail == DATE_OF_BIRTH:
            return date_format(Date().load(value), "DATE_FORMAT")
        return str(dict(Person.Sex.choices).get(value, value)) if detail == SEX else str(value)
