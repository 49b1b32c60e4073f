"""What can be wrong with a form or a record.

FormsError
├── InvalidValues    the person filling in mends it: complaints by field key
├── UnknownField     whoever sent the values mends it: the form has no such field
├── UnknownType      a developer: no such field type
├── RetiredField     the field is kept for reading only
├── ClosedField      the field belongs to a connector, or is sealed: this door may not write it
├── NotVisible       the viewer may not see or do this; said like "not found"
├── DefinitionConflict  a consultant: something else stands where a connector wants its form or field
└── TooMuchGone      a reconcile would empty more than three days: refused, a developer looks
"""


class FormsError(Exception):
    """Anything the forms refuse. `code` is for scripts, the text for people."""

    code = "forms_error"


class InvalidValues(FormsError):
    """`complaints`: field key → list of sentences."""

    code = "invalid_values"

    def __init__(self, complaints: dict[str, list[str]]) -> None:
        self.complaints = complaints
        super().__init__("; ".join(f"{key}: {' '.join(lines)}" for key, lines in complaints.items()))


class UnknownField(FormsError):
    code = "unknown_field"


class UnknownType(FormsError):
    code = "unknown_type"


class RetiredField(FormsError):
    code = "retired_field"


class ClosedField(FormsError):
    code = "closed_field"


class NotVisible(FormsError):
    code = "not_visible"


class TooMuchGone(FormsError):
    code = "too_much_gone"


class DefinitionConflict(FormsError):
    code = "definition_conflict"
