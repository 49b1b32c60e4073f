"""Admin of forms, their fields and rights, and a look at records."""

from forms_engine.admin.definitions import FormDefinitionAdmin
from forms_engine.admin.fields import FieldDefinitionAdmin
from forms_engine.admin.records import RecordAdmin

__all__ = ["FieldDefinitionAdmin", "FormDefinitionAdmin", "RecordAdmin"]
