"""Forms, fields, records, their history, what goes with them and who may touch them."""

from forms_engine.models.attachment import Attachment
from forms_engine.models.change import RecordChange
from forms_engine.models.change_note import ChangeNote
from forms_engine.models.definition import FormDefinition, Section
from forms_engine.models.draft import Draft
from forms_engine.models.field import FieldDefinition
from forms_engine.models.grid_presence import GridPresence
from forms_engine.models.job import Job
from forms_engine.models.permission import FormPermission
from forms_engine.models.record import Record, SealedValue
from forms_engine.models.standard import Standard

__all__ = [
    "Attachment",
    "ChangeNote",
    "Draft",
    "FieldDefinition",
    "FormDefinition",
    "FormPermission",
    "GridPresence",
    "Job",
    "Record",
    "RecordChange",
    "SealedValue",
    "Section",
    "Standard",
]
