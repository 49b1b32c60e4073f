"""A model field whose text stands sealed in the database."""

from typing import Any

from django.db import models

from sealing import seals


class SealedTextField(models.Field):
    """Text in Python, a Fernet token in the column. Empty text is stored as an empty column.

    Never shown in admin or forms (`editable` is False), never searchable.
    """

    description = "sealed text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        return seals.open_sealed(bytes(value)) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return connection.Database.Binary(seals.seal(value) if value else b"")

    def get_lookup(self, lookup_name: str) -> Any:
        """Sealed twice, the same text looks different: comparing could only ever mislead."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        """Serialised dumps carry nothing of it."""
        return ""
