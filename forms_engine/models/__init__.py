"""Forms, fields, records, their history and who may touch them."""

from forms_engine.models.change import RecordChange
from forms_engine.models.definition import FormDefinition, Section
from forms_engine.models.field import FieldDefinition
from forms_engine.models.permission import FormPermission
from forms_engine.models.record import Record, SealedValue

__all__ = [
    "FieldDefinition",
    "FormDefinition",
    "FormPermission",
    "Record",
    "RecordChange",
    "SealedValue",
    "Section",
]
